"""What the tests of dialects share."""

from collections.abc import Iterator

import pytest

from catalog.dialects import parting

_LOOKS = ("metal", "color", "colour", "material", "stone")
_SIZES = ("size", "länge", "length")


@pytest.fixture(autouse=True, scope="module")
def few_words() -> Iterator[None]:
    """These tests know a few names of options, and hang on no vocabulary."""

    def changes_the_look(option: str, value: str) -> bool | None:
        name = option.casefold()
        return True if any(word in name for word in _LOOKS) else False if any(word in name for word in _SIZES) else None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parting, "_changes_the_look", changes_the_look)
        yield

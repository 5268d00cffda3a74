"""Words that German, Dutch and the Nordic languages write as one: "Weißgoldverlobungsring"."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from catalog.attributes.word_lists import data
from catalog.attributes.words import fold

if TYPE_CHECKING:
    from catalog.attributes.vocabulary import Meaning

COMPOUNDING = frozenset(("de", "nl", "sv", "da", "fi"))
_SHORTEST_PART = 3
_SHORTEST, _LONGEST = 6, 60  # letters of a compound
_DEEPEST = 3  # parts before the head


class Compounds:
    """Takes compounds apart whose last part is a piece of jewellery and whose other parts are all known.

    Args:
        known: The meanings of the single words of these languages.
    """

    def __init__(self, known: Mapping[str, tuple["Meaning", ...]]) -> None:
        self._modifiers = frozenset(fold(word) for word in data("context")["modifiers"])
        self._links = tuple(data("context")["links_within"])
        self._parts = {word: meanings for word, meanings in known.items() if len(word) >= _SHORTEST_PART}
        self._heads = {
            word: meanings
            for word, meanings in self._parts.items()
            if any(meaning.attribute == "category" and meaning.kind != "titles" for meaning in meanings)
        }

    def meanings(self, word: str) -> tuple["Meaning", ...]:
        """What a compound says, the parts in their order; empty if it is none that is known."""
        if not _SHORTEST <= len(word) <= _LONGEST:
            return ()
        for start in range(3, len(word) - _SHORTEST_PART + 1):
            head = self._heads.get(word[start:])
            if head is not None:
                before = self._before(word[:start], _DEEPEST)
                if before is not None:
                    return before + head
        return ()

    def _before(self, word: str, depth: int) -> tuple["Meaning", ...] | None:
        for form in (word, *(word.removesuffix(link) for link in self._links if word.endswith(link))):
            if form in self._parts:
                return tuple(meaning for meaning in self._parts[form] if meaning.attribute != "category")
            if form in self._modifiers:
                return ()
        if depth > 1:
            for cut in range(3, len(word) - 2):
                first = self._before(word[:cut], 1)
                rest = self._before(word[cut:], depth - 1) if first is not None else None
                if first is not None and rest is not None:
                    return first + rest
        return None

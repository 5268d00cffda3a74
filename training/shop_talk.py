"""How shops list and shoppers ask, in words that the benchmark's grammar does not have.

Written by hand, since no listing of a shop may be copied. The lines do not belong together: nothing says which listing
a question is about. They are what a fusion must not spoil: it has to find by them what the text tower finds.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

JUDGING = 5
"""Every so many questions judge, and are not learned from."""


class ShopTalk(NamedTuple):
    """Texts of shops.

    Attributes:
        listings: Titles, some with the beginning of a description.
        asked: What shoppers type.
    """

    listings: Sequence[str]
    asked: Sequence[str]

    @property
    def taught(self) -> Sequence[str]:
        """The questions that a fusion learns from."""
        return [text for place, text in enumerate(self.asked) if place % JUDGING]

    @property
    def judging(self) -> Sequence[str]:
        """Those that tell how true a fusion is to the text tower."""
        return self.asked[::JUDGING]


NO_TALK = ShopTalk((), ())


@cache
def shop_talk() -> ShopTalk:
    """All there are."""
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return ShopTalk(tuple(told["listings"]), tuple(told["asked"]))

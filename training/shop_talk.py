"""How shops list and shoppers ask, in words that the benchmark's grammar does not have.

Written by hand, since no listing of a shop may be copied. The lines do not belong together: nothing says which listing
a question is about. They are what a fusion must not spoil: it has to find by them what the text tower finds.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple


class ShopTalk(NamedTuple):
    """Texts of shops.

    Attributes:
        listings: Titles, some with the beginning of a description.
        asked: What shoppers type.
    """

    listings: Sequence[str]
    asked: Sequence[str]


NO_TALK = ShopTalk((), ())


@cache
def shop_talk() -> ShopTalk:
    """All there are."""
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return ShopTalk(tuple(told["listings"]), tuple(told["asked"]))

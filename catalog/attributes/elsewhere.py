"""Which sentences of a description are about the piece itself."""

import re

from catalog.attributes.word_lists import data
from catalog.attributes.words import fold

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|[\n\r]+")
_ELSEWHERE = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(fold(phrase)) for phrase in data("context")["elsewhere"]) + r")(?!\w)"
)


def about_the_piece(description: str) -> str:
    """A description without sentences about other pieces, such as "Also available in platinum"."""
    if not _ELSEWHERE.search(fold(description)):
        return description
    return "\n".join(part for part in _SENTENCE.split(description) if not _ELSEWHERE.search(fold(part)))

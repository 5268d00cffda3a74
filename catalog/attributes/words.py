"""Text cut into the words that the vocabulary is looked up by."""

import re
import unicodedata

CJK = "\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af"
MARKS = "\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0dff"
"""Marks that are part of a word in Hebrew, Arabic and the scripts of India."""
# Words, fractions whole, single characters of scripts without spaces, and what parts words so that no phrase spans it.
_TOKEN = re.compile(
    rf"[^\W\d_{CJK}](?:[^\W_{CJK}]|[{MARKS}])*|\d+(?:[.,/]\d+)+|[^\W_{CJK}]+|[{CJK}]|[,;:.!?|()\[\]\n\r•·/&+>–—]|(?<=\s)-(?=\s)"
)
_ASCII_TOKEN = re.compile(r"[a-z][a-z0-9]*|[,;:.!?|()\[\]\n\r/&+>]|\d+(?:[.,/]\d+)+|\d[a-z0-9]*|(?<=\s)-(?=\s)")
_MARKS = re.compile("[\u0300-\u036f\u3099\u309a\u00ad\u200b-\u200d\u2060\ufeff]")
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i", "ð": "d", "þ": "th", "™": " ", "®": " ", "©": " "}
)

# Words that only their accents tell from others: English diamanté is paste, Spanish diamante a diamond.
_BY_ACCENT = re.compile("diamanté(?!\\w)")

BREAKS = frozenset(",;:.!?|()[]\n\r•·/&+>–—-")


def fold(text: str) -> str:
    """Without case, accents and other differences that do not change a word."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))).casefold()


def tokens(text: str) -> list[str]:
    """The folded words, numbers and marks of a text, in their order."""
    if not text.isascii():
        text = _BY_ACCENT.sub("rhinestone", unicodedata.normalize("NFC", text.casefold()))
    folded = fold(text)
    return (_ASCII_TOKEN if folded.isascii() else _TOKEN).findall(folded)

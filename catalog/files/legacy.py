"""Which of the old code pages a text is written in, told by the letters of the language that it would be in."""

import re
from functools import cache

# A page makes sense of a text if nearly all its letters beyond ASCII are those of one language. The first wins ties.
_WESTERN = (
    "äöüß",  # German
    "àâæçéèêëîïôœùûüÿ",  # French
    "áéíñóúüªº",  # Spanish
    "àáèéìíòóùú",  # Italian
    "ãáâàçéêíóôõúüªº",  # Portuguese
    "áéëèêïíóöü",  # Dutch
    "åäöé",  # Swedish, Finnish
    "æøåéóòôäö",  # Danish, Norwegian
)
_CENTRAL = (
    "ąćęłńóśźż",  # Polish
    "áäčďéěíňóřšťúůýžľĺŕôö",  # Czech, Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîşţ",  # Romanian
    "čćđšž",  # Croatian, Slovenian
)
_PAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("windows-1252", "cp1252", (*_WESTERN, "áðéíóúýþæö", "äöüõšž")),  # and Icelandic, Estonian
    ("windows-1250", "cp1250", _CENTRAL),
    ("iso-8859-2", "iso8859_2", _CENTRAL),
    ("windows-1251", "cp1251", ("абвгдежзийклмнопрстуфхцчшщъыьэюяё", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")),
    ("windows-1254", "cp1254", ("çğıöşüâîû",)),
    ("windows-1253", "cp1253", ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",)),
    ("mac-roman", "mac_roman", _WESTERN),
)
_TYPOGRAPHY = frozenset("–—‘’‚“”„†•…‰‹›€™¡¿£¥§©«»®°±²³·¹¼½¾×№\u00a0\u00ad")
_WORD = re.compile(r"[^\W\d_]+")
_SIGN_WITHIN_A_WORD = re.compile(r"(?<=[^\W\d_])[¹³¿¼¾£¥§©®ª°±²–—‘“”†•…‰‹›€™«»º]+(?=[^\W\d_])")
_ALONE = frozenset("àáâãäåæèéêìíòóôöøúÀÁÅÉÍÓÖÚ")  # words of one letter
_AT_LEAST = 0.5  # of the letters beyond ASCII; below that no page makes sense of it
_CERTAINLY = 0.9  # of them; below that the text may be in an encoding of two bytes a letter
# Encodings of East Asia, and what most of a text in them consists of.
_EASTERN = (
    ("shift_jis", "cp932", re.compile(r"[\u3040-\u30ff\u4e00-\u9fff、。・ー「」（）　０-９]")),
    ("gb18030", "gb18030", re.compile(r"[\u4e00-\u9fff，。、；：（）￥“”]")),
)
_KANA = re.compile(r"[\u3040-\u30ff]")


def legacy_page(sample: bytes) -> tuple[str, str]:
    """Find the code page of a text that is not UTF-8.

    Args:
        sample: Lines of the text, those without any byte beyond ASCII left out.

    Returns:
        Its name as people know it, and Python's name of the codec.
    """
    scores = [(_score(sample, codec, languages), name, codec) for name, codec, languages in _PAGES]
    best = max(score for score, _, _ in scores)
    eastern = _eastern_page(sample) if best < _CERTAINLY else None
    if eastern:
        return eastern
    if best < _AT_LEAST:
        return _PAGES[0][:2]
    return next((name, codec) for score, name, codec in scores if score >= best - 1e-9)


def _eastern_page(sample: bytes) -> tuple[str, str] | None:
    """The Japanese or Chinese encoding of a text, if it is in one: nearly all beyond ASCII must be of that script."""
    for name, codec, script in _EASTERN:
        try:
            text = sample[: sample.rfind(b"\n")].decode(codec) if b"\n" in sample else sample.decode(codec)
        except UnicodeDecodeError:
            continue
        beyond = sum(letter > "\x7f" for letter in text)
        is_japanese_without_kana = codec == "cp932" and not _KANA.search(text)
        if beyond and not is_japanese_without_kana and len(script.findall(text)) >= _CERTAINLY * beyond:
            return name, codec
    return None


def _score(sample: bytes, codec: str, languages: tuple[str, ...]) -> float:
    """How much sense a page makes of a text: the share of letters that fit one language, less what fits none."""
    text = sample.decode(codec, "replace")
    words: list[str] = [word for word in _WORD.findall(text) if not word.isascii()]
    letters = [letter for word in words if not _is_torn(word) for letter in word.lower() if letter > "\x7f"]
    count = sum(letter > "\x7f" for word in words for letter in word)
    if not count:
        return _AT_LEAST if _TYPOGRAPHY.issuperset(letter for letter in text if letter > "\x7f") else 0.0
    fitting = max(sum(letter in language for letter in letters) for language in map(_letters, languages))
    symbols = sum(1 for letter in text if letter > "\x7f" and not letter.isalpha() and letter not in _TYPOGRAPHY)
    signs = len(_SIGN_WITHIN_A_WORD.findall(text))
    return (fitting - symbols - signs) / count


def _is_torn(word: str) -> bool:
    """Whether no one writes such a word: a capital after a small letter, two alphabets, an odd letter by itself."""
    if len(word) == 1:
        return word not in _ALONE and not "\u0400" <= word <= "\u04ff"
    mixed_case = not word.isupper() and any(map(str.isupper, word[1:]))
    two_alphabets = any("\u0370" <= letter <= "\u04ff" for letter in word) and any(letter < "\u0250" for letter in word)
    return mixed_case or two_alphabets


@cache
def _letters(language: str) -> frozenset[str]:
    return frozenset(language)

"""Putting words together: optional parts of templates, articles, plurals, capitals."""

import re
from collections.abc import Mapping, Sequence

_GROUP = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_VOWEL_SOUNDS = ("a", "e", "i", "o", "u", "8", "11", "18")
_NOT_VOWELS = ("eu", "one", "uni", "us")
_SPELT_WITH_VOWEL_SOUND = frozenset("AEFHILMNORSX")
_UNCOUNTED = ("jade", "malachite", "coral", "onyx", "turquoise", "lapis lazuli", "lapis", "mother of pearl", "nacre")
_SMALL_WORDS = frozenset({"a", "an", "and", "of", "in", "on", "with", "the", "for", "by", "to", "at", "from"})


def fill(template: str, slots: Mapping[str, str]) -> str:
    """Fill a template's {slots}.

    A group in [brackets] is dropped when one of its slots is empty or missing; a slot outside a group that is missing
    is left empty. Spaces and commas that nothing stands between any more are joined.
    """

    def group(match: re.Match[str]) -> str:
        return match[1] if all(slots.get(name) for name in _SLOT.findall(match[1])) else ""

    text = _GROUP.sub(group, template)
    return tidy(_SLOT.sub(lambda match: slots.get(match[1], ""), text))


def needs(template: str) -> set[str]:
    """The slots that a template cannot do without."""
    return set(_SLOT.findall(_GROUP.sub("", template)))


def tidy(text: str) -> str:
    """One space between words, none before a comma, and no comma without something before and after it."""
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r" ([,.;:!?])", r"\1", text)
    text = re.sub(r",(?:\s*,)+", ",", text)
    text = re.sub(r",\s*([.!?])", r"\1", text)
    return text.strip(" ,;-–|/·•")


def article(phrase: str) -> str:
    """A phrase with "a" or "an" before it."""
    first = phrase.split(" ", 1)[0].split("-", 1)[0]
    lowered = first.casefold()
    if len(first) == 1 and first.isalpha():
        vowel = first.upper() in _SPELT_WITH_VOWEL_SOUND
    else:
        vowel = lowered.startswith(_VOWEL_SOUNDS) and not lowered.startswith(_NOT_VOWELS)
    return f"{'an' if vowel else 'a'} {phrase}"


def plural(noun: str) -> str:
    """The plural of a noun; of stones that are not counted, the noun itself."""
    owner, of, owned = noun.partition(" of ")
    if of and is_counted(noun):
        return f"{plural(owner)} of {owned}"
    head, _, last = noun.rpartition(" ")
    lead = f"{head} " if head else ""
    if last.endswith("quartz") or not is_counted(noun):
        return noun
    if last == "leaf":
        return f"{lead}leaves"
    if last.endswith("y") and last[-2:-1] not in ("a", "e", "o", "u"):
        return f"{lead}{last[:-1]}ies"
    if last.endswith(("s", "x", "z", "ch", "sh")):
        return f"{lead}{last}es"
    return f"{lead}{last}s"


def is_counted(noun: str) -> bool:
    """Whether one says "a …" of a stone: a ruby, but not a jade."""
    return not noun.casefold().endswith(_UNCOUNTED)


def is_plural(head: str) -> bool:
    """Whether the name of a piece is a plural: "hoop earrings", but not "pair of hoops" or "ring with leaves"."""
    core = re.split(r" (?:of|with|on|in) ", head)[0]
    last = core.split(" ")[-1]
    return last.endswith("s") and not last.endswith("ss")


def a_piece(head: str, phrase: str) -> str:
    """A phrase about a piece with an article, if the piece's name is in the singular."""
    return phrase if is_plural(head) else article(phrase)


def pair_first(text: str) -> str:
    """Text with "gold pair of studs" as "pair of gold studs"."""
    return re.sub(r"^([^,:/(+|-]+) (pair|stack|set) of ", r"\2 of \1 ", text)


def listed(parts: Sequence[str], joint: str = "and") -> str:
    """Parts with commas and a last "and"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def sentence(text: str) -> str:
    """Text with a capital letter at its beginning and a full stop at its end."""
    text = text.strip()
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    return ended[:1].upper() + ended[1:]


def title_case(text: str) -> str:
    """Capitals as titles have them, with small words left small; words that hold capitals or digits stay."""
    words = text.split(" ")
    return " ".join(
        word if word != word.lower() or (word in _SMALL_WORDS and i) else _capital(word) for i, word in enumerate(words)
    )


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 9: "nine", 11: "eleven",
           15: "fifteen"}  # fmt: skip

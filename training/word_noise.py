"""What shoppers do to words: slips of the fingers, another order, a word less. And merchants: half a listing."""

import random
import re

_LONG = re.compile(r"[A-Za-z]{5,}")
_KEPT = frozenset({"no", "not", "without", "never", "non", "less", "more", "but", "instead"})
"""Words that turn the meaning of others around; never changed."""
_PART = re.compile(r"(?<=\.) |\n")


def hasty(text: str, rng: random.Random, share: float = 0.3) -> str:
    """A phrase as someone in a hurry types it; a `share` of phrases is changed, in one way each."""
    if rng.random() >= share:
        return text
    return rng.choice((_slip, _another_order, _one_less))(text, rng)


def partial(listing: str, rng: random.Random, share: float = 0.25) -> str:
    """A listing, or of a `share` of listings some of its lines and sentences, never none."""
    parts = _PART.split(listing)
    if len(parts) < 2 or rng.random() >= share:
        return listing
    kept = [part for part in parts if rng.random() < 0.6]
    return " ".join(kept or [rng.choice(parts)])


def _slip(text: str, rng: random.Random) -> str:
    """Two letters swapped, or one left out or doubled, inside a long word."""
    words = [match.span() for match in _LONG.finditer(text) if match[0].lower() not in _KEPT]
    if not words:
        return text
    start, end = rng.choice(words)
    at = rng.randrange(start + 1, end - 1)
    slips = (text[at + 1] + text[at] + text[at + 2 :], text[at + 1 :], text[at] + text[at:])
    return text[:at] + rng.choice(slips)


def _another_order(text: str, rng: random.Random) -> str:
    """Two parts changed round, "ring with ruby" as "with ruby ring", unless a word turns what follows around."""
    words = text.split()
    if not words or _KEPT & {word.lower() for word in words}:
        return text
    at = rng.randrange(len(words))
    return " ".join(words[at:] + words[:at])


def _one_less(text: str, rng: random.Random) -> str:
    words = text.split()
    spare = [at for at, word in enumerate(words) if word.lower() not in _KEPT]
    if len(words) < 4 or not spare:
        return text
    del words[rng.choice(spare)]
    return " ".join(words)

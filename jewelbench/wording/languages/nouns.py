"""Nouns with their gender and number."""

from dataclasses import dataclass
from typing import Literal

Gender = Literal["m", "f", "n"]


@dataclass(frozen=True)
class Noun:
    """A noun, or a noun with words that stay as they are.

    Attributes:
        text: As it stands without an article.
        gender: Masculine, feminine or neuter; of a plural, that of its singular.
        plural: Whether it is a plural.
    """

    text: str
    gender: Gender = "m"
    plural: bool = False

    @property
    def form(self) -> str:
        """The gender, followed by "p" in a plural: the key of an adjective's ending."""
        return self.gender + ("p" if self.plural else "")


def m(text: str) -> Noun:
    """A masculine noun."""
    return Noun(text, "m")


def f(text: str) -> Noun:
    """A feminine noun."""
    return Noun(text, "f")


def n(text: str) -> Noun:
    """A neuter noun."""
    return Noun(text, "n")


def mp(text: str) -> Noun:
    """A masculine plural."""
    return Noun(text, "m", plural=True)


def fp(text: str) -> Noun:
    """A feminine plural."""
    return Noun(text, "f", plural=True)

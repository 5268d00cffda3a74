"""The files of the vocabulary, each read once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from catalog.attributes.words import tokens


@cache
def data(name: str) -> Mapping[str, Any]:
    """One file: tables by canonical word, or lists by what they are for."""
    return tomllib.loads((files(__package__) / "vocabulary" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def context(name: str) -> frozenset[str]:
    """The single words of a list of the file "context", folded."""
    return frozenset(parts[0] for phrase in data("context")[name] if len(parts := tokens(phrase)) == 1)

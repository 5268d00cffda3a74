"""Ordinary English that a tuned text tower is held to, so that it does not forget what words mean outside a shop.

The prose comes from the documentation inside Python and the packages that training installs anyway: nothing is
downloaded, and the same versions give the same sentences. Words drawn at random from a tokenizer's own vocabulary cover
those that no documentation uses.
"""

import ast
import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from tokenizers import Tokenizer

TAUGHT = ("numpy", "scipy", "pandas", "pydoc_data")
"""Packages whose prose is trained on."""
HELD_OUT = ("networkx", "sympy", "email", "asyncio")
"""Packages whose prose measures what was forgotten."""
MOST_FILES = 160
_SENTENCE = re.compile(r"[A-Z][A-Za-z ,;:'()\-]+[.!?]")
_BREAK = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|\n\s*\n")
_WORDS = range(6, 29)


def sentences(packages: Sequence[str], most: int) -> list[str]:
    """Sentences out of the documentation of packages, each once, in an order of their own that looks random.

    Args:
        packages: Names of importable packages; one that is not installed is passed over.
        most: How many sentences at most.
    """
    found = dict.fromkeys(sentence for package in packages for text in _texts(package) for sentence in _split(text))
    return sorted(found, key=_digest)[:most]


def common_words(tokenizer: Tokenizer) -> list[str]:
    """The whole English words among a tokenizer's pieces, in their order."""
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [piece for piece, _ in pieces if len(piece) > 2 and piece.isascii() and piece.isalpha()]


def word_salad(words: Sequence[str], rng: random.Random) -> str:
    """A few words at random."""
    return " ".join(rng.choice(words) for _ in range(rng.randint(1, 8)))


def _texts(package: str) -> Iterator[str]:
    """The longer strings of a package, most of which document it."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        files = [file for file in Path(folder).rglob("*.py") if "tests" not in file.parts]
        for file in sorted(files, key=lambda file: _digest(str(file.relative_to(folder))))[:MOST_FILES]:
            for node in ast.walk(ast.parse(file.read_bytes())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 60:
                    yield node.value


def _split(text: str) -> Iterator[str]:
    for part in _BREAK.split(text):
        sentence = " ".join(part.split())
        if _SENTENCE.fullmatch(sentence) and len(sentence.split()) in _WORDS:
            yield sentence


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

"""What a case of the corpus is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.photo_source import PhotoSource

Made = tuple[Path, Path | PhotoSource | None]  # the catalogue, and its photos: a folder, a zip, or a source of its own


@dataclass(frozen=True)
class Rejected:
    """A product that must be rejected.

    Attributes:
        line: On which line of the file it begins; None where there are no lines to speak of.
        words: What the reason must hold, in any case of letters.
        sku: Its sku, where that can be read.
    """

    line: int | None
    words: str
    sku: str | None = None


@dataclass(frozen=True)
class Case:
    """One odd catalogue.

    Attributes:
        name: Says what is odd, in a few words; unique.
        make: Writes the files into an empty folder.
        products: The skus that must be in the index, no more and no fewer.
        rejected: The products that must be rejected, in the order of the report, and no others.
        refused: Words of the message where the file as a whole must be refused; nothing else is expected then.
        warned: Words that must each be in one of the warnings.
        facts: By sku, attributes of `Product` that must have come out just so.
        mapping: A mapping file's content.
    """

    name: str
    make: Callable[[Path], Made]
    products: Sequence[str] = ()
    rejected: Sequence[Rejected] = ()
    refused: str | None = None
    warned: Sequence[str] = ()
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    mapping: dict[str, Any] | None = None


def catalogue(content: str | bytes, encoding: str = "utf-8", name: str = "catalogue.csv") -> Callable[[Path], Made]:
    """A catalogue without photos, as text in an encoding or as bytes."""

    def make(folder: Path) -> Made:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path, None

    return make

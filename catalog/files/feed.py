"""A product feed in XML as a table: RSS and Atom as shops write them for Google, one item a row."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat
from xml.parsers.expat import errors

from catalog.files.containers import Container
from catalog.files.table import MOST_COLUMNS
from catalog.files.text import Encoding, find_encoding
from catalog.row import CatalogError, Record, RowError

DEEPEST = 16  # elements within one another
LONGEST_ITEM = 4_000_000  # characters
HEADER_BYTES = 32_000_000  # in which the names of the elements are looked for, `MOST_COLUMNS` of them
OTHER_ELEMENTS = "other_elements"  # takes those that only come up later
BLOCK = 131_072  # bytes

_ITEMS = frozenset(("item", "entry", "product", "offer", "shopitem"))
_FEED = re.compile(
    rb"\s*<(?:\?xml|rss|feed|channel|!--|!doctype (?!html)|[a-z]+:?[a-z]*\b(?<!html)[^<>]*xmlns)", re.IGNORECASE
)
_SEPARATOR = "\x1f"  # between namespace and name, as expat gives them
_GOOGLE = "base.google.com/ns"
_UNBOUND_PREFIX = errors.codes[errors.XML_ERROR_UNBOUND_PREFIX]


def is_feed(path: Path, encoding: Encoding | None) -> bool:
    """Whether a file is XML.

    Raises:
        CatalogError: It cannot be opened.
    """
    with Container(path) as container:
        start = container.read(2048) or b""
    if not start.isascii():
        start = start.decode((encoding or find_encoding(path)).codec, "replace").encode()
    return _FEED.match(start.removeprefix(b"\xef\xbb\xbf")) is not None


class FeedTable:
    """The items of a feed; a column for each element that an item has. It is read as a stream, anew each time.

    An element that comes several times is one cell, its values parted by commas; one with others inside is one cell
    such as "country=DE price=4.90 EUR". Of two elements that differ in their namespace only, Google's counts.

    Args:
        path: The file, plain or packed.
        encoding: What it is written in; None to believe the file.

    Raises:
        CatalogError: It cannot be opened, is no XML, or has no items.
    """

    format = "xml"
    separator = None

    def __init__(self, path: Path, encoding: Encoding | None = None) -> None:
        self._path = path
        self._given = encoding
        self._bytes_read = 0
        with Container(path) as container:
            self.packing = container.packing
        self._namespaces = True
        try:
            names, declared = self._names()
        except _UnboundPrefixError:  # "g:id" says enough, also where nobody said what "g" stands for
            self._namespaces = False
            names, declared = self._names()
        if not names:
            raise CatalogError(f"{path.name} is XML without any items; a feed has <item> or <entry> elements.")
        self.header = (*islice(names, MOST_COLUMNS), OTHER_ELEMENTS) if self._partial else tuple(names)
        self.encoding = encoding.name if encoding else declared

    @property
    def bytes_read(self) -> int:
        """How far the current reading has come in the file on the disk."""
        return self._bytes_read

    @property
    def cut_off(self) -> bool:
        """Never: XML that breaks off is refused."""
        return False

    def records(self) -> Iterator[list[Record | RowError]]:
        """The items, a block at a time.

        Raises:
            CatalogError: The XML is broken, or the file damaged.
        """
        for items, _ in self._items(self._reader()):
            yield [Record(line, self._cells(item)) for line, item in items]

    def _reader(self) -> "_ItemReader":
        return _ItemReader(self._path.name, self._given, namespaces=self._namespaces)

    def _names(self) -> tuple[dict[str, None], str]:
        """The names of the elements in the first part of the file, and what it says it is written in."""
        names: dict[str, None] = {}
        reader = self._reader()
        self._partial = False
        for items, read in self._items(reader):
            names.update(dict.fromkeys(name for _, item in items for name in item))
            if read >= HEADER_BYTES or len(names) > MOST_COLUMNS:
                self._partial = True
                break
        return names, reader.encoding

    def _cells(self, item: dict[str, str]) -> tuple[str, ...]:
        if not self._partial:
            return tuple([item.get(name, "") for name in self.header])
        cells = [item.pop(name, "") for name in self.header[:-1]]
        return (*cells, "; ".join(f"{name}: {text}" for name, text in item.items()))

    def _items(self, reader: "_ItemReader") -> Iterator[tuple[list[tuple[int, dict[str, str]]], int]]:
        """Items with their lines, a block at a time, and how many bytes of XML were read until then."""
        read = 0
        with Container(self._path) as container:
            while block := container.read(BLOCK):
                read += len(block)
                items = reader.feed(block)
                self._bytes_read = container.bytes_read
                if items:
                    yield items, read
            if items := reader.end():
                yield items, read


class _UnboundPrefixError(CatalogError):
    """A prefix such as "g:" is used, and nothing says what it stands for."""


class _Element:
    """An element inside an item while it is read."""

    def __init__(self, name: str, is_google: bool, href: str) -> None:
        self.name = name
        self.is_google = is_google
        self.href = href
        self.text: list[str] = []
        self.parts: list[str] = []

    def value(self) -> str:
        text = "".join(self.text).strip()
        return " ".join([*([text] if text else []), *self.parts]) or self.href


class _ItemReader:
    """Turns XML into items.

    Args:
        name: Of the file, for messages.
        encoding: What it is written in; None to believe the file.
        namespaces: Whether prefixes stand for what the file says; else "g" is Google's.

    Attributes:
        encoding: What the file says it is written in.
    """

    def __init__(self, name: str, encoding: Encoding | None, *, namespaces: bool) -> None:
        self.encoding = "utf-8"
        self._name = name
        self._items: list[tuple[int, dict[str, str]]] = []
        self._item: dict[str, tuple[bool, list[str]]] | None = None  # whether it is Google's, and its values
        self._item_depth = self._depth = self._line = self._size = self._fed = 0
        self._open: list[_Element] = []
        self._separator, self._google = (_SEPARATOR, _GOOGLE) if namespaces else (":", "g")
        codec = encoding.codec.removesuffix("-sig") if encoding else None
        self._parser = expat.ParserCreate(codec, _SEPARATOR if namespaces else None)
        self._parser.buffer_text = True
        self._parser.XmlDeclHandler = self._declare
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._add

    def feed(self, data: bytes) -> list[tuple[int, dict[str, str]]]:
        """Read on; the items that end within the data, each with the line on which it begins.

        Raises:
            CatalogError: The XML is broken or more than a feed needs.
        """
        return self._parsed(data, False)

    def end(self) -> list[tuple[int, dict[str, str]]]:
        """Say that there is no more.

        Raises:
            CatalogError: The XML is not complete.
        """
        return self._parsed(b"", True)

    def _parsed(self, data: bytes, last: bool) -> list[tuple[int, dict[str, str]]]:
        try:
            self._parser.Parse(data, last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            unbound = getattr(error, "code", None) == _UNBOUND_PREFIX
            raise (_UnboundPrefixError if unbound else CatalogError)(
                f"The XML of {self._name} is broken ({error}); nothing that follows can be read. Export the feed again."
            ) from error
        self._fed += len(data)
        if self._fed - self._parser.CurrentByteIndex > LONGEST_ITEM:  # the parser keeps what it has not understood yet
            raise CatalogError(
                f"A tag or a remark on line {self._parser.CurrentLineNumber} of {self._name} is longer than "
                f"{LONGEST_ITEM:,} characters; this is no product feed."
            )
        items, self._items = self._items, []
        return items

    def _declare(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = (encoding or self.encoding).lower()

    def _refuse_doctype(self, *_: object) -> NoReturn:
        raise CatalogError(f"{self._name} has a document type (<!DOCTYPE …>), which no feed needs. Remove it.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise CatalogError(f"The elements of {self._name} are more than {DEEPEST} deep; this is no product feed.")
        namespace, _, local = name.rpartition(self._separator)
        if self._item is None:
            if local.lower() in _ITEMS:
                self._item, self._item_depth, self._size = {}, self._depth, 0
                self._line = self._parser.CurrentLineNumber
            return
        self._open.append(_Element(local, self._google in namespace, attributes.get("href", "")))

    def _add(self, text: str) -> None:
        if self._open:
            self._size += len(text)
            if self._size > LONGEST_ITEM:
                raise CatalogError(
                    f"The item on line {self._line} of {self._name} is longer than {LONGEST_ITEM:,} characters."
                )
            self._open[-1].text.append(text)

    def _end(self, _name: str) -> None:
        if self._item is not None and self._depth == self._item_depth:
            self._items.append((self._line, {name: ",".join(values) for name, (_, values) in self._item.items()}))
            self._item = None
        elif self._open:
            element = self._open.pop()
            if self._open:
                self._open[-1].parts.append(f"{element.name}={element.value()}")
            else:
                self._keep(element)
        self._depth -= 1

    def _keep(self, element: _Element) -> None:
        assert self._item is not None
        value = element.value()
        if not value:
            self._item.setdefault(element.name, (element.is_google, []))
            return
        is_google, values = self._item.get(element.name, (element.is_google, []))
        if is_google and not element.is_google:
            return
        if element.is_google and not is_google:
            values = []
        values.append(value)
        self._item[element.name] = (element.is_google, values)

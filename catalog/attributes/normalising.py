"""The attributes of a product from its cells, title, columns and description, in that order of trust."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from catalog.attributes.elsewhere import about_the_piece
from catalog.attributes.fineness import GOLDS
from catalog.attributes.metals import (
    BASE_METALS,
    Metal,
    bare_karat,
    cell_metal,
    finer,
    karat,
    main_metal,
    metals,
    numbered_karat,
    tint,
)
from catalog.attributes.options import subject
from catalog.attributes.pieces import category, manner, only_category, path_categories, shelf_of, style
from catalog.attributes.scanning import Scan, scan
from catalog.attributes.sizes import size, size_in
from catalog.attributes.stones import colour, finer_stone, gemstone
from catalog.attributes.word_lists import data
from catalog.attributes.words import tokens
from catalog.product import ATTRIBUTES, Product

_LONGEST = 200  # characters of a merchant's own word that the vocabulary does not know
_COLUMNS = frozenset((*ATTRIBUTES, "tags", "origin"))


def normalise(product: Product) -> Product:
    """Fill the attributes of a product from its cells, title, tags and description, in canonical words.

    A cell that says something else than the word that became of it is kept in `own_words`, as it was. A product that
    was normalised before comes back equal.
    """
    reading = _Reading(product)
    found = {attribute: getattr(reading, attribute)() for attribute in ATTRIBUTES}
    own_words = {attribute: cell for attribute, cell in reading.cells.items() if cell != found[attribute]}
    changed = {name: value for name, value in found.items() if value != getattr(product, name)}
    if own_words != product.own_words:
        return replace(product, own_words=own_words, **changed)
    return replace(product, **changed) if changed else product


class _Reading:
    """One product, while it is read. Attributes that others need are read once."""

    def __init__(self, product: Product) -> None:
        self.cells: dict[str, str] = {}
        for attribute in ATTRIBUTES:
            cell = product.own_words.get(attribute) or getattr(product, attribute)
            if cell:
                self.cells[attribute] = cell
        self._title = scan(product.title, "title")
        self._title_text = product.title
        self._text = scan(about_the_piece(product.description), "text")
        self._columns = [(about, text) for name, text in product.attributes.items() if text and (about := _about(name))]
        self._category: str | None = None
        self._metal: str | None = None

    def category(self) -> str | None:
        """A path's most specific known level; where it knows none, or several, the title decides.

        A merchant who keeps pendants apart from necklaces finds them so; elsewhere a pendant is a necklace by its form.
        """
        cell = self.cells.get("category")
        if cell and _says_none(cell):
            return None
        known = path_categories(cell) if cell else ()
        titled = category(self._title) if len(known) != 1 else None
        self._category = titled if titled and (not known or titled in known) else next(iter(known), None)
        if self._category is None:
            self._category = self._column_category() or category(self._text)
        shelf = shelf_of(cell) if cell and self._category in known else None
        return shelf or self._category or (_plain(cell) if cell else None)

    def metal(self) -> str | None:
        """The first source that names one decides, unless a later one says more exactly what it is."""
        cell = self.cells.get("metal")
        if cell and _says_none(cell):
            return None
        if cell and not cell_metal(cell) and not _says_nothing(cell) and not tint(cell):
            return _plain(cell)
        decided, coloured = None, self._coloured_gold(cell)
        for source in self._metal_sources(cell):
            decided = self._of_both(decided, source) if decided else source
            if coloured and decided.kind == "weak" and decided.value in GOLDS:
                decided = Metal(coloured, "sure")
            if decided.value not in GOLDS and decided.kind not in ("last", "weak"):
                break
        if decided is None and cell:
            return _plain(cell)
        self._metal = decided.value if decided else None
        return self._metal

    def karat(self) -> str | None:
        """From its own cell whatever the metal, elsewhere what fits the metal; "Hallmarked" in the cell tells none."""
        cell = self.cells.get("karat")
        if cell and _says_none(cell):
            return None
        if cell and (found := bare_karat(scan(cell, "cell")) or numbered_karat(cell, self._metal)):
            return found
        metal_cell = self.cells.get("metal")
        sources = [scan(metal_cell, "cell")] if metal_cell else []
        sources += [self._title, *self._scans("karat", "cell"), *self._scans("metal", "cell"), self._text]
        return next((found for source in sources if (found := karat(source, self._metal))), None)

    def gemstone(self) -> str | None:
        """The main one: others stay in the merchant's own words."""
        cell = self.cells.get("gemstone")
        if cell and _says_none(cell):
            return None
        said = [scan(cell, "cell")] if cell else []
        beside = (self._title, *self._scans("gemstone", "cell"), *self._scans("tags", "title"), self._text)
        found = gemstone(said, None) or _plain(cell) if cell else gemstone(beside, self._category)
        shelves = [scan(self.cells["category"], "cell")] if "category" in self.cells else []
        return finer_stone(found, (*said, *shelves, *self._scans("origin", "cell"), *beside))

    def colour(self) -> str | None:
        """From cells, or beside the enamel or leather of the title."""
        cell = self.cells.get("colour")
        if cell:
            return None if _says_none(cell) else colour(scan(cell, "cell")) or _plain(cell)
        sources = (self._title, *self._scans("colour", "cell"))
        return next((found for source in sources if (found := colour(source))), None)

    def style(self) -> str | None:
        """A form rather than a manner."""
        cell = self.cells.get("style")
        if cell:
            return None if _says_none(cell) else _form([scan(cell, "cell")], None) or _plain(cell)
        sources = (self._title, *self._scans("style", "cell"), *self._scans("category", "cell"), self._text)
        return _form(sources, self._category)

    def size(self) -> str | None:
        """From its cell, its column or the title."""
        cell = self.cells.get("size") or next((text for about, text in self._columns if about == "size"), None)
        if cell:
            return None if _says_none(cell) else size(cell) or None
        return size_in(self._title_text, self._title.tokens, self._category)

    def _metal_sources(self, cell: str | None) -> Iterator[Metal]:
        """What each source says, the most trusted first."""
        if cell and (found := cell_metal(cell)):
            yield found
        if found := main_metal(self._title):
            yield self._unless_a_colour(found)
        if "karat" in self.cells and (found := cell_metal(self.cells["karat"])):
            yield found
        for about in ("karat", "metal"):
            for name, text in self._columns:
                if name == about and (found := cell_metal(text)):
                    yield found
        for source in self._scans("tags", "title"):
            if len({metal.value for metal in metals(source)}) == 1 and (found := main_metal(source)):
                yield found
        if found := main_metal(self._text):
            yield found
            yield from (metal for metal in metals(self._text) if metal.value in BASE_METALS)

    def _unless_a_colour(self, titled: Metal) -> Metal:
        """What the title says, less trusted where it only repeats the colour: "Hoops – Silver"."""
        named = cell_metal(self.cells["colour"]) if "colour" in self.cells else None
        return titled._replace(kind="weak") if named and named.value == titled.value else titled

    def _of_both(self, decided: Metal, source: Metal) -> Metal:
        """What two sources say together; gold whose purity is told is no steel."""
        if decided.kind == "last" != source.kind:
            return source
        return decided if source.value in BASE_METALS and self._says_karat() else finer(decided, source)

    def _coloured_gold(self, cell: str | None) -> str | None:
        """The gold that the metal's colour names, or beside a metal the piece's: "White", "White gold"."""
        told = ([cell] if cell else []) + [text for name, text in self._columns if name == "metal"]
        named = next((gold for text in told if (gold := tint(text))), None)
        coloured = cell_metal(self.cells["colour"]) if cell and "colour" in self.cells else None
        if named is None and coloured and coloured.kind == "sure" and coloured.value in GOLDS:
            return coloured.value
        return named

    def _says_karat(self) -> bool:
        """Whether title or cells say how pure a gold is: then it is gold."""
        cells = [self.cells[name] for name in ("metal", "karat") if name in self.cells]
        return bool(self._title.of("karat")) or any(bare_karat(scan(cell, "cell")) for cell in cells)

    def _scans(self, about: str, place: str) -> list[Scan]:
        return [scan(text, "cell" if place == "cell" else "title") for name, text in self._columns if name == about]

    def _column_category(self) -> str | None:
        for about, text in self._columns:
            if about == "category" and len(known := path_categories(text)) == 1:
                return known[0]
        return next((found for tags in self._scans("tags", "title") if (found := only_category(tags))), None)


def _form(sources: Sequence[Scan], kind: str | None) -> str | None:
    """The first form that one of them names, or else the first manner."""
    forms = (found for source in sources if (found := style(source, kind)))
    return next(forms, None) or next((found for source in sources if (found := manner(source))), None)


def _about(name: str) -> str | None:
    about = subject(name)
    return about if about in _COLUMNS else None


_NONE = frozenset(" ".join(tokens(phrase)) for phrase in data("context")["none"])


def _says_none(cell: str) -> bool:
    """Whether a cell says that there is none: then nothing else may say that there is one."""
    return len(cell) <= 40 and " ".join(tokens(cell)) in _NONE


_NOTHING = frozenset(" ".join(tokens(phrase)) for phrase in data("context")["unsaid"])


def _says_nothing(cell: str) -> bool:
    """Whether a cell is filled without saying anything: then the title may."""
    return " ".join(tokens(cell)) in _NOTHING


def _plain(cell: str) -> str | None:
    """A merchant's word that the vocabulary does not know, on one line and in lower case."""
    return " ".join(cell[:_LONGEST].split()).lower() or None

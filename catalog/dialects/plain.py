"""Plain catalogues: one row a product, in columns that anyone may have named."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from catalog.dialects.availability import read_availability
from catalog.dialects.base import ATTRIBUTE, IGNORE, SINGLE_FIELDS, Layout, Row
from catalog.dialects.finishing import Cell, finish_row, is_nothing
from catalog.dialects.headers import currency_of, folded, known_columns, meaning_of, tells_visibility
from catalog.dialects.photos import photo_references
from catalog.row import CatalogError, ProductRow, RowError, RowWarning

REQUIRED = ("sku", "title")


class PlainDialect:
    """One row a product; columns are known by their names in many languages, in any order."""

    @property
    def name(self) -> str:
        """As mapping files spell it."""
        return "plain"

    @property
    def title(self) -> str:
        """For people."""
        return "Plain table"

    def likeness(self, header: Sequence[str]) -> float:
        """How much a header looks like a plain catalogue's, at most 0.4; 0 without a sku and a title."""
        fields = {meaning.field for name in header if (meaning := meaning_of(name))}
        if not fields.issuperset(REQUIRED):
            return 0.0
        return 0.2 + 0.2 * known_columns(header) / len(header)

    def layout(self, header: Sequence[str], overrides: Mapping[str, str], currency: str | None) -> Layout:
        """Give each column its meaning.

        Of several columns for one field the surest name counts and the others become attributes. A mapping file can
        give a field several columns: then the first with something in it counts.

        Raises:
            CatalogError: A column that is needed is missing, or two columns of a field have the same name.
        """
        ranked: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        attributes = []
        for place, name in enumerate(header):
            told = overrides.get(name)
            meaning = meaning_of(name) if told is None else None
            if told not in (None, ATTRIBUTE, IGNORE):
                ranked[told or ""].append((-1, place))
            elif meaning:
                ranked[meaning.field].append((meaning.rank, place))
            elif told != IGNORE:
                attributes.append(place)
        fields: dict[str, tuple[int, ...]] = {}
        for field, columns in ranked.items():
            used, left = _used(field, columns, header)
            fields[field] = used
            attributes += left
        _require(fields, header)
        if not currency and "price" in fields:
            currency = currency_of(header[fields["price"][0]])
        return Layout(tuple(header), fields, {}, tuple(sorted(attributes)), currency)

    def read(self, rows: Iterator[Row | RowError], layout: Layout) -> Iterator[ProductRow | RowError]:
        """One product a row."""
        read = _RowReader(layout).product_row
        for row in rows:
            yield row if isinstance(row, RowError) else read(row)


class _RowReader:
    """Reads the rows of one layout, each by itself."""

    def __init__(self, layout: Layout) -> None:
        self._header = header = layout.header
        self._currency = layout.currency
        single = {field: layout.fields[field] for field in SINGLE_FIELDS if field in layout.fields}
        several = {field: places for field, places in single.items() if len(places) > 1}
        self._descriptions = several.pop("description", ())
        self._several = several
        self._shown = [place for place in single.get("available", ()) if tells_visibility(header[place])]
        if self._shown:
            self._stock = [place for place in single.pop("available") if place not in self._shown]
            several.pop("available", None)
        self._alone = [(field, places[0], header[places[0]]) for field, places in single.items()]
        self._photos = [(place, header[place]) for place in layout.fields.get("photos", ())]
        self._attributes = [(place, header[place]) for place in layout.attributes]

    def product_row(self, row: Row) -> ProductRow | RowError:
        record, cells = row
        values: dict[str, Cell] = {field: (cells[place], column) for field, place, column in self._alone}
        photos = [(reference, column) for place, column in self._photos for reference in photo_references(cells[place])]
        attributes: dict[str, str] = {}
        for place, column in self._attributes:
            if cells[place]:
                attributes.setdefault(column, cells[place])
        warnings = self._add_first_of_several(record.line, values, cells) if self._several else ()
        if self._shown:
            warnings = [*warnings, *self._add_available(record.line, values, cells)]
        if self._descriptions:
            values["description"] = self._joined(cells)
        return finish_row(record, values, photos, attributes, warnings, self._currency)

    def _add_first_of_several(self, line: int, values: dict[str, Cell], cells: Sequence[str]) -> list[RowWarning]:
        """Read the fields that have several columns; say where the sku comes from another column than usual."""
        warnings = []
        for field, places in self._several.items():
            place = next((place for place in places if not is_nothing(cells[place])), places[0])
            values[field] = (cells[place], self._header[place])
            if field == "sku" and place != places[0]:
                first, used = self._header[places[0]], self._header[place]
                reason = f"The product has no {first}; its {used} is taken as the sku."
                warnings.append(RowWarning(line, first, "", reason))
        return warnings

    def _add_available(self, line: int, values: dict[str, Cell], cells: Sequence[str]) -> list[RowWarning]:
        """Of what the shop does not show nothing can be bought; of what it shows, as much as the stock says."""
        for place in self._shown:
            if read_availability(cells[place]) is False:
                values["available"] = (cells[place], self._header[place])
                reason = "It is not shown in the shop: it goes in as not available."
                return [RowWarning(line, self._header[place], cells[place], reason)]
        told = self._stock or [place for place in self._shown if read_availability(cells[place])]
        if told:
            place = next((place for place in told if not is_nothing(cells[place])), told[0])
            values["available"] = (cells[place], self._header[place])
        return []

    def _joined(self, cells: Sequence[str]) -> Cell:
        """All descriptions, the surest first; one that stands within another is not repeated."""
        text = ""
        for place in self._descriptions:
            if not is_nothing(cells[place]) and cells[place] not in text:
                text = f"{text}\n\n{cells[place]}" if text else cells[place]
        return text, self._header[self._descriptions[0]]


def _used(field: str, columns: list[tuple[int, int]], header: Sequence[str]) -> tuple[tuple[int, ...], list[int]]:
    """Which columns of a field are read, the surest first, and which only become attributes."""
    if field == "available":
        shown = [column for column in columns if tells_visibility(header[column[1]])]
        stock = [column for column in columns if column not in shown]
        used, left = _surest(field, stock, header) if stock else ((), [])
        return (*used, *(place for _, place in shown)), left
    return _surest(field, columns, header)


def _surest(field: str, columns: list[tuple[int, int]], header: Sequence[str]) -> tuple[tuple[int, ...], list[int]]:
    told = [place for rank, place in columns if rank < 0]
    if field == "photos":
        return tuple(place for _, place in columns), []
    if told:
        return tuple(told), [place for rank, place in columns if rank >= 0]
    places = [place for _, place in sorted(columns)]
    if field == "description":
        return tuple(places), []
    _refuse_twins(places, header)
    return (tuple(places) if field == "sku" else (places[0],)), places[1:]


def _refuse_twins(places: Sequence[int], header: Sequence[str]) -> None:
    first = folded(header[places[0]])
    twins = sorted(place for place in places if folded(header[place]) == first)
    if len(twins) > 1:
        numbers = " and ".join(str(place + 1) for place in twins)
        name = header[twins[0]].strip().casefold()
        raise CatalogError(f"Columns {numbers} are both called “{name}”; rename or remove one of them.")


def _require(fields: Mapping[str, tuple[int, ...]], header: Sequence[str]) -> None:
    missing = [field for field in REQUIRED if field not in fields]
    if missing:
        raise CatalogError(lacking(missing, header))


def lacking(missing: Sequence[str], header: Sequence[str]) -> str:
    """What to tell a merchant whose header lacks columns, with a mapping file to start from."""
    found = ", ".join(header)
    example = ", ".join(f'"{name}": "{field}"' for name, field in zip(header, missing, strict=False))
    return (
        f"The catalogue lacks the column {' and the column '.join(f'“{field}”' for field in missing)}. "
        f"Its first row must name the columns; found: {found[:1000]}{'…' if len(found) > 1000 else ''}. "
        f'If they are there under other names, say so in a mapping file, such as {{"columns": {{{example}}}}}.'
    )

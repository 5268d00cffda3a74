"""Which products of a catalogue are one design in several metals, stones or colours, and which must not be parted."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from catalog.attributes.scanning import Match, Scan, scan
from catalog.attributes.words import tokens
from catalog.near_duplicates import HashedPhoto, near_duplicates
from catalog.product import Product
from training.corpus import Split
from training.merchant.facts import Facts
from training.merchant.illustrated import IllustratedProduct

COMMON = 0.05  # share of titles from which on a word names no design
LARGEST = 24  # products that one name may stand for
_JOINING = frozenset(
    tokens(
        "a an and at by for from in of on the to with without aus der die das für im mit ohne und von au aux avec de "
        "des du en et la le les par pour sans y con del el las los para por sin al da dei di e il per senza een het "
        "met van voor zonder z ze ve с со из и"
    )
)  # words that titles are put together with
_MATERIALS = frozenset(("metal", "gemstone", "colour", "fineness", "karat"))
SHARES: tuple[tuple[Split, int], ...] = (("train", 70), ("validation", 10), ("test", 20))  # percent of families


@dataclass(frozen=True)
class Designs:
    """Which products are one design, each list by row.

    Attributes:
        labels: What a product shares with the same piece in another metal and the like.
        names: What the shop calls it, without the words for metal, stone and kind; empty where that is no name.
    """

    labels: Sequence[str]
    names: Sequence[str]


def find_designs(products: Sequence[Product], compared: Sequence[Facts]) -> Designs:
    """Tell designs by the merchant's groups and by titles that differ in nothing but metal, stone and the like.

    Args:
        products: The products.
        compared: What each of them is compared by.
    """
    names = _names(products)
    sets = _Sets(len(products))
    sets.join_alike([product.group for product in products])
    by_name: dict[Hashable, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        if name:
            key = (_without_materials(products[row].title), compared[row].get("category"), compared[row].get("style"))
            by_name[key].append(row)
    for rows in by_name.values():
        if _is_one_design(rows, compared, products):
            sets.join(rows)
    return Designs(sets.labels([product.sku for product in products]), names)


def families(designs: Designs, items: Sequence[IllustratedProduct]) -> list[str]:
    """What each product shares with everything that must lie in the same split: its design, or a photo like its own."""
    sets = _Sets(len(items))
    sets.join_alike(designs.labels)
    rows = {item.product.sku: row for row, item in enumerate(items)}
    hashed = [HashedPhoto(item.product.sku, item.product.group, digest) for item in items for digest in item.hashes]
    for pair in near_duplicates(hashed):
        sets.join([rows[pair.one], rows[pair.other]])
    return sets.labels([item.product.sku for item in items])


def chosen(products: Sequence[Product], designs: Designs, most: int) -> list[int]:
    """Rows of at most so many products, whole designs of them; a catalogue that has no more is taken whole."""
    if len(products) <= most:
        return list(range(len(products)))
    order = sorted(range(len(products)), key=lambda row: (zlib.crc32(designs.labels[row].encode()), row))
    while most > 0 and designs.labels[order[most - 1]] == designs.labels[order[most]]:
        most -= 1
    return sorted(order[:most])


def split_of(family: str) -> Split:
    """The split of a family; it stays the same when the catalogue grows, so that what was held out stays so."""
    place = zlib.crc32(family.encode()) % 100
    for split, share in SHARES:
        if place < share:
            return split
        place -= share
    raise AssertionError("the shares make up a hundred")


def _names(products: Sequence[Product]) -> list[str]:
    """The words of each title that the vocabulary does not know; "" where none of them is rare enough for a name."""
    left = [_unknown_words(product.title) for product in products]
    counts = Counter(word for words in left for word in set(words))
    limit = max(COMMON * len(products), LARGEST)
    return [" ".join(words) if any(counts[word] <= limit for word in words) else "" for words in left]


def _unknown_words(title: str) -> list[str]:
    """Words of a title that the vocabulary does not know, and that do not only join others."""
    return [word for word in _words_left(scan(title, "title"), lambda _: True) if len(word) > 1]


def _without_materials(title: str) -> tuple[str, ...]:
    """A title without its words for metals, stones and colours: what a design's titles have in common."""
    return tuple(
        _words_left(scan(title, "title"), lambda match: any(m.attribute in _MATERIALS for m in match.meanings))
    )


def _words_left(found: Scan, goes: Callable[[Match], bool]) -> list[str]:
    gone = {place for match in found.matches if goes(match) for place in range(match.start, match.end)}
    words = ((place, word) for place, word in enumerate(found.tokens) if place not in gone)
    return [word for _, word in words if word.isalpha() and word not in _JOINING]


def _is_one_design(rows: Sequence[int], compared: Sequence[Facts], products: Sequence[Product]) -> bool:
    """Whether a name stands for one design: nobody lists the same piece in the same metal and stone twice.

    Products that the merchant has put into different groups are no one design either.
    """
    if not 2 <= len(rows) <= LARGEST:
        return False
    groups = {products[row].group for row in rows} - {None}
    looks = {tuple(sorted(compared[row].items())) for row in rows}
    return len(groups) <= 1 and len(looks) == len(rows)


class _Sets:
    """Disjoint sets of rows."""

    def __init__(self, count: int) -> None:
        self._parents = list(range(count))

    def join(self, rows: Sequence[int]) -> None:
        for row in rows[1:]:
            self._parents[self._root(row)] = self._root(rows[0])

    def join_alike(self, keys: Iterable[Hashable | None]) -> None:
        """Join rows with equal keys; None equals nothing."""
        members: dict[Hashable, list[int]] = defaultdict(list)
        for row, key in enumerate(keys):
            if key is not None:
                members[key].append(row)
        for rows in members.values():
            self.join(rows)

    def labels(self, names: Sequence[str]) -> list[str]:
        """For each row the least name of its set."""
        least: dict[int, str] = {}
        for row, name in enumerate(names):
            root = self._root(row)
            least[root] = min(least.get(root, name), name)
        return [least[self._root(row)] for row in range(len(names))]

    def _root(self, row: int) -> int:
        while self._parents[row] != row:
            self._parents[row] = self._parents[self._parents[row]]
            row = self._parents[row]
        return row

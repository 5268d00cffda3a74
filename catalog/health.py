"""What is wrong with a catalogue that was imported well: gaps, pictures used twice, pieces filed wrongly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from catalog.attributes.pieces import SHELVES
from catalog.index.port import Prediction, StoredProduct
from catalog.near_duplicates import HashedPhoto, near_duplicates
from catalog.product import VISIBLE_ATTRIBUTES

LISTED = 100  # products, groups or pairs that each finding names; it counts all of them
SURE = 0.9  # of a photo, before it is said to contradict the merchant

FoundT = TypeVar("FoundT")


class Piece(NamedTuple):
    """A product as a finding names it; `photo_id` is None if it has no photo."""

    sku: str
    title: str
    photo_id: str | None


class Gap(NamedTuple):
    """A product that lacks an attribute, and what its photo says instead."""

    piece: Piece
    predicted: Prediction | None


class SharedPhoto(NamedTuple):
    """One photo that several products have, none of them a variant of another."""

    photo_id: str
    pieces: Sequence[Piece]


class LikePhotos(NamedTuple):
    """Two products whose photos look the same, to the likeness in [0, 1]."""

    likeness: float
    one: Piece
    other: Piece


class Misfiled(NamedTuple):
    """A product whose photo shows something else than its category says."""

    piece: Piece
    category: str
    suspected: Prediction


class _Owner(NamedTuple):
    """A product that has a photo; `group` is that of its variants, or None."""

    sku: str
    group: str | None


class _Photo(NamedTuple):
    """A photo by its hash, and the products that have it, of each group of variants the first one."""

    digest: str
    owners: dict[str, _Owner]


@dataclass
class Finding(Generic[FoundT]):
    """How often a fault was found, and the first hundred places."""

    count: int = 0
    listed: list[FoundT] = field(default_factory=list)

    def add(self, found: FoundT) -> None:
        """Count one, and keep it if there is room."""
        self.count += 1
        if len(self.listed) < LISTED:
            self.listed.append(found)


@dataclass
class CatalogHealth:
    """What was found in a catalogue.

    Attributes:
        products: How many products there are.
        photos: How many photos they have, those of several products counted once for each.
        missing_photos: Products without a photo; they are found by their words alone.
        missing_attributes: By attribute, the products that do not say it.
        same_photo: Photos that belong to several products.
        near_duplicates: Pairs of products whose photos look the same though the files differ.
        suspected_categories: Products that seem to be filed wrongly.
    """

    products: int = 0
    photos: int = 0
    missing_photos: Finding[Piece] = field(default_factory=Finding)
    missing_attributes: dict[str, Finding[Gap]] = field(
        default_factory=lambda: {attribute: Finding() for attribute in VISIBLE_ATTRIBUTES}
    )
    same_photo: Finding[SharedPhoto] = field(default_factory=Finding)
    near_duplicates: Finding[LikePhotos] = field(default_factory=Finding)
    suspected_categories: Finding[Misfiled] = field(default_factory=Finding)


def check(products: Iterable[StoredProduct]) -> CatalogHealth:
    """Look a catalogue over. Reads every product once and keeps its name and the hashes of its photos in memory.

    A product without a stone says nothing about one, rightly: a missing gemstone counts only where the photo shows one.
    """
    health = CatalogHealth()
    pieces: dict[str, Piece] = {}
    photos: dict[str, _Photo] = {}
    for stored in products:
        piece = _piece(stored)
        pieces[piece.sku] = piece
        health.products += 1
        health.photos += len(stored.photo_ids)
        _look_at(stored, piece, health)
        owner = _Owner(piece.sku, stored.product.group)
        for photo_id, digest in zip(stored.photo_ids, stored.photo_hashes, strict=False):
            photos.setdefault(photo_id, _Photo(digest, {})).owners.setdefault(owner.group or owner.sku, owner)
    _compare(photos, pieces, health)
    return health


def _look_at(stored: StoredProduct, piece: Piece, health: CatalogHealth) -> None:
    if not stored.photo_ids:
        health.missing_photos.add(piece)
    for attribute, finding in health.missing_attributes.items():
        predicted = stored.predicted.get(attribute)
        if getattr(stored.product, attribute) is None and (predicted is not None or attribute != "gemstone"):
            finding.add(Gap(piece, predicted))
    category, suspected = stored.product.category, stored.predicted.get("category")
    if category is not None and suspected is not None and _contradicts(category, suspected):
        health.suspected_categories.add(Misfiled(piece, category, suspected))


def _contradicts(category: str, suspected: Prediction) -> bool:
    """Whether a photo that shows "ring" speaks against the merchant's word; "engagement ring" says the same."""
    said = SHELVES.get(category, category)
    return suspected.confidence >= SURE and suspected.value not in said and said not in suspected.value


def _compare(photos: Mapping[str, _Photo], pieces: Mapping[str, Piece], health: CatalogHealth) -> None:
    """Find photos of several products, and photos that look the same."""
    hashed: list[HashedPhoto] = []
    for photo_id, photo in photos.items():
        first, *others = photo.owners.values()
        if others:
            health.same_photo.add(SharedPhoto(photo_id, [pieces[owner.sku] for owner in (first, *others)]))
        hashed.append(HashedPhoto(first.sku, first.group, photo.digest))  # the other owners are told above
    for pair in near_duplicates(hashed):
        health.near_duplicates.add(LikePhotos(pair.likeness, pieces[pair.one], pieces[pair.other]))


def _piece(stored: StoredProduct) -> Piece:
    return Piece(stored.product.sku, stored.product.title, stored.photo_ids[0] if stored.photo_ids else None)

"""Photos and texts that a bundle's graphs are compared on while it is built."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.attributes.word_lists import data
from encoders.photo import PhotoError, decode_photo
from training.corpus import Corpus, CorpusProduct, Judge, Kind, Query
from training.precision.judging import Asked
from training.production.errors import MaterialError
from training.production.tokenizers import TRYING

PHOTOS = 160  # that neighbours are compared among
CALIBRATION = 200  # of training, both as shops and as shoppers make them: ranges of the one do not fit the other
TEXTS = 240
FEWEST_PHOTOS = 30
QUERIES = 1000  # with right answers, of each tower; half a point of recall is five of them
SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif", ".bmp", ".tif", ".tiff", ".gif"))


@dataclass(frozen=True)
class Material:
    """What graphs are compared on.

    Attributes:
        photos: Files, for neighbours.
        calibration: Other photos, by which activations are measured.
        texts: For neighbours.
        text_calibration: Other texts, likewise.
        photo_queries: Shoppers' photos that ask for products by their packshots, or None.
        text_queries: Shoppers' words that ask for products by their texts, or None.
    """

    photos: tuple[Path, ...]
    calibration: tuple[Path, ...]
    texts: tuple[str, ...]
    text_calibration: tuple[str, ...]
    photo_queries: Asked | None = None
    text_queries: Asked | None = None


def from_folder(folder: Path, seed: int = 0) -> Material:
    """Photos out of a folder and those below it, and texts out of the vocabulary.

    Raises:
        MaterialError: The folder holds too few photos that can be read.
    """
    if not folder.is_dir():
        raise MaterialError(f"{folder} is not a folder; name one with photos of jewellery with --photos.")
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    random.Random(seed).shuffle(files)
    photos = _readable(files, folder)
    return Material(*_divided(photos), _phrases(seed), _phrases(seed + 1))


def from_corpus(corpus: Corpus, seed: int = 0) -> Material:
    """Photos and texts out of a corpus's validation split, which nothing is fitted to; calibration out of training.

    Raises:
        MaterialError: It holds too few photos.
    """
    rng = random.Random(seed)
    judged = corpus.rows("validation")
    shots = [product.packshots[0] for product in (corpus.products[row] for row in judged) if product.packshots]
    trained = [corpus.products[row] for row in corpus.rows("train")]
    taught = [photo for product in trained for photo in (*product.packshots[:1], *product.photos[:1])]
    photos = _readable(rng.sample(shots, len(shots)), Path("the corpus"))
    texts = [corpus.products[row].texts[0] for row in rng.sample(judged, min(len(judged), TEXTS // 2))]
    return Material(
        photos=photos[:PHOTOS],
        calibration=tuple(rng.sample(taught, min(len(taught), CALIBRATION))) or photos[PHOTOS:],
        texts=tuple(dict.fromkeys([text for text in texts if text] + list(_phrases(seed))))[:TEXTS],
        text_calibration=(*_taught_texts(corpus, trained, rng), *_phrases(seed + 1)),
        photo_queries=_photo_queries(corpus, judged, rng),
        text_queries=_text_queries(corpus, judged, rng),
    )


def _taught_texts(corpus: Corpus, products: Sequence[CorpusProduct], rng: random.Random) -> list[str]:
    """Texts of training products and words that ask for them, half and half."""
    listings = [product.texts[0] for product in products if product.texts[0]]
    asked = [query.text for query in corpus.queries.get("train", {}).get("words", ()) if query.text]
    return [text for texts in (listings, asked) for text in rng.sample(texts, min(len(texts), CALIBRATION // 2))]


def _readable(files: Sequence[Path], where: Path) -> tuple[Path, ...]:
    """The first of some photos that can be decoded, enough for neighbours and calibration."""
    found: list[Path] = []
    for path in files:
        if len(found) >= PHOTOS + PHOTOS // 2:
            break
        try:
            decode_photo(path.read_bytes(), shortest=64)
        except PhotoError:
            continue
        found.append(path)
    if len(found) < FEWEST_PHOTOS:
        raise MaterialError(
            f"{where} holds {len(found)} photos that can be read; {FEWEST_PHOTOS} at least are needed to judge what "
            "quantising costs. Name a folder with photos of jewellery with --photos."
        )
    return tuple(found)


def _divided(photos: tuple[Path, ...]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Two thirds for neighbours, one for calibration."""
    kept = min(PHOTOS, len(photos) * 2 // 3)
    return photos[:kept], photos[kept:]


def _phrases(seed: int) -> tuple[str, ...]:
    """What shoppers may ask for, in several languages, and texts that are hard to cut."""
    rng = random.Random(seed)
    drawn = (next(_phrase(rng)) for _ in range(4 * TEXTS))
    return tuple(dict.fromkeys([*(text for text in TRYING if text.strip()), *drawn]))[:TEXTS]


def _phrase(rng: random.Random) -> Iterator[str]:
    words = [rng.choice(list(data(name).values())) for name in ("metal", "category", "gemstone")]
    language = rng.choice([code for code in words[0] if len(code) == 2] or ["en"])
    metal, piece, stone = (rng.choice(table.get(language) or table.get("en") or [""]).strip("*") for table in words)
    yield " ".join(part for part in (metal, piece, rng.choice(("", stone))) if part)


def _photo_queries(corpus: Corpus, rows: Sequence[int], rng: random.Random) -> Asked | None:
    ranked = [row for row in rows if corpus.products[row].packshots]
    asking = [
        (query, photo)
        for query in _of(corpus, "photo")
        if query.photo is not None
        for photo in corpus.products[query.photo].photos
    ]
    asking = rng.sample(asking, min(len(asking), QUERIES))
    if not asking:
        return None
    queries, photos = zip(*asking, strict=True)
    gallery = tuple(corpus.products[row].packshots[0] for row in ranked)
    return Asked(photos, gallery, Judge(corpus.products).right(queries, ranked))


def _text_queries(corpus: Corpus, rows: Sequence[int], rng: random.Random) -> Asked | None:
    ranked = [row for row in rows if corpus.products[row].texts[0]]
    asking = _of(corpus, "words")
    asking = rng.sample(asking, min(len(asking), QUERIES))
    if not asking:
        return None
    words = tuple(query.text or "" for query in asking)
    gallery = tuple(corpus.products[row].texts[0] for row in ranked)
    return Asked(words, gallery, Judge(corpus.products).right(asking, ranked))


def _of(corpus: Corpus, kind: Kind) -> list[Query]:
    return list(corpus.queries.get("validation", {}).get(kind, ()))

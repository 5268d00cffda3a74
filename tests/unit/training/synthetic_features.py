"""A small world of features in which every rule is known: designs in three metals, seen by towers that are plain sums.

An image vector holds the design and the metal it shows; silver and white gold look alike. Titles name the design, and
every other one the metal. Words name a metal, or say nothing. What shops say is about something else: the first word
of a text tells nothing, the second one what it is about.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.corpus import Corpus, CorpusProduct, Kind, Query, Split
from training.feature_store import StoredFeatures
from training.features import Features
from training.fusion_data import FusionData
from training.shop_talk import NO_TALK, ShopTalk

METALS = {"yellow gold": "yellow", "rose gold": "rose", "silver": "white", "white gold": "white"}
IMAGE_DIM, TEXT_DIM, WIDTH = 24, 20, 16
DESIGNS = 60
SENSELESS = ("xq wv", "the train is late", "zzz", "my dog sleeps")
LOOK = ("design look", "metal look")


def synthetic_data(seed: int = 0, designs: int = DESIGNS, talk: ShopTalk = NO_TALK) -> FusionData:
    """Every design in every metal; the last sixth of the designs is held out."""
    rng = np.random.default_rng(seed)
    world = _World(rng, designs)
    products = [world.product(design, metal) for design in range(designs) for metal in METALS]
    number = {product.product_id: row for row, product in enumerate(products)}
    queries: dict[Split, dict[Kind, list[Query]]] = {
        split: {"photo": [], "words": [], "composed": [], "both": []} for split in ("train", "validation")
    }
    for row, product in enumerate(products):
        own, design = product.facts["metal"], int(product.facts["design"])
        asked = queries[product.split]
        asked["photo"].append(Query("photo", row, None, row, LOOK))
        named = ("design", "metal") if own in product.texts[0] else ("design",)
        asked["words"].append(Query("words", None, product.texts[0], row, named))
        asked["both"].append(Query("both", row, f"a {own} piece", row, (*LOOK, "metal")))
        for metal in METALS:
            if METALS[metal] != METALS[own]:
                target = number[f"{design}-{metal}"]
                asked["composed"].append(Query("composed", row, f"in {metal}", target, (*LOOK, "metal"), "metal"))
    photos, words = world.photos(products), world.words(products, queries, talk)
    return FusionData(Corpus(products, queries), photos, words, SENSELESS, talk)


class _World:
    def __init__(self, rng: np.random.Generator, designs: int) -> None:
        self._rng = rng
        self._held_out = designs - max(designs // 6, 2)
        self._design = {n: (_unit(rng, IMAGE_DIM), _unit(rng, TEXT_DIM), _unit(rng, WIDTH)) for n in range(designs)}
        looks = sorted(set(METALS.values()))
        self._look = {look: (0.8 * _unit(rng, IMAGE_DIM), _unit(rng, WIDTH)) for look in looks}
        self._name = {metal: (_unit(rng, TEXT_DIM), _unit(rng, WIDTH)) for metal in METALS}
        self._frame = {word: _unit(rng, WIDTH) for word in ("in", "a", "piece")}
        self._subjects = dict[str, NDArray[np.float64]]()

    def product(self, design: int, metal: str) -> CorpusProduct:
        split: Split = "train" if design < self._held_out else "validation"
        name = f"{design}-{metal}"
        facts = {"design": str(design), "design look": str(design), "metal": metal, "metal look": METALS[metal]}
        title = str(design) if design % 2 else f"{design} {metal}"
        return CorpusProduct(name, f"f{design}", split, facts, (title,), (Path(f"{name}-p"),), (Path(f"{name}-q"),))

    def photos(self, products: list[CorpusProduct]) -> Features[Path]:
        rows: dict[Path, list[int]] = {}
        vectors, tokens = list[object](), list[object]()
        for product in products:
            design, look = self._design[int(product.facts["design"])], self._look[product.facts["metal look"]]
            for file in (*product.packshots, *product.photos):
                rows[file] = [len(vectors)]
                vectors.append(_normal(design[0] + look[0] + 0.3 * _unit(self._rng, IMAGE_DIM)))
                tokens.append([design[2], look[1], 0.3 * _unit(self._rng, WIDTH)])
        return Features(_stored(vectors, tokens, [3] * len(vectors)), rows)

    def words(
        self, products: list[CorpusProduct], queries: dict[Split, dict[Kind, list[Query]]], talk: ShopTalk
    ) -> Features[str]:
        said = [text for product in products for text in product.texts]
        said += [query.text for kinds in queries.values() for asked in kinds.values() for query in asked if query.text]
        texts = [*dict.fromkeys(said), *SENSELESS]
        encoded = [self._encode(text) for text in texts]
        told = [*talk.listings, *talk.asked]
        texts, encoded = [*texts, *told], [*encoded, *map(self._encode_talk, told)]
        vectors, tokens, lengths = zip(*encoded, strict=True)
        return Features(_stored(vectors, tokens, lengths), {text: [row] for row, text in enumerate(texts)})

    def _encode(self, text: str) -> tuple[NDArray[np.float64], list[NDArray[np.float64]], int]:
        first, *others = text.split()
        metal = next((metal for metal in METALS if metal in text), None)
        named = [self._name[metal]] if metal else []
        tokens = [token for _, token in named] + [self._frame[word] for word in (first, *others) if word in self._frame]
        parts = [vector for vector, _ in named]
        if first.isdigit():
            parts.append(self._design[int(first)][1])
            tokens.append(self._design[int(first)][2])
        if not parts:
            parts, tokens = [_unit(self._rng, TEXT_DIM)], [_unit(self._rng, WIDTH), _unit(self._rng, WIDTH)]
        padded = [*tokens, np.zeros(WIDTH), np.zeros(WIDTH)][:3]
        return _normal(sum(parts) + 0.2 * _unit(self._rng, TEXT_DIM)), padded, min(len(tokens), 3)

    def _encode_talk(self, text: str) -> tuple[NDArray[np.float64], list[NDArray[np.float64]], int]:
        subject = self._subjects.setdefault(text.split()[1], _unit(self._rng, TEXT_DIM))
        tokens = [_unit(self._rng, WIDTH), _unit(self._rng, WIDTH), np.zeros(WIDTH)]
        return _normal(subject + 0.7 * _unit(self._rng, TEXT_DIM)), tokens, 2


def _stored(vectors: object, tokens: object, lengths: object) -> StoredFeatures:
    stacked = np.array(vectors, dtype=np.float32)
    return StoredFeatures(
        stacked, np.array(lengths, dtype=np.int64), np.array(tokens, dtype=np.float16), np.arange(len(stacked))
    )


def _unit(rng: np.random.Generator, dim: int) -> NDArray[np.float64]:
    return _normal(rng.normal(size=dim))


def _normal(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return vector / np.linalg.norm(vector)

"""Gives words of other languages a place in a BERT's vocabulary without making it larger.

BERT's English word pieces leave a thousand places unused, cannot write most Chinese signs at all and cut "Silber" into
shreds. The words of a dictionary that need it most move into the unused places. Where they start is worked out from
their translations: a phrase should have the mean embedding that its English has.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

UNUSED = "[unused"
SHORTEST = 4
"""Letters; a shorter word in Latin letters might begin English ones."""
RIDGE = 0.3

Embeddings = NDArray[np.float32]


def fill_slots(
    folder: Path, pairs: Sequence[tuple[str, str]], spared: Sequence[str] = ()
) -> tuple[dict[str, Any], dict[int, Embeddings]]:
    """Put the words of a dictionary into the unused places of a BERT's vocabulary.

    Args:
        folder: The BERT in transformers' format, with its `tokenizer.json`.
        pairs: Phrases of other languages, each with its English.
        spared: Phrases whose words stay as the BERT knows them: "opal" is an English word too.

    Returns:
        The tokenizer's new description, and the new embeddings, (dim,), by place; neither has anything new where the
        vocabulary leaves no place unused.
    """
    described: dict[str, Any] = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer = _reading(described)
    vocabulary: dict[str, int] = described["model"]["vocab"]
    unused = sorted((place for piece, place in vocabulary.items() if piece.startswith(UNUSED)))
    known = {word for phrase in (*spared, *(english for _, english in pairs)) for word in _words(tokenizer, phrase)}
    needy = needy_words(tokenizer, [foreign for foreign, _ in pairs], described["model"]["unk_token"])
    words = [word for word in needy if word not in known]
    places = dict(zip(words, unused, strict=False))
    taken = set(places.values())
    kept = {piece: place for piece, place in vocabulary.items() if place not in taken}
    described["model"]["vocab"] = dict(sorted({**kept, **places}.items(), key=lambda item: item[1]))
    return described, _embeddings(_weights(folder), _reading(described), tokenizer, pairs, taken)


def needy_words(tokenizer: Tokenizer, phrases: Sequence[str], unknown: str) -> list[str]:
    """Words that the tokenizer cannot write or cuts up: first those it cannot write, then by how often they occur."""
    counts = Counter(word for phrase in phrases for word in _words(tokenizer, phrase))
    ranked = []
    for word, count in counts.items():
        pieces = tokenizer.encode(word, add_special_tokens=False).tokens
        lost = unknown in pieces
        if lost or (len(pieces) > 1 and (len(word) >= SHORTEST or not word.isascii())):
            ranked.append((not lost, -count * len(pieces), word))
    return [word for _, _, word in sorted(ranked)]


def _words(tokenizer: Tokenizer, phrase: str) -> list[str]:
    normal = tokenizer.normalizer.normalize_str(phrase) if tokenizer.normalizer else phrase
    return [word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(normal) if word.isalpha() or len(word) > 1]


def _reading(described: Mapping[str, Any]) -> Tokenizer:
    tokenizer = Tokenizer.from_str(json.dumps(described))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _weights(folder: Path) -> Embeddings:
    from encoders.towers.bert import BertTower

    weight: Embeddings = BertTower(folder).bert.embeddings.word_embeddings.weight.detach().numpy()
    return weight


def _embeddings(
    weights: Embeddings, new: Tokenizer, old: Tokenizer, pairs: Sequence[tuple[str, str]], taken: set[int]
) -> dict[int, Embeddings]:
    """Embeddings of the new pieces by ridge regression towards the mean of the translations that each occurs in."""
    column = {place: number for number, place in enumerate(sorted(taken))}
    shares, targets = [], []
    hints: dict[int, list[Embeddings]] = defaultdict(list)
    for foreign, english in pairs:
        ids = new.encode(foreign, add_special_tokens=False).ids
        if not taken & set(ids):
            continue
        meant = weights[old.encode(english, add_special_tokens=False).ids].mean(axis=0)
        row = np.zeros(len(column), dtype=np.float32)
        known = np.zeros_like(meant)
        for place in ids:
            if place in column:
                row[column[place]] += 1 / len(ids)
                hints[place].append(meant)
            else:
                known += weights[place] / len(ids)
        shares.append(row)
        targets.append(meant - known)
    if not shares:
        return {}
    design, wanted = np.stack(shares), np.stack(targets)
    prior = np.stack([np.mean(hints[place], axis=0) if place in hints else weights[place] for place in sorted(taken)])
    found = np.linalg.solve(
        design.T @ design + RIDGE * np.eye(len(column), dtype=np.float32), design.T @ wanted + RIDGE * prior
    )
    usual = float(np.median(np.linalg.norm(weights[1000:], axis=1))) if len(weights) > 1000 else 1.0
    scaled = found * usual / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    return {place: scaled[number].astype(np.float32) for place, number in column.items()}

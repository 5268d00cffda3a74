"""Words of other languages in the unused places of a vocabulary."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer

from encoders.towers.bert import BertTower
from tests.unit.training.tiny_trade import UNUSED, tiny_bert
from training.piece_slots import fill_slots

pytestmark = pytest.mark.filterwarnings("ignore")  # transformers warns about its own internals

PAIRS = [
    ("Silber", "silver"),
    ("银", "silver"),
    ("银戒指", "silver ring"),
    ("戒指", "ring"),
    ("opalin", "opal"),
    ("ring", "ring"),
]


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bert(tmp_path_factory.mktemp("bert"))


def embeddings(bert: Path) -> NDArray[np.float32]:
    weights: NDArray[np.float32] = BertTower(bert).bert.embeddings.word_embeddings.weight.detach().numpy()
    return weights


def test_signs_that_could_not_be_written_and_words_cut_up_become_pieces(bert: Path) -> None:
    described, found = fill_slots(bert, PAIRS)
    tokenizer = Tokenizer.from_str(json.dumps(described))
    assert tokenizer.encode("silber", add_special_tokens=False).tokens == ["silber"]
    assert tokenizer.encode("银戒指", add_special_tokens=False).tokens == ["银", "戒", "指"]
    assert len(found) == 5  # these four and "opalin"


def test_the_vocabulary_keeps_its_size_and_every_word_its_place(bert: Path) -> None:
    before = json.loads((bert / "tokenizer.json").read_text())["model"]["vocab"]
    described, found = fill_slots(bert, PAIRS)
    after = described["model"]["vocab"]
    assert sorted(after.values()) == sorted(before.values())
    assert {word: place for word, place in before.items() if not word.startswith("[unused")}.items() <= after.items()
    assert set(found) <= {place for word, place in before.items() if word.startswith("[unused")}


def test_a_word_that_english_has_too_stays_as_it_was(bert: Path) -> None:
    described, _ = fill_slots(bert, PAIRS, spared=["opalin glass"])
    assert "opalin" not in described["model"]["vocab"]
    assert "silber" in described["model"]["vocab"]


def test_a_new_piece_starts_where_its_translation_is(bert: Path) -> None:
    described, found = fill_slots(bert, PAIRS)
    weights, places = embeddings(bert), described["model"]["vocab"]

    def cosine(word: str, english: str) -> float:
        new, old = found[places[word]], weights[places[english]]
        return float(new @ old / np.linalg.norm(new) / np.linalg.norm(old))

    assert cosine("silber", "silver") > 0.99
    assert cosine("银", "silver") > 0.9
    assert cosine("戒", "ring") > 0.9
    assert abs(cosine("银", "ring")) < 0.5


def test_no_more_words_move_in_than_there_are_places(bert: Path) -> None:
    many = [(f"word{letter * 3}", "ring") for letter in "abcdefghijklmnop"]
    described, found = fill_slots(bert, many)
    assert len(found) == UNUSED
    assert not any(word.startswith("[unused") for word in described["model"]["vocab"])


def test_nothing_happens_without_places_or_words(bert: Path) -> None:
    before = json.loads((bert / "tokenizer.json").read_text())["model"]["vocab"]
    described, found = fill_slots(bert, [("ring", "ring")])
    assert found == {}
    assert described["model"]["vocab"] == before

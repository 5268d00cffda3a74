import json
from pathlib import Path

import numpy as np
import pytest

from training.benchmark_corpus import BenchmarkError, read_benchmarks
from training.corpus import Corpus, Judge, Query


def product(
    name: str, metal: str, stone: str | None = None, split: str = "train", title: str = "Ring"
) -> dict[str, object]:
    seen = "white" if metal in ("silver", "platinum") else metal
    attributes, look = {"category": "ring", "metal": metal}, {"category": "ring", "metal": seen}
    if stone:
        attributes["stone"], look["stone"] = stone, f"{stone} look"
    return {
        "product_id": name, "family": "f", "split": split, "attributes": attributes, "look": look, "title": title,
        "description": "",
    }  # fmt: skip


def write(folder: Path, name: str, *records: dict[str, object]) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


def benchmark(folder: Path) -> Path:
    products = [
        product("a", "gold", title="Gold ring"), product("b", "silver"), product("c", "platinum"),
        product("d", "gold", "ruby"), product("t", "gold", split="test"),
    ]  # fmt: skip
    write(folder, "products.jsonl", *products)
    photos = [
        {"photo_id": f"{name}-{number}", "product_id": name, "kind": kind, "file": f"photos/{name}{number}.jpg"}
        for name in "abcdt"
        for number, kind in (("p0", "packshot"), ("q0", "worn"))
    ]
    photos[0]["mask"] = "masks/ap0.png"
    other = {"photo_id": "o", "product_id": None, "kind": "not jewellery", "file": "o.jpg"}
    write(folder, "photos.jsonl", *photos, other)
    write(folder, "lessons/texts.jsonl", {"product_id": "a", "title": "A ring.", "description": "It is gold."})
    write(
        folder, "lessons/phrases.jsonl",
        {"product_id": "b", "text": "silver ring", "columns": ["category", "metal"]},
        {"product_id": "b", "text": "ring, not gold", "columns": ["category"], "unlike": {"metal look": "gold"}},
    )  # fmt: skip
    write(
        folder, "lessons/edits.jsonl",
        {"source": "a", "target": "b", "kind": "metal", "text": "in silver", "columns": ["metal"]},
        {"source": "a", "target": "b", "kind": "not this metal", "text": "not gold", "free": ["metal look"],
         "unlike": {"metal look": "gold"}},
    )  # fmt: skip
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return read_benchmarks([benchmark(tmp_path)])


def answers(corpus: Corpus, query: Query) -> set[str]:
    right = Judge(corpus.products).right([query], range(len(corpus.products)))[0]
    return {corpus.products[row].product_id for row in np.flatnonzero(right)}


def test_the_test_split_is_left_out(corpus: Corpus) -> None:
    assert [product.product_id for product in corpus.products] == ["a", "b", "c", "d"]


def test_a_product_has_its_texts_and_photos(corpus: Corpus, tmp_path: Path) -> None:
    first = corpus.products[0]
    assert first.texts == ("Gold ring", "A ring. It is gold")
    assert first.packshots == (tmp_path / "photos/ap0.jpg",)
    assert first.photos == (tmp_path / "photos/aq0.jpg",)
    assert first.masks == {tmp_path / "photos/ap0.jpg": tmp_path / "masks/ap0.png"}
    assert first.facts["metal look"] == "gold"


def test_every_product_is_asked_for_by_its_photo_and_answered_by_its_look(corpus: Corpus) -> None:
    asked = corpus.queries["train"]["photo"]
    assert [query.photo for query in asked] == [0, 1, 2, 3]
    assert answers(corpus, asked[1]) == {"b", "c"}


def test_what_a_product_lacks_tells_it_from_one_that_has_it(corpus: Corpus) -> None:
    assert answers(corpus, corpus.queries["train"]["photo"][0]) == {"a"}


def test_words_are_judged_by_what_they_name_and_refuse(corpus: Corpus) -> None:
    named, refused = corpus.queries["train"]["words"]
    assert answers(corpus, named) == {"b"}
    assert answers(corpus, refused) == {"b", "c"}


def test_words_that_name_the_metal_narrow_a_photo_down_to_it(corpus: Corpus) -> None:
    (both,) = corpus.queries["train"]["both"]
    assert both.text == "silver ring"
    assert answers(corpus, both) == {"b"}


def test_edits_are_judged_by_look_and_name_and_refusals_by_the_rest(corpus: Corpus) -> None:
    named, refused = corpus.queries["train"]["composed"]
    assert (named.edit, answers(corpus, named)) == ("metal", {"b"})
    assert answers(corpus, refused) == {"b", "c"}


def test_a_product_that_two_benchmarks_hold_is_read_once(tmp_path: Path) -> None:
    folders = [benchmark(tmp_path / "one"), benchmark(tmp_path / "two")]
    both = read_benchmarks(folders)
    assert len(both.products) == 4
    assert both.products[0].packshots[0].is_relative_to(folders[0])
    assert len(both.queries["train"]["composed"]) == 2


def test_missing_lessons_are_named_with_the_command_that_writes_them(tmp_path: Path) -> None:
    folder = benchmark(tmp_path)
    (folder / "lessons/edits.jsonl").unlink()
    with pytest.raises(BenchmarkError, match=r"edits\.jsonl is missing; `jewelbench lessons` writes it"):
        read_benchmarks([folder])


def test_a_benchmark_of_the_test_split_alone_is_refused(tmp_path: Path) -> None:
    folder = benchmark(tmp_path)
    write(folder, "products.jsonl", product("t", "gold", split="test"))
    write(folder, "lessons/texts.jsonl")
    with pytest.raises(BenchmarkError, match="no products of the training or validation split"):
        read_benchmarks([folder])

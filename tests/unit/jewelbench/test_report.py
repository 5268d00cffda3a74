import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFont

from jewelbench.evaluation.baselines.chance import Chance
from jewelbench.evaluation.contact_sheets import GAP, TILE, covers, draw_sheet, wrapped
from jewelbench.evaluation.cost import Cost
from jewelbench.evaluation.evaluation import Evaluation, Subject
from jewelbench.evaluation.figures import figures
from jewelbench.evaluation.judging import judge, judge_all, load_benchmark
from jewelbench.evaluation.report import read_summary, write_report
from jewelbench.evaluation.retriever import GalleryProduct, Photos, Scores
from jewelbench.release import (
    BenchmarkManifest,
    PhotoRecord,
    ProductRecord,
    QueryRecord,
    ReleaseError,
    write_records,
)
from jewelbench.specs.spec import Spec

COUNT = 14


class Oracle:
    """Knows every answer but those to words, and is less sure of what is no jewellery."""

    name = "oracle"

    def index(self, products: Sequence[GalleryProduct], photos: Photos) -> None:
        self._ids = [product.product_id for product in products]

    def scores(self, queries: Sequence[QueryRecord], photos: Photos) -> Scores:
        rows = [
            [np.nan if query.photo is None else float(product in query.relevant) for product in self._ids]
            for query in queries
        ]
        return np.array(rows, dtype=np.float32)


def product(number: int, split: str = "test") -> ProductRecord:
    return ProductRecord.model_validate(
        {
            "product_id": f"p{number}",
            "family": f"f{number // 2}",
            "split": split,
            "spec": Spec(category="ring", style="band", metal="silver"),
            "attributes": {},
            "look": {},
            "title": f"Ring {number}",
            "description": "",
            "packshots": (f"p{number}-p0",),
        }
    )


@pytest.fixture
def release(tmp_path: Path) -> Path:
    root = tmp_path / "release"
    (root / "photos").mkdir(parents=True)
    photos = [(f"p{number}-{kind}0", f"p{number}") for number in range(COUNT + 1) for kind in "pq"] + [("dog", None)]
    for number, (name, _) in enumerate(photos):
        Image.new("RGB", (20, 20), (9 * number % 255, 80, 120)).save(root / "photos" / f"{name}.png")
    records = [
        PhotoRecord(photo_id=name, product_id=shown, kind="plain", file=f"photos/{name}.png", scene={}, phash="0" * 16)
        for name, shown in photos
    ]
    write_records(root / "photos.jsonl", records)
    write_records(root / "products.jsonl", [*(product(number) for number in range(COUNT)), product(COUNT, "train")])
    tasks = {
        "photo-to-product": [
            QueryRecord(query_id=f"q{n}", photo=f"p{n}-q0", relevant=(f"p{n}",), tags={"category": "ab"[n % 2]})
            for n in range(COUNT)
        ],
        "text-to-product": [QueryRecord(query_id="t", text="the first ring", relevant=("p0",))],
        "composed": [
            QueryRecord(query_id="c", photo="p0-q0", text="in gold", relevant=("p1",), excluded=("p0",)),
        ],
        "not-jewellery": [QueryRecord(query_id="n", photo="dog", relevant=())],
    }
    for name, queries in tasks.items():
        write_records(root / "tasks" / f"{name}.jsonl", queries)
    manifest = BenchmarkManifest(
        name="tiny",
        version="1",
        seed=0,
        generator="",
        resolution=20,
        products=COUNT + 1,
        photos=len(photos),
        queries={},
    )
    (root / "benchmark.json").write_text(manifest.model_dump_json(), encoding="utf-8")
    return root


def test_only_the_test_split_is_searched_and_families_are_known(release: Path) -> None:
    benchmark = load_benchmark(release)
    assert benchmark.product_ids == [f"p{number}" for number in range(COUNT)]
    assert benchmark.families["photo-to-product"][:3] == ["f0", "f0", "f1"]
    assert benchmark.families["text-to-product"] == ["f0"]


def evaluated(root: Path) -> Evaluation:
    """The oracle beside chance."""
    benchmark = load_benchmark(root)
    return Evaluation(
        benchmark=benchmark,
        subject=Subject("oracle", "1.0", "f" * 64),
        result=judge(benchmark, Oracle()),
        others=[],
        baselines=[judge(benchmark, Chance())],
        attributes={},
        siblings=None,
        cost=Cost(7.0, 6.0, 5.0, float("nan"), 36.0, 13.0),
        notes=["one was left out"],
    )


def test_figures_have_the_shape_that_machines_read(release: Path) -> None:
    plain = figures(evaluated(release))
    assert plain["tasks"] == {
        "photo_to_product": {"r@1": 1.0, "r@10": 1.0, "ndcg@10": 1.0, "queries": COUNT},
        "composed": {"r@1": 1.0, "r@10": 1.0, "ndcg@10": 1.0, "queries": 1},
    }
    assert set(plain["baselines"]) == {"chance"}
    assert set(plain["baselines"]["chance"]) == {"photo_to_product", "text_to_product", "composed"}
    assert plain["baselines"]["chance"]["photo_to_product"]["r@1"] < 0.5
    assert plain["details"]["photo_to_product"]["retrievers"]["oracle"]["R@1"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert plain["details"]["text_to_product"]["retrievers"]["oracle"] is None
    assert plain["not_jewellery"]["oracle"] == {
        "auroc": 1.0,
        "threshold": 1.0,
        "accepted": 0.0,
        "accepted_strangers": 0.0,
    }
    assert plain["benchmark"] == {"name": "tiny", "gallery": COUNT, "photos": COUNT}
    assert "text_tower_ms" not in plain["cost"]  # which nothing was measured of


def test_a_report_says_who_did_how_well(release: Path, tmp_path: Path) -> None:
    said: list[str] = []
    out = tmp_path / "out"
    short = write_report(evaluated(release), out, said.append)
    assert json.loads((out / "evaluate.json").read_text(encoding="utf-8"))["notes"] == ["one was left out"]
    text = (out / "evaluate.md").read_text(encoding="utf-8")
    assert "| oracle | 1.000 (1.000–1.000) | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 |" in text
    assert "### oracle by category" in text
    assert "- one was left out" in short
    assert "| composed | 1 | 1.000 (1.000–1.000) | 1.000 (1.000–1.000) | 1.000 | chance, 0.000 |" in short
    assert read_summary(out) == short
    assert f"Written: {out / 'evaluate.json'}" in said[-1]


def test_sheets_are_drawn_for_what_was_answered_and_older_ones_go(release: Path, tmp_path: Path) -> None:
    sheets = tmp_path / "out" / "evaluate-sheets"
    sheets.mkdir(parents=True)
    (sheets / "text-to-product.png").write_bytes(b"of another time")
    write_report(evaluated(release), tmp_path / "out", lambda _: None)
    assert {path.name for path in sheets.iterdir()} == {"photo-to-product.png", "composed.png", "not-jewellery.png"}


def test_right_answers_are_framed_green(release: Path) -> None:
    benchmark = load_benchmark(release)
    result = judge(benchmark, Oracle())
    sheet = draw_sheet(benchmark, "photo-to-product", result.tasks["photo-to-product"], [0])

    def frame(place: int) -> tuple[int, ...]:
        colour = sheet.getpixel((2 * GAP + place * (TILE + GAP) - 2, GAP + TILE // 2))
        assert isinstance(colour, tuple)
        return colour

    assert frame(1)[1] > 100 > frame(1)[0]
    assert min(frame(2)) > 200


def test_the_best_wrong_answer_is_scored_apart(release: Path) -> None:
    found = judge(load_benchmark(release), Oracle()).tasks
    assert found["photo-to-product"].best.tolist() == [1.0] * COUNT
    assert found["photo-to-product"].best_wrong.tolist() == [0.0] * COUNT
    assert np.isnan(found["text-to-product"].best_wrong).all()  # which it abstained from


def test_two_retrievers_of_one_name_are_refused(release: Path) -> None:
    with pytest.raises(ValueError, match="'chance'"):
        judge_all(load_benchmark(release), [Chance(), Chance()], lambda _: None)


def test_a_folder_without_a_benchmark_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="holds no benchmark"):
        load_benchmark(tmp_path)


def test_how_far_it_is_is_told(release: Path) -> None:
    steps: list[tuple[int, int]] = []
    said: list[str] = []
    judge_all(load_benchmark(release), [Chance(), Oracle()], said.append, lambda *step: steps.append(step))
    assert steps == [(0, 2), (1, 2), (2, 2)]
    assert said[1].startswith("2 of 2: oracle, ")


def test_words_are_wrapped_to_a_width() -> None:
    font = ImageFont.load_default(size=11)
    text = wrapped("one two three four five six seven eight nine ten", 60, 3, font)
    assert len(text.split("\n")) == 3
    assert text.endswith("…")
    assert all(font.getlength(line) < 60 + font.getlength(" …") for line in text.split("\n"))
    assert wrapped("ring", 60, 3, font) == "ring"


def test_letters_that_a_font_lacks_are_noticed() -> None:
    font = ImageFont.load_default(size=11)
    assert covers(font, "A plain ring, 18k")
    assert not covers(font, "戒指")

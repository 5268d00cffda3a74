import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFont

from jewelbench.evaluation.baselines.chance import Chance
from jewelbench.evaluation.contact_sheets import GAP, TILE, covers, draw_sheet, wrapped
from jewelbench.evaluation.judging import judge, judge_all, load_benchmark
from jewelbench.evaluation.report import write_report
from jewelbench.evaluation.retriever import Photos, Scores
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

    def index(self, products: Sequence[ProductRecord], photos: Photos) -> None:
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


def test_a_report_says_who_did_how_well(release: Path, tmp_path: Path) -> None:
    said: list[str] = []
    out = tmp_path / "out"
    write_report(release, [Chance(), Oracle()], out, notes=["one was left out"], say=said.append)
    plain = json.loads((out / "report.json").read_text(encoding="utf-8"))
    task = plain["tasks"]["photo-to-product"]
    assert task["queries"] == COUNT
    assert task["retrievers"]["oracle"]["R@1"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert task["retrievers"]["chance"]["R@1"]["mean"] < 0.5
    assert plain["tasks"]["text-to-product"]["retrievers"]["oracle"] is None
    assert plain["rejection"]["oracle"] == {"auroc": 1.0, "accepted": 0.0}
    text = (out / "report.md").read_text(encoding="utf-8")
    assert "| oracle | 1.000 (1.000–1.000) | 1.000 | 1.000 | 1.000 | 1.000 |" in text
    assert "### oracle by category" in text
    assert "- one was left out" in text
    assert sum("2 of 2: oracle" in line for line in said) == 2


def test_sheets_are_drawn_for_what_was_answered(release: Path, tmp_path: Path) -> None:
    write_report(release, [Oracle()], tmp_path / "out")
    names = {path.name for path in (tmp_path / "out" / "sheets").iterdir()}
    assert names == {"photo-to-product.png", "composed.png", "not-jewellery.png"}


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


def test_two_retrievers_of_one_name_are_refused(release: Path) -> None:
    with pytest.raises(ValueError, match="'chance'"):
        judge_all(load_benchmark(release), [Chance(), Chance()], lambda _: None)


def test_an_unknown_subject_is_refused(release: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no retriever 'nobody'"):
        write_report(release, [Chance()], tmp_path / "out", subject="nobody")


def test_a_folder_without_a_benchmark_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="holds no benchmark"):
        write_report(tmp_path, [Chance()], tmp_path / "out")


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

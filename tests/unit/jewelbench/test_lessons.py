import functools
import json
from collections import Counter, defaultdict
from pathlib import Path

from typer.testing import CliRunner

from jewelbench.cli import app
from jewelbench.lessons.build import Lessons, draw_lessons, write_lessons
from jewelbench.lessons.differences import differences
from jewelbench.lessons.records import EditRecord, PhraseRecord, TextRecord
from jewelbench.making.make import _product_record
from jewelbench.making.plan import Plan, ProductPlan, make_plan
from jewelbench.release import BenchmarkManifest, read_records, write_records
from jewelbench.specs.spec import Spec
from jewelbench.tasks.build import build_tasks


@functools.cache
def plan() -> Plan:
    return make_plan(seed=5, families=160, packshots=1, queries=1)


@functools.cache
def lessons() -> Lessons:
    return draw_lessons(plan().products, seed=1)


@functools.cache
def products() -> dict[str, ProductPlan]:
    return {product.product_id: product for product in plan().products}


def facts(product: ProductPlan) -> dict[str, str]:
    return {**product.attributes, **{f"{name} look": value for name, value in product.look.items()}}


def is_refused(product: ProductPlan, unlike: dict[str, str]) -> bool:
    return any(facts(product).get(column) == value for column, value in unlike.items())


def test_every_edit_of_the_plan_is_found_again_between_its_two_designs() -> None:
    for planned in plan().edits:
        if planned.source in products():
            assert differences(products()[planned.source].spec, planned.edit.target) == [planned.edit]


def test_two_changes_are_told_apart_and_three_are_too_many() -> None:
    before = Spec(category="ring", style="band", metal="silver", width_mm=2.0, profile="flat")
    both = before.model_copy(update={"metal": "rose gold", "finish": "satin"})
    assert {edit.kind for edit in differences(before, both)} == {"metal", "finish"}
    three = both.model_copy(update={"profile": "domed"})
    assert differences(before, three) == []
    assert differences(before, before) == []


def test_nothing_is_learned_about_the_test_split() -> None:
    tested = {name for name, product in products().items() if product.split == "test"}
    assert tested
    told = {text.product_id for text in lessons().texts} | {said.product_id for said in lessons().phrases}
    told |= {name for edit in lessons().edits for name in (edit.source, edit.target)}
    assert told == set(products()) - tested


def test_an_edit_stays_within_its_split_and_leads_to_something_that_looks_different() -> None:
    for edit in lessons().edits:
        source, target = products()[edit.source], products()[edit.target]
        assert source.split == target.split
        assert source.look != target.look


def test_edits_ask_for_the_facts_that_the_test_judges_by() -> None:
    """The columns of an edit are those by which `build_tasks` finds its answers."""
    taught = [product for product in plan().products if product.split == "train"]
    asked = [query for query in build_tasks(taught, plan().edits, [], 1)["composed"] if query.photo]
    by_pair = {(e.source, e.target): e for e in lessons().edits if not e.unlike and "+" not in e.kind}
    checked = 0
    for query in asked:
        for answer in query.relevant:
            edit = by_pair.get((query.photo.split("-")[0], answer)) if query.photo else None
            if edit is None:
                continue
            target = products()[edit.target]
            right = [
                product.product_id
                for product in taught
                if product.look == target.look
                and all(product.attributes.get(c) == target.attributes.get(c) for c in edit.columns)
            ]
            assert tuple(right) == query.relevant
            checked += 1
    assert checked > 50


def test_what_is_refused_is_what_the_photo_shows_and_not_what_is_wanted() -> None:
    refusals = [edit for edit in lessons().edits if edit.unlike]
    assert len(refusals) > 20
    for edit in refusals:
        assert is_refused(products()[edit.source], edit.unlike)
        assert not is_refused(products()[edit.target], edit.unlike)
        assert edit.free == tuple(edit.unlike)


def test_phrases_lack_or_refuse_what_they_say_they_do() -> None:
    refused = [said for said in lessons().phrases if said.unlike]
    assert len(refused) > 20
    assert not any(is_refused(products()[said.product_id], said.unlike) for said in refused)
    haloless = [said for said in lessons().phrases if said.text.endswith(("no halo", "without a halo"))]
    assert haloless
    for said in haloless:
        if "halo" not in products()[said.product_id].attributes:
            assert "halo" in said.columns


def test_negations_come_in_every_kind() -> None:
    kinds = Counter(edit.kind for edit in lessons().edits)
    assert {"not this metal", "not this stone", "halo removed", "pave removed"} <= set(kinds)
    texts = " | ".join(edit.text for edit in lessons().edits)
    assert "anything but" in texts
    assert "without" in texts


def test_each_edit_is_worded_in_several_ways_and_both_directions() -> None:
    wordings: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edit in lessons().edits:
        if not edit.unlike:
            wordings[edit.source, edit.target].add(edit.text)
    assert sum(map(len, wordings.values())) > 1.5 * len(wordings)
    there = [pair for pair in wordings if pair[::-1] in wordings]
    assert len(there) > 0.8 * len(wordings)


def test_equal_seeds_give_equal_lessons() -> None:
    some = plan().products[:40]
    assert draw_lessons(some, 3) == draw_lessons(some, 3)
    assert draw_lessons(some, 3).phrases != draw_lessons(some, 4).phrases


def benchmark(folder: Path, kept: list[ProductPlan]) -> Path:
    write_records(folder / "products.jsonl", map(_product_record, kept))
    manifest = BenchmarkManifest(
        name="jewelbench-t", version="1", seed=1, generator="g", resolution=64, products=len(kept), photos=0, queries={}
    )
    (folder / "benchmark.json").write_text(manifest.model_dump_json())
    return folder


def test_the_command_adds_lessons_to_a_benchmark(tmp_path: Path) -> None:
    folder = benchmark(tmp_path, list(plan().products[:60]))
    result = CliRunner().invoke(app, ["lessons", str(folder)])
    assert result.exit_code == 0, result.output
    expected = draw_lessons(plan().products[:60], 1)
    assert list(read_records(folder / "lessons" / "texts.jsonl", TextRecord)) == expected.texts
    assert list(read_records(folder / "lessons" / "phrases.jsonl", PhraseRecord)) == expected.phrases
    assert list(read_records(folder / "lessons" / "edits.jsonl", EditRecord)) == expected.edits


def test_a_benchmark_of_the_test_split_alone_teaches_nothing(tmp_path: Path) -> None:
    folder = benchmark(tmp_path, [product for product in plan().products if product.split == "test"])
    result = CliRunner().invoke(app, ["lessons", str(folder)])
    assert result.exit_code == 1
    assert "only products of the test split" in " ".join(result.output.split())
    assert not (folder / "lessons").exists()


def test_a_folder_without_a_benchmark_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["lessons", str(tmp_path)])
    assert result.exit_code == 1
    assert "holds no benchmark" in " ".join(result.output.split())


def test_lessons_are_written_whole_and_as_plain_json(tmp_path: Path) -> None:
    write_lessons(tmp_path, lessons())
    first = json.loads((tmp_path / "lessons" / "phrases.jsonl").read_text().splitlines()[0])
    assert first["columns"]
    assert not list(tmp_path.rglob("*.partial"))

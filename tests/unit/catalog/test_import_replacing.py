"""A replacement makes the index equal to the file, all at once, and never by a slip of the pen."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from catalog.catalogue_file import CatalogueFile
from catalog.importer import Importer
from catalog.index.port import IndexEntry
from catalog.photo_source import NoPhotos
from catalog.product import Product
from catalog.report import ImportProgress, ImportReport
from catalog.row import CatalogError, ProductRow, Record, RowError
from tests.unit.catalog.conftest import MemoryIndex

Bring = Callable[..., ImportReport]


@dataclass(frozen=True)
class Rows:
    """A catalogue of products and errors."""

    rows: Sequence[ProductRow | RowError]
    only_rejected: bool = False
    header: Sequence[str] = ("sku", "title")
    total_bytes: int = 0
    bytes_read: int = 0

    def __iter__(self) -> Iterator[ProductRow | RowError]:
        return iter(self.rows)


def rings(*numbers: int, title: str = "Ring") -> list[ProductRow | RowError]:
    return [ProductRow(n, Product(f"R{n}", f"{title} {n}")) for n in numbers]


def error(line: int, sku: str | None) -> RowError:
    return RowError(line, "title", "", "The product has no title.", (Record(line, (sku or "", "")),), sku)


@pytest.fixture
def bring(importer: Importer) -> Bring:
    def bring(rows: Sequence[ProductRow | RowError], key: str | None = "job", **options: object) -> ImportReport:
        return importer.run(Rows(rows), NoPhotos(), replace=key, **options)  # type: ignore[arg-type]

    return bring


def test_afterwards_the_index_has_what_the_file_has(bring: Bring, index: MemoryIndex) -> None:
    bring(rings(1, 2, 3, 4), None)
    told: list[ImportProgress] = []
    report = bring([*rings(2, 3), *rings(7), *rings(4, title="Band")], progress=told.append)
    assert (report.added, report.changed, report.unchanged, report.removed) == (1, 1, 2, 1)
    assert sorted(index.entries) == ["R2", "R3", "R4", "R7"]
    assert index.ended == ["commit"]
    assert (told[-1].done, told[-1].rows_read) == (5, 5)
    assert report.as_dict()["removed"] == 1


def test_searchers_see_nothing_until_all_is_done(bring: Bring, index: MemoryIndex) -> None:
    bring(rings(1, 2, 3), None)
    seen = []
    bring(rings(3, *range(10, 400)), progress=lambda step: seen.append(sorted(index.entries)))
    assert all(skus == ["R1", "R2", "R3"] for skus in seen)
    assert len(index.entries) == 391


def test_the_same_file_again_swaps_nothing(bring: Bring, index: MemoryIndex) -> None:
    bring(rings(1, 2, 3))
    report = bring(rings(1, 2, 3))
    assert (report.unchanged, report.removed) == (3, 0)
    assert index.ended == ["commit", "discard"]


def test_products_of_rows_that_could_not_be_used_stay_and_are_named(bring: Bring, index: MemoryIndex) -> None:
    bring(rings(1, 2, 3, 4), None)
    report = bring([*rings(1), error(3, "R2"), error(4, "R9")])
    assert sorted(index.entries) == ["R1", "R2"]
    assert (report.removed, report.rejected) == (2, 2)
    (warning,) = report.warnings[1:]  # the first says that R1 has no photo
    assert (warning.line, warning.value, "stays in the index" in warning.reason) == (3, "R2", True)


def test_a_product_stays_if_its_photos_cannot_be_read(importer: Importer, bring: Bring, index: MemoryIndex) -> None:
    bring(rings(1, 2), None)
    rows = [*rings(1), ProductRow(3, Product("R2", "Ring", photos=("gone.jpg",)))]
    report = bring(rows)
    assert (report.rejected, report.removed) == (1, 0)
    assert sorted(index.entries) == ["R1", "R2"]


def test_products_stay_that_a_rejected_row_shows_beside_its_own(bring: Bring, index: MemoryIndex) -> None:
    bring(rings(1, 2, 3), None)
    report = bring([*rings(1), replace(error(3, "handle"), other_skus=("R2",))])
    assert (sorted(index.entries), report.removed) == (["R1", "R2"], 1)


def test_nothing_is_removed_where_a_rejected_row_does_not_tell_its_sku(bring: Bring, index: MemoryIndex) -> None:
    bring(rings(1, 2, 3), None)
    report = bring([*rings(1), *rings(4), error(3, None)])
    assert (sorted(index.entries), report.removed) == (["R1", "R2", "R3", "R4"], 0)
    assert (report.warnings[0].line, report.warned) == (0, len(report.warnings))
    assert report.warnings[0].reason.startswith(
        "Nothing was removed: 2 products are not in the file, but 1 rejected rows do not tell their sku"
    )


def test_a_row_without_a_sku_is_no_matter_where_nothing_is_to_be_removed(bring: Bring) -> None:
    bring(rings(1), None)
    assert all(warning.line for warning in bring([*rings(1), error(3, None)]).warnings)


def test_damaged_rows_of_a_file_cost_no_product(
    importer: Importer, index: MemoryIndex, write_csv: Callable[..., Path]
) -> None:
    def bring_file(text: str) -> ImportReport:
        path = write_csv(f"sku,title,price,image\n{text}")
        return importer.run(CatalogueFile(path), NoPhotos(), replace="job")

    bring_file("".join(f"{sku},Ring,5,\n" for sku in "ABCDEFG"))
    report = bring_file('A,,5,\nB,Ring,5\nC,Ring,5,\nD,"Ring 14" inch",5,\nE,Ri\0ng,5,\nF,Ring, nice,5,\n')
    assert (sorted(index.entries), report.removed, report.rejected) == (["A", "B", "C", "D", "E", "F"], 1, 4)


def test_a_file_of_which_no_row_can_be_used_empties_nothing(bring: Bring, index: MemoryIndex, tmp_path: Path) -> None:
    bring(rings(1, 2), None)
    with pytest.raises(CatalogError, match="nothing was replaced"):
        bring([error(2, None), error(3, "R1")], rejected_file=tmp_path / "rejected.csv")
    assert sorted(index.entries) == ["R1", "R2"]
    assert index.ended == ["discard"]
    assert (tmp_path / "rejected.csv").exists()


def test_a_list_of_rejected_rows_replaces_nothing(importer: Importer, bring: Bring, index: MemoryIndex) -> None:
    bring(rings(1, 2), None)
    with pytest.raises(CatalogError, match="cannot replace the index"):
        importer.run(Rows(rings(1), only_rejected=True), NoPhotos(), replace="job")
    assert importer.run(Rows(rings(1), only_rejected=True), NoPhotos()).unchanged == 1
    assert (sorted(index.entries), index.ended) == (["R1", "R2"], [])


def test_a_cancelled_replacement_changes_nothing(bring: Bring, index: MemoryIndex) -> None:
    bring(rings(1, 2), None)
    last: list[ImportProgress] = []
    report = bring(rings(*range(10, 400)), progress=last.append, cancelled=lambda: last[-1].done == 300)
    assert report.cancelled
    assert (sorted(index.entries), index.ended) == (["R1", "R2"], ["discard"])


class BrokenError(RuntimeError):
    pass


def test_one_that_broke_off_is_taken_up_under_its_name(bring: Bring, index: MemoryIndex, embedder) -> None:
    bring(rings(1, 2), None)

    def break_off(step: ImportProgress) -> None:
        if step.done == 300:
            raise BrokenError

    with pytest.raises(BrokenError):
        bring(rings(*range(10, 400)), progress=break_off)
    assert (sorted(index.entries), index.ended) == (["R1", "R2"], [])
    encoded = embedder.texts
    report = bring(rings(*range(10, 400)))
    assert (report.unchanged, report.added, report.removed) == (300, 90, 2)
    assert embedder.texts - encoded == 90
    assert sorted(index.entries) == sorted(f"R{n}" for n in range(10, 400))


def test_one_that_broke_off_at_its_very_end_is_put_in_place(bring: Bring, index: MemoryIndex) -> None:
    bring(rings(1, 2, 3), None)
    for rows, difference in ((rings(2), "removed"), (rings(2, 5), "added"), (rings(2, 5, title="Band"), "changed")):
        shadow = index.shadow("job")
        honest, shadow.commit = shadow.commit, lambda: (_ for _ in ()).throw(BrokenError())  # type: ignore[method-assign]
        with pytest.raises(BrokenError):
            bring(rows)
        shadow.commit = honest  # type: ignore[method-assign]
        assert getattr(bring(rows), difference) == 0
        assert index.ended[-1] == "commit"
    assert {sku: entry.stored.product.title for sku, entry in index.entries.items()} == {"R2": "Band 2", "R5": "Band 5"}


def test_what_is_written_meanwhile_is_there_afterwards(bring: Bring, index: MemoryIndex) -> None:
    bring(rings(1, 2), None)
    entry = index.entries["R2"]

    def write(step: ImportProgress) -> None:
        if step.done == 1:
            stored = replace(entry.stored, product=Product("R2", "Of the shop itself"), content_hash="", facts_hash="")
            index.upsert([IndexEntry(stored, entry.vectors)])

    report = bring([*rings(1), error(3, "R2")], progress=write)
    assert report.removed == 0
    assert index.entries["R2"].stored.product.title == "Of the shop itself"

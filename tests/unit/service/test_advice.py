"""When the operator of an embedded index is told to use a server, and how often."""

import pytest

from catalog.report import ImportReport
from service.advice import MOST_MS, Adviser, advice

GIGABYTE = 10**9


@pytest.mark.parametrize(
    ("products", "index_bytes", "available"),
    [(0, 0, 0), (0, 0, None), (1_000_000, 8 * GIGABYTE, 10 * GIGABYTE), (1_000_000, 8 * GIGABYTE, None)],
)
def test_nothing_is_said_while_all_is_well(products, index_bytes, available):
    assert advice(products, index_bytes, available) is None


def test_files_that_memory_cannot_hold_are_told_with_both_figures():
    told = advice(500_000, int(3.7 * GIGABYTE), 4 * GIGABYTE)
    assert "its files take 3.7 GB and 4.0 GB of memory are left" in told
    assert "LOUPE_QDRANT_URL" in told
    assert "500,000 products" in told
    assert "ms" not in told


def test_slow_searches_are_told_with_what_they_take_and_how_many_that_leaves():
    told = advice(1_330_000, GIGABYTE, 100 * GIGABYTE)
    assert "about 25 ms of processor time" in told
    assert "at most 40 a second" in told
    assert "GB" not in told


def test_both_reasons_make_one_sentence():
    told = advice(10_000_000, 80 * GIGABYTE, 16 * GIGABYTE)
    assert "171 ms" in told
    assert "80.0 GB" in told
    assert told.count(". ") == 0


def test_the_bound_on_time_is_where_it_is_said_to_be():
    products = next(number for number in range(0, 10_000_000, 10_000) if advice(number, 0, None))
    assert products == pytest.approx(1_035_000, abs=10_000)
    assert MOST_MS == 20


class Machine:
    """An index and a machine, of which the tests say how large they are."""

    index_bytes: int | None = GIGABYTE
    available: int | None = 2 * GIGABYTE

    def adviser(self):
        return Adviser(self.measure, available=lambda: self.available)

    def measure(self):
        return self.index_bytes


def test_it_is_logged_when_it_begins_to_hold_and_when_the_index_has_grown_much(caplog):
    machine = Machine()
    adviser = machine.adviser()
    assert adviser.look(1000) is None
    machine.index_bytes = 2 * GIGABYTE
    for products in (2000, 2000, 2900):
        assert adviser.look(products)
    assert len(caplog.records) == 1
    assert "2,000 products" in caplog.text
    adviser.look(3000)
    assert len(caplog.records) == 2


def test_a_machine_whose_memory_comes_and_goes_is_not_told_each_time(caplog):
    machine = Machine()
    adviser = machine.adviser()
    for available in (GIGABYTE, 2 * GIGABYTE, GIGABYTE):
        machine.available = available
        assert (adviser.look(1000) is None) == (available == 2 * GIGABYTE)
    assert len(caplog.records) == 1


def test_an_index_elsewhere_is_no_matter_of_this_process():
    machine = Machine()
    machine.index_bytes = None
    assert machine.adviser().look(100_000_000) is None


def test_files_that_go_while_they_are_measured_leave_what_was_said():
    machine = Machine()
    adviser = machine.adviser()
    machine.available = 0
    told = adviser.look(1000)

    def gone():
        raise FileNotFoundError

    adviser._index_bytes = gone
    assert adviser.look(1000) == told is not None


def test_an_import_that_makes_the_index_too_large_is_told(index, entry_of, caplog):
    machine = Machine()
    machine.available = 0
    index.upsert([entry_of("a", [1, 0, 0, 0])])
    machine.adviser().after_import(index, ImportReport())
    assert "1 products" in caplog.text

"""What is left of a machine's memory, or of a container's."""

import pytest

from catalog.memory import available_memory

MEGABYTE = 1024**2


@pytest.fixture
def machine(tmp_path):
    file = tmp_path / "meminfo"
    file.write_text(f"MemTotal:       {4000 * 1024} kB\nMemAvailable:   {3000 * 1024} kB\n")
    return file


def container(folder, limit, own=0):
    (folder / "memory.max").write_text(f"{limit}\n")
    (folder / "memory.stat").write_text(f"file 7\nanon {own}\ninactive_anon 5\n")
    return folder


def test_it_is_what_the_machine_has_where_no_container_limits_it(machine, tmp_path):
    assert available_memory(machine, tmp_path) == 3000 * MEGABYTE
    assert available_memory(machine, container(tmp_path, "max")) == 3000 * MEGABYTE


def test_of_a_container_it_is_what_its_own_memory_leaves_of_the_limit(machine, tmp_path):
    assert available_memory(machine, container(tmp_path, 1000 * MEGABYTE, 400 * MEGABYTE)) == 600 * MEGABYTE
    assert available_memory(machine, container(tmp_path, 1000 * MEGABYTE, 1001 * MEGABYTE)) == 0


def test_a_container_gets_no_more_than_the_machine_has(machine, tmp_path):
    assert available_memory(machine, container(tmp_path, 9000 * MEGABYTE)) == 3000 * MEGABYTE


def test_elsewhere_nobody_knows(tmp_path):
    assert available_memory(tmp_path / "none", tmp_path) is None

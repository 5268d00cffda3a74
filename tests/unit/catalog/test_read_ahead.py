import ctypes
import mmap
import os
import threading

import pytest

from catalog.index.read_ahead import ReadAhead
from catalog.index.sparse_file import filled_parts

MIB = 1024 * 1024
LOTS = 1 << 40


def in_cache(path):
    """The share of a file's pages that the system holds in memory."""
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
        pages = len(mapped) // mmap.PAGESIZE
        held = (ctypes.c_ubyte * pages)()
        start = (ctypes.c_char * len(mapped)).from_buffer(mapped)
        failed = ctypes.CDLL(None).mincore(ctypes.byref(start), ctypes.c_size_t(len(mapped)), held)
        del start
        assert not failed
        return sum(page & 1 for page in held) / pages


def cold_file(path):
    """A file that has just been thrown out of the cache."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(4 * MIB))
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if in_cache(path) > 0.1:
        pytest.skip("this file system keeps everything in memory")
    return path


def read(folder, memory):
    ahead = ReadAhead(lambda: memory)
    ahead.begin(folder)
    ahead.wait()


def test_what_lies_in_the_folder_is_in_the_cache_afterwards(tmp_path):
    one, other = cold_file(tmp_path / "index" / "a"), cold_file(tmp_path / "index" / "below" / "b")
    read(tmp_path / "index", LOTS)
    assert in_cache(one) == in_cache(other) == 1


def test_the_log_is_left_alone(tmp_path):
    log = cold_file(tmp_path / "index" / "wal" / "open-1")
    read(tmp_path / "index", LOTS)
    assert in_cache(log) < 0.1


@pytest.mark.parametrize("memory", [None, 7 * MIB])
def test_nothing_is_read_that_takes_more_than_half_of_what_is_left(tmp_path, memory):
    file = cold_file(tmp_path / "index" / "a")
    read(tmp_path / "index", memory)
    assert in_cache(file) < 0.1


def test_a_folder_that_is_gone_does_no_harm(tmp_path):
    read(tmp_path / "nothing", LOTS)


def test_the_next_folder_is_read_instead_of_the_one_before(tmp_path):
    file = cold_file(tmp_path / "new" / "a")
    asked = threading.Event()

    def memory():
        asked.wait()
        return LOTS

    ahead = ReadAhead(memory)
    ahead.begin(tmp_path)
    asked.set()
    ahead.begin(tmp_path / "new")
    ahead.wait()
    assert in_cache(file) == 1


def test_only_what_is_no_hole_counts_as_filled(tmp_path):
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.write(b"x" * 4096)
        file.seek(8 * MIB)
        file.write(b"y" * 4096)
        file.truncate(16 * MIB)
    with path.open("rb") as file:
        parts = list(filled_parts(file.fileno()))
    data = path.read_bytes()
    assert b"".join(data[start:end].strip(b"\0") for start, end in parts) == b"x" * 4096 + b"y" * 4096
    assert sum(end - start for start, end in parts) < MIB


def test_a_file_of_nothing_but_a_hole_has_no_parts(tmp_path):
    path = tmp_path / "hole"
    with path.open("wb") as file:
        file.truncate(MIB)
    with path.open("rb") as file:
        assert list(filled_parts(file.fileno())) == []

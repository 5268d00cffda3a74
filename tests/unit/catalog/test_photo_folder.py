"""A folder's photos are read from inside it only, and a version tells whether they changed."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from catalog.photo_source import PhotoError, PhotoFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop" / "sets").mkdir(parents=True)
    (tmp_path / "shop" / "sets" / "ring.jpg").write_bytes(b"pixels")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "ring.jpg").write_bytes(b"secret")
    return tmp_path / "shop"


def settled(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the file have stood there for a while."""
    later = time.time_ns() + 3_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: later)


def test_a_file_that_stays_keeps_its_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(folder, monkeypatch)
    photos = PhotoFolder(folder)
    version = photos.version("sets/ring.jpg")
    assert version == photos.version("RING.jpg") == PhotoFolder(folder).version("sets\\ring.jpg")
    assert len(version) < 100


def test_a_file_that_only_just_changed_is_never_taken_as_unchanged(folder: Path) -> None:
    photos = PhotoFolder(folder)
    assert photos.version("sets/ring.jpg") != photos.version("sets/ring.jpg")


@pytest.mark.parametrize("keeps_time", [False, True])
def test_a_file_of_the_same_size_with_other_bytes_has_another_version(
    folder: Path, monkeypatch: pytest.MonkeyPatch, keeps_time: bool
) -> None:
    settled(folder, monkeypatch)
    file = folder / "sets" / "ring.jpg"
    before, status = PhotoFolder(folder).version("ring.jpg"), file.stat()
    time.sleep(0.02)  # a tick of the file system
    file.write_bytes(b"PIXELS")
    if keeps_time:
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert PhotoFolder(folder).version("ring.jpg") != before


def test_a_file_from_the_future_is_never_taken_as_unchanged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(folder, monkeypatch)
    os.utime(folder / "sets" / "ring.jpg", (0, time.time() + 1e6))
    photos = PhotoFolder(folder)
    assert photos.version("sets/ring.jpg").count(":") == 5


@pytest.mark.parametrize(
    "reference",
    ["out.jpg", "out/ring.jpg", "up/secret/ring.jpg", "up/up/secret/ring.jpg", "in/out/ring.jpg", "OUT.jpg"],
)
def test_no_link_leads_out(folder: Path, reference: str) -> None:
    (folder / "out.jpg").symlink_to(folder.parent / "secret" / "ring.jpg")
    (folder / "out").symlink_to(folder.parent / "secret")
    (folder / "up").symlink_to("..")
    (folder / "sets" / "up").symlink_to("../..")
    (folder / "in").symlink_to("sets")
    (folder / "sets" / "out").symlink_to(folder.parent / "secret")
    for ask in (PhotoFolder(folder).read, PhotoFolder(folder).version):
        with pytest.raises(PhotoError, match="outside the folder"):
            ask(reference)


def test_links_inside_are_followed(folder: Path) -> None:
    (folder / "same.jpg").symlink_to("sets/ring.jpg")
    (folder / "same").symlink_to(folder / "sets")
    assert PhotoFolder(folder).read("same.jpg") == PhotoFolder(folder).read("same/ring.jpg") == b"pixels"


def test_a_link_slipped_in_after_the_check_is_not_followed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "same").symlink_to("sets")
    real_path = os.path.realpath

    photos = PhotoFolder(folder)

    def swap(path: Path) -> str:
        found = real_path(path)
        (folder / "sets").rename(folder / "moved")
        (folder / "sets").symlink_to(folder.parent / "secret")
        return found

    monkeypatch.setattr(os.path, "realpath", swap)
    with pytest.raises(PhotoError):
        photos.read("same/ring.jpg")
    assert (folder / "moved").exists()


@pytest.mark.parametrize("reference", ["loop.jpg", "loop/ring.jpg", "gone.jpg", "pipe.jpg", "sets", "sets/ring.jpg/x"])
def test_what_is_no_file_is_refused_and_holds_nothing_up(folder: Path, reference: str) -> None:
    (folder / "loop.jpg").symlink_to("loop.jpg")
    (folder / "loop").symlink_to("loop")
    (folder / "gone.jpg").symlink_to("nowhere.jpg")
    os.mkfifo(folder / "pipe.jpg")
    before = _open_files()
    for ask in (PhotoFolder(folder).read, PhotoFolder(folder).version):
        with pytest.raises(PhotoError, match=r"not a file|cannot be read|no such file"):
            ask(reference)
    assert _open_files() == before


def test_an_accent_is_the_same_however_a_computer_writes_it(folder: Path) -> None:
    (folder / "Cre\u0301ole.jpg").write_bytes(b"as a Mac writes it")
    assert PhotoFolder(folder).read("créole.jpg") == b"as a Mac writes it"


def test_no_file_stays_open(folder: Path) -> None:
    before = _open_files()
    photos = PhotoFolder(folder)
    for _ in range(3):
        photos.read("sets/ring.jpg")
        photos.version("ring.jpg")
    photos.prefetch(["sets/ring.jpg"])
    assert _open_files() == before


def _open_files() -> Sequence[str]:
    return sorted(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else []  # noqa: PTH208

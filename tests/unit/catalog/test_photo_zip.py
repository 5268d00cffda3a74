"""A zip is read however it was made, and suffers no tricks."""

import stat
import struct
import threading
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from catalog import photo_zip
from catalog.photo_source import PhotoError, PhotoZip
from catalog.row import CatalogError

Pack = Callable[..., Path]


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """Makes a zip of (name or entry, bytes)."""

    def make(*files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
        path = tmp_path / "shop.zip"
        with zipfile.ZipFile(path, "w", method) as archive:
            for name, data in files:
                archive.writestr(name, data, method)
        return path

    return make


def refused(path: Path, reference: str, said: str) -> None:
    with PhotoZip(path) as photos:
        for ask in (photos.read, photos.version):
            with pytest.raises(PhotoError, match=said):
                ask(reference)


def edited(path: Path, *changes: tuple[bytes, bytes]) -> Path:
    data = path.read_bytes()
    for old, new in changes:
        assert old in data
        assert len(old) == len(new)
        data = data.replace(old, new)
    path.write_bytes(data)
    return path


def test_a_version_is_the_checksum_and_size(pack: Pack) -> None:
    path = pack(("a/ring.jpg", b"pixels"), ("brooch.jpg", b"other"))
    with PhotoZip(path) as photos:
        first = photos.version("ring.jpg")
        assert first == f"zip:{zlib.crc32(b'pixels'):08x}:6" == photos.version("A\\RING.jpg")
        assert photos.version("brooch.jpg") != first
        photos.prefetch(["ring.jpg"])


@pytest.mark.parametrize("name", ["../ring.jpg", "a/../../ring.jpg", "..\\ring.jpg", "/../ring.jpg"])
def test_a_name_that_leads_out_of_the_zip_is_passed_over(pack: Pack, name: str) -> None:
    refused(pack((name, b"evil"), ("brooch.jpg", b"")), "ring.jpg", "no such file")


@pytest.mark.parametrize(
    "name", ["/ring.jpg", "//srv/ring.jpg", "C:\\shop\\ring.jpg", "shop\\ring.jpg", "./a/ring.jpg"]
)
def test_a_name_that_old_tools_wrote_is_found(pack: Pack, name: str) -> None:
    with PhotoZip(pack((name, b"pixels"))) as photos:
        assert photos.read("ring.jpg") == b"pixels"


def test_links_folders_and_what_systems_leave_behind_are_passed_over(pack: Pack) -> None:
    link = zipfile.ZipInfo("ring.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    litter = ("__MACOSX/a/._ring.jpg", "__MACOSX/ring.jpg", "a/._ring.jpg", "a/.DS_Store", "Thumbs.db")
    path = pack((link, b"/etc/passwd"), *((name, b"x") for name in litter), ("folder/", b""), ("x.jpg", b"pixels"))
    for reference in ("ring.jpg", "._ring.jpg", ".DS_Store", "Thumbs.db", "folder"):
        refused(path, reference, "no such file")
    with PhotoZip(path) as photos:
        assert photos.read("x.jpg") == b"pixels"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_files_of_one_name_none_is_taken_unless_they_are_the_same(pack: Pack) -> None:
    refused(pack(("ring.jpg", b"one"), ("ring.jpg", b"other")), "ring.jpg", "several files called ring.jpg")
    refused(pack(("a/ring.jpg", b"1"), ("a\\ring.jpg", b"2"), ("a/ring.jpg", b"1")), "ring.jpg", "several files")
    with PhotoZip(pack(("ring.jpg", b"one"), ("ring.jpg", b"one"))) as photos:
        assert photos.read("ring.jpg") == b"one"


def test_an_archive_inside_is_not_opened(pack: Pack, tmp_path: Path) -> None:
    inner = pack(("ring.jpg", b"pixels")).read_bytes()
    path = pack(("photos.zip", inner))
    refused(path, "ring.jpg", r"holds archives such as photos\.zip")
    with PhotoZip(path) as photos, pytest.raises(PhotoError, match="archive inside the zip"):
        photos.read("photos.zip")


def test_a_photo_that_is_packed_too_tightly_is_a_bomb(pack: Pack) -> None:
    refused(pack(("ring.jpg", bytes(2_000_000))), "ring.jpg", "more tightly")
    with PhotoZip(pack(("ring.jpg", bytes(900_000)))) as photos:
        assert len(photos.read("ring.jpg")) == 900_000


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_cannot_be_undone_in_small_pieces_is_refused(pack: Pack, method: int) -> None:
    refused(pack(("ring.jpg", b"pixels"), method=method), "ring.jpg", "unusual way")


def test_a_table_of_contents_without_end_is_refused(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(*((f"{number}.jpg", b"") for number in range(50)))
    monkeypatch.setattr(photo_zip, "MAX_ENTRIES", 49)
    with pytest.raises(CatalogError, match="more than 49 files"):
        PhotoZip(path)
    monkeypatch.setattr(photo_zip, "MAX_ENTRIES", 50)
    with PhotoZip(path) as photos:
        assert photos.read("49.jpg") == b""
    monkeypatch.setattr(photo_zip, "MAX_DIRECTORY_BYTES", 1000)
    with pytest.raises(CatalogError, match="too large"):
        PhotoZip(path)


def test_the_count_of_files_that_a_zip_declares_is_not_believed(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(*((f"{number}.jpg", b"") for number in range(50)))
    edited(path, (struct.pack("<HH", 50, 50), struct.pack("<HH", 1, 1)))
    monkeypatch.setattr(photo_zip, "MAX_ENTRIES", 49)
    with pytest.raises(CatalogError, match="more than 49 files"):
        PhotoZip(path)


def test_a_zip_of_the_large_kind_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with zipfile.ZipFile(path, "w") as archive, archive.open("ring.jpg", "w", force_zip64=True) as file:
        file.write(b"pixels")
    with PhotoZip(path) as photos:
        assert photos.read("ring.jpg") == b"pixels"


@pytest.mark.parametrize(
    ("written", "flag", "reference"),
    [
        ("Größe é.jpg".encode(), 0x800, "größe é.jpg"),
        ("Gro\u0308ße.jpg".encode(), 0, "Größe.jpg"),  # as Macs do
        ("Größe.jpg".encode("cp437"), 0, "Größe.jpg"),
        ("Größe.jpg".encode("cp850"), 0, "Größe.jpg"),
    ],
)
def test_a_name_is_found_whatever_its_encoding(pack: Pack, written: bytes, flag: int, reference: str) -> None:
    stand_in = b"x" * (len(written) - 4) + b".jpg"
    path = edited(pack((stand_in.decode(), b"pixels")), (stand_in, written))
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + offset
        data[at : at + 2] = struct.pack("<H", flag)
    path.write_bytes(data)
    with PhotoZip(path) as photos:
        assert photos.read(reference) == b"pixels"


@pytest.mark.parametrize(
    "change",
    [
        (b"PK\x03\x04", b"PK\x03\x05"),
        (b"PK\x03\x04\x14", b"\0\0\0\0\0"),
    ],
)
def test_a_wrong_header_costs_one_photo(pack: Pack, change: tuple[bytes, bytes]) -> None:
    with (
        PhotoZip(edited(pack(("ring.jpg", b"pixels" * 9)), change)) as photos,
        pytest.raises(PhotoError, match="damaged"),
    ):
        photos.read("ring.jpg")


def test_a_header_of_another_file_is_noticed(pack: Pack) -> None:
    path = pack(("ring.jpg", b"pixels"))
    data = path.read_bytes()
    path.write_bytes(data.replace(b"ring.jpg", b"king.jpg", 1))
    with PhotoZip(path) as photos, pytest.raises(PhotoError, match="damaged"):
        photos.read("ring.jpg")


@pytest.mark.parametrize("cut", [0, 1, 10, 21, 22, 60, 100])
def test_a_zip_that_was_cut_off_is_refused_clearly(pack: Pack, cut: int) -> None:
    path = pack(("ring.jpg", b"pixels"), ("brooch.jpg", b"pixels"))
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(CatalogError, match=r"shop\.zip is not a zip"):
        PhotoZip(path)


def test_any_damaged_byte_is_survived(pack: Pack) -> None:
    path = pack(("ring.jpg", b"pixels of a ring"), ("brooch.jpg", b"pixels of a brooch"))
    whole = path.read_bytes()
    for place in range(len(whole)):
        value = (0, 0xFF, whole[place] ^ 1)[place % 3]
        path.write_bytes(whole[:place] + bytes([value]) + whole[place + 1 :])
        with suppress(CatalogError, PhotoError), PhotoZip(path) as photos:
            assert photos.read("ring.jpg") == b"pixels of a ring"


def test_many_threads_may_read_at_once(pack: Pack) -> None:
    path = pack(*((f"{number}.jpg", bytes([number]) * 10_000) for number in range(8)))
    wrong: set[int] = set()
    with PhotoZip(path) as photos:

        def read(number: int) -> None:
            for _ in range(30):
                if photos.read(f"{number}.jpg") != bytes([number]) * 10_000:
                    wrong.add(number)

        threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == set()

"""Photos are found by forgiving names, and nothing else is ever read."""

import os
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalog.photo_names import PhotoNames
from catalog.photo_source import MAX_PHOTO_BYTES, NoPhotos, PhotoError, PhotoFolder, PhotoSource, PhotoZip, open_photos
from catalog.row import CatalogError

FILES = ("ring.jpg", "sets/Necklace Set.JPG", "a/1.jpg", "b/1.jpg", "twin.jpg", "Twin.JPG")


@pytest.fixture(params=["folder", "zip"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PhotoSource]:
    """Photos that hold their own name."""
    if request.param == "folder":
        for name in FILES:
            (tmp_path / "shop" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "shop" / name).write_text(name)
        yield open_photos(tmp_path / "shop")
        return
    with zipfile.ZipFile(tmp_path / "shop.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in FILES:
            archive.writestr(name, name)
    with open_photos(tmp_path / "shop.zip") as photos:
        yield photos


@pytest.mark.parametrize(
    ("reference", "file"),
    [
        ("ring.jpg", "ring.jpg"),
        (" ./RING.jpg ", "ring.jpg"),
        ("twin.jpg", "twin.jpg"),
        ("Twin.JPG", "Twin.JPG"),
        ("sets\\necklace set.jpg", "sets/Necklace Set.JPG"),
        ("necklace set.jpg", "sets/Necklace Set.JPG"),
        ("C:\\Users\\me\\shop\\ring.jpg", "ring.jpg"),
        ("/var/www/photos/a/1.jpg", "a/1.jpg"),
        ("/sets/necklace%20set.jpg?v=17&w=800", "sets/Necklace Set.JPG"),
    ],
)
def test_a_name_is_found_however_merchants_write_it(source: PhotoSource, reference: str, file: str) -> None:
    assert source.read(reference) == file.encode()


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("1.jpg", "Several files"),
        ("TWIN.jpg", "Several files"),
        ("c/1.jpg", "no such file"),
        ("other.jpg", "no such file"),
        ("sets", "no such file"),
        ("/etc/passwd", "no such file"),
        ("../shop/ring.jpg", r"“\.\.”"),
        ("%2e%2e%2Fsecret.jpg", r"“\.\.”"),
        ("?v=17", "does not name"),
        ("other%20%FF.jpg", "no such file"),
        ("sets\\..\\..\\secret.jpg", r"“\.\.”"),
        ("https://shop.example/ring.jpg", "not fetched here"),
        ("//shop.example/ring.jpg", "not fetched here"),
        ("\ufeff www.shop.example/ring.jpg", "not fetched here"),
        ("file:///etc/passwd", "a file on a computer"),
        ("FTP://shop.example/ring.jpg", "begin with FTP: are not fetched"),
        ("data:image/png;base64,AAAA", "Photos written into the catalogue"),
        ("\\\\server\\share\\ring.jpg", "another computer"),
        ("ring\ud800.jpg", "no such file"),
        ("", "does not name"),
        ("/", "does not name"),
        ("ring.jpg\0.png", "does not name"),
        ("x" * 5000, "no such file|cannot be read"),
    ],
)
def test_what_is_not_certainly_a_photo_of_the_catalogue_is_refused(
    source: PhotoSource, reference: str, said: str
) -> None:
    with pytest.raises(PhotoError, match=said):
        source.read(reference)


def test_another_products_photo_is_never_taken_for_a_missing_one() -> None:
    names = PhotoNames(["R1/front.jpg"])
    with pytest.raises(PhotoError, match="no such file"):
        names.find("R2/front.jpg")


def test_a_name_with_signs_of_addresses_is_first_of_all_a_name() -> None:
    names = PhotoNames(["ring%20.jpg", "ring .jpg", "ring?v=1", "ring"])
    assert names.find("Ring%20.jpg") == "ring%20.jpg"
    assert names.find("ring?v=1") == "ring?v=1"


def test_links_out_of_the_folder_are_not_followed(photo_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (photo_folder / "ring.jpg").symlink_to(tmp_path / "secret.txt")
    (photo_folder / "up").symlink_to(tmp_path)
    for reference in ("ring.jpg", "RING.JPG", "up/secret.txt"):
        with pytest.raises(PhotoError, match="outside the folder"):
            PhotoFolder(photo_folder).read(reference)


def test_a_pipe_among_the_photos_holds_nothing_up(photo_folder: Path) -> None:
    os.mkfifo(photo_folder / "ring.jpg")
    with pytest.raises(PhotoError, match="not a file"):
        PhotoFolder(photo_folder).read("ring.jpg")


def test_a_file_above_the_limit_is_refused_before_it_is_read(photo_folder: Path) -> None:
    with (photo_folder / "ring.jpg").open("wb") as file:
        file.truncate(MAX_PHOTO_BYTES + 1)  # a hole: takes no room
    with pytest.raises(PhotoError, match="25 MB"):
        PhotoFolder(photo_folder).read("ring.jpg")


def test_an_archive_bomb_is_refused_by_what_it_declares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ring.jpg", bytes(MAX_PHOTO_BYTES + 1))
    monkeypatch.delattr(zipfile.ZipFile, "open")  # not a byte of it may be unpacked
    with PhotoZip(tmp_path / "bomb.zip") as photos, pytest.raises(PhotoError, match="25 MB"):
        photos.read("ring.jpg")


def test_an_archive_bomb_that_lies_about_its_size_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ring.jpg", bytes(5_000_000))
    path.write_bytes(path.read_bytes().replace(struct.pack("<L", 5_000_000), struct.pack("<L", 50)))
    with PhotoZip(path) as photos, pytest.raises(PhotoError, match="damaged"):
        photos.read("ring.jpg")


def test_a_locked_archive_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "locked.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ring.jpg", b"x")
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the directory's "encrypted" flag
    path.write_bytes(data)
    with PhotoZip(path) as photos, pytest.raises(PhotoError, match="password"):
        photos.read("ring.jpg")


def test_a_damaged_archive_costs_only_the_photo_that_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "shop.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ring.jpg", b"pixels of a ring")
        archive.writestr("brooch.jpg", b"pixels of a brooch")
    path.write_bytes(path.read_bytes().replace(b"pixels of a ring", b"pixels of a rinG"))
    with PhotoZip(path) as photos:
        assert photos.read("brooch.jpg") == b"pixels of a brooch"
        with pytest.raises(PhotoError, match="damaged"):
            photos.read("ring.jpg")


def test_what_is_neither_folder_nor_zip_is_refused_clearly(tmp_path: Path) -> None:
    (tmp_path / "photos.rar").write_bytes(b"Rar!")
    with pytest.raises(CatalogError, match=r"photos\.rar is not a zip"):
        open_photos(tmp_path / "photos.rar")
    with pytest.raises(CatalogError, match="There is no"):
        open_photos(tmp_path / "none")
    with pytest.raises(CatalogError, match="not a folder"):
        PhotoFolder(tmp_path / "photos.rar")


def test_a_catalogue_without_photos_says_so_for_each() -> None:
    with pytest.raises(PhotoError, match="No photos came"):
        NoPhotos().read("ring.jpg")
    with pytest.raises(PhotoError, match="not fetched here"):
        NoPhotos().read("https://shop.example/ring.jpg")


def test_a_photo_is_read_whole(photo_folder: Path, jpeg: Callable[..., bytes]) -> None:
    (photo_folder / "ring.jpg").write_bytes(jpeg(5))
    with open_photos(photo_folder) as photos:
        assert photos.read("ring.jpg") == jpeg(5)

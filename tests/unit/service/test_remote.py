import json
import os
import zipfile

import pytest
from python_multipart.multipart import parse_form

from service.remote import RunningService, _Form, _zipped, find_running
from service.settings import Settings


class Body:
    """A request body to read from."""

    def __init__(self, chunks):
        self.rest = b"".join(chunks)

    def read(self, size):
        part, self.rest = self.rest[:size], self.rest[size:]
        return part


def test_a_form_is_as_long_as_it_says_and_arrives_whole(tmp_path):
    catalog, photos = tmp_path / 'cat "1".csv', tmp_path / "photos.zip"
    catalog.write_bytes(b"sku,title\r\n--not-a-boundary\r\n")
    photos.write_bytes(os.urandom(3 * 2**20))
    form = _Form({"catalog": catalog, "photos": photos, "none": None}, {"mapping": '{"a": "ö"}', "replace": "true"})
    assert sum(map(len, form)) == form.length
    received = {}

    def keep(file):
        file.file_object.seek(0)
        received[file.field_name] = file.file_object.read()
        file.close()

    headers = {"Content-Type": form.content_type.encode(), "Content-Length": str(form.length).encode()}
    parse_form(headers, Body(form), lambda field: received.update({field.field_name: field.value}), keep)
    assert received == {
        b"catalog": catalog.read_bytes(),
        b"photos": photos.read_bytes(),
        b"mapping": '{"a": "ö"}'.encode(),
        b"replace": b"true",
    }


def test_a_folder_of_photos_is_zipped_with_its_subfolders_and_nothing_else(tmp_path):
    folder = tmp_path / "photos"
    (folder / "rings").mkdir(parents=True)
    (folder / "rings" / "a.JPG").write_bytes(b"a")
    (folder / "notes.txt").write_bytes(b"n")
    (tmp_path / "secret.jpg").write_bytes(b"s")
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    with _zipped(folder) as archive, zipfile.ZipFile(archive) as content:
        assert content.namelist() == ["rings/a.JPG"]
    assert not archive.exists()


def test_a_zip_is_sent_as_it_is(tmp_path):
    with _zipped(tmp_path / "photos.zip") as archive:
        assert archive == tmp_path / "photos.zip"
    with _zipped(None) as archive:
        assert archive is None


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"pid": "x", "url": "http://127.0.0.1:1"}', "\x00"])
def test_a_file_that_says_nothing_is_no_service(tmp_path, content):
    (tmp_path / "service.json").write_text(content, encoding="utf-8")
    assert find_running(Settings(data_dir=tmp_path)) is None


def test_a_file_left_by_a_killed_service_is_no_service(tmp_path, unused_port):
    told = {"pid": os.getpid(), "url": f"http://127.0.0.1:{unused_port}", "folder": str(tmp_path)}
    (tmp_path / "service.json").write_text(json.dumps(told), encoding="utf-8")
    assert find_running(Settings(data_dir=tmp_path)) is None


def test_the_file_in_a_copy_of_a_data_folder_is_no_service_of_the_copy(tmp_path, monkeypatch):
    monkeypatch.setattr(RunningService, "is_alive", lambda self: True)
    told = {"pid": os.getpid(), "url": "http://127.0.0.1:1", "folder": str(tmp_path / "original")}
    for name in ("original", "copy"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "service.json").write_text(json.dumps(told), encoding="utf-8")
    assert find_running(Settings(data_dir=tmp_path / "original")).url == told["url"]
    assert find_running(Settings(data_dir=tmp_path / "copy")) is None


def test_without_a_file_there_is_no_service(tmp_path):
    assert find_running(Settings(data_dir=tmp_path)) is None


def test_nobody_at_an_address_is_not_alive(unused_port):
    assert not RunningService(f"http://127.0.0.1:{unused_port}").is_alive()


@pytest.fixture
def unused_port():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]

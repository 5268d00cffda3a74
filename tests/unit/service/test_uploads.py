import io
from collections import namedtuple

import pytest
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.requests import Request

from service.api import uploads
from service.api.problems import ProblemError
from service.api.uploads import ImportForm, read_form, require_room, save

Usage = namedtuple("Usage", "total used free")


def request(length):
    headers = [] if length is None else [(b"content-length", str(length).encode())]
    return Request({"type": "http", "headers": headers})


def upload(content, name):
    return UploadFile(io.BytesIO(content), filename=name, headers=Headers())


def form(name="catalogue.csv", content=b"sku,title\nR-1,Ring\n", photos=None, mapping=None):
    return ImportForm(upload(content, name), photos, mapping, replace=False, preview=False, fetch=True)


@pytest.mark.parametrize(("length", "fits"), [(None, True), (0, True), (100, True), (101, False), (10**15, False)])
def test_what_the_disk_has_no_room_for_twice_is_refused(tmp_path, monkeypatch, length, fits):
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _: Usage(0, 0, uploads.SPARE + 200))
    if fits:
        require_room(request(length), tmp_path)
        return
    with pytest.raises(ProblemError, match="no room") as refused:
        require_room(request(length), tmp_path)
    assert refused.value.status == 507


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("products_export_1.csv", "catalogue.csv"),
        ("Feed.XML", "catalogue.xml"),
        ("feed.xml.gz", "catalogue.xml.gz"),
        ("export.zip", "catalogue.zip"),
        ("export.TSV", "catalogue.tsv"),
        ("../../evil.csv", "catalogue.csv"),
        ("evil.csv/../x.sh", "catalogue.csv"),
        ("", "catalogue.csv"),
    ],
)
def test_an_upload_keeps_its_ending_and_nothing_else_of_its_name(tmp_path, monkeypatch, name, kept):
    monkeypatch.setattr(uploads, "check_catalog", lambda *_: None)
    catalog, photos = save(form(name), tmp_path)
    assert (catalog, photos) == (tmp_path / kept, None)


def test_the_name_that_people_see_has_no_folders():
    assert form("C:\\shop\\spring.csv").name == "spring.csv"
    assert form("/etc/passwd").name == "passwd"
    assert form("").name == "catalogue"


@pytest.mark.parametrize(("name", "content"), [("a.jpg", b"\xff\xd8\xff"), ("C:\\shop\\products.xlsx", b"PK\x03\x04")])
def test_a_file_that_is_no_catalogue_is_told_by_the_merchants_name(tmp_path, name, content):
    with pytest.raises(ProblemError) as refused:
        save(form(name, content), tmp_path)
    assert refused.value.detail.startswith(f"{name.rpartition(chr(92))[2]} is ")


def test_photos_that_are_no_zip_are_told_by_the_merchants_name(tmp_path):
    with pytest.raises(ProblemError, match=r"^bilder\.rar is not a zip") as refused:
        save(form(photos=upload(b"Rar!", "bilder.rar")), tmp_path)
    assert refused.value.errors[0].field == "photos"


@pytest.mark.anyio
async def test_a_form_with_fields_that_are_not_known_is_refused_and_told_which_there_are():
    sent = [("catalog", upload(b"x", "a.csv")), ("preveiw", "true"), ("repalce", "")]
    with pytest.raises(ProblemError, match=r"“preveiw”, “repalce”.*catalog, photos, .*preview") as refused:
        await read_form(FormData(sent))
    assert [error.field for error in refused.value.errors] == ["preveiw", "repalce"]


@pytest.mark.anyio
async def test_a_form_is_read_field_by_field():
    data = FormData(
        [
            ("catalog", upload(b"x", "a.csv")),
            ("mapping", upload(b'{"dialect": "plain"}', "m.json")),
            ("replace", "TRUE"),
            ("photos", ""),
        ]
    )
    read = await read_form(data)
    assert (read.mapping, read.photos, read.replace, read.preview, read.fetch) == (
        {"dialect": "plain"}, None, True, False, True,
    )  # fmt: skip


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("catalog", "sku,title", "as a file"),
        ("replace", "yes", "true or false"),
        ("mapping", "{", "not JSON"),
        ("mapping", "[]", "object"),
        ("mapping", '{"a": NaN}', "not JSON"),
    ],
)
async def test_a_field_that_cannot_be_is_named(name, value, said):
    fields = {"catalog": upload(b"x", "a.csv"), name: value}
    with pytest.raises(ProblemError, match=said) as refused:
        await read_form(FormData(fields.items()))
    assert refused.value.errors[0].field == name

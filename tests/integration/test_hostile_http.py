"""A share of the hostile corpus over HTTP: whatever is sent, the service answers, explains, and stays up."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.hostile.case import Case
from tests.hostile.corpus import CASES

EVERY = 4  # of the cases with files of their own, one in so many
SHARE = [case for case in CASES if not case.mapping][::EVERY]
PIECE = "sku,title\nR-1,Gold ring\n"


def zipped(photos: Path, into: Path) -> Path:
    """The regular files of a folder as a zip; a zip as it is."""
    if photos.is_file():
        return photos
    with zipfile.ZipFile(into, "w") as archive:
        for path in sorted(photos.rglob("*")):
            if path.is_file() and not path.is_symlink():
                archive.write(path, path.relative_to(photos).as_posix())
    return into


def files(case: Case, folder: Path) -> dict[str, tuple[str, bytes]] | None:
    """What a browser would send; None if catalogue or photos of the case are no files."""
    (folder / "shop").mkdir(parents=True)
    path, photos = case.make(folder / "shop")
    if not path.is_file():
        return None
    sent = {"catalog": (path.name, path.read_bytes())}
    if photos is None:
        return sent
    if not isinstance(photos, Path):
        return None
    return sent | {"photos": ("photos.zip", zipped(photos, folder / "photos.zip").read_bytes())}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, start: Callable) -> httpx.Client:
    running = start(tmp_path_factory.mktemp("hostile"), LOUPE_WEB_PHOTOS="false")
    with running.client() as http:
        yield http


def ended(client: httpx.Client, job: str, wait_until: Callable) -> dict[str, object]:
    """The job, once it has ended."""
    seen: list[dict[str, object]] = []

    def over() -> bool:
        seen.append(client.get(f"/v1/imports/{job}").raise_for_status().json())
        return seen[-1]["state"] in ("done", "failed", "cancelled")

    wait_until(over, f"import {job} to end")
    return seen[-1]


@pytest.mark.parametrize("case", SHARE, ids=lambda case: case.name.replace(" ", "-"))
def test_what_is_sent_is_answered_and_explained(case: Case, client, wait_until, tmp_path: Path) -> None:
    sent = files(case, tmp_path)
    if sent is None:
        pytest.skip("it is no file, or its photos are none")
    preview = client.post("/v1/imports", files=sent, data={"preview": "true"})
    assert preview.status_code in (202, 422), preview.text
    if preview.status_code == 422:
        assert len(preview.json()["detail"]) > 20
        assert case.refused is not None
        return
    job = preview.json()["id"]
    assert client.post(f"/v1/imports/{job}/start", json={}).status_code == 202
    done = ended(client, job, wait_until)
    assert done["state"] == ("failed" if case.refused is not None else "done"), done["error"]
    if done["report"] and done["report"]["rejected"]:
        assert client.get(f"/v1/imports/{job}/rejected").json()["total"] == done["report"]["rejected"]
    assert client.get("/readyz").status_code == 200


def test_after_all_that_the_service_imports_as_ever(client, wait_until) -> None:
    answer = client.post("/v1/imports", files={"catalog": ("plain.csv", PIECE.encode())})
    report = ended(client, answer.json()["id"], wait_until)["report"]
    assert (report["rejected"], report["added"] + report["changed"] + report["unchanged"]) == (0, 1)

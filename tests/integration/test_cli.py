"""The command line, each command as a process of its own."""

import json
import zipfile

import pytest


def report(done):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_catalogue_is_imported_and_searched(loupe, catalogue, tmp_path, piece):
    done = loupe(tmp_path, "import", catalogue.file, "--photos", catalogue.photos)
    assert done.returncode == 0, done.stderr
    assert "Imported catalogue.csv: 12 added, 0 rejected." in done.stdout
    (tmp_path / "photo.jpg").write_bytes(piece("ring", "yellow gold", "ruby"))
    by_photo = report(loupe(tmp_path, "search", "--image", tmp_path / "photo.jpg", "--json"))
    assert by_photo["hits"][0]["sku"] == "R-YR"
    shown = loupe(tmp_path, "search", "--text", "platinum pendant with emerald", "--filter", "category=pendant")
    assert shown.returncode == 0, shown.stderr
    assert "Platinum pendant with emerald" in shown.stdout
    assert "ring" not in shown.stdout


def test_importing_again_changes_nothing(loupe, catalogue, filled, tmp_path):
    import shutil

    shutil.copytree(filled, tmp_path / "data")
    again = report(loupe(tmp_path / "data", "import", catalogue.file, "--photos", catalogue.photos, "--json"))
    assert (again["unchanged"], again["added"], again["photos_encoded"]) == (12, 0, 0)


def test_rejected_rows_are_told_counted_and_kept_and_the_import_counts_as_done(loupe, tmp_path):
    catalog = tmp_path / "spring.csv"
    catalog.write_text("sku,title,price\nR-1,Ring,10 EUR\nR-2,,10 EUR\n", encoding="utf-8")
    done = loupe(tmp_path / "data", "import", catalog)
    assert done.returncode == 0
    assert "1 added, 1 rejected" in done.stdout
    assert "line 3, title" in done.stdout
    kept = tmp_path / "data" / "rejected" / "spring.csv"
    assert str(kept) in done.stdout
    assert "R-2" in kept.read_text(encoding="utf-8-sig")


def test_a_dry_run_writes_nothing(loupe, catalogue, tmp_path):
    done = loupe(tmp_path / "data", "import", catalogue.file, "--photos", catalogue.photos, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "Would import catalogue.csv: 12 added, 0 rejected." in done.stdout
    assert not (tmp_path / "data").exists()


def test_a_dry_run_shows_how_the_file_is_understood(loupe, tmp_path):
    catalog = tmp_path / "frühling.csv"
    catalog.write_bytes(
        "Artikelnr.;Bezeichnung;Lagerort;Bild\n"
        "R-1;Ring aus Gelbgold;Regal 7;https://shop.example/1.jpg\nR-2;;Regal 8;\n".encode("cp1252")
    )
    done = loupe(tmp_path / "data", "import", catalog, "--dry-run", COLUMNS="150")
    assert done.returncode == 0, done.stderr
    for said in ("semicolon", "Artikelnr.", "sku", "Bezeichnung", "title", "Ring aus Gelbgold", "line 3", "not fetch"):
        assert said in done.stdout
    assert "1 added, 1 rejected" in done.stdout
    facts = loupe(tmp_path / "data", "import", catalog, "--dry-run", "--json")
    first, last = (json.loads(line) for line in facts.stdout.splitlines())
    assert (first["preview"]["dialect"], first["preview"]["products"]) == ("plain", 1)
    assert (last["added"], last["rejected"]) == (1, 1)


def test_a_mapping_that_a_dry_run_saved_can_be_changed_and_given(loupe, tmp_path):
    catalog, mapping = tmp_path / "c.csv", tmp_path / "mapping.json"
    catalog.write_text("Artikelnr.;Bezeichnung;Lagerort\nR-1;Ring;Regal 7\n", encoding="utf-8")
    refused = loupe(tmp_path / "data", "import", catalog, "--save-mapping", mapping)
    assert (refused.returncode, mapping.exists()) == (2, False)
    assert loupe(tmp_path / "data", "import", catalog, "--dry-run", "--save-mapping", mapping).returncode == 0
    plain = json.loads(mapping.read_text(encoding="utf-8"))
    assert plain["columns"]["Artikelnr."] == "sku"
    plain["columns"] |= {"Bezeichnung": "description", "Lagerort": "title"}
    mapping.write_text(json.dumps(plain), encoding="utf-8")
    assert report(loupe(tmp_path / "data", "import", catalog, "--mapping", mapping, "--json"))["added"] == 1
    found = report(loupe(tmp_path / "data", "search", "--text", "ring", "--json"))
    assert found["hits"][0]["product"]["title"] == "Regal 7"
    plain["columns"]["Farbe"] = "colour"
    mapping.write_text(json.dumps(plain), encoding="utf-8")
    wrong = loupe(tmp_path / "data", "import", catalog, "--mapping", mapping)
    assert (wrong.returncode, "Farbe" in wrong.stderr) == (2, True)


def test_replacing_removes_what_the_file_does_not_have(loupe, catalogue, filled, tmp_path):
    import shutil

    shutil.copytree(filled, tmp_path / "data")
    some = tmp_path / "some.csv"
    some.write_bytes(b"".join(catalogue.file.read_bytes().splitlines(keepends=True)[:4]))
    told = loupe(tmp_path / "data", "import", some, "--photos", catalogue.photos, "--replace")
    assert "3 unchanged, 9 removed" in told.stdout
    again = report(loupe(tmp_path / "data", "import", some, "--photos", catalogue.photos, "--replace", "--json"))
    assert (again["unchanged"], again["removed"], again["changed"]) == (3, 0, 0)
    assert report(loupe(tmp_path / "data", "search", "--text", "ring", "--json"))["total"] == 3


def test_rejected_rows_are_corrected_where_they_lie_and_imported_by_the_command_that_is_shown(
    loupe, catalogue, tmp_path
):
    import shlex

    catalog = tmp_path / "spring.csv"
    catalog.write_text("sku,title,image\nR-1,Ring,R-YR.png\nR-2,,R-YR.png\n", encoding="utf-8")
    done = loupe(tmp_path / "data", "import", catalog, "--photos", catalogue.photos)
    kept = tmp_path / "data" / "rejected" / "spring.csv"
    kept.write_text(kept.read_text(encoding="utf-8-sig").replace("R-2,,", "R-2,Brooch,"), encoding="utf-8")
    shown = next(line.partition("then: loupe ")[2] for line in done.stdout.splitlines() if "then: loupe" in line)
    corrected = loupe(tmp_path / "data", *shlex.split(shown))
    assert "1 added, 0 rejected" in corrected.stdout
    assert kept.exists()
    assert loupe(tmp_path / "data", "import", catalog, "--photos", catalogue.photos).returncode == 0


def test_two_commands_at_once_come_one_after_the_other(loupe, catalogue, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as both:
        done = list(
            both.map(
                lambda _: report(
                    loupe(tmp_path / "data", "import", catalogue.file, "--photos", catalogue.photos, "--json")
                ),
                range(2),
            )
        )
    assert sorted((one["added"], one["unchanged"]) for one in done) == [(0, 12), (12, 0)]


def test_the_latest_imports_are_listed(loupe, filled, tmp_path):
    assert "Nothing was imported" in loupe(tmp_path / "none", "imports").stdout
    assert not (tmp_path / "none").exists()
    listed = loupe(filled, "imports", COLUMNS="150").stdout
    assert "catalogue.csv" in listed
    assert "12 added" in listed
    (job,) = report(loupe(filled, "imports", "--json"))["imports"]
    assert (job["state"], job["report"]["added"]) == ("done", 12)


def test_photos_may_come_as_a_zip(loupe, catalogue, tmp_path):
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        for path in catalogue.photos.iterdir():
            archive.write(path, path.name)
    done = report(loupe(tmp_path / "data", "import", catalogue.file, "--photos", tmp_path / "photos.zip", "--json"))
    assert done["photos_encoded"] == 12


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "nowhere.csv"], "nowhere.csv"),
        (["search"], "--text"),
        (["search", "--text", " "], "--text"),
        (["search", "--text", "ring", "--filter", "vendor=Velm"], "Known filters"),
        (["search", "--text", "ring", "--filter", "ring"], "field=value"),
        (["search", "--text", "ring", "--limit", "0"], "--limit"),
        (["models", "verify", "nowhere"], "nowhere"),
        (["nonsense"], "nonsense"),
    ],
)
def test_what_cannot_begin_is_told_in_a_few_lines_with_code_2(loupe, tmp_path, arguments, said):
    done = loupe(tmp_path, *arguments, COLUMNS="200")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_catalogue_or_no_photo_is_told_so(loupe, tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "photo.jpg").write_bytes(b"<html>")
    for arguments, said in (
        (["import", tmp_path / "empty.csv"], "empty"),
        (["search", "--image", tmp_path / "photo.jpg"], "web page"),
    ):
        done = loupe(tmp_path / "data", *arguments)
        assert done.returncode == 2
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_bad_settings_are_named(loupe, tmp_path):
    done = loupe(tmp_path, "search", "--text", "ring", LOUPE_THREADS="none")
    assert done.returncode == 2
    assert "LOUPE_THREADS: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_bundle_is_named(loupe, tmp_path):
    done = loupe(tmp_path, "search", "--text", "ring", LOUPE_BUNDLE=str(tmp_path / "none"))
    assert done.returncode == 2
    assert "LOUPE_BUNDLE" in done.stderr
    for command in ("show", "verify"):
        done = loupe(tmp_path, "models", command, tmp_path / "none")  # which no setting names
        assert done.returncode == 2
        assert f"There is no bundle in {tmp_path / 'none'}" in done.stderr
        assert "LOUPE_BUNDLE" not in done.stderr


def test_the_bundle_in_use_is_listed_shown_and_verified(loupe, tmp_path):
    listed = loupe(tmp_path, "models", "list")
    assert (listed.returncode, "*" in listed.stdout) == (0, True)
    shown = loupe(tmp_path, "models", "show")
    assert shown.returncode == 0
    assert "fingerprint" in shown.stdout
    verified = loupe(tmp_path, "models", "verify")
    assert verified.returncode == 0
    assert "are what the manifest says" in verified.stdout


def test_no_command_loads_torch(loupe, tmp_path):
    import subprocess
    import sys

    code = "import sys, service.cli, service.server; assert 'torch' not in sys.modules and 'pandas' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0

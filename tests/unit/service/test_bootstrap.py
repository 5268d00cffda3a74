import sys

import pytest

from catalog.index.port import IndexUnavailableError
from service import advice, bootstrap
from service.jobs import ImportTask
from service.settings import Settings


@pytest.fixture(autouse=True)
def _small_models(monkeypatch, models):
    monkeypatch.setattr(bootstrap, "open_models", lambda settings: models)


def test_the_index_is_embedded_unless_a_server_is_named_and_is_closed_in_the_end(tmp_path):
    with bootstrap.open_services(Settings(data_dir=tmp_path)) as services:
        assert services.index.count() == 0
    with bootstrap.open_services(Settings(data_dir=tmp_path)) as again:  # nobody holds the folder any more
        assert again.index.count() == 0


def test_the_index_is_closed_when_something_fails_while_it_is_open(tmp_path):
    with pytest.raises(ZeroDivisionError), bootstrap.open_services(Settings(data_dir=tmp_path)):
        raise ZeroDivisionError
    with bootstrap.open_services(Settings(data_dir=tmp_path)) as again:
        assert again.index.count() == 0


def test_a_server_without_its_client_installed_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "qdrant_client", None)
    for name in [name for name in sys.modules if name.startswith("catalog.index.server")]:
        monkeypatch.delitem(sys.modules, name)
    settings = Settings(data_dir=tmp_path, qdrant_url="http://127.0.0.1:1")
    with pytest.raises(IndexUnavailableError, match="loupe-search\\[server\\]"), bootstrap.open_services(settings):
        pass


def test_an_import_that_makes_the_index_too_large_is_told(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(advice, "MOST_OF_MEMORY", 0)
    catalogue = tmp_path / "catalogue.csv"
    catalogue.write_text("sku,title\nR-1,Red ring\n")
    with bootstrap.open_services(Settings(data_dir=tmp_path / "data")) as services:
        services.import_catalog(
            ImportTask(catalogue),
            rejected=tmp_path / "rejected.csv",
            on_progress=lambda _: None,
            cancelled=lambda: False,
        )
    assert "go over to a Qdrant server" in caplog.text

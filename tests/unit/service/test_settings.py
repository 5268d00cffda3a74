from pathlib import Path

import pytest
from pydantic import ValidationError

from service.settings import Settings, SettingsError, is_loopback, variable_of


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in (
        "LOUPE_DATA_DIR",
        "LOUPE_BUNDLE",
        "LOUPE_API_KEY",
        "LOUPE_HOST",
        "LOUPE_PORT",
        "PORT",
        "LOUPE_THREADS",
    ):
        monkeypatch.delenv(name, raising=False)


def test_without_any_variable_the_service_keeps_to_this_machine():
    settings = Settings()
    assert (settings.host, settings.port, settings.data_dir) == ("127.0.0.1", 8000, Path("data"))
    assert settings.bundle.parts[-2:] == ("models", "loupe-mini")
    settings.check_exposure()


def test_variables_are_read(monkeypatch):
    monkeypatch.setenv("LOUPE_DATA_DIR", "/srv/loupe")
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("LOUPE_THREADS", "2")
    settings = Settings()
    assert (settings.data_dir, settings.port, settings.threads) == (Path("/srv/loupe"), 9000, 2)


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("LOUPE_API_KEY", "")
    monkeypatch.setenv("PORT", "")
    assert Settings().api_key is None
    assert Settings().port == 8000


def test_what_is_given_on_the_command_line_wins_over_the_environment(monkeypatch):
    monkeypatch.setenv("PORT", "9000")
    assert Settings(port=9100).port == 9100


def test_listening_beyond_this_machine_needs_a_write_key():
    with pytest.raises(SettingsError, match="LOUPE_API_KEY"):
        Settings(host="0.0.0.0").check_exposure()
    Settings(host="0.0.0.0", api_key="secret").check_exposure()


def test_a_port_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(ValidationError):
        Settings()


@pytest.mark.parametrize(("field", "variable"), [("threads", "LOUPE_THREADS"), ("LOUPE_PORT", "LOUPE_PORT")])
def test_a_setting_is_told_by_the_variable_that_sets_it(field, variable):
    assert variable_of(field) == variable


def test_the_write_key_does_not_show_when_settings_are_printed():
    assert "hunter2" not in repr(Settings(api_key="hunter2"))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "LOCALHOST", "::1", "[::1]"])
def test_loopback_is_recognised(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "127.0.0.1.example.com", "shop.example", ""])
def test_what_others_can_reach_is_not_loopback(host):
    assert not is_loopback(host)

"""Dockerfile and docker-compose.yml: what can be checked without a container engine."""

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.version import Version

from service.settings import Settings


@pytest.fixture(scope="module")
def compose(repository: Path) -> dict[str, Any]:
    return yaml.safe_load((repository / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def dockerfile(repository: Path) -> str:
    return (repository / "Dockerfile").read_text()


@pytest.fixture(params=["loupe", "qdrant"])
def container(compose: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    return compose["services"][request.param]


@pytest.fixture
def qdrant() -> Iterator[HTTPServer]:
    """Answers /readyz with the status in its attribute `status`."""

    class Ready(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(self.server.status if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, message: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Ready)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _known_variables() -> set[str]:
    known = {f"LOUPE_{name.upper()}" for name, field in Settings.model_fields.items() if not field.validation_alias}
    aliases = [field.validation_alias for field in Settings.model_fields.values() if field.validation_alias]
    return known | {choice for alias in aliases for choice in alias.choices}


def test_containers_run_without_privileges(container: dict[str, Any]) -> None:
    assert int(container["user"].partition(":")[0]) > 0
    assert container["cap_drop"] == ["ALL"]
    assert container["read_only"] is True
    assert "no-new-privileges:true" in container["security_opt"]
    assert "privileged" not in container


def test_containers_come_back_after_a_crash(container: dict[str, Any]) -> None:
    assert container["restart"] == "unless-stopped"


def test_what_containers_write_lies_in_declared_volumes(compose: dict[str, Any]) -> None:
    mounts = [mount.split(":") for service in compose["services"].values() for mount in service["volumes"]]
    assert {name for name, _ in mounts} == set(compose["volumes"])
    assert {target for _, target in mounts} == {"/data", "/qdrant/storage", "/qdrant/snapshots"}


def test_only_this_machine_reaches_the_service_and_nobody_qdrant(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert [port.split(":")[0] for port in services["loupe"]["ports"]] == ["127.0.0.1"]
    assert "ports" not in services["qdrant"]
    assert [compose["networks"][name] for name in services["qdrant"]["networks"]] == [{"internal": True}]


def test_the_service_does_not_start_without_a_write_key(compose: dict[str, Any]) -> None:
    assert compose["services"]["loupe"]["environment"]["LOUPE_API_KEY"].startswith("${LOUPE_API_KEY:?")


def test_the_service_waits_for_a_healthy_qdrant(compose: dict[str, Any]) -> None:
    assert compose["services"]["loupe"]["depends_on"]["qdrant"]["condition"] == "service_healthy"
    assert "healthcheck" in compose["services"]["qdrant"]


def test_every_variable_is_a_setting_of_the_service(compose: dict[str, Any], dockerfile: str) -> None:
    named = set(compose["services"]["loupe"]["environment"]) | set(re.findall(r"\b(LOUPE_\w+|PORT)=", dockerfile))
    assert {"LOUPE_API_KEY", "LOUPE_QDRANT_URL", "LOUPE_DATA_DIR", "LOUPE_BUNDLE", "PORT"} <= named
    assert named <= _known_variables()


def test_the_service_finds_qdrant_under_its_name(compose: dict[str, Any]) -> None:
    host = re.match(r"http://(\w+):6333$", compose["services"]["loupe"]["environment"]["LOUPE_QDRANT_URL"])
    assert host is not None
    assert host[1] in compose["services"]


def test_the_qdrant_server_suits_the_pinned_client(compose: dict[str, Any], repository: Path) -> None:
    pin = re.search(r"^qdrant-client==(.+)$", (repository / "constraints.txt").read_text(), re.MULTILINE)
    tag = re.match(r"qdrant/qdrant:v([\d.]+)-unprivileged$", compose["services"]["qdrant"]["image"])
    assert pin is not None
    assert tag is not None
    client, server = Version(pin[1]), Version(tag[1])
    assert (client.major, abs(client.minor - server.minor) <= 1) == (server.major, True)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_health_check_of_qdrant_asks_whether_it_is_ready(
    compose: dict[str, Any], qdrant: HTTPServer, status: int, healthy: bool
) -> None:
    kind, *command = compose["services"]["qdrant"]["healthcheck"]["test"]
    qdrant.status = status  # type: ignore[attr-defined]
    here = [part.replace("/6333", f"/{qdrant.server_port}").replace("$$", "$") for part in command]
    assert kind == "CMD"
    assert (subprocess.run(here, capture_output=True, timeout=10, check=False).returncode == 0) == healthy


def test_everything_the_dockerfile_copies_exists_and_is_in_the_build_context(dockerfile: str, repository: Path) -> None:
    copies = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE)
    sources = {source.rstrip("/") for copy in copies for source in copy.split()}
    context = (repository / ".dockerignore").read_text().splitlines()
    assert {"pyproject.toml", "service", "models"} <= sources
    assert [source for source in sources if not (repository / source).exists()] == []
    assert {line.removeprefix("!") for line in context if line.startswith("!")} == sources


def test_every_package_reaches_the_image(dockerfile: str, repository: Path) -> None:
    packages = {init.parent.name for init in repository.glob("*/__init__.py")} - {"benchmarks"}
    assert [name for name in packages if f"COPY {name}/ {name}/" not in dockerfile] == []


def test_the_image_runs_as_an_ordinary_user_and_watches_its_health(dockerfile: str) -> None:
    last_stage = dockerfile.rpartition("\nFROM ")[2]
    assert "\nUSER loupe\n" in last_stage
    assert last_stage.index("\nUSER loupe\n") < last_stage.index("\nCMD ")
    assert "\nVOLUME /data\n" in last_stage
    assert "\nHEALTHCHECK " in last_stage
    assert "/readyz" in last_stage

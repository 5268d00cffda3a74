"""Running the service until it is told to stop."""

import json
import os
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn

from catalog.attributes.english import read_ahead
from service.api.metrics import Metrics
from service.bootstrap import Services, open_services
from service.idle import IdleWork
from service.jobs import ImportJobs, Job
from service.settings import REPOSITORY, Settings, SettingsError

SERVER: dict[str, Any] = {
    "access_log": False,
    "log_level": "warning",
    "server_header": False,
    "timeout_graceful_shutdown": 10,  # seconds that running requests get to finish
    "ws": "none",
}
READ_AHEAD_AFTER = 0.2  # seconds, in which whoever waits for the service to be ready is answered
SAMPLE_NAME = "the sample catalogue"  # no file of a merchant's is called so
SAMPLE = REPOSITORY / "samples" / "catalogue.csv"
SAMPLE_PHOTOS = REPOSITORY / "samples" / "photos"

Tell = Callable[[str], None]


def serve(settings: Settings, *, sample: bool, tell: Tell) -> None:
    """Serve page and API until SIGTERM or SIGINT; then end imports, requests and index tidily.

    Args:
        settings: What to serve, and where.
        sample: Import the sample catalogue if the index is empty, or if that was stopped halfway before; the service is
            not ready until it is done.
        tell: Shows one line to the operator.

    Raises:
        SettingsError: The address cannot be listened on, or should not be.
        BundleError: The bundle cannot be used.
        IndexUnavailableError: The index cannot be opened or reached.
        BundleMismatchError: The index was filled by another bundle.
    """
    settings.check_exposure()
    _spool_on_the_data_disk(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)  # until the server takes over
    # The HTTP stack takes half a second to import, and the graphs as long to open without the interpreter's lock.
    threading.Thread(target=import_module, args=("service.api.app",), name="http-stack", daemon=True).start()
    with _listen(settings) as listener, open_services(settings) as services:
        metrics = Metrics(lambda: services.index.count())
        idle = IdleWork(services.photos, services.photos_in_use, busy=lambda: jobs.busy)
        jobs = ImportJobs(settings.data_dir / "imports", services.work, metrics.count_import, idle.after)
        try:
            services.adviser.look(services.index.count())
            idle.start()
            first = _import_sample(services, jobs, tell) if sample else None
            from service.api.app import create_app

            app = create_app(services, metrics, jobs, lambda: first is not None and not jobs.get(first.id).ended)
            server = _Server(uvicorn.Config(app, **SERVER), jobs)
            with _announced(settings, listener, tell):
                server.run(sockets=[listener])
        finally:
            jobs.close()
            idle.close()


def _spool_on_the_data_disk(settings: Settings) -> None:
    """Let large uploads wait where there is room for them: /tmp may be small, or memory."""
    folder = settings.data_dir / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(folder)


class _Server(uvicorn.Server):
    """Tells imports and their watchers to stop as soon as the signal comes, so that nothing holds up the end."""

    def __init__(self, config: uvicorn.Config, jobs: ImportJobs) -> None:
        super().__init__(config)
        self._jobs = jobs
        for number in (signal.SIGTERM, signal.SIGINT):
            # Once all is closed, uvicorn passes the signal on to the handler it found: this one takes it calmly.
            signal.signal(number, self.handle_exit)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and read ahead what the first search needs."""
        await super().startup(sockets)
        reading = threading.Timer(READ_AHEAD_AFTER, read_ahead)
        reading.daemon = True
        reading.start()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop."""
        self._jobs.stop()
        super().handle_exit(sig, frame)


def _leave(*_: object) -> None:
    raise SystemExit(0)


@contextmanager
def _listen(settings: Settings) -> Iterator[socket.socket]:
    """Take the address before anything slow happens: callers wait in line, and a taken port is told at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host.strip("[]"), settings.port), family=family)
    except OSError as error:
        raise SettingsError(
            f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror or error}. "
            "Choose another with PORT=… or --port."
        ) from error
    with listener:
        yield listener


def _import_sample(services: Services, jobs: ImportJobs, tell: Tell) -> Job | None:
    job = jobs.unfinished(SAMPLE_NAME)
    if job is None and services.index.count() > 0:
        return None
    if not SAMPLE.is_file():
        raise SettingsError(f"There is no sample catalogue: {SAMPLE} is missing. Serve without --sample.")
    tell("Importing the sample catalogue; searches find everything once that is done.")
    job = job or jobs.submit(SAMPLE, SAMPLE_PHOTOS, name=SAMPLE_NAME)
    threading.Thread(target=_follow, args=(jobs, job.id, tell), name="sample-progress", daemon=True).start()
    return job


def _follow(jobs: ImportJobs, job_id: str, tell: Tell) -> None:
    told = 0
    pause = threading.Event()
    while not (job := jobs.get(job_id)).ended and not jobs.closing:
        if job.progress.rows_done >= told + 50:
            told = job.progress.rows_done
            tell(f"  {told} products")
        pause.wait(0.2)
    if job.state == "done":
        tell(f"The sample catalogue is in: {job.progress.rows_done} products.")
    elif job.error:
        tell(f"The sample catalogue was not imported: {job.error}")


@contextmanager
def _announced(settings: Settings, listener: socket.socket, tell: Tell) -> Iterator[None]:
    """Say where the service is: to the operator, and to commands by `service.json` in the data folder."""
    host, port = settings.host.strip("[]"), listener.getsockname()[1]
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    url = f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"
    path = service_file(settings)
    told = {"pid": os.getpid(), "url": url, "folder": str(settings.data_dir.resolve())}
    path.write_text(json.dumps(told), encoding="utf-8")
    tell(f"Loupe is at {url} (API: {url}/docs). Ctrl+C ends it.")
    if settings.api_key is None:
        tell("No write key is set (LOUPE_API_KEY), so only this machine can reach it.")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def service_file(settings: Settings) -> Path:
    """Where a running service leaves its process id and address."""
    return settings.data_dir / "service.json"

"""Worker processes that render: each takes one product's photos at a time and says when each is on disk.

A renderer is a large native library: it may be killed for memory or crash on one scene. A worker that dies is replaced
and what it had not finished is given out again; a photo that ends several workers is named and ends the run.
"""

import multiprocessing
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jewelbench.making.pictures import DiskFullError, write_mask, write_picture
from jewelbench.rendering.scene import Scene
from jewelbench.specs.spec import Spec

ATTEMPTS = 3
"""Workers that may die on one product before the run is given up."""


class RenderingFailedError(Exception):
    """Rendering cannot go on; the message says on what, and what to do."""


@dataclass(frozen=True)
class Shot:
    """One photo to take: of a design, or of something that is no jewellery (no spec), into a file.

    Its mask goes into another file where one is named; it is there whenever the photo is.
    """

    photo_id: str
    spec: Spec | None
    scene: Scene
    path: Path
    mask: Path | None = None


Job = tuple[Shot, ...]
"""Photos of one product: they share its mesh."""


@dataclass(frozen=True)
class RenderSettings:
    """Side of the pictures in pixels, and light paths for each pixel."""

    resolution: int
    samples: int


@dataclass
class _Worker:
    process: BaseProcess
    connection: Connection
    job: Job | None = None
    done: set[str] = field(default_factory=set)


def serve(connection: Connection, settings: RenderSettings) -> None:
    """Render jobs from a connection until it closes.

    Sends each photo's id, None after a job, and an exception when nothing more can be rendered.
    """
    try:
        from jewelbench.rendering.photograph import Photographer  # the renderer loads in the worker only

        photographer = Photographer(settings.resolution, settings.samples)
        while True:
            job: Job = connection.recv()
            for shot in job:
                write_shot(photographer, shot)
                connection.send(shot.photo_id)
            connection.send(None)
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return
    except Exception as error:  # whatever it is, the run ends and its message is shown
        told = error if isinstance(error, DiskFullError) else RuntimeError(f"{type(error).__name__}: {error}")
        connection.send(told)


class Camera(Protocol):
    """What takes photos; see `Photographer`."""

    def take(self, spec: Spec | None, scene: Scene) -> NDArray[np.uint8]:
        """A photo, (H, W, 3)."""

    def take_with_mask(self, spec: Spec | None, scene: Scene) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """A photo and its mask, (H, W)."""


def write_shot(photographer: Camera, shot: Shot) -> None:
    """Take a photo into its file, and its mask before it if one is asked for."""
    if shot.mask is None:
        write_picture(shot.path, photographer.take(shot.spec, shot.scene))
        return
    picture, mask = photographer.take_with_mask(shot.spec, shot.scene)
    write_mask(shot.mask, mask)
    write_picture(shot.path, picture)


Serve = Callable[[Connection, RenderSettings], None]


def render_all(
    jobs: Sequence[Job],
    settings: RenderSettings,
    workers: int,
    on_photo: Callable[[str], None] = lambda _: None,
    serve: Serve = serve,
) -> None:
    """Render every photo of every job; returns when all are on disk.

    Args:
        jobs: What to render; photos that exist are the caller's to leave out.
        settings: How.
        workers: Processes, one thread each.
        on_photo: Called with the id of each finished photo.
        serve: What a worker runs.

    Raises:
        RenderingFailedError: The disk is full, the renderer is not usable, or one product kept ending workers.
    """
    pool = _Pool(jobs, settings, on_photo, serve)
    try:
        pool.run(min(workers, len(jobs)))
    finally:
        pool.close()


class _Pool:
    def __init__(
        self, jobs: Sequence[Job], settings: RenderSettings, on_photo: Callable[[str], None], serve: Serve
    ) -> None:
        self._serve = serve
        self._waiting = deque(jobs)
        self._settings = settings
        self._on_photo = on_photo
        self._deaths: Counter[str] = Counter()
        self._workers: list[_Worker] = []

    def run(self, workers: int) -> None:
        for _ in range(workers):
            self._start()
        while any(worker.job for worker in self._workers):
            for worker in self._ready():
                self._listen(worker)

    def close(self) -> None:
        for worker in self._workers:
            worker.connection.close()
            if worker.job is not None:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join(5)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=self._serve, args=(there, self._settings), daemon=True)
        process.start()
        there.close()
        worker = _Worker(process, here)
        self._workers.append(worker)
        self._give(worker)

    def _give(self, worker: _Worker) -> None:
        worker.done.clear()
        worker.job = self._waiting.popleft() if self._waiting else None
        if worker.job is not None:
            try:
                worker.connection.send(worker.job)
            except OSError:  # it died; the next look at it finds that out
                return

    def _ready(self) -> Iterator[_Worker]:
        busy = {worker.connection: worker for worker in self._workers if worker.job is not None}
        for connection in wait(list(busy)):
            assert isinstance(connection, Connection)
            yield busy[connection]

    def _listen(self, worker: _Worker) -> None:
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        if isinstance(message, str):
            worker.done.add(message)
            self._on_photo(message)
        elif isinstance(message, Exception):
            worker.job = None
            raise RenderingFailedError(str(message)) from message
        else:
            self._give(worker)

    def _bury(self, worker: _Worker) -> None:
        """Replace a worker that died, and give out again what it had not finished."""
        worker.process.join(5)
        worker.connection.close()
        self._workers.remove(worker)
        assert worker.job is not None
        left = tuple(shot for shot in worker.job if shot.photo_id not in worker.done)
        if left:
            self._deaths[left[0].photo_id] += 1
            if self._deaths[left[0].photo_id] == ATTEMPTS:
                raise RenderingFailedError(
                    f"{ATTEMPTS} workers died on photo {left[0].photo_id} (exit code {worker.process.exitcode}; -9 "
                    "means killed, mostly for memory). Give it fewer workers, or report the photo's id and the seed"
                )
            self._waiting.appendleft(left)
        self._start()

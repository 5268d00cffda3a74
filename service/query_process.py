"""A process of its own for what several shoppers ask at once.

Encoders leave Python's lock to others, but what lies between them does not, and a service that parses requests,
searches and writes answers meanwhile waits for that lock more than for a processor. So what comes while another query
is being asked goes to a second process, which has a lock of its own; who is alone is spared the way there and back.
"""

import logging
import signal
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TypeAlias

from bundles import Bundle, load_bundle
from encoders.graph_encoders import GraphImageEncoder
from service.queries import MOST_AT_ONCE, Queries, QueryVector

Asked: TypeAlias = tuple[bytes | None, str, float | None]
"""A photo, words and the photo's share, as `Queries.encode` takes them."""

AGAIN_AFTER = 60.0
"""Seconds after the start of a process until another one may be started in its place."""

_log = logging.getLogger(__name__)


class QueryProcess:
    """Answers as `Queries` does, in another process. Safe in several threads.

    It is started when it is asked for the first time, which takes a second or two, and ends with this object.
    """

    def __init__(self, bundle: Bundle, lines: int = MOST_AT_ONCE) -> None:
        """Nothing is started yet.

        Args:
            bundle: Whose graphs answer.
            lines: How many may ask at the same time.
        """
        self._bundle, self._count = bundle, lines
        self._free: SimpleQueue[Connection] = SimpleQueue()
        self._changing = threading.Lock()
        self._open = 0
        self._started_at = -AGAIN_AFTER

    def encode(self, image: bytes | None, text: str, image_weight: float | None) -> QueryVector | None:
        """See `Queries.encode`.

        Returns:
            None if there is nobody to answer: the process is starting, has ended, or has enough to do.
        """
        try:
            line = self._free.get_nowait()
        except Empty:
            self._start()
            return None
        try:
            line.send((image, text, image_weight))
            answer: QueryVector | Exception = line.recv()
        except (EOFError, OSError):  # whatever ended the process, the query can still be answered here
            line.close()
            with self._changing:
                self._open -= 1
            return None
        self._free.put(line)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _start(self) -> None:
        """Begin to start a process, unless there is one, or that was done a moment ago."""
        with self._changing:
            now = time.monotonic()
            if self._open or now - self._started_at < AGAIN_AFTER:
                return
            self._started_at = now
        threading.Thread(target=_started, args=(self._bundle, self._count, weakref.ref(self)), daemon=True).start()

    def _take(self, lines: list[Connection]) -> None:
        weakref.finalize(self, _close, lines)
        with self._changing:
            self._open = len(lines)
        for line in lines:
            self._free.put(line)


def _started(bundle: Bundle, count: int, owner: "weakref.ref[QueryProcess]") -> None:
    """Start a process and, once it is ready, give its lines to who wants it, if anyone still does."""
    context = get_context("spawn")  # a fork would copy locks that other threads hold
    pairs = [context.Pipe() for _ in range(count)]
    ours, theirs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    process = context.Process(target=_answer_all, args=(bundle.folder, theirs), name="loupe-queries", daemon=True)
    try:
        process.start()
        _close(theirs)
        opened: str = ours[0].recv()
    except (EOFError, OSError) as error:
        if threading.main_thread().is_alive():  # the service is not just ending
            _log.warning("queries are encoded in one process only: another one could not be started (%r)", error)
        _close(ours)
        return
    waiting = owner()
    if waiting is None:
        _close(ours)
    elif opened != bundle.fingerprint:
        _log.warning("queries are encoded in one process only: another bundle lies in %s by now", bundle.folder)
        _close(ours)
    else:
        waiting._take(ours)


def _close(lines: list[Connection]) -> None:
    """The process ends once all of its lines are closed."""
    for line in lines:
        line.close()


def _answer_all(folder: Path, lines: list[Connection]) -> None:
    """What the process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the service, whose end closes the lines
    bundle = load_bundle(folder)
    queries = Queries(bundle, GraphImageEncoder(bundle, threads=1))
    lines[0].send(bundle.fingerprint)
    with ThreadPoolExecutor(len(lines)) as pool:
        list(pool.map(partial(_answer, queries), lines))


def _answer(queries: Queries, line: Connection) -> None:
    while True:
        try:
            asked: Asked = line.recv()
        except EOFError:
            return
        answer: QueryVector | Exception
        try:
            answer = queries.encode(*asked)
        except Exception as error:
            answer = error
        try:
            line.send(answer)
        except OSError:  # the service has ended
            return
        except Exception:  # some errors of the runtime cannot be sent
            line.send(RuntimeError(f"{type(answer).__name__}: {answer}"))

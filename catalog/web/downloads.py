"""Work on many addresses at once: hints run ahead in a few threads, and nobody does the same work twice."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Generic, TypeVar

ResultT = TypeVar("ResultT")


class Downloads(Generic[ResultT]):
    """Does work on addresses, ahead of time where it was told of them.

    Args:
        work: Does it for one address; called in any thread, never twice at once for the same address.
        per_host: Hinted addresses of one host that are worked on at once.
        workers: Threads for hinted addresses.
        ahead: Hinted addresses that may wait; further hints are dropped.
    """

    def __init__(self, work: Callable[[str], ResultT], *, per_host: int, workers: int, ahead: int) -> None:
        self._work = work
        self._per_host = per_host
        self._workers = workers
        self._ahead = ahead
        self._changed = threading.Condition()
        self._waiting: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()  # by host
        self._queued = 0
        self._active: Counter[str] = Counter()
        self._under_way: dict[str, Future[ResultT]] = {}
        self._threads: list[threading.Thread] = []
        self._idle = 0  # threads that look for work, or are about to
        self._stopped = False

    def hint(self, url: str, host: str) -> None:
        """Say that an address will be asked for soon; returns at once."""
        with self._changed:
            known = url in self._under_way or url in self._waiting.get(host, ())
            if self._stopped or self._queued >= self._ahead or known:
                return
            self._waiting.setdefault(host, OrderedDict())[url] = None
            self._queued += 1
            self._bestir()

    def result(self, url: str, host: str) -> ResultT:
        """Do the work on an address in this thread, or wait for the thread that is at it.

        Raises:
            Exception: What the work raised.
        """
        with self._changed:
            future = self._under_way.get(url)
            if future is None:
                self._take_over(url, host)
                mine = self._under_way[url] = Future()
        if future is not None:
            return future.result()
        self._do(url, mine)
        return mine.result()

    def stop(self, seconds: float) -> None:
        """Drop the hints and wait at most so long for the threads; work under way is not interrupted by this."""
        with self._changed:
            self._stopped = True
            self._waiting.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(seconds)

    def _take_over(self, url: str, host: str) -> None:
        queue = self._waiting.get(host, OrderedDict())
        if url in queue:
            del queue[url]
            self._queued -= 1
            if not queue:
                del self._waiting[host]

    def _bestir(self) -> None:
        """See to it that somebody takes up what waits."""
        if self._idle:
            self._changed.notify()
        elif len(self._threads) < self._workers and self._host_with_work() is not None:
            thread = threading.Thread(target=self._run, name="photo-download", daemon=True)
            self._threads.append(thread)
            self._idle += 1
            thread.start()

    def _host_with_work(self) -> str | None:
        return next((host for host in self._waiting if self._active[host] < self._per_host), None)

    def _run(self) -> None:
        while (taken := self._next()) is not None:
            url, host, future = taken
            self._do(url, future)
            with suppress(Exception):  # nobody may be waiting for it; who asks later is told
                future.result()
            with self._changed:
                self._active -= Counter((host,))  # which forgets a host that is at nought
                self._idle += 1

    def _next(self) -> tuple[str, str, "Future[ResultT]"] | None:
        with self._changed:
            while not self._stopped:
                host = self._host_with_work()
                if host is None:
                    self._changed.wait()
                    continue
                url = next(iter(self._waiting[host]))
                self._take_over(url, host)
                if host in self._waiting:
                    self._waiting.move_to_end(host)  # hosts take turns
                self._active[host] += 1
                self._idle -= 1
                self._bestir()
                future = self._under_way[url] = Future()
                return url, host, future
            return None

    def _do(self, url: str, future: "Future[ResultT]") -> None:
        try:
            future.set_result(self._work(url))
        except BaseException as error:  # whoever waits for it must hear of it
            future.set_exception(error)
        finally:
            with self._changed:
                del self._under_way[url]

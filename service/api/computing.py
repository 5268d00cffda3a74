"""A bounded pool in which requests compute, off the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.requests import Request

from service.api.problems import CLIENT_CLOSED_REQUEST, ProblemError

ResultT = TypeVar("ResultT")


class Computing:
    """Runs decoding, encoding and searching in a few threads; what cannot start soon is turned away."""

    def __init__(self, threads: int, waiting: int) -> None:
        """Compute `threads` requests at a time, and let at most `waiting` others wait."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="compute")
        # Requests that come one after another are computed by one thread: it stays on its core, beside those of the
        # encoders. Another one each time would now and then land on theirs.
        self._first = ThreadPoolExecutor(1, thread_name_prefix="compute-first")
        self._first_is_free = True
        self._free = asyncio.Semaphore(threads)
        self._room = waiting

    async def run(self, request: Request, compute: Callable[[], ResultT]) -> ResultT:
        """Run `compute` when a thread is free, unless the caller has gone by then.

        Raises:
            ProblemError: 503 if too many requests are waiting.
        """
        if self._free.locked():
            await self._wait_in_line(request)
        else:
            await self._free.acquire()
        try:
            return await asyncio.get_running_loop().run_in_executor(*self._thread_for(compute))
        finally:
            self._free.release()

    def _thread_for(self, compute: Callable[[], ResultT]) -> tuple[ThreadPoolExecutor, Callable[[], ResultT]]:
        if not self._first_is_free:
            return self._pool, compute
        self._first_is_free = False

        def computed() -> ResultT:
            try:
                return compute()
            finally:
                self._first_is_free = True  # also where nobody waits for the result any more

        return self._first, computed

    async def _wait_in_line(self, request: Request) -> None:
        if self._room == 0:
            raise ProblemError(503, "Too many requests are waiting. Try again shortly.", headers={"Retry-After": "1"})
        self._room -= 1
        try:
            await self._free.acquire()
        finally:
            self._room += 1
        if await request.is_disconnected():
            self._free.release()
            raise ProblemError(CLIENT_CLOSED_REQUEST, "The caller has gone.")

    def close(self) -> None:
        """Wait for what is running and let the threads go."""
        for pool in (self._first, self._pool):
            pool.shutdown()

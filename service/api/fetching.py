"""Photos of queries that come as a web address."""

import asyncio
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool

from catalog.photo_names import PhotoError
from service.api.problems import ProblemError

AT_ONCE = 8  # hosts are slow: more would hold up the other calls that need a thread
WAITING = 32


class QueryPhotos:
    """Fetches the photos of queries, off the event loop and apart from what computes."""

    def __init__(self, fetch: Callable[[str], bytes] | None) -> None:
        """`fetch` is None where no photos are to be fetched."""
        self._fetch = fetch
        self._free = asyncio.Semaphore(AT_ONCE)
        self._room = WAITING

    async def fetch(self, url: str) -> bytes:
        """The photo at an address.

        Raises:
            ProblemError: 422 if it cannot be had; 503 if too many requests are waiting.
        """
        if self._fetch is None:
            raise ProblemError(422, "This service fetches no photos. Send the photo itself.", field="image_url")
        if self._room == 0:
            raise ProblemError(
                503, "Too many photos are being fetched. Try again shortly.", headers={"Retry-After": "2"}
            )
        self._room -= 1
        try:
            async with self._free:
                return await run_in_threadpool(self._fetch, url)
        except PhotoError as error:
            raise ProblemError(422, str(error), field="image_url") from error
        finally:
            self._room += 1

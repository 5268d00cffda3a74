"""Whether the service can do its work: not whether it runs, but whether a query gets through."""

import asyncio
import io
import time
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image

from service.advice import Adviser
from service.engine import LiveEngine

GOOD_FOR = 5.0  # seconds that an answer is kept, so that probes cost nothing
PATIENCE = 10.0  # seconds after which a check that has not come back counts as failed


class NotReadyError(RuntimeError):
    """The service cannot answer searches now; the message says why."""


class Ready(NamedTuple):
    """What a check found.

    Attributes:
        products: Number of products in the index.
        advice: What the operator should know of the index's size; None while all is well.
    """

    products: int
    advice: str | None


class Readiness:
    """Checks the models with a tiny photo and a word, and the index by counting."""

    def __init__(self, engine: LiveEngine, adviser: Adviser, preparing: Callable[[], bool]) -> None:
        """`preparing` tells whether the catalogue to be served is still being imported for the first time."""
        self._engine = engine
        self._adviser = adviser
        self._preparing = preparing
        self._photo = _tiny_photo()
        self._lock = asyncio.Lock()
        self._checked_at = float("-inf")
        self._found = Ready(0, None)

    async def check(self) -> Ready:
        """What is in the index, once models and index have proved to work.

        Raises:
            NotReadyError: Something does not work, or is not there yet.
        """
        if self._preparing():
            raise NotReadyError("The sample catalogue is being imported.")
        async with self._lock:
            if time.monotonic() - self._checked_at > GOOD_FOR:
                self._found = await self._prove()
                self._checked_at = time.monotonic()
            return self._found

    async def _prove(self) -> Ready:
        try:
            # A thread of its own: searches that hang must not make the check wait in their line.
            return await asyncio.wait_for(asyncio.to_thread(self._encode_and_count), PATIENCE)
        except TimeoutError as error:
            raise NotReadyError(f"Models and index did not answer within {PATIENCE:.0f} seconds.") from error
        except Exception as error:  # whatever broke, the service is not ready
            raise NotReadyError(f"{type(error).__name__}: {error}") from error

    def _encode_and_count(self) -> Ready:
        with self._engine.held() as (models, index):
            models.encode_query(self._photo, "ring")
            products = index.count()
        return Ready(products, self._adviser.look(products))


def _tiny_photo() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (16, 16), "white").save(stream, "PNG")
    return stream.getvalue()

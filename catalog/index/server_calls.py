"""Calls to a Qdrant server: tried again where that helps, and told to a person where it does not."""

import time
from collections.abc import Callable
from typing import TypeVar

from httpx import TimeoutException, TransportError
from qdrant_client import QdrantClient
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from catalog.index.port import IndexUnavailableError

TIMEOUT = 30  # seconds
PAUSES = (0.1, 0.4)  # seconds before a call is tried again whose connection broke

Answer = TypeVar("Answer")


class QdrantServer:
    """A Qdrant server and the client that talks to it.

    Args:
        url: Such as "http://qdrant:6333".
        api_key: Its key, if it asks for one.
        client: Used instead of one of its own, and left open.
    """

    def __init__(self, url: str, *, api_key: str | None = None, client: QdrantClient | None = None) -> None:
        self.url = url
        self._given = client is not None
        self.client = client or QdrantClient(url=url, api_key=api_key, timeout=TIMEOUT, check_compatibility=False)

    def call(self, work: Callable[[QdrantClient], Answer]) -> Answer:
        """Run a call to the server.

        Every call may be made twice: a broken connection does not say whether the server has done the first.

        Raises:
            IndexUnavailableError: The server cannot be reached, or refuses; the message says what to do.
        """
        try:
            for pause in PAUSES:
                try:
                    return work(self.client)
                except ResponseHandlingException as error:
                    if not _connection_broke(error.source):
                        raise
                    time.sleep(pause)
            return work(self.client)
        except ResponseHandlingException as error:
            raise IndexUnavailableError(
                f"The Qdrant server at {self.url} does not answer ({error}). Start it, or check LOUPE_QDRANT_URL."
            ) from error
        except UnexpectedResponse as error:
            raise IndexUnavailableError(
                f"The Qdrant server at {self.url} refused a call ({error.status_code} {error.reason_phrase}). Check "
                "LOUPE_QDRANT_API_KEY and the server's version."
            ) from error

    def close(self) -> None:
        """Let go of its connections."""
        if not self._given:
            self.client.close()


def _connection_broke(error: Exception) -> bool:
    """Whether another try may help; after a timeout it would only add to the server's load."""
    return isinstance(error, TransportError) and not isinstance(error, TimeoutException)

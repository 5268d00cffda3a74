"""How fetching fails, told apart by what is to be done about it."""

from catalog.photo_names import PhotoError


class PassingError(Exception):
    """A failure that may be gone a moment later: the host is to be asked again.

    Args:
        message: For the merchant, should it not be gone.
        retry_after: Seconds that the host asked to be left alone for.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SlowError(PhotoError):
    """A host sends something, but not all of it in time: asking again would only take as long again."""

    def __init__(self) -> None:
        super().__init__("The host takes too long to send the photo; import again later.", passing=True)


class StoppedError(PhotoError):
    """Nobody wants the photo any longer."""

    def __init__(self) -> None:
        super().__init__("The import was stopped before the photo was fetched.", passing=True)

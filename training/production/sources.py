"""What a bundle's towers come from, as a person names it: "open_clip:ViT-B-32/openai", "timm:resnet50", a folder."""

import difflib
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args
from urllib.parse import urlparse
from urllib.request import getproxies

from encoders.towers.torchvision_operators import ensure_torchvision_imports
from training.production.errors import SourceError
from training.quiet import quietly

Library = Literal["open_clip", "timm", "transformers"]
EXAMPLES: Mapping[Library, str] = {
    "open_clip": "open_clip:ViT-B-32/laion2b_s34b_b79k, open_clip:ViT-B-32/FILE.pt or open_clip:FOLDER",
    "timm": "timm:resnet50.a1_in1k, timm:resnet50/FILE.safetensors or timm:FOLDER",
    "transformers": "transformers:bert-base-uncased or transformers:FOLDER",
}
LOCAL = "local-dir:"
_AWAY = ("connect", "name or service not known", "name resolution", "offline", "timed out", "max retries", "proxy",
         "failed to download", "cannot find the requested files in the local cache", "unreachable")  # fmt: skip


class Source(NamedTuple):
    """A checkpoint.

    Attributes:
        library: Which library knows its architecture.
        name: An architecture, a hub name, "local-dir:FOLDER" or, for transformers, a folder.
        weights: A tag, a file, "hub" for the ones that timm names, or None where the name stands for them too.
    """

    library: Library
    name: str
    weights: str | None = None

    @property
    def path(self) -> Path | None:
        """The folder or file on this machine that it is read from; None for the hub."""
        for place in (self.weights, self.name.removeprefix(LOCAL)):
            if place is not None and Path(place).exists():
                return Path(place)
        return None

    @property
    def title(self) -> str:
        """What a manifest calls it; no folder of this machine is named."""
        path = self.path
        if path is None:
            named = self.name if self.weights in (None, "hub") else f"{self.name} {self.weights}"
        else:
            named = path.name if path.is_dir() else f"{self.name} {path.name}"
        return f"{named} ({self.library})"

    def __str__(self) -> str:
        """The source as it was named."""
        name = self.name.removeprefix(LOCAL)
        return f"{self.library}:{name}" if self.weights in (None, "hub") else f"{self.library}:{name}/{self.weights}"


def parse_source(named: str) -> Source:
    """Read the name of a checkpoint.

    Raises:
        SourceError: It is not one; the message says how one is written.
    """
    library, _, rest = named.partition(":")
    if library not in get_args(Library) or not rest:
        raise SourceError(f"{named!r} names no checkpoint. Write {'; or '.join(EXAMPLES.values())}.")
    known: Library = library  # type: ignore[assignment]
    if rest.startswith((LOCAL, "hf-hub:")):
        return Source(known, rest)
    if Path(rest).expanduser().is_dir():
        folder = str(Path(rest).expanduser())
        return Source(known, folder if known == "transformers" else LOCAL + folder)
    if rest.startswith(("/", "./", "../", "~")):
        raise SourceError(f"{rest} is not a folder. Write {EXAMPLES[known]}.")
    if known == "transformers":
        return Source(known, rest)
    name, _, weights = rest.partition("/")
    if not weights and known == "open_clip":
        raise SourceError(f"{named} names no weights. Write {EXAMPLES[known]}.")
    if weights and "/" in weights and not Path(weights).expanduser().is_file():
        raise SourceError(f"There is no file {weights}. Write {EXAMPLES[known]}.")
    path = Path(weights).expanduser()
    return Source(known, name, str(path) if path.is_file() else weights or "hub")


def fingerprint(source: Source) -> object:
    """What changes when a checkpoint on this machine does: name, size and time of each file; for the hub its name."""
    path = source.path
    if path is None:
        return str(source)
    files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    return [str(source), *([str(each), each.stat().st_size, each.stat().st_mtime_ns] for each in files)]


@contextmanager
def loading(source: Source) -> Iterator[None]:
    """Turn whatever a library raises while it loads a checkpoint into one clear line.

    Raises:
        SourceError: Something was raised.
    """
    check_name(source)
    try:
        with quietly(), _without_waiting_for_the_hub():
            if source.library == "transformers":
                _without_bars()
            yield
    except SourceError:
        raise
    except Exception as error:  # each library raises a family of its own, and every family of what it is built on
        raise SourceError(f"{source} cannot be loaded: {_reason(source, error)}") from error


def _without_bars() -> None:
    """Leave out the bars of transformers, one for each file that it reads into memory."""
    ensure_torchvision_imports()
    from transformers.utils import logging as bars

    bars.disable_progress_bar()


@contextmanager
def _without_waiting_for_the_hub() -> Iterator[None]:
    """Look only into the hub's cache where its name cannot be resolved; its client would try for a minute."""
    from huggingface_hub import constants

    before = constants.HF_HUB_OFFLINE
    host = urlparse(constants.ENDPOINT).hostname or ""
    constants.HF_HUB_OFFLINE = before or not (getproxies() or _resolves(host))
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before


@cache
def _resolves(host: str) -> bool:
    try:
        return bool(socket.getaddrinfo(host, 443))
    except OSError:
        return False


def check_name(source: Source) -> None:
    """Look an architecture up before anything is fetched.

    Raises:
        SourceError: The library does not know it; the message names those that are spelled alike.
    """
    if source.library == "transformers" or source.name.startswith((LOCAL, "hf-hub:")):
        return
    known = _KNOWN[source.library]()
    name = source.name.partition(".")[0] if source.library == "timm" else source.name
    if name not in known:
        alike = ", ".join(difflib.get_close_matches(name, known, n=3)) or "none"
        raise SourceError(
            f"{source.library} knows no architecture {source.name!r}. Spelled alike: {alike}. "
            f"Write {EXAMPLES[source.library]}."
        )


def _open_clip_names() -> list[str]:
    ensure_torchvision_imports()
    import open_clip

    names: list[str] = open_clip.list_models()
    return names


def _timm_names() -> list[str]:
    ensure_torchvision_imports()
    import timm

    names: list[str] = timm.list_models()
    return names


_KNOWN: Mapping[str, Callable[[], list[str]]] = {"open_clip": _open_clip_names, "timm": _timm_names}


def _reason(source: Source, error: BaseException) -> str:
    said = "; ".join(str(each) for each in _chain(error))
    if source.path is None and any(word in said.lower() for word in _AWAY):
        return (
            "the model hub cannot be reached. Fetch the checkpoint on a machine that reaches it, copy it here, and "
            f"name the copy: {EXAMPLES[source.library]}."
        )
    first = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return f"{first.rstrip('.:')[:300]}. Check that folder, file and architecture belong together."


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__

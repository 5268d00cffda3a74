"""Loading and verifying a bundle."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bundles.errors import BundleCorruptError, BundleNotFoundError
from bundles.graph import Graph
from bundles.manifest import BundleFile, BundleManifest, fingerprint

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Bundle:
    """A verified bundle.

    Attributes:
        folder: Where its files are.
        manifest: What they are.
        fingerprint: sha256 over the manifest, hex; it names every byte of the bundle's files, since the manifest holds
            the sha256 of each. Vectors of bundles with different fingerprints must never be compared.
    """

    folder: Path
    manifest: BundleManifest
    fingerprint: str

    def graph(self, file: BundleFile, *, threads: int | None = None, awake: bool = False) -> Graph:
        """Open one of the bundle's graphs, see `Graph`; `threads` None lets the runtime take every core."""
        return Graph(self.path(file), threads=threads, awake=awake)

    def path(self, file: BundleFile) -> Path:
        """Where a file of the bundle lies."""
        return self.folder / file.file


def is_bundle(folder: Path) -> bool:
    """Whether a folder holds a bundle's manifest."""
    return (folder / MANIFEST).is_file()


def load_bundle(folder: Path) -> Bundle:
    """Read a bundle's manifest and check the sha256 of every file it names.

    Raises:
        BundleNotFoundError: The folder holds no manifest.
        BundleCorruptError: The manifest is not understood, or a file is missing or not the one it names.
    """
    path = folder / MANIFEST
    if not is_bundle(folder):
        raise BundleNotFoundError(f"There is no bundle in {folder}: {MANIFEST} is missing.")
    raw = path.read_bytes()
    try:
        manifest = BundleManifest.model_validate_json(raw)
    except ValidationError as error:
        raise BundleCorruptError(f"{path} is not a manifest this version understands: {error}") from error
    for file in manifest.files:
        verify_file(folder / file.file, file.sha256)
    return Bundle(folder, manifest, fingerprint(raw))


def verify_file(path: Path, sha256: str) -> None:
    """Check that a file is the one that a manifest names.

    Raises:
        BundleCorruptError: It is missing, or another one.
    """
    if not path.is_file():
        raise BundleCorruptError(f"{path} is missing. Fetch or build the bundle again.")
    with path.open("rb") as stream:
        actual = hashlib.file_digest(stream, "sha256").hexdigest()
    if actual != sha256:
        raise BundleCorruptError(
            f"{path} is not the file its manifest names (sha256 {actual[:12]}…, expected {sha256[:12]}…). "
            "Fetch or build the bundle again."
        )

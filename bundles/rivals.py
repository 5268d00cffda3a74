"""Other fusions fitted to the towers of a bundle, kept beside it: what the bundle's own fusion is compared with.

```
FOLDER/rivals.json    which towers they belong to, and each one's file, sha256 and method
FOLDER/gated.onnx …   graphs with the inputs and outputs of a bundle's fusion
```
A fusion fitted to other towers says nothing about these, so the folder names its towers by their sha256.
"""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bundles.bundle import Bundle, verify_file
from bundles.errors import BundleCorruptError, BundleError, BundleNotFoundError
from bundles.manifest import FusionSpec, Sha256

RIVALS = "rivals.json"


class RivalsMismatchError(BundleError):
    """The rivals in a folder were fitted to other towers than the bundle's."""


class _Rivals(BaseModel):
    """What `rivals.json` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    image: Sha256 = Field(description="Of the image tower's graph")
    text: Sha256 = Field(description="Of the text tower's graph")
    fusions: dict[str, FusionSpec] = Field(description="By name: late, early, gated")


def load_rivals(folder: Path, bundle: Bundle) -> dict[str, Bundle]:
    """Read rivals of a bundle's fusion.

    Returns:
        For each rival, by its name, the bundle with that fusion in place of its own; only its fusion can be opened.

    Raises:
        RivalsMismatchError: They were fitted to other towers.
        BundleNotFoundError: There are none in the folder.
        BundleCorruptError: They are not understood, or a file is missing or not the one it should be.
    """
    path = folder / RIVALS
    if not path.is_file():
        raise BundleNotFoundError(f"There are no rivals of {bundle.manifest.name} in {folder}: {RIVALS} is missing.")
    try:
        rivals = _Rivals.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise BundleCorruptError(f"{path} is not a list of rivals this version understands: {error}") from error
    if (rivals.image, rivals.text) != _towers(bundle):
        raise RivalsMismatchError(
            f"The fusions in {folder} were fitted to other towers than those of {bundle.folder}; fit them anew."
        )
    for spec in rivals.fusions.values():
        verify_file(folder / spec.file, spec.sha256)
    return {name: _with_fusion(bundle, folder, spec) for name, spec in rivals.fusions.items()}


def write_rivals_manifest(folder: Path, bundle: Bundle, fusions: dict[str, FusionSpec]) -> None:
    """Write `rivals.json` for graphs that are in the folder; whole or not at all."""
    image, text = _towers(bundle)
    rivals = _Rivals(image=image, text=text, fusions=fusions)
    partial = folder / f"{RIVALS}.partial"
    partial.write_text(json.dumps(rivals.model_dump(), indent=2) + "\n", encoding="utf-8")
    partial.replace(folder / RIVALS)


def _towers(bundle: Bundle) -> tuple[Sha256, Sha256]:
    return bundle.manifest.image.sha256, bundle.manifest.text.sha256


def _with_fusion(bundle: Bundle, folder: Path, spec: FusionSpec) -> Bundle:
    return Bundle(folder, bundle.manifest.model_copy(update={"fusion": spec}), bundle.fingerprint)

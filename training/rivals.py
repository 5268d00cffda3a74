"""Keeps the fusions that a bundle's own is compared with, so that anybody can repeat the comparison."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from bundles import Bundle, FusionSpec
from bundles.rivals import write_rivals_manifest
from fusion.base import Fusion
from training.export import export_fusion


def write_rivals(fusions: Mapping[str, Fusion], bundle: Bundle, folder: Path) -> None:
    """Export fusions that were fitted to a bundle's towers, weights in half precision.

    Args:
        fusions: By the name that reports call them.
        bundle: Whose towers they were fitted to.
        folder: Where `rivals.json` and a graph for each go, such as `benchmarks/rivals/loupe-mini`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    widths = bundle.manifest.image.token_width, bundle.manifest.text.token_width
    specs = {}
    for name, fusion in fusions.items():
        path = folder / f"{name}.onnx"
        export_fusion(fusion, *widths, path)
        specs[name] = FusionSpec(
            file=path.name,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            method=type(fusion).__name__,
            dim=fusion.dim,
            parameters=sum(parameter.numel() for parameter in fusion.parameters()),
        )
    write_rivals_manifest(folder, bundle, specs)

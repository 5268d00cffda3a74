"""Bundles: what ships as a model. The lowest layer: manifest, verification, and the runtime of the graphs."""

from bundles.bundle import Bundle, is_bundle, load_bundle
from bundles.errors import BundleCorruptError, BundleError, BundleNotFoundError
from bundles.graph import Graph
from bundles.manifest import (
    AttributesSpec,
    BundleManifest,
    FusionSpec,
    ImageTowerSpec,
    LocatorSpec,
    PhotoFitting,
    TextTowerSpec,
)

__all__ = [
    "AttributesSpec",
    "Bundle",
    "BundleCorruptError",
    "BundleError",
    "BundleManifest",
    "BundleNotFoundError",
    "FusionSpec",
    "Graph",
    "ImageTowerSpec",
    "LocatorSpec",
    "PhotoFitting",
    "TextTowerSpec",
    "is_bundle",
    "load_bundle",
]

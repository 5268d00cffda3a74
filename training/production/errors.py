"""Why a bundle for production cannot be built.

BundleBuildError
├── SourceError            no such checkpoint, or not one that can be read
├── TokenizerError         no tokenizer that can be shipped
├── ExportError            a network cannot be written as a graph
├── ParityError            a graph does not compute what its network computes
└── MaterialError          nothing to judge by, or nothing to learn from
"""

from bundles import BundleError


class BundleBuildError(BundleError):
    """A bundle cannot be built; the message says why and what to do."""


class SourceError(BundleBuildError):
    """A checkpoint is not there, or not what its name says."""


class TokenizerError(BundleBuildError):
    """The tokenizer of a text tower is not there, or cannot be shipped."""


class ExportError(BundleBuildError):
    """A network cannot be written as a graph."""


class ParityError(BundleBuildError):
    """An exported graph does not compute what its network computes."""


class MaterialError(BundleBuildError):
    """There are no photos or texts to judge by or to learn from, or they cannot be read."""

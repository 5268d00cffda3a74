"""Why a bundle cannot be used.

BundleError
├── BundleNotFoundError    no manifest where one was looked for
└── BundleCorruptError     the manifest or a file it names is not what it says
"""


class BundleError(Exception):
    """A bundle cannot be used; the message names the file and what to do."""


class BundleNotFoundError(BundleError):
    """There is no bundle in this folder."""


class BundleCorruptError(BundleError):
    """A file of the bundle is missing, altered, or not understood."""

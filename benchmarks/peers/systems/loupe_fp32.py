"""Loupe on a bundle of the checkpoint in full precision: the very weights that the others run."""

from benchmarks.peers.systems.loupe import System as Loupe


class System(Loupe):
    """See `measuring.py`."""

    BUNDLE = "loupe_fp32"

"""JewelBench: jewellery as parameters, rendered with exact ground truth, and a benchmark of searching for it."""

__version__ = "2.0.0"

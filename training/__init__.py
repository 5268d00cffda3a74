"""Fits towers and fusion, judges them on held-out products, and writes bundles. Needs torch."""

"""Fusion: photo and words of an item become one unit vector.

The modules that learn need torch; `graph` and `weighting` serve without it, so nothing is imported here.
"""

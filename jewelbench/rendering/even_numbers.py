"""Numbers in [0, 1) that fill their interval evenly, for a handful of draws in each pixel."""

from __future__ import annotations

from typing import Any

import drjit as dr
import mitsuba as mi


def tent(value: Any) -> Any:
    """A number in [0, 1) as one in (-1, 1) with triangular density."""
    low = dr.sqrt(2.0 * value) - 1.0
    return dr.select(value < 0.5, low, 1.0 - dr.sqrt(dr.maximum(2.0 - 2.0 * value, 0.0)))


def _fraction(value: Any) -> Any:
    """What follows the point."""
    return value - dr.floor(value)


def spread_evenly(key: Any, sample: Any, dimension: int) -> Any:
    """A number in [0, 1) such that a pixel's few samples fill the interval evenly; two dimensions, the square.

    Source: Roberts 2018, "The unreasonable effectiveness of quasirandom sequences": the R2 lattice, shifted anew for
    every key.
    """
    step = (0.7548776662, 0.5698402910)[dimension % 2]
    return _fraction(_hashed(key, dimension + 1) + sample * step)


def _hashed(value: Any, salt: int) -> Any:
    """A number in [0, 1) for an integer, the same every time."""
    mixed = (value + (salt * 0x9E3779B9) % 2**32) * mi.UInt32(0x85EBCA6B)
    mixed = (mixed ^ (mixed >> 13)) * mi.UInt32(0xC2B2AE35)
    return mi.Float((mixed ^ (mixed >> 16)) >> 8) * (1.0 / (1 << 24))

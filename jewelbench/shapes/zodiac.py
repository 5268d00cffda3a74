"""The twelve signs of the zodiac as strokes raised on a disc."""

from itertools import pairwise

import numpy as np

from jewelbench.shapes.findings import wire
from jewelbench.shapes.mesh import Array, Assembly, superellipse, torus
from jewelbench.shapes.motif_outlines import arc
from jewelbench.shapes.motif_parts import Maker, thickness
from jewelbench.shapes.motif_plain import round_sheet
from jewelbench.specs.spec import Spec

_STROKE = superellipse(1.0, 1.1, 2.4, 10)


def _lines(*knots: tuple[float, float]) -> Array:
    """A path (n, 2) through knots, with points between so that corners stay."""
    points = np.array(knots, float)
    t = np.linspace(0, 1, 8)[1:, None]
    return np.concatenate([points[:1], *(a + (b - a) * t for a, b in pairwise(points))])


def _join(*parts: Array) -> Array:
    return np.concatenate(parts)


def _wave(y: float) -> Array:
    return _lines(
        (-0.5, y - 0.09), (-0.3, y + 0.09), (-0.1, y - 0.09), (0.1, y + 0.09), (0.3, y - 0.09), (0.5, y + 0.09)
    )


def _m(last: float) -> list[Array]:
    """The three arches that Virgo and Scorpio share, the last leg ending at a height."""
    return [
        _join(_lines((-0.5, 0.38), (-0.4, 0.3)), _lines((-0.4, 0.3), (-0.4, -0.3))),
        _join(arc(-0.27, 0.22, 0.13, 180, 0), _lines((-0.14, 0.22), (-0.14, -0.3))),
        _join(arc(-0.01, 0.22, 0.13, 180, 0), _lines((0.12, 0.22), (0.12, last))),
    ]


_GLYPHS: dict[str, list[Array]] = {
    "aries": [_join(arc(-0.2, 0.24, 0.2, 205, 0), _lines((0, 0.24), (0, -0.48))), arc(0.2, 0.24, 0.2, 180, -25)],
    "taurus": [arc(0, -0.17, 0.3, 0, 360, 48), arc(0, 0.48, 0.36, 190, 350)],
    "gemini": [
        _lines((-0.16, 0.38), (-0.16, -0.38)),
        _lines((0.16, 0.38), (0.16, -0.38)),
        arc(0, 1.15, 0.8, 240, 300),
        arc(0, -1.15, 0.8, 60, 120),
    ],
    "cancer": [
        arc(-0.28, 0.14, 0.13, 0, 360, 30),
        arc(0.28, -0.14, 0.13, 0, 360, 30),
        arc(0.03, -0.12, 0.48, 140, 42),
        arc(-0.03, 0.12, 0.48, 320, 222),
    ],
    "leo": [
        arc(-0.22, -0.12, 0.14, 0, 360, 30),
        _join(
            _lines((-0.12, -0.02), (-0.2, 0.2)),
            arc(0.02, 0.25, 0.21, 190, -20),
            _lines((0.21, 0.16), (0.08, -0.24)),
            arc(0.23, -0.3, 0.14, 165, 330),
        ),
    ],
    "virgo": [
        *_m(-0.24),
        _join(arc(0.25, 0.12, 0.13, 140, -20), _lines((0.37, 0.06), (0.02, -0.45))),
        _lines((0.12, -0.2), (0.36, -0.46)),
    ],
    "libra": [
        _lines((-0.5, -0.36), (0.5, -0.36)),
        _join(_lines((-0.5, -0.12), (-0.19, -0.12)), arc(0, 0.1, 0.27, 232, -52), _lines((0.19, -0.12), (0.5, -0.12))),
    ],
    "scorpio": [
        *_m(-0.22),
        _join(arc(0.25, -0.22, 0.13, 180, 300), _lines((0.33, -0.33), (0.5, -0.12))),
        _lines((0.34, -0.12), (0.5, -0.12), (0.5, -0.28)),
    ],
    "sagittarius": [
        _lines((-0.4, -0.42), (0.42, 0.42)),
        _lines((0.06, 0.42), (0.42, 0.42), (0.42, 0.06)),
        _lines((-0.34, 0.04), (0.04, -0.34)),
    ],
    "capricorn": [
        _join(_lines((-0.45, 0.36), (-0.3, 0.2)), _lines((-0.3, 0.2), (-0.3, -0.25))),
        _join(arc(-0.15, 0.18, 0.15, 180, 0), _lines((0, 0.18), (0, -0.2)), arc(-0.15, -0.22, 0.15, 0, -80)),
        arc(0.19, -0.06, 0.19, 180, -170, 40),
    ],
    "aquarius": [_wave(0.15), _wave(-0.15)],
    "pisces": [arc(-0.66, 0, 0.5, -56, 56), arc(0.66, 0, 0.5, 124, 236), _lines((-0.34, 0), (0.34, 0))],
}
"""Strokes (n, 2) in a square of side 1 about the origin."""

SIGNS = tuple(_GLYPHS)


def glyph(sign: str) -> list[Array]:
    """The strokes (n, 2) of a sign, in a square of side 1 about the origin.

    Raises:
        KeyError: There is no such sign.
    """
    return [stroke.copy() for stroke in _GLYPHS[sign]]


def zodiac_disc(sign: str) -> Maker:
    """The maker of a disc with a sign raised on it."""

    def make(spec: Spec, size: float) -> Assembly:
        del spec
        thick = thickness(size)
        front = thick / 2
        assembly = Assembly().add("metal", round_sheet().plate(size, thick, 0.035 * size))
        assembly.add("metal", torus(0.465 * size, 0.03 * size, 88, 10), translation=[0, 0, front])
        for stroke in glyph(sign):
            closed = bool(np.linalg.norm(stroke[0] - stroke[-1]) < 1e-6)
            path = (stroke[:-1] if closed else stroke) * 0.56 * size
            assembly.add(
                "metal", wire(path, 0.075 * size, closed, section=_STROKE), translation=[0, 0, front + 0.02 * size]
            )
        return assembly

    return make

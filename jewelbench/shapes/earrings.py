"""Earrings: studs, hoops, drops and what climbs the ear, as pairs and alone.

One earring has its piercing at the origin; its front is toward -y, it hangs toward -z, and the skin is the plane y = 0
behind it.
"""

from collections.abc import Callable, Mapping

import numpy as np

from jewelbench.shapes.earring_drops import chandelier, drop, tassel
from jewelbench.shapes.findings import post, wire
from jewelbench.shapes.hoops import UPRIGHT, ear_cuff, hoop, huggie
from jewelbench.shapes.layout import Layout, Worn
from jewelbench.shapes.mesh import Array, Assembly, rotation
from jewelbench.shapes.motif_nature import leaf_sheet
from jewelbench.shapes.motif_plain import star_solid
from jewelbench.shapes.motifs import Motif, motif
from jewelbench.shapes.pairs import FACE_UP, Pose, mirrored, one, side_by_side
from jewelbench.shapes.settings import set_stone
from jewelbench.specs.spec import Spec

PAIR = Layout("pair", (68, 86), (-97, -83), 3.0)
ANGLED = Layout("angled", (10, 26), (-104, -76), 2.5)
SINGLE = Layout("single", (8, 24), (-118, -62), 1.0)
STANDING = Layout("standing", (12, 30), (-110, -70), 2.5)
SIDE = Layout("side", (4, 18), (-104, -76), 1.0, held_out=True)
LAYOUTS = (PAIR, ANGLED, SINGLE, STANDING, SIDE)

_BANDS = ("hoop", "huggie", "ear cuff")
_POSES: Mapping[str, Mapping[str, tuple[Pose, Pose]]] = {
    "stud": {
        "angled": (Pose(-14, -34), Pose(26, -30)),
        "single": (Pose(36, -26), Pose()),
        "side": (Pose(-66, -8), Pose(48, -8)),
    },
    "hanging": {
        "angled": (Pose(-10), Pose(30)),
        "single": (Pose(14), Pose()),
        "side": (Pose(-72), Pose(62)),
    },
    "band": {
        "angled": (Pose(-58), Pose(-36)),
        "single": (Pose(-62), Pose()),
        "standing": (Pose(-70), Pose(-48)),
        "side": (Pose(-14), Pose(16)),
    },
}
"""How the left and the right one are turned, by layout; hoops show their circle, the others their front."""


def layouts_of(spec: Spec) -> tuple[Layout, ...]:
    """Bands can stand on the table; other earrings cannot."""
    return LAYOUTS if spec.style in _BANDS else tuple(layout for layout in LAYOUTS if layout is not STANDING)


def display(spec: Spec, layout: str) -> Assembly:
    """A pair, or one of it, standing as if worn or lying face up on z = 0."""
    right = earring(spec, lying=layout == "pair")
    left = mirrored(right) if _is_mirrored(spec) else right
    if layout == "pair":
        return side_by_side(left, right, (FACE_UP, FACE_UP), gap=0.35)
    poses = _POSES[_kind(spec)][layout]
    if layout == "single":
        return one(right, poses[0])
    return side_by_side(left, right, poses, gap=0.25)


def worn(spec: Spec) -> Worn:
    """One earring in its ear; hoops hang as they swing, neither edge-on nor flat."""
    turn = rotation("z", -42) if spec.style in ("hoop", "huggie") else None
    return Worn(Assembly().merge(earring(spec), turn), "ear")


def earring(spec: Spec, lying: bool = False) -> Assembly:
    """The right earring of a pair.

    Args:
        spec: The design.
        lying: Hooks and hoops are turned into the plane y = 0 and posts left off, so that it can lie on a table.
    """
    return _STYLES[spec.style](spec, lying)


def _kind(spec: Spec) -> str:
    if spec.style in _BANDS:
        return "band"
    return "stud" if spec.style in ("stud", "climber") else "hanging"


def _is_mirrored(spec: Spec) -> bool:
    """Shops mirror what looks to one side, but never letters and signs."""
    return spec.style in ("climber", "ear cuff") or spec.motif in (
        "moon",
        "leaf",
        "feather",
        "snake",
        "crescent and star",
    )


def _stud(spec: Spec, lying: bool) -> Assembly:
    ornament = motif(spec)
    back = ornament.back()
    body = Assembly().merge(ornament.assembly, translation=[0, -_post_height(ornament), 0])
    if not lying:
        body.merge(post(back))
    return Assembly().merge(body, UPRIGHT, [0, back, 0])


def _post_height(ornament: Motif) -> float:
    """The y at which an ornament sits on its post: its middle, or its top where the middle is open."""
    points = ornament.assembly.points()
    middle = float(points[:, 1].min() + points[:, 1].max()) / 2
    solid = np.linalg.norm(points[:, :2] - [0, middle], axis=1).min() < 1.2
    return middle if solid else ornament.top - 0.5


def _climber(spec: Spec, lying: bool) -> Assembly:
    """A row along the lobe's edge, largest at the piercing and smaller as it climbs."""
    body = Assembly()
    count = spec.count or 4
    places = _climb(count)
    body.add("metal", wire(np.c_[places[:, :2], np.full(len(places), -0.9)], 0.9))
    for k, (x, y, turn) in enumerate(places):
        size = 1 - 0.42 * k / (count - 1)
        _add_step(body, spec, size, rotation("z", turn), [x, y, 0])
    if not lying:
        body.merge(post(-0.9))
    return Assembly().merge(body, UPRIGHT, [0, -1.2, 0])


def _climb(count: int) -> Array:
    """Places (count, 3) along an arc that starts at the origin and leans inward: x, y, and the turn in degrees."""
    step, found, at, heading = 4.6, [], np.zeros(2), 108.0
    for k in range(count):
        found.append([at[0], at[1], heading - 90])
        at = at + step * (1 - 0.42 * (k + 0.5) / (count - 1)) * np.array(
            [np.cos(np.radians(heading)), np.sin(np.radians(heading))]
        )
        heading -= 50.0 / count
    return np.array(found)


def _add_step(body: Assembly, spec: Spec, size: float, turn: Array, at: list[float]) -> None:
    """One stone, leaf or star of a climber."""
    if spec.motif == "stones":
        body.merge(set_stone("round", 2.15 * size, slot="accent", prongs=4), turn, [at[0], at[1], 0.9])
    elif spec.motif == "leaf":
        body.add("metal", leaf_sheet().puffed(6.4 * size, 0.6 * size), turn @ rotation("z", -24), at)
    else:
        body.add("metal", star_solid(5.6 * size, 1.1 * size), turn, at)


_STYLES: Mapping[str, Callable[[Spec, bool], Assembly]] = {
    "stud": _stud,
    "hoop": hoop,
    "huggie": huggie,
    "drop": drop,
    "chandelier": chandelier,
    "climber": _climber,
    "ear cuff": ear_cuff,
    "tassel": tassel,
}

import numpy as np
import pytest

from jewelbench.shapes.motifs import linked, motif, motif_names
from jewelbench.shapes.zodiac import SIGNS, glyph
from jewelbench.specs.motifs import CENTRED, ENAMELLED, MOTIF, ZODIAC
from jewelbench.specs.spec import Spec

WIDE = ("infinity", "bow", "butterfly", "lotus", "heart", "open heart", "heart locket", "crescent and star")


def pendant(name: str, **more: object) -> Spec:
    fields: dict[str, object] = {"size_mm": 16.0, "letter": "B", "stone_mm": 7.0, "pearl_mm": 8.0}
    return Spec.model_validate(
        {"category": "necklace", "style": "pendant", "metal": "silver", "motif": name, **fields, **more}
    )


def test_every_motif_of_the_space_can_be_made() -> None:
    assert set(motif_names()) == set(MOTIF.values)


@pytest.mark.parametrize("name", motif_names())
def test_a_motif_faces_the_viewer_with_its_size_and_its_top(name: str) -> None:
    made = motif(pendant(name))
    points = made.assembly.points()
    wide, tall, deep = np.ptp(points, axis=0)
    size = {"solitaire": 7.0, "pearl": 8.0}.get(name, 16.0)
    assert np.isfinite(points).all()
    assert 0.85 * size < max(wide, tall) < 1.15 * size
    assert name in WIDE or tall == pytest.approx(size, rel=0.15)
    assert deep < (tall + wide) * 0.6
    assert points[:, 1].mean() < made.top <= points[:, 1].max()
    assert made.half_width == pytest.approx(np.abs(points[:, 0]).max())
    assert made.assembly.triangles() < 60_000


@pytest.mark.parametrize("name", ENAMELLED)
def test_enamel_is_seen_from_the_front(name: str) -> None:
    assembly = motif(pendant(name, enamel="red enamel")).assembly
    metal = assembly.slots["metal"]
    assert "enamel" in assembly.slots
    assert "enamel" not in motif(pendant(name)).assembly.slots
    top = max(float(mesh.vertices[:, 2].max()) for mesh in assembly.slots["enamel"])
    assert top > 0.4 * max(float(mesh.vertices[:, 2].max()) for mesh in metal)


@pytest.mark.parametrize("name", CENTRED)
def test_a_centre_stone_is_set_within_the_motif(name: str) -> None:
    assembly = motif(pendant(name, stone="ruby", cut="round")).assembly
    stone = assembly.slots["stone"][0].vertices
    assert "stone" not in motif(pendant(name)).assembly.slots
    assert np.abs(stone[:, :2]).max() < 8.0
    cabochon = motif(pendant(name, stone="onyx", cut="cabochon")).assembly.slots["stone"][0]
    assert cabochon.vertices.shape != stone.shape


def test_twelve_signs_of_the_zodiac_differ() -> None:
    assert set(SIGNS) == set(ZODIAC)
    cells = {sign: {tuple(p) for s in glyph(sign) for p in np.round(s * 5).astype(int).tolist()} for sign in SIGNS}
    for sign, seen in cells.items():
        assert all(len(seen ^ cells[other]) > 3 for other in SIGNS if other != sign)


def test_initials_differ() -> None:
    shapes = {motif(pendant("letter", letter=letter)).assembly.points().tobytes() for letter in "ABCXYZ"}
    assert len(shapes) == 6


def test_a_halo_and_a_bezel_change_a_solitaire() -> None:
    plain = motif(pendant("solitaire", stone="ruby", cut="oval", setting="prong"))
    halo = motif(pendant("solitaire", stone="ruby", cut="oval", setting="prong", halo=1, accent="diamond"))
    bezel = motif(pendant("solitaire", stone="ruby", cut="oval", setting="bezel"))
    assert "accent" in halo.assembly.slots
    assert halo.half_width > plain.half_width
    assert bezel.assembly.triangles() != plain.assembly.triangles()


def test_a_ring_goes_through_the_top() -> None:
    made = motif(pendant("disc"))
    assembly, y = linked(made, 1.0)
    assert made.top < y < assembly.points()[:, 1].max()

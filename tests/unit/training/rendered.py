"""A handful of products such as the renderer records them, and pictures for them, made by code."""

import json
import random
from pathlib import Path

from PIL import Image

METALS = {"yellow gold": (214, 175, 80), "rose gold": (205, 140, 120), "silver": (190, 190, 190)}
STONES = {"ruby": (200, 20, 40), "blue sapphire": (20, 40, 190), "none": (255, 255, 255)}


def attributes(metal: str, stone: str) -> dict[str, object]:
    return {
        "category": "ring", "type": "solitaire" if stone != "none" else "band", "metal": metal, "finish": "polished",
        "gemstone": stone, "stone_colour": {"ruby": "red", "blue sapphire": "blue"}.get(stone, "none"),
        "cut": "none" if stone == "none" else "round", "setting": "none" if stone == "none" else "prong",
        "second_stone": "diamond", "second_metal": "none", "motif": "none", "chain": "none", "pave": False,
        "stone_mm": None, "band_width_mm": None,
    }  # fmt: skip


def write_renders(folder: Path, families: int = 4) -> None:
    """Write `products.jsonl` and pictures: each family one ring in every metal and stone; the last is held out."""
    (folder / "images").mkdir(parents=True)
    rng = random.Random(1)
    rows = []
    for family in range(families):
        split = "train" if family < families - 2 else "validation" if family == families - 2 else "test"
        members = [(metal, stone) for metal in METALS for stone in STONES]
        ids = {member: f"f{family}-{number}" for number, member in enumerate(members)}
        base = members[0]
        for member, product_id in ids.items():
            edits = [
                {"text": f"same but in {m}", "target": i} for (m, s), i in ids.items() if m != base[0] and s == base[1]
            ]
            photos = [
                _picture(folder, f"{product_id}_{k}.jpg", *member, rng) | {"kind": "query" if k else "studio"}
                for k in range(3)
            ]
            rows.append(
                {
                    "product_id": product_id, "group": family, "family": family, "split": split,
                    "title": f"{member[0]} {member[1]} Ring {family}", "attributes": attributes(*member),
                    "photos": photos, "edits": edits if member == base else [],
                }
            )  # fmt: skip
    (folder / "products.jsonl").write_text("\n".join(json.dumps(row) for row in rows))


def _picture(folder: Path, name: str, metal: str, stone: str, rng: random.Random) -> dict[str, str]:
    image = Image.new("RGB", (64, 64), (rng.randrange(200, 255),) * 3)
    left = rng.randrange(8, 16)
    image.paste(METALS[metal], (left, 20, left + 40, 56))
    image.paste(STONES[stone], (left + 12, 8, left + 28, 22))
    image.save(folder / "images" / name, quality=92)
    return {"file": name}

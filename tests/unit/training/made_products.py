"""A handful of products of code-made pictures: one ring a family, in every metal and stone."""

import random
from pathlib import Path

from PIL import Image

from training.corpus import CorpusProduct, Split

METALS = {"yellow gold": (214, 175, 80), "rose gold": (205, 140, 120), "silver": (190, 190, 190)}
STONES = {"ruby": (200, 20, 40), "sapphire": (20, 40, 190), "": (255, 255, 255)}
SPLITS: tuple[Split, ...] = ("train", "train", "validation", "test")


def made_products(folder: Path, photos: int = 2, *, masks: bool = False) -> list[CorpusProduct]:
    """Products of four families with a packshot and some shoppers' photos each, whose pictures are written.

    With `masks`, a PNG beside each photo tells where it shows the piece.
    """
    rng = random.Random(1)
    return [
        _product(folder, f"f{family}", split, (metal, stone), photos, rng, masks)
        for family, split in enumerate(SPLITS)
        for metal in METALS
        for stone in STONES
    ]


def _product(
    folder: Path, family: str, split: Split, made_of: tuple[str, str], photos: int, rng: random.Random, masked: bool
) -> CorpusProduct:
    metal, stone = made_of
    product_id = f"{family}-{metal}-{stone}".replace(" ", "-")
    facts = {"category": "ring", "metal": metal, "stone": stone}
    facts |= {"category look": "ring", "metal look": metal.split(" ")[0], "design look": family}
    if stone:
        facts["stone look"] = stone
    files = [_picture(folder / f"{product_id}-{number}.jpg", metal, stone, rng) for number in range(1 + photos)]
    title = f"{metal} {stone} ring {family}".replace("  ", " ")
    masks = {file: file.with_suffix(".png") for file in files} if masked else {}
    return CorpusProduct(product_id, family, split, facts, (title,), (files[0],), tuple(files[1:]), masks)


def _picture(path: Path, metal: str, stone: str, rng: random.Random) -> Path:
    image = Image.new("RGB", (64, 64), (rng.randrange(200, 255),) * 3)
    left = rng.randrange(8, 16)
    image.paste(METALS[metal], (left, 20, left + 40, 56))
    image.paste(STONES[stone], (left + 12, 8, left + 28, 22))
    image.save(path, quality=92)
    mask = Image.new("L", (64, 64))
    mask.paste(255, (left, 20, left + 40, 56))
    mask.paste(255 if stone else 0, (left + 12, 8, left + 28, 22))
    mask.save(path.with_suffix(".png"))
    return path

"""What the towers of a bundle see, computed by the very graphs that serve, and kept: fitting a fusion is then cheap."""

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

import training.augment
from bundles import Bundle, load_bundle
from catalog.attributes.english import in_english
from encoders.graph_encoders import GraphImageEncoder, GraphTextEncoder
from encoders.photo import decode_photo
from encoders.preprocessing import fit_square
from fusion.base import Modality
from training.augment import augment
from training.feature_store import FeatureStore, StoredFeatures
from training.progress import Progress, silent

BATCH = 64
LONGEST = 24
"""Word pieces of a text whose tokens are kept."""
MARGIN = 1.25
"""Side of the square that is augmented, as a multiple of the tower's: crops are then not blown up."""


Key = TypeVar("Key", bound=Hashable)


class Features(Generic[Key]):
    """Encoded photos or texts by row.

    Args:
        stored: What the tower saw.
        rows: Photo or text to its rows: a photo as it is first, then its augmented versions; a text has one row.
    """

    def __init__(self, stored: StoredFeatures, rows: Mapping[Key, Sequence[int]]) -> None:
        self.rows = rows
        self.vectors = torch.from_numpy(stored.vectors)
        self._lengths = torch.from_numpy(stored.lengths)
        self._stored = stored

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self.vectors.shape[1])

    @property
    def token_width(self) -> int:
        """Width of a token."""
        return int(self._stored.mapped.shape[2])

    def modality(self, rows: Sequence[int], *, tokens: bool) -> Modality:
        """The items of some rows, -1 for a missing one; without `tokens`, as the product role reads them."""
        asked = torch.tensor(rows, dtype=torch.int64)
        index, present = asked.clamp(min=0), asked >= 0
        lengths = self._lengths[index] * present if tokens else torch.zeros(len(rows), dtype=torch.int64)
        longest = max(int(lengths.max()), 1)
        seen = (
            torch.from_numpy(self._stored.tokens(index.numpy(), longest))
            if tokens
            else torch.zeros(len(rows), 1, self.token_width)
        )
        return Modality(self.vectors[index], seen, torch.arange(longest) < lengths[:, None], present)


PhotoFeatures = Features[Path]
TextFeatures = Features[str]


def encode_photos(
    bundle: Path,
    files: Sequence[Path],
    altered: Sequence[Path],
    work: Path,
    *,
    versions: int = 1,
    seed: int = 0,
    progress: Progress = silent,
) -> PhotoFeatures:
    """Encode photos as they are, and some of them in augmented versions too.

    Args:
        bundle: Whose image tower encodes.
        files: All photos.
        altered: Those of `files` of which augmented versions are wanted.
        work: Folder that keeps what was encoded; entries belong to one tower, one file as it is, one way to augment.
        versions: How many augmented versions.
        seed: Chooses them.
        progress: Told the progress.

    Raises:
        BundleError: The folder holds no bundle, or a broken one.
        PhotoError: A photo cannot be decoded.
    """
    loaded = load_bundle(bundle)
    encoder = GraphImageEncoder(loaded, threads=1)
    wanted = [(file, 0) for file in files] + [(file, v + 1) for v in range(versions) for file in altered]
    keys = [_photo_key(file, version, seed) for file, version in wanted]
    store = _photo_store(loaded, encoder, work)
    missing = store.missing(keys)
    for start in range(0, len(missing), BATCH):
        progress("encoding photos", start, len(missing))
        part = missing[start : start + BATCH]
        pixels = _pixels(encoder, [wanted[place] for place in part], seed)
        encoding = encoder.encode(pixels)
        store.add([keys[place] for place in part], encoding.vector, list(encoding.tokens))
    progress("encoding photos", len(missing), len(missing))
    rows: dict[Path, list[int]] = {}
    for row, (file, _) in enumerate(wanted):
        rows.setdefault(file, []).append(row)
    return Features(store.read(keys), rows)


def encode_texts(bundle: Path, texts: Iterable[str], work: Path, *, progress: Progress = silent) -> TextFeatures:
    """Encode what texts say in English, with the tokens of the first `LONGEST` word pieces; see `encode_photos`."""
    loaded = load_bundle(bundle)
    encoder = GraphTextEncoder(loaded, threads=1)
    english = {text: in_english(text) for text in texts}
    unique = sorted(set(english.values()), key=lambda text: (len(text), text))  # alike in length: little is padded
    spec = loaded.manifest.text
    folder = work / f"texts-{spec.sha256[:12]}-{spec.tokenizer.sha256[:12]}-{LONGEST}"
    store = FeatureStore(folder, encoder.dim, LONGEST, spec.token_width)
    missing = store.missing(unique)
    for start in range(0, len(missing), BATCH):
        progress("encoding texts", start, len(missing))
        part = [unique[place] for place in missing[start : start + BATCH]]
        encoding = encoder.encode(part)
        real = [tokens[mask] for tokens, mask in zip(encoding.tokens, encoding.mask, strict=True)]
        store.add(part, encoding.vector, real)
    progress("encoding texts", len(missing), len(missing))
    row_of = {text: row for row, text in enumerate(unique)}
    return Features(store.read(unique), {text: [row_of[said]] for text, said in english.items()})


def _photo_store(bundle: Bundle, encoder: GraphImageEncoder, work: Path) -> FeatureStore:
    spec = bundle.manifest.image
    regions = encoder.encode([np.zeros((spec.size, spec.size, 3), dtype=np.uint8)]).tokens.shape[1]
    told = spec.fitting.model_dump_json() + ("" if spec.locator is None else spec.locator.model_dump_json())
    fitting = hashlib.sha256(told.encode()).hexdigest()[:8]
    return FeatureStore(work / f"photos-{spec.sha256[:12]}-{fitting}", encoder.dim, regions, spec.token_width)


def _photo_key(file: Path, version: int, seed: int) -> str:
    """Names a version of a photo; another one when the file changes, or the way in which photos are augmented."""
    stat = file.stat()
    way = f"{_augmentation()}:{seed}:{version}" if version else "as it is"
    return f"{file.resolve()}:{stat.st_size}:{stat.st_mtime_ns}:{way}"


def _augmentation() -> str:
    return hashlib.sha256(Path(training.augment.__file__).read_bytes()).hexdigest()[:12]


def _pixels(encoder: GraphImageEncoder, wanted: Sequence[tuple[Path, int]], seed: int) -> list[NDArray[np.uint8]]:
    """Photos as the tower reads them, those with a version above 0 augmented.

    Chance is seeded by what the first photo holds: where files lie and when they were written changes nothing.
    """
    files = [file.read_bytes() for file, _ in wanted]
    first = hashlib.sha256(f"{seed}:{wanted[0][1]}:".encode() + files[0]).digest()
    generator = torch.Generator().manual_seed(int.from_bytes(first[:7], "big"))
    side = round(encoder.size * MARGIN)
    photos = [decode_photo(file, shortest=max(side, encoder.decoded_side)) for file in files]
    altered = [place for place, (_, version) in enumerate(wanted) if version]
    pixels = {place: encoder.preprocess(photos[place]) for place, (_, version) in enumerate(wanted) if not version}
    if altered:
        squares = np.stack([_square(encoder.cut(photos[place])[0], side) for place in altered])
        changed = augment(torch.from_numpy(squares), encoder.size, generator)
        back = (changed * 255).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()
        pixels |= dict(zip(altered, back, strict=True))
    return [pixels[place] for place in range(len(wanted))]


def _square(photo: Image.Image, side: int) -> NDArray[np.uint8]:
    return fit_square(photo, side).transpose(2, 0, 1)

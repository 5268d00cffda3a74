"""What graphs read of photos and texts, prepared as the service prepares them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bundles import PhotoFitting
from encoders.graph_encoders import GraphImageEncoder
from encoders.photo import decode_photo
from encoders.preprocessing import decoded_side, fit_photo
from training.precision.judging import Feeds
from training.production.tokenizers import ServedTokenizer, encode


def pixels_of(files: Sequence[Path], size: int, fitting: PhotoFitting) -> Feeds:
    """Photos for a tower that reads squares of `size` pixels and looks at the whole of each."""
    side = decoded_side(size, fitting)
    photos = (decode_photo(file.read_bytes(), shortest=side) for file in files)
    return {"pixels": np.stack([fit_photo(photo, size, fitting) for photo in photos])}


def pixels_for(encoder: GraphImageEncoder, files: Sequence[Path]) -> Feeds:
    """Photos for the image tower of a bundle."""
    photos = (decode_photo(file.read_bytes(), shortest=encoder.decoded_side) for file in files)
    return {"pixels": np.stack([encoder.preprocess(photo) for photo in photos])}


def pieces_of(texts: Sequence[str], served: ServedTokenizer) -> Feeds:
    """Texts as word pieces."""
    ids, mask = encode(served, texts)
    return {"input_ids": ids, "attention_mask": mask}

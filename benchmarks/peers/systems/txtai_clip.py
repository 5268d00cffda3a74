"""txtai's own index over a CLIP in torch."""

import io

from PIL import Image
from txtai import Embeddings

RUNTIME = "torch"
REQUIRES = ("torch==2.13.0", "txtai==9.14.0", "sentence-transformers[image]==6.2.0")


class System:
    """See `measuring.py`."""

    def __init__(self, checkpoint, folder):
        self.index = Embeddings(method="sentence-transformers", path=str(checkpoint / "hf"), gpu=False)

    def add(self, photos, texts):
        self.index.index((row, Image.open(path), None) for row, path in enumerate(photos))

    def vector(self, data):
        return self.index.batchtransform([Image.open(io.BytesIO(data))])[0]

    def by_photo(self, data):
        return self.index.search(Image.open(io.BytesIO(data)), 24)

    def by_words(self, text):
        return self.index.search(text, 24)

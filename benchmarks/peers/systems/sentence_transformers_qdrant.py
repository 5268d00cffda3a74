"""sentence-transformers with a CLIP in torch, qdrant-client in its local mode."""

import io
import threading

from PIL import Image
from qdrant_client import QdrantClient, models
from sentence_transformers import SentenceTransformer

RUNTIME = "torch"
REQUIRES = ("torch==2.13.0", "sentence-transformers[image]==6.2.0", "qdrant-client==1.20.0")
BATCH = 32


class System:
    """See `measuring.py`."""

    def __init__(self, checkpoint, folder):
        self.model = SentenceTransformer(str(checkpoint / "hf"), device="cpu")
        self.client = QdrantClient(path=str(folder / "qdrant"))
        self.client.create_collection(
            "photos", vectors_config=models.VectorParams(size=512, distance=models.Distance.COSINE)
        )
        self.lock = threading.Lock()  # the local mode is not safe in several threads

    def add(self, photos, texts):
        for start in range(0, len(photos), BATCH):
            opened = [Image.open(path) for path in photos[start : start + BATCH]]
            vectors = self.model.encode(opened, batch_size=BATCH, show_progress_bar=False)
            points = [
                models.PointStruct(id=start + row, vector=vector.tolist(), payload={"text": texts[start + row]})
                for row, vector in enumerate(vectors)
            ]
            self.client.upsert("photos", points)

    def vector(self, data):
        return self.model.encode(Image.open(io.BytesIO(data)), show_progress_bar=False)

    def by_photo(self, data):
        return self._nearest(self.vector(data))

    def by_words(self, text):
        return self._nearest(self.model.encode(text, show_progress_bar=False))

    def close(self):
        self.client.close()

    def _nearest(self, vector):
        with self.lock:
            return self.client.query_points("photos", query=vector.tolist(), limit=24).points

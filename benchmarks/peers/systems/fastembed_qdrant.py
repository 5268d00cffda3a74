"""fastembed, which runs ONNX, with the checkpoint exported in fp32; qdrant-client in its local mode."""

import io
import threading

from fastembed import ImageEmbedding, TextEmbedding
from PIL import Image
from qdrant_client import QdrantClient, models

RUNTIME = "ONNX"
REQUIRES = ("fastembed==0.9.1", "qdrant-client==1.20.0")
BATCH = 32


class System:
    """See `measuring.py`."""

    def __init__(self, checkpoint, folder):
        self.images = ImageEmbedding("Qdrant/clip-ViT-B-32-vision", specific_model_path=str(checkpoint / "vision"))
        self.texts = TextEmbedding("Qdrant/clip-ViT-B-32-text", specific_model_path=str(checkpoint / "text"))
        self.client = QdrantClient(path=str(folder / "qdrant"))
        self.client.create_collection(
            "photos", vectors_config=models.VectorParams(size=512, distance=models.Distance.COSINE)
        )
        self.lock = threading.Lock()  # the local mode is not safe in several threads

    def add(self, photos, texts):
        for start in range(0, len(photos), BATCH):
            vectors = self.images.embed([str(path) for path in photos[start : start + BATCH]], batch_size=BATCH)
            points = [
                models.PointStruct(id=start + row, vector=vector.tolist(), payload={"text": texts[start + row]})
                for row, vector in enumerate(vectors)
            ]
            self.client.upsert("photos", points)

    def vector(self, data):
        (vector,) = self.images.embed([Image.open(io.BytesIO(data))])
        return vector

    def by_photo(self, data):
        return self._nearest(self.vector(data))

    def by_words(self, text):
        (vector,) = self.texts.embed([text])
        return self._nearest(vector)

    def close(self):
        self.client.close()

    def _nearest(self, vector):
        with self.lock:
            return self.client.query_points("photos", query=vector.tolist(), limit=24).points

"""fastembed, which runs ONNX, with the checkpoint exported in fp32; qdrant-client in its local mode."""

import io
import threading

from fastembed import ImageEmbedding, TextEmbedding
from PIL import Image
from qdrant_client import QdrantClient, models

REQUIRES = ("fastembed", "qdrant-client")


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
        vectors = self.images.embed([str(path) for path in photos], batch_size=32)
        points = [
            models.PointStruct(id=row, vector=vector.tolist(), payload={"text": texts[row]})
            for row, vector in enumerate(vectors)
        ]
        self.client.upsert("photos", points)

    def by_photo(self, data):
        (vector,) = self.images.embed([Image.open(io.BytesIO(data))])
        return self._nearest(vector)

    def by_words(self, text):
        (vector,) = self.texts.embed([text])
        return self._nearest(vector)

    def _nearest(self, vector):
        with self.lock:
            return self.client.query_points("photos", query=vector.tolist(), limit=24).points

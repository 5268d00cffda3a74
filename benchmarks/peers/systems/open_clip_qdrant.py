"""What a tutorial does: open_clip in torch, qdrant-client in its local mode."""

import io
import threading

import open_clip
import torch
from PIL import Image
from qdrant_client import QdrantClient, models

RUNTIME = "torch"
REQUIRES = ("torch==2.13.0", "open_clip_torch==3.3.0", "qdrant-client==1.20.0")
BATCH = 32


class System:
    """See `measuring.py`."""

    def __init__(self, checkpoint, folder):
        self.model, _, self.prepare = open_clip.create_model_and_transforms(
            "ViT-B-32-quickgelu", pretrained=str(checkpoint / "clip.pt")
        )
        self.model.eval()
        self.tokenize = open_clip.get_tokenizer("ViT-B-32-quickgelu")
        self.client = QdrantClient(path=str(folder / "qdrant"))
        self.client.create_collection(
            "photos", vectors_config=models.VectorParams(size=512, distance=models.Distance.COSINE)
        )
        self.lock = threading.Lock()  # the local mode is not safe in several threads

    @torch.inference_mode()
    def add(self, photos, texts):
        for start in range(0, len(photos), BATCH):
            pixels = torch.stack([self.prepare(Image.open(path)) for path in photos[start : start + BATCH]])
            vectors = self.model.encode_image(pixels, normalize=True).tolist()
            points = [
                models.PointStruct(id=start + row, vector=vector, payload={"text": texts[start + row]})
                for row, vector in enumerate(vectors)
            ]
            self.client.upsert("photos", points)

    @torch.inference_mode()
    def vector(self, data):
        pixels = self.prepare(Image.open(io.BytesIO(data))).unsqueeze(0)
        return self.model.encode_image(pixels, normalize=True)[0].tolist()

    def by_photo(self, data):
        return self._nearest(self.vector(data))

    @torch.inference_mode()
    def by_words(self, text):
        return self._nearest(self.model.encode_text(self.tokenize([text]), normalize=True)[0].tolist())

    def close(self):
        self.client.close()

    def _nearest(self, vector):
        with self.lock:
            return self.client.query_points("photos", query=vector, limit=24).points

"""infinity's engine in torch, which puts together what is asked at the same time; qdrant-client in its local mode.

Its other runtime, optimum, serves words only.
"""

import io
import threading

from infinity_emb import EngineArgs, SyncEngineArray
from PIL import Image
from qdrant_client import QdrantClient, models

RUNTIME = "torch"
REQUIRES = (
    "torch==2.13.0",
    "infinity-emb[torch,vision]==0.0.78",
    "qdrant-client==1.20.0",
    "aiohttp==3.14.5",
    "huggingface-hub==0.36.2",
    "numpy==1.26.4",
    "optimum==1.27.0",
    "sentence-transformers==3.4.1",
    "tokenizers==0.21.4",
    "transformers==4.47.1",
)
BATCH = 32


class System:
    """See `measuring.py`."""

    def __init__(self, checkpoint, folder):
        engine = EngineArgs(
            model_name_or_path=str(checkpoint / "hf"),
            served_model_name="clip",
            engine="torch",
            device="cpu",
            batch_size=BATCH,
            bettertransformer=False,
            model_warmup=False,  # `measuring.py` asks a few times before the clock starts
        )
        self.engines = SyncEngineArray.from_args([engine])
        self.client = QdrantClient(path=str(folder / "qdrant"))
        self.client.create_collection(
            "photos", vectors_config=models.VectorParams(size=512, distance=models.Distance.COSINE)
        )
        self.lock = threading.Lock()  # the local mode is not safe in several threads

    def add(self, photos, texts):
        for start in range(0, len(photos), BATCH):
            opened = [Image.open(path) for path in photos[start : start + BATCH]]
            vectors, _ = self.engines.image_embed(model="clip", images=opened).result()
            points = [
                models.PointStruct(id=start + row, vector=vector.tolist(), payload={"text": texts[start + row]})
                for row, vector in enumerate(vectors)
            ]
            self.client.upsert("photos", points)

    def vector(self, data):
        vectors, _ = self.engines.image_embed(model="clip", images=[Image.open(io.BytesIO(data))]).result()
        return vectors[0]

    def by_photo(self, data):
        return self._nearest(self.vector(data))

    def by_words(self, text):
        vectors, _ = self.engines.embed(model="clip", sentences=[text]).result()
        return self._nearest(vectors[0])

    def close(self):
        self.client.close()
        self.engines.stop()

    def _nearest(self, vector):
        with self.lock:
            return self.client.query_points("photos", query=vector.tolist(), limit=24).points

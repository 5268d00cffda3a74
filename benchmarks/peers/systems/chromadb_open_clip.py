"""chromadb with open_clip in torch, whose embedding function is handed the checkpoint."""

import io

import chromadb
import numpy as np
from chromadb.utils.data_loaders import ImageLoader
from chromadb.utils.embedding_functions import OpenCLIPEmbeddingFunction
from PIL import Image

RUNTIME = "torch"
REQUIRES = ("torch==2.13.0", "open_clip_torch==3.3.0", "chromadb==1.5.9")
BATCH = 32


class System:
    """See `measuring.py`."""

    def __init__(self, checkpoint, folder):
        self.embed = OpenCLIPEmbeddingFunction("ViT-B-32-quickgelu", checkpoint=str(checkpoint / "clip.pt"))
        client = chromadb.PersistentClient(path=str(folder / "chroma"))
        self.photos = client.create_collection("photos", embedding_function=self.embed, data_loader=ImageLoader())

    def add(self, photos, texts):
        for start in range(0, len(photos), BATCH):
            files = [str(path) for path in photos[start : start + BATCH]]
            self.photos.add(ids=files, uris=files, metadatas=[{"text": text} for text in texts[start : start + BATCH]])

    def vector(self, data):
        return self.embed([np.asarray(Image.open(io.BytesIO(data)))])[0]

    def by_photo(self, data):
        pixels = np.asarray(Image.open(io.BytesIO(data)))
        return self.photos.query(query_images=[pixels], n_results=24)["ids"][0]

    def by_words(self, text):
        return self.photos.query(query_texts=[text], n_results=24)["ids"][0]

"""clip-retrieval: its batch inference, its index of faiss, and the service behind its HTTP API, called in-process."""

import base64
import io

import torch
from all_clip import load_clip
from clip_retrieval.clip_back import ClipOptions, KnnService, load_clip_index
from clip_retrieval.clip_index import clip_index
from clip_retrieval.clip_inference.main import main as clip_inference
from PIL import Image

RUNTIME = "torch"
REQUIRES = (
    "torch==2.13.0",
    "clip-retrieval==2.45.0",
    "huggingface-hub==0.36.2",
    "numpy==1.26.4",
    "open-clip-torch==2.32.0",
    "sentence-transformers==2.7.0",
    "setuptools==80.9.0",  # later ones lack what OpenAI's clip imports
    "tokenizers==0.21.4",
    "transformers==4.47.1",
)
BATCH = 32


class System:
    """See `measuring.py`."""

    def __init__(self, checkpoint, folder):
        self.folder = folder
        self.clip = f"open_clip:ViT-B-32-quickgelu/{checkpoint.resolve() / 'clip.pt'}"
        load_clip(clip_model=self.clip, use_jit=False, warmup_batch_size=BATCH, clip_cache_path=None)  # keeps it

    def add(self, photos, texts):
        source, vectors, index = (self.folder / name for name in ("photos", "vectors", "index"))
        source.mkdir()
        for photo in photos:
            (source / photo.name).symlink_to(photo.resolve())
        clip_inference(
            str(source), str(vectors), batch_size=BATCH, num_prepro_workers=2, enable_text=False, clip_model=self.clip
        )
        clip_index(str(vectors), str(index))
        options = ClipOptions(
            indice_folder=str(index),
            clip_model=self.clip,
            enable_hdf5=False,
            enable_faiss_memory_mapping=False,
            columns_to_return=["image_path"],
            reorder_metadata_by_ivf_index=False,
            enable_mclip_option=False,
            use_jit=False,
            use_arrow=False,
            provide_safety_model=False,
            provide_violence_detector=False,
            provide_aesthetic_embeddings=False,
        )
        self.resource = load_clip_index(options)
        self.service = KnnService(clip_resources={"photos": self.resource})

    @torch.inference_mode()
    def vector(self, data):
        pixels = self.resource.preprocess(Image.open(io.BytesIO(data))).unsqueeze(0)
        return self.resource.model.encode_image(pixels)[0].tolist()

    def by_photo(self, data):
        return self.service.query(
            image_input=base64.b64encode(data), num_images=24, num_result_ids=24, deduplicate=False
        )

    def by_words(self, text):
        return self.service.query(text_input=text, num_images=24, num_result_ids=24, deduplicate=False)

"""Pooled features of a small ImageNet network, to distil what it knows of natural pictures into the image tower."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.progress import Progress, silent


def teach(model: Path, pixels: NDArray[np.uint8], progress: Progress = silent) -> NDArray[np.float32]:
    """Run a TensorFlow Lite classifier over photos and keep its last pooled vector.

    Args:
        model: A quantised classifier whose last tensor of shape (1, …, dim > 1000) before the logits is the pooled one.
        pixels: (photos, 3, height, width), sRGB in [0, 255].
        progress: Told the progress.

    Returns:
        (photos, dim), float32, unit length.
    """
    from ai_edge_litert.interpreter import Interpreter

    network = Interpreter(str(model), num_threads=1, experimental_preserve_all_tensors=True)
    network.allocate_tensors()
    source = network.get_input_details()[0]
    pooled = [t for t in network.get_tensor_details() if len(t["shape"]) >= 2 and t["shape"][-1] == 1280][-1]
    scale, zero = pooled["quantization"]
    _, height, width, _ = source["shape"]
    vectors = np.empty((len(pixels), 1280), dtype=np.float32)
    for row, photo in enumerate(pixels):
        progress("asking the teacher", row, len(pixels))
        image = Image.fromarray(np.ascontiguousarray(photo.transpose(1, 2, 0)))
        fitted = np.asarray(image.resize((width, height), Image.Resampling.BICUBIC))
        network.set_tensor(source["index"], fitted[None].astype(source["dtype"]))
        network.invoke()
        raw = network.get_tensor(pooled["index"]).reshape(-1, 1280)
        vectors[row] = (raw.astype(np.float32).mean(axis=0) - zero) * scale
    progress("asking the teacher", len(pixels), len(pixels))
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(min=1e-6)
    return unit

"""One CLIP ViT-B/32 at random weights in the formats that the systems read; how fast it is does not depend on weights.

clip.pt    open_clip's state dict
hf/        transformers' folder, with tokenizer and preprocessor
vision/    ONNX in fp32, as fastembed reads it
text/      likewise
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from encoders.towers.torchvision_operators import ensure_torchvision_imports

ensure_torchvision_imports()

import open_clip  # noqa: E402
from PIL import Image  # noqa: E402
from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPModel, CLIPTokenizerFast  # noqa: E402

ARCHITECTURE = "ViT-B-32-quickgelu"
_BLOCK = {"ln_1": "layer_norm1", "ln_2": "layer_norm2", "mlp.c_fc": "mlp.fc1", "mlp.c_proj": "mlp.fc2"}
_WHOLE = {
    "visual.class_embedding": "vision_model.embeddings.class_embedding",
    "visual.conv1.weight": "vision_model.embeddings.patch_embedding.weight",
    "visual.positional_embedding": "vision_model.embeddings.position_embedding.weight",
    "positional_embedding": "text_model.embeddings.position_embedding.weight",
    "token_embedding.weight": "text_model.embeddings.token_embedding.weight",
    "logit_scale": "logit_scale",
}
_NORMS = {
    "visual.ln_pre": "vision_model.pre_layrnorm",
    "visual.ln_post": "vision_model.post_layernorm",
    "ln_final": "text_model.final_layer_norm",
}
_TURNED = {"visual.proj": "visual_projection.weight", "text_projection": "text_projection.weight"}


def write_checkpoint(folder: Path, photo: Path) -> None:
    """Write all formats, and check that they are one network.

    Args:
        folder: Where they go.
        photo: Of a piece of jewellery; the words' vectors are turned towards those of photos.

    Raises:
        RuntimeError: They are not.
    """
    torch.manual_seed(0)
    network, _, prepare = open_clip.create_model_and_transforms(ARCHITECTURE, pretrained=None)
    network.eval()
    with Image.open(photo) as image:
        _turn_words(network, prepare(image)[None])
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), folder / "clip.pt")
    same = CLIPModel(CLIPConfig()).eval()
    same.load_state_dict(dict(_renamed(network.state_dict())), strict=False)
    same.save_pretrained(folder / "hf")
    _write_tokenizer(folder / "hf")
    CLIPImageProcessorPil().save_pretrained(folder / "hf")
    _check(network, same)
    _export(same, folder)


@torch.inference_mode()
def _turn_words(network: Any, pixels: Tensor) -> None:
    """Have words and photos on one side, as training would: some systems leave out hits below a cosine of 0."""
    words = network.encode_text(open_clip.tokenize(["a ring in rose gold"]))
    if float(F.cosine_similarity(words, network.encode_image(pixels))) < 0:
        network.text_projection.neg_()


def _renamed(state: dict[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    """open_clip's weights by transformers' names."""
    for name, weight in state.items():
        if name in _WHOLE:
            yield _WHOLE[name], weight
        elif name in _TURNED:
            yield _TURNED[name], weight.T.contiguous()
        elif "resblocks" in name:
            yield from _block(name, weight)
        else:
            layer, _, kind = name.rpartition(".")
            yield f"{_NORMS[layer]}.{kind}", weight


def _block(name: str, weight: Tensor) -> Iterator[tuple[str, Tensor]]:
    tower, _, rest = name.partition("transformer.resblocks.")
    number, _, rest = rest.partition(".")
    before = f"{'vision_model' if tower else 'text_model'}.encoder.layers.{number}."
    if rest.startswith("attn.in_proj_"):
        for part, third in zip("qkv", weight.chunk(3), strict=True):
            yield f"{before}self_attn.{part}_proj.{rest.removeprefix('attn.in_proj_')}", third.contiguous()
    elif rest.startswith("attn.out_proj"):
        yield f"{before}self_{rest}", weight
    else:
        layer, _, kind = rest.rpartition(".")
        yield f"{before}{_BLOCK[layer]}.{kind}", weight


def _write_tokenizer(folder: Path) -> None:
    """CLIP's tokenizer in transformers' files, from the merges that open_clip brings."""
    path = Path(open_clip.__file__).parent / "bpe_simple_vocab_16e6.txt.gz"
    merges = gzip.decompress(path.read_bytes()).decode().split("\n")[1 : 49152 - 256 - 2 + 1]
    letters = list(open_clip.tokenizer.bytes_to_unicode().values())
    words = [*letters, *(f"{each}</w>" for each in letters), *("".join(merge.split()) for merge in merges)]
    words += ["<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges))
    tokenizer = CLIPTokenizerFast(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=77)
    tokenizer.save_pretrained(folder)


@torch.inference_mode()
def _check(network: Any, same: CLIPModel) -> None:
    pixels = torch.randn(2, 3, 224, 224)
    ids = open_clip.tokenize(["a ring in rose gold", "a thin silver bracelet"])
    images = same.visual_projection(same.vision_model(pixels).pooler_output)
    texts = same.text_projection(same.text_model(ids).pooler_output)
    for name, one, other in (
        ("image", network.encode_image(pixels), images),
        ("text", network.encode_text(ids), texts),
    ):
        cosine = float(F.cosine_similarity(one, other).min())
        if cosine < 0.9999:
            raise RuntimeError(f"The {name} towers in open_clip and transformers differ: cosine {cosine:.4f}")


class _Vision(nn.Module):
    def __init__(self, network: CLIPModel) -> None:
        super().__init__()
        self.network = network

    def forward(self, pixel_values: Tensor) -> Tensor:
        projected: Tensor = self.network.visual_projection(self.network.vision_model(pixel_values).pooler_output)
        return projected


class _Text(nn.Module):
    def __init__(self, network: CLIPModel) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        found = self.network.text_model(input_ids, attention_mask)
        projected: Tensor = self.network.text_projection(found.pooler_output)
        return projected


def _export(network: CLIPModel, folder: Path) -> None:
    ids = torch.ones(2, 77, dtype=torch.int64)
    parts: dict[str, tuple[nn.Module, tuple[Tensor, ...], dict[str, str]]] = {
        "vision": (_Vision(network), (torch.zeros(2, 3, 224, 224),), {"pixel_values": "image_embeds"}),
        "text": (_Text(network), (ids, ids), {"input_ids": "text_embeds", "attention_mask": "text_embeds"}),
    }
    for name, (module, inputs, names) in parts.items():
        (folder / name).mkdir(exist_ok=True)
        output = next(iter(names.values()))
        axes = {each: {0: "batch", 1: "pieces"} if name == "text" else {0: "batch"} for each in names}
        axes[output] = {0: "batch"}
        with torch.inference_mode():
            torch.onnx.export(
                module.eval(), inputs, str(folder / name / "model.onnx"), input_names=list(names),
                output_names=[output], dynamic_axes=axes, opset_version=17, dynamo=False,
            )  # fmt: skip
        for file in (folder / "hf").iterdir():
            if file.suffix in (".json", ".txt"):
                (folder / name / file.name).write_bytes(file.read_bytes())

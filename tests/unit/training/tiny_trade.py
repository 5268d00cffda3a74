"""A trade of gold and stones, small enough to be learned in a second."""

import json
from itertools import product
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

from encoders.towers.torchvision_operators import ensure_torchvision_imports
from training.corpus import Corpus, CorpusProduct, Query, Split

METALS = ("yellow gold", "rose gold", "silver")
STONES = ("ruby", "emerald", "opal")
PIECES = ("ring", "brooch", "watch", "anklet")
UNUSED = 6
_WORDS = (
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "yellow", "gold", "rose", "silver", "ruby", "emerald", "opal", "ring",
    "brooch", "watch", "anklet", "in", "with", "a", "the", "shop", "sky", "is", "far", "near", "and", "blue",
    "##gold", "##ring", "sil", "##ber", "o", "p", "##pal", "##ali", "n", "##u", "##r", "##e", "r",
)  # fmt: skip


def tiny_bert(folder: Path) -> Path:
    """A BERT of two layers with random weights, `UNUSED` places in its vocabulary, and its tokenizer."""
    ensure_torchvision_imports()
    from transformers import BertConfig, BertModel

    words = [*_WORDS, *(f"[unused{number}]" for number in range(UNUSED))]
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=48,
        initializer_range=0.3,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder)
    tokenizer = Tokenizer(WordPiece({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer()  # type: ignore[assignment]
    tokenizer.pre_tokenizer = BertPreTokenizer()  # type: ignore[assignment]
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.save(str(folder / "tokenizer.json"))
    assert json.loads((folder / "config.json").read_text())["vocab_size"] == len(words)
    return folder


def tiny_corpus(splits: tuple[Split, ...] = ("train", "validation")) -> Corpus:
    """Every piece in every metal with every stone, once in each split; a family is a piece in one metal."""
    products: list[CorpusProduct] = []
    queries: dict[Split, dict[str, list[Query]]] = {split: {"words": [], "composed": []} for split in splits}
    for split in splits:
        for piece, metal, stone in product(PIECES, METALS, STONES):
            row = len(products)
            facts = {"category": piece, "metal": metal, "stone": stone}
            texts = (f"{metal} {piece}. a {piece} with {stone}", f"{piece} in {metal}, {stone}")
            products.append(
                CorpusProduct(f"{split}-{row}", f"{split} {piece} {metal}", split, facts, texts, (Path("x"),))
            )
            queries[split]["words"] += [
                Query("words", None, f"{stone} {piece}", row, ("stone", "category")),
                Query("words", None, f"a {metal} {piece} with {stone}", row, ("metal", "stone", "category")),
            ]
            if stone != STONES[0]:
                queries[split]["composed"].append(Query("composed", row - 1, f"with {stone}", row, (), "stone"))
    return Corpus(products, queries)  # type: ignore[arg-type]

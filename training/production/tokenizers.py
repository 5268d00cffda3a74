"""The tokenizer of a text network as the `tokenizer.json` that serving reads, checked against the network's own."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, normalizers
from tokenizers.processors import TemplateProcessing

from training.production.clip_tokenizer import byte_pair_tokenizer, cleaning
from training.production.errors import TokenizerError
from training.production.sources import LOCAL, Source, loading

FILES = ("tokenizer.json", "vocab.txt", "vocab.json", "spiece.model", "sentencepiece.bpe.model", "tokenizer.model")
SHOWN = 3  # texts that a message about differences names
TRYING = (
    "rose gold ring", "Rose Gold Ring, size 52", "18k white-gold hoop earrings (pair)", "a bride's ring; it's hers",
    "I'VE lost one, they'll DON'T", "925 silver 0.5ct 14K 3,5 mm ½ carat", "Étoile pavé · Grâce à Noël", "cafe\u0301",
    "Verlobungsring aus Weißgold, Größe 54", "anillo de compromiso de oro rosa ¿cuánto?", "colar de prata para mãe",
    "кольцо с бриллиантом", "δαχτυλίδι ΣΟΦΙΑΣ", "خاتم ذهب عيار 18", "טבעת אירוסין", "हीरे की अंगूठी", "แหวนเพชร",
    "金の指輪 ダイヤモンド", "18K金戒指,镶嵌蓝宝石", "다이아몬드 반지", "💍 ring with 💎💎 and ❤️‍🔥", "👩‍👩‍👧 🇫🇷",
    "“curly” ‘quotes’ – dash — dash… it’s", "ﬁne ﬂoral ﬁligree", "ＲＩＮＧ　１８Ｋ", "ring &amp; &quot;Luna&quot;",
    "  too   much\t white\n\nspace  ", "İstanbul STRASSE ẞ", "no_underscore__here", "C++ #love @home /ring\\ 100%",
    "zero\u200bwidth soft\u00adhyphen no\u00a0break", "", " ", "?!", "1234567890 " * 20, "rings" * 40,
    "a yellow gold necklace with a heart-shaped pendant and eleven small diamonds " * 12,
)  # fmt: skip
"""Texts in many scripts, with marks and faults that break tokenizers apart."""


Reference = Callable[[Sequence[str]], NDArray[np.int64]]
"""A network's own tokenizer: texts to pieces, (texts, longest), filled up."""


class ServedTokenizer(NamedTuple):
    """A tokenizer for serving.

    Attributes:
        tokenizer: Without cutting and filling up; the encoder turns those on.
        max_pieces: Longer texts are cut off.
        pad_id: What shorter ones are filled up with.
        pad_to: To how many pieces; None to the longest of a batch.
    """

    tokenizer: Tokenizer
    max_pieces: int
    pad_id: int
    pad_to: int | None


def clip_tokenizer(source: Source, *, reads_padding: bool) -> tuple[ServedTokenizer, Reference]:
    """The tokenizer of an open_clip checkpoint, and the one to compare it with.

    Raises:
        SourceError: It cannot be loaded.
        TokenizerError: It is missing, or nothing that a `tokenizer.json` can say.
    """
    if source.name.startswith(LOCAL) and _wants_files(source):
        _require_files(Path(source.name.removeprefix(LOCAL)), source)
    with loading(source):
        import open_clip

        own = open_clip.get_tokenizer(source.name)
    clean = own.clean_fn.__name__.removeprefix("_clean_")
    length: int = own.context_length
    pad_to = length if reads_padding else None

    def reference(texts: Sequence[str]) -> NDArray[np.int64]:
        ids: NDArray[np.int64] = own(list(texts)).numpy()
        return ids

    if hasattr(own, "bpe_ranks"):
        merges = sorted(own.bpe_ranks, key=own.bpe_ranks.__getitem__)
        return ServedTokenizer(byte_pair_tokenizer(own.encoder, merges, clean), length, 0, pad_to), reference
    if own.tokenizer_mode:
        raise TokenizerError(f"{source} reads texts in a way of its own ({own.tokenizer_mode}) that cannot be shipped.")
    return ServedTokenizer(_cleaned(source, own, clean), length, own.tokenizer.pad_token_id or 0, pad_to), reference


def transformers_tokenizer(source: Source, longest: int, *, reads_padding: bool) -> tuple[ServedTokenizer, Reference]:
    """The tokenizer of a transformers checkpoint for texts of at most `longest` pieces, and the one to compare it with.

    Raises:
        SourceError: It cannot be loaded.
        TokenizerError: It is missing, or nothing that a `tokenizer.json` can say.
    """
    folder = Path(source.name)
    if folder.is_dir():
        _require_files(folder, source)
    with loading(source):
        from transformers import AutoTokenizer

        own = AutoTokenizer.from_pretrained(source.name)
    pad_id = own.pad_token_id or 0

    def reference(texts: Sequence[str]) -> NDArray[np.int64]:
        cut = own(list(texts), truncation=True, max_length=longest).input_ids
        ids = np.full((len(cut), longest), pad_id, dtype=np.int64)
        for row, pieces in enumerate(cut):
            ids[row, : len(pieces)] = pieces
        return ids

    return ServedTokenizer(_backend(source, own), longest, pad_id, longest if reads_padding else None), reference


def check_tokenizer(served: ServedTokenizer, reference: Reference, texts: Sequence[str]) -> int:
    """Compare with the network's own tokenizer, piece by piece.

    Returns:
        How many texts were compared.

    Raises:
        TokenizerError: Texts are cut differently; the message names some.
    """
    ids, _ = encode(served, texts, length=served.max_pieces)
    expected = reference(texts)
    differing = [
        text for text, mine, theirs in zip(texts, ids, expected, strict=True) if not np.array_equal(mine, theirs)
    ]
    if differing:
        shown = ", ".join(repr(text[:40]) for text in differing[:SHOWN])
        raise TokenizerError(
            f"The shipped tokenizer cuts {len(differing)} of {len(texts)} texts otherwise than the network's own, such "
            f"as {shown}. Its tokenizer cannot be served; choose another text network."
        )
    return len(texts)


def encode(
    served: ServedTokenizer, texts: Sequence[str], length: int | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pieces and mask of texts as the encoder that serves makes them, (texts, pieces); `length` fills up further."""
    tokenizer = served.tokenizer
    tokenizer.enable_truncation(max_length=served.max_pieces)
    tokenizer.enable_padding(pad_id=served.pad_id, length=length or served.pad_to)
    encoded = tokenizer.encode_batch(list(texts))
    ids = np.array([item.ids for item in encoded], dtype=np.int64)
    return ids, np.array([item.attention_mask for item in encoded], dtype=np.int64)


def _cleaned(source: Source, own: Any, clean: str) -> Tokenizer:
    """A tokenizer of transformers behind open_clip's cleaning."""
    backend = _backend(source, own.tokenizer)
    steps = cleaning(clean) + ([backend.normalizer] if backend.normalizer is not None else [])
    backend.normalizer = normalizers.Sequence(steps)
    if own.strip_sep_token:  # the mark for the end is taken for padding
        first, last = own.tokenizer.cls_token, own.tokenizer.pad_token
        numbers = [(name, own.tokenizer.convert_tokens_to_ids(name)) for name in (first, last)]
        backend.post_processor = TemplateProcessing(single=f"{first} $A {last}", special_tokens=numbers)
    return backend


def _backend(source: Source, own: Any) -> Tokenizer:
    backend = getattr(own, "backend_tokenizer", None)
    if backend is None:
        raise TokenizerError(
            f"The tokenizer of {source} has no form that can be shipped. Put a tokenizer.json into its folder."
        )
    copy = Tokenizer.from_str(backend.to_str())
    copy.no_truncation()
    copy.no_padding()
    return copy


def _wants_files(source: Source) -> bool:
    import open_clip

    with loading(source):
        config = open_clip.get_model_config(source.name) or {}
    return bool(config.get("text_cfg", {}).get("hf_tokenizer_name"))


def _require_files(folder: Path, source: Source) -> None:
    if not any((folder / name).is_file() for name in FILES):
        raise TokenizerError(
            f"{source} has no tokenizer: none of {', '.join(FILES)} is in {folder}. Copy the files of its tokenizer "
            "there, from where the checkpoint comes from."
        )

"""Open_clip's own tokenizer as a `tokenizer.json`, which serving reads without open_clip.

It cleans a text (repairs of the package ftfy, HTML's character references, white space, lower case), cuts it into words
and merges the bytes of each. All but two of the repairs can be said in a `tokenizer.json`: text that was decoded with
the wrong encoding ("bÃ©ryl") stays as it is, and of the references only those that shops write are resolved. The names
of the marks for start and end, typed into a text, are words like any other here; open_clip takes them for the marks.

Source: Radford et al. 2021, arXiv:2103.00020, section 2.4; Sennrich et al. 2016, arXiv:1508.07909.
"""

import string
import unicodedata
from typing import Any

from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.processors import TemplateProcessing

START, END = "<start_of_text>", "<end_of_text>"
WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+"

_REFERENCES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&apos;": "'", "&nbsp;": " "}
_CONTROLS = "[\u0000-\u0008\u000b\u000e-\u001f\u007f\u206a-\u206f\ufeff\ufff9-\ufffc]"  # which ftfy takes out
_WIDE_OR_NARROW = range(0xFF01, 0xFFF0)
_UNASSIGNED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # in Windows-1252, which the other controls of that range stand for
_LIGATURES = (*range(0xFB00, 0xFB07), 0x132, 0x133, 0x149, *range(0x1C4, 0x1CD), 0x1F1, 0x1F2, 0x1F3)


def byte_pair_tokenizer(vocabulary: dict[str, int], merges: list[tuple[str, str]], clean: str) -> Tokenizer:
    """Put a tokenizer together that gives the pieces of open_clip's `SimpleTokenizer`.

    Args:
        vocabulary: Piece to its number; holds `START` and `END`.
        merges: Pairs of pieces in the order in which they were learned.
        clean: What open_clip calls the cleaning: "lower", "canonicalize" or "whitespace".
    """
    tokenizer = Tokenizer(BPE(vocabulary, merges, end_of_word_suffix="</w>", fuse_unk=False))
    parts: dict[str, Any] = {
        "normalizer": normalizers.Sequence(cleaning(clean)),
        "pre_tokenizer": pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(WORDS), behavior="removed", invert=True),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        ),
        "post_processor": TemplateProcessing(
            single=f"{START} $A {END}", special_tokens=[(name, vocabulary[name]) for name in (START, END)]
        ),
    }
    for name, part in parts.items():
        setattr(tokenizer, name, part)
    return tokenizer


def cleaning(kind: str) -> list[Any]:
    """The normalizers for one of open_clip's ways to clean a text.

    Raises:
        ValueError: There is no such way.
    """
    if kind not in ("lower", "canonicalize", "whitespace"):
        raise ValueError(f"There is no cleaning {kind!r}.")
    steps = [*_repairs(), *(normalizers.Replace(mark, plain) for mark, plain in _REFERENCES.items())]
    if kind == "canonicalize":
        marks = "".join(f"\\{mark}" for mark in string.punctuation if mark != "_")
        steps += [normalizers.Replace("_", " "), normalizers.Replace(Regex(f"[{marks}]"), "")]
    if kind != "whitespace":
        final_sigma = normalizers.Replace(Regex(r"(?<=\p{L})Σ(?!\p{L})"), "ς")  # as Python writes it in lower case
        steps += [final_sigma, normalizers.Lowercase()]
    return [*steps, normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]


def _repairs() -> list[Any]:
    """What ftfy does to text that was decoded rightly, in its order."""
    plain = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in (*_LIGATURES, *_WIDE_OR_NARROW)}
    plain |= {"ŉ": "'n", "ﬅ": "ſt"}
    plain |= {chr(code): bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in _UNASSIGNED}
    return [
        *(normalizers.Replace(mark, spelled) for mark, spelled in plain.items() if mark != spelled),
        normalizers.Replace(Regex("[ʼ‘-‛]"), "'"),
        normalizers.Replace(Regex("[“-‟]"), '"'),
        normalizers.Replace(Regex("[\r\u2028\u2029\u0085]"), "\n"),
        normalizers.Replace(Regex(_CONTROLS), ""),
        normalizers.NFC(),
    ]

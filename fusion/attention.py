"""Learned attention fusion."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from fusion.base import FusedEmbedding, Fusion, Modality, present_vector, present_weights, unit


@dataclass(frozen=True)
class FusionConfig:
    """Shape of the attention.

    Attributes:
        image_dim: Length of an image vector; `text_dim` of a text vector.
        image_token_width: Width of an image token; `text_token_width` of a text token.
        width: Length of a modality token inside the attention.
        heads: Attention heads; must divide `width`.
        image_weight: The photo's share at initialisation, in (0, 1).
        dropout: Share of numbers inside the attention that fitting hides, in [0, 1).
    """

    image_dim: int
    text_dim: int
    image_token_width: int
    text_token_width: int
    width: int = 256
    heads: int = 8
    image_weight: float = 0.5
    dropout: float = 0.1


class _Read(NamedTuple):
    """A batch as the attention reads it.

    Attributes:
        asking: Tokens that ask: photo, words, a missing photo, missing words; (batch, 4, width).
        query: What they ask by, (batch, heads, 4, width of a head).
        keys: What answers: photo, words, image regions, word pieces, a missing photo, missing words; (batch, heads,
            tokens, width of a head).
        values: What those say, likewise.
        real: Which regions and pieces are real, (batch, regions) and (batch, pieces).
    """

    asking: Tensor
    query: Tensor
    keys: Tensor
    values: Tensor
    real: tuple[Tensor, Tensor]

    def three_times(self) -> "_Read":
        """The batch three times over."""
        asking, query, keys, values = (_three_times(part) for part in self[:4])
        return _Read(asking, query, keys, values, (_three_times(self.real[0]), _three_times(self.real[1])))


class AttentionFusion(Fusion):
    """One block of scaled dot-product attention, from which photo and words each learn what the other changes.

    The seed formula `softmax(QK^T/√d_k)V` with `Q = W_Q v`, `K = W_K v`, `V = W_V v` would be trivial on the single
    vector `v = [v_I ; v_T]`: the softmax of one score is 1. So attention runs over tokens. The modality tokens of photo
    and words ask; they themselves and everything the towers saw (image regions, word pieces) answer. Every token
    carries learned embeddings of its type and of the item's role; a missing modality is a learned token, so that the
    other one predicts what it would have said.

    What the attention finds scales the towers' vectors, number by number, and is added to them: "in rose gold" can take
    out what says the metal, leave what says the design, and put in the other metal. Those maps start at zero, and the
    gates start at a fixed share: a fresh module is exactly plain weighted concatenation.

    The weights that it returns say how far each modality moved the query from what the other one alone would have
    asked for; see `_shares`.

    Sources: Vaswani et al. 2017, arXiv:1706.03762, eq. 1 and section 3.2.2; scaling and shifting by what another
    modality says: Perez et al. 2018, arXiv:1709.07871, eq. 1.
    """

    def __init__(self, config: FusionConfig) -> None:
        super().__init__(config.image_dim, config.text_dim)
        if config.width % config.heads:
            raise ValueError(f"{config.heads} heads do not divide a width of {config.width}")
        width = config.width
        self.heads = config.heads
        self.image_in = nn.Linear(config.image_dim, width)
        self.text_in = nn.Linear(config.text_dim, width)
        self.image_token_in = nn.Sequential(
            nn.LayerNorm(config.image_token_width), nn.Linear(config.image_token_width, width)
        )
        self.text_token_in = nn.Sequential(
            nn.LayerNorm(config.text_token_width), nn.Linear(config.text_token_width, width)
        )
        self.types = nn.Parameter(torch.randn(4, width) * 0.02)  # photo, words, image region, word piece
        self.roles = nn.Parameter(torch.randn(2, width) * 0.02)
        self.missing = nn.Parameter(torch.randn(2, width) * 0.02)  # photo, words
        self.norm = nn.LayerNorm(width)
        self.w_q, self.w_k, self.w_v, self.w_o = (nn.Linear(width, width) for _ in range(4))
        self.mlp = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)
        )
        self.dropout = nn.Dropout(config.dropout)
        self.out_norm = nn.LayerNorm(width)
        self.image_out = nn.Linear(width, 2 * config.image_dim)
        self.text_out = nn.Linear(width, 2 * config.text_dim)
        self.gate = nn.Linear(width, 1)
        for layer in (self.image_out, self.text_out, self.gate):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        logit = math.log(config.image_weight / (1 - config.image_weight))
        self.gate_bias = nn.Parameter(torch.tensor([logit / 2, -logit / 2]))

    def fuse(self, image: Modality, text: Modality, role: Tensor) -> FusedEmbedding:
        """See the base class."""
        read = self._read(image, text, role)
        nothing = torch.zeros_like(image.present)
        there = image.present, text.present
        # Three questions in one: of both, of the photo alone, of the words alone.
        photos = _thrice(image)._replace(present=torch.cat([there[0], there[0], nothing]))
        words = _thrice(text)._replace(present=torch.cat([there[1], nothing, there[1]]))
        lean = _three_times(there[0]), _three_times(there[1])
        found = self._embed(read.three_times(), photos, words, lean, role).view(3, -1, self.dim)
        return FusedEmbedding(found[0], present_weights(_shares(found[0], found[1], found[2]), image, text))

    def embed(self, image: Modality, text: Modality, role: Tensor) -> Tensor:
        """See the base class."""
        return self._embed(self._read(image, text, role), image, text, (image.present, text.present), role)

    def _read(self, image: Modality, text: Modality, role: Tensor) -> _Read:
        """Turn both modalities into tokens, and those into what asks and what answers."""
        role_token = self.roles[role]
        vectors = self.image_in(present_vector(image)), self.text_in(present_vector(text))
        present = torch.stack(vectors, dim=1) + self.types[:2] + role_token
        missing = (self.missing + self.types[:2] + role_token).expand(present.shape[0], -1, -1)
        regions = self.image_token_in(image.tokens) + self.types[2] + role_token
        pieces = self.text_token_in(text.tokens) + self.types[3] + role_token
        seen = self.dropout(self.norm(torch.cat([present, regions, pieces], dim=1)))
        unseen = self.norm(missing)
        heard = torch.cat([seen, unseen], dim=1)
        query = self.w_q(torch.cat([seen[:, :2], unseen], dim=1))
        query, keys, values = (self._split(tokens) for tokens in (query, self.w_k(heard), self.w_v(heard)))
        return _Read(torch.cat([present, missing], dim=1), query, keys, values, (image.mask, text.mask))

    def _split(self, tokens: Tensor) -> Tensor:
        """(batch, tokens, width) to (batch, heads, tokens, width of a head)."""
        b, n, width = tokens.shape
        return tokens.view(b, n, self.heads, width // self.heads).transpose(1, 2)

    def _embed(
        self, read: _Read, image: Modality, text: Modality, there: tuple[Tensor, Tensor], role: Tensor
    ) -> Tensor:
        """The embedding of items, of which some modalities may be taken to be missing, (batch, dim).

        Args:
            read: What photo and words say.
            image: The photos, or none of them.
            text: The words, or none of them.
            there: Which of both the items really have, by which they lean: what is compared must lean alike.
            role: The items' role.
        """
        hidden = self._hidden(read, image.present, text.present)
        gates = torch.softmax(self.gate(hidden).squeeze(-1) + self.gate_bias, dim=1)
        image_block = gates[:, :1].sqrt() * _block(image, self.image_out(hidden[:, 0]))
        text_block = gates[:, 1:].sqrt() * _block(text, self.text_out(hidden[:, 1]))
        return self.join(image_block, text_block, there, role)

    def _hidden(self, read: _Read, has_photo: Tensor, has_words: Tensor) -> Tensor:
        """What photo and words have learned from all there is, (batch, 2, width)."""
        there = torch.stack([has_photo, has_words], dim=1)
        mask = torch.cat(
            [there, read.real[0] & has_photo[:, None], read.real[1] & has_words[:, None], ~there], dim=1
        )  # fmt: skip
        asking = torch.where(there[:, :, None], read.asking[:, :2], read.asking[:, 2:])
        query = torch.where(there[:, None, :, None], read.query[:, :, :2], read.query[:, :, 2:])
        hidden = asking + self.dropout(self.w_o(_attend(query, read.keys, read.values, mask)))
        informed: Tensor = self.out_norm(hidden + self.dropout(self.mlp(hidden)))
        return informed


def _attend(query: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> Tensor:
    """`softmax(QK^T/√d_k)V` for every head, over the tokens in the mask (batch, tokens): (batch, asking, width)."""
    b, heads, n, d_k = query.shape
    scores = query @ keys.transpose(2, 3) / math.sqrt(d_k)
    attention = torch.softmax(torch.where(mask[:, None, None, :], scores, -1e4), dim=-1)
    return (attention @ values).transpose(1, 2).reshape(b, n, heads * d_k)


def _three_times(batch: Tensor) -> Tensor:
    return torch.cat([batch, batch, batch])


def _thrice(modality: Modality) -> Modality:
    """The vectors three times over, which is all that is read of them from here on."""
    return modality._replace(vector=_three_times(modality.vector))


def _block(modality: Modality, found: Tensor) -> Tensor:
    """What stands for one modality in the embedding: its vector, changed; or only what is added, where it is missing.

    Args:
        modality: Its vectors are (batch, dim).
        found: Scales and additions, (batch, 2 dim).
    """
    dim = modality.vector.shape[1]
    scale, change = found[:, :dim], found[:, dim:]
    changed = present_vector(modality) * (1 + scale) + change
    return torch.where(modality.present[:, None], unit(changed), change)


def _shares(learned: Tensor, photo_alone: Tensor, words_alone: Tensor) -> Tensor:
    """How much photo and words counted, (batch, 2), each row summing to 1.

    Words count as much as they turn the query away from what the photo alone asks for, and the photo as much as it
    turns it away from what the words alone ask for: squared sines of those angles, scaled to sum to 1. Words that say
    nothing turn nothing and count nothing. Where photo and words keep to their own blocks, as in plain concatenation,
    these are exactly its weights.

    Args:
        learned: Embeddings of photo and words together, (batch, dim), unit length.
        photo_alone: Embeddings without the words, likewise.
        words_alone: Embeddings without the photo, likewise.
    """
    cosines = torch.stack([(learned * words_alone).sum(dim=1), (learned * photo_alone).sum(dim=1)], dim=1)
    turned = (1 - cosines.square()).clamp(min=1e-6)
    return turned / turned.sum(dim=1, keepdim=True)

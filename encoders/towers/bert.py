"""Text towers of the BERT family, from transformers."""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from encoders.encoding import Encoding
from encoders.towers.torchvision_operators import ensure_torchvision_imports


class BertTower(nn.Module):
    """A BERT, or a relative that reads and writes the same, whose word pieces become one vector.

    The vector is their mean, or the class token where the checkpoint's own `1_Pooling/config.json`, as
    sentence-transformers writes it, says so.

    Source: Devlin et al. 2019, arXiv:1810.04805; the mean: Reimers and Gurevych 2019, arXiv:1908.10084, section 3.
    """

    def __init__(self, weights: str | Path = "bert-base-uncased", *, random_weights: bool = False) -> None:
        """Load the network.

        Args:
            weights: A hub name or a local folder in transformers' format: BERT, RoBERTa, XLM-RoBERTa, DistilBERT, MPNet
                and the like.
            random_weights: Read only the architecture from `weights`, and initialise it anew.

        Raises:
            ValueError: The network keeps no word pieces of one width, or takes something besides them.
        """
        super().__init__()
        ensure_torchvision_imports()
        from transformers import AutoConfig, AutoModel, BertModel

        if random_weights:
            self.bert = BertModel(AutoConfig.from_pretrained(str(weights)))
        else:
            self.bert = AutoModel.from_pretrained(str(weights))
        config = self.bert.config
        if not hasattr(config, "hidden_size") or config.is_encoder_decoder:
            raise ValueError(f"{weights} holds a {config.model_type}, which is not of the BERT family.")
        if hasattr(self.bert, "pooler"):
            self.bert.pooler = None  # reads the class token for a task of its own
        self.dim: int = config.hidden_size
        self.token_width: int = self.dim
        self.by_class_token: bool = not random_weights and bool(_pooling(weights).get("pooling_mode_cls_token"))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Encoding[Tensor]:
        """Encode tokenised texts.

        Args:
            input_ids: (batch, tokens), int64, padded to a common length.
            attention_mask: (batch, tokens), 1 where a token is real.

        Returns:
            Vectors (batch, dim), not normalised; tokens (batch, tokens, dim); mask (batch, tokens), bool.
        """
        tokens = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        kept = attention_mask.unsqueeze(-1).to(tokens.dtype)
        vector = tokens[:, 0] if self.by_class_token else (tokens * kept).sum(dim=1) / kept.sum(dim=1).clamp(min=1.0)
        return Encoding(vector, tokens, attention_mask.to(torch.bool))


def _pooling(weights: str | Path) -> dict[str, Any]:
    """What sentence-transformers says of pooling, empty where it says nothing."""
    from transformers.utils import cached_file

    path = cached_file(
        str(weights),
        "1_Pooling/config.json",
        _raise_exceptions_for_missing_entries=False,
        _raise_exceptions_for_connection_errors=False,
        _raise_exceptions_for_gated_repo=False,
    )
    stated: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
    return stated

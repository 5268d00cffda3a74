"""BERT text towers, from transformers."""

from pathlib import Path

import torch
from torch import Tensor, nn

from encoders.encoding import Encoding
from encoders.towers.torchvision_operators import ensure_torchvision_imports


class BertTower(nn.Module):
    """A BERT whose word pieces are averaged into one vector.

    Source: Devlin et al. 2019, arXiv:1810.04805; the mean: Reimers and Gurevych 2019, arXiv:1908.10084, section 3.
    """

    def __init__(self, weights: str | Path = "bert-base-uncased", *, random_weights: bool = False) -> None:
        """Load the network.

        Args:
            weights: A hub name or a local folder in transformers' format.
            random_weights: Read only the architecture from `weights`, and initialise it anew.
        """
        super().__init__()
        ensure_torchvision_imports()
        from transformers import AutoConfig, BertModel

        if random_weights:
            self.bert = BertModel(AutoConfig.from_pretrained(str(weights)), add_pooling_layer=False)
        else:
            self.bert = BertModel.from_pretrained(str(weights), add_pooling_layer=False)
        self.dim: int = self.bert.config.hidden_size
        self.token_width: int = self.dim

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
        vector = (tokens * kept).sum(dim=1) / kept.sum(dim=1).clamp(min=1.0)
        return Encoding(vector, tokens, attention_mask.to(torch.bool))

"""ResNet image towers, from timm."""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from encoders.towers.pooled import Pooled, PooledTower, generalised_mean
from encoders.towers.torchvision_operators import ensure_torchvision_imports


class ResNetTower(PooledTower):
    """A residual network whose stages are pooled into one vector.

    Without `embed_dim` the vector is the classic one: the mean of the last stage (2048 numbers for ResNet-50). With it,
    every stage is pooled by a generalised mean and the concatenation is projected: the early stages keep the colour of
    metal and stone, which the last one has abstracted away, and the generalised mean keeps a thin chain from drowning
    in its backdrop.

    Source: He et al. 2016, arXiv:1512.03385.
    """

    halved = True

    def __init__(
        self,
        architecture: str = "resnet50",
        *,
        weights: str | Path | None = None,
        embed_dim: int | None = None,
        mean: Sequence[float] = (0.485, 0.456, 0.406),
        std: Sequence[float] = (0.229, 0.224, 0.225),
    ) -> None:
        """Build the network.

        Args:
            architecture: A timm ResNet by name, such as "resnet50" or "resnet10t".
            weights: None for random weights, "hub" for the ones timm names for this architecture, or the path of a
                local checkpoint.
            embed_dim: Length of the projected vector; None for the plain mean of the last stage.
            mean: Per channel, RGB, of pixels in [0, 1].
            std: Per channel, RGB, of pixels in [0, 1].
        """
        super().__init__()
        ensure_torchvision_imports()
        import timm

        local = {} if weights in (None, "hub") else {"file": str(weights)}
        self.backbone = timm.create_model(
            architecture, pretrained=weights is not None, pretrained_cfg_overlay=local, num_classes=0
        )
        stages = [info["num_chs"] for info in self.backbone.feature_info[1:]]
        self.token_width: int = stages[-1]
        self.dim: int = embed_dim or stages[-1]
        self.projection = nn.Linear(sum(stages), embed_dim) if embed_dim else None
        self._normalise_by(mean, std)

    @property
    def first_layers(self) -> list[nn.Module]:
        """The stem."""
        return [self.backbone.conv1, self.backbone.bn1]

    def pool(self, pixels: Tensor) -> Pooled:
        """See photos; see `PooledTower.pool`."""
        x = (pixels - self.mean) / self.std
        stages: list[Tensor] = self.backbone.forward_intermediates(x, indices=4, intermediates_only=True)
        if self.projection is None:
            return Pooled(stages[-1].mean(dim=(2, 3)), stages[-1])
        return Pooled(torch.cat([generalised_mean(stage) for stage in stages], dim=1), stages[-1])

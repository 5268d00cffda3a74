"""Image towers that we train, by the name of their architecture."""

from pathlib import Path

from encoders.towers.efficientnet import EfficientNetTower
from encoders.towers.pooled import PooledTower
from encoders.towers.resnet import ResNetTower


def image_tower(architecture: str, embed_dim: int, weights: Path | None = None) -> PooledTower:
    """Build a tower.

    Args:
        architecture: timm's name of a ResNet or an EfficientNet.
        embed_dim: Length of its vector.
        weights: A checkpoint to begin with; None for random weights.
    """
    kind = EfficientNetTower if "efficientnet" in architecture else ResNetTower
    return kind(architecture, embed_dim=embed_dim, weights=weights)

"""Weights between two runs: what a bundle knew that was gone on from, and what has been learned since.

What goes on with other products learns more of them and forgets some of what it knew. Both sets of weights come
from one another, so what lies between them works, and may be better than either.

Source: Wortsman et al. 2022, arXiv:2109.01903.
"""

import copy
from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from encoders.towers.pooled import PooledTower
from training.progress import Log

SHARES = (0.0, 0.3, 0.5, 0.7, 0.85, 1.0)
"""Of the new weights, that are tried; the first one is what was known before."""
STEP = "share"
"""What this step's share is called in a checkpoint."""
Judge = Callable[[nn.Module], Mapping[str, float]]
_SERVED = "served"


def trained_state(checkpoint: Path) -> dict[str, Tensor]:
    """The weights to serve of a tower that was trained: those between two runs if it was settled, else the average."""
    kept = torch.load(checkpoint, weights_only=True)
    state: dict[str, Tensor] = kept.get(_SERVED) or _averaged(kept)
    return state


def settle_between(checkpoint: Path, start: PooledTower, judge: Judge, log: Log) -> float:
    """Keep in a checkpoint the weights between its own and those it began with that find most, unless that was done.

    Args:
        checkpoint: Of a run that has ended.
        start: The tower as the run began with it.
        judge: Tells recalls on products that neither was trained on; their sum decides.
        log: Told each share's.

    Returns:
        The share of the new weights.
    """
    done = kept_share(checkpoint, STEP)
    return done if done is not None else keep_served(checkpoint, STEP, start, trained_state(checkpoint), judge, log)


def kept_share(checkpoint: Path, step: str) -> float | None:
    """The share of the new weights that a step has kept in a checkpoint; None if it has not been taken."""
    share: float | None = torch.load(checkpoint, weights_only=True).get(step)
    return share


def keep_served(
    checkpoint: Path, step: str, before: PooledTower, new: Mapping[str, Tensor], judge: Judge, log: Log
) -> float:
    """Keep in a checkpoint, as those to serve, the weights between two states that find most.

    Args:
        checkpoint: Of a run that has ended.
        step: What this step is called in the checkpoint.
        before: A tower with the one state; it stays as it is.
        new: The other state.
        judge: Tells recalls on products that neither was trained on; their sum decides.
        log: Told each share's.

    Returns:
        The share of the new weights.
    """
    old, tower = before.state_dict(), copy.deepcopy(before)
    found: dict[float, float] = {}
    for share in SHARES:
        tower.load_state_dict(mixed(old, new, share))
        recalls = judge(tower)
        log.line(step=step, share_of_the_new=share, split="validation", **recalls)
        found[share] = sum(recalls.values())
    best = max(found, key=lambda share: (found[share], share))
    kept = torch.load(checkpoint, weights_only=True)
    partial = checkpoint.with_suffix(".partial")
    torch.save(kept | {_SERVED: mixed(old, new, best), step: best}, partial)
    partial.replace(checkpoint)
    return best


def mixed(old: Mapping[str, Tensor], new: Mapping[str, Tensor], share: float) -> dict[str, Tensor]:
    """Weights between two states; what counts batches is the new one's."""
    return {
        name: torch.lerp(old[name], value, share) if value.is_floating_point() else value for name, value in new.items()
    }


def _averaged(kept: Mapping[str, Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """The moving average of the weights, by the names that the tower has for them."""
    return {
        name.removeprefix("module."): value for name, value in kept["average"].items() if name.startswith("module.")
    }

"""Runs a tower over a batch in several threads, each on a core and a part of the batch of its own.

PyTorch's own threads share every layer among the cores and wait for one another at each; on a machine that does other
work too, they mostly wait. Here each core goes through all layers alone and they meet once a batch.
"""

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import torch
from torch import Tensor, nn

from encoders.towers.half_precision import can_halve
from encoders.towers.pooled import PooledTower
from training.half_convolutions import halve_convolutions


class ThreadedTower:
    """A tower and its replicas, which share its parameters and have gradients of their own.

    The loss needs the embeddings of the whole batch, so it is computed between two halves of backpropagation: `forward`
    returns leaves, and `backward` carries their gradients into the parameters of the tower.

    Source: Gao et al. 2021, arXiv:2101.06983, section 3.2.
    """

    def __init__(
        self,
        tower: PooledTower,
        threads: int,
        embed: Callable[[PooledTower, Tensor], Tensor],
        *,
        settled: bool = False,
    ) -> None:
        """Split batches among `threads`.

        Args:
            tower: What is trained.
            threads: As many parts are embedded at a time.
            embed: Turns a replica and its part of the pixels into vectors.
            settled: Normalise by the statistics that the tower has, as it will when it serves, instead of each part's.
                Replicas of such a tower compute in bfloat16 where the processor can.
        """
        self._embed, self._settled = embed, settled
        halved = settled and can_halve()
        copies = [copy.deepcopy(tower) for _ in range(threads if halved else threads - 1)]
        self._replicas = copies if halved else [tower, *copies]
        self._shared: list[tuple[nn.Parameter, nn.Parameter]] = []
        for replica in copies:
            for own, shared in zip(replica.parameters(), tower.parameters(), strict=True):
                own.data = shared.data
                self._shared.append((own, shared))
            if halved:
                halve_convolutions(replica)
        self._pool = ThreadPoolExecutor(max_workers=threads)
        self._outputs: list[Tensor] = []
        self._stem_trained = True

    def train_stem(self, wanted: bool) -> None:
        """Whether the first layers are trained too; else they stay as they are, statistics included."""
        self._stem_trained = wanted
        for replica in self._replicas:
            for layer in replica.first_layers:
                layer.requires_grad_(wanted)

    def forward(self, pixels: Tensor) -> Tensor:
        """Embed a batch, (batch, 3, size, size) to (batch, dim); the result is a leaf that gathers gradients."""
        for replica in self._replicas:
            replica.train()
            for layer in replica.first_layers:
                layer.train(self._stem_trained)
            if self._settled:
                _settle(replica)
        parts = torch.chunk(pixels, len(self._replicas))
        self._outputs = list(self._pool.map(self._embed, self._replicas[: len(parts)], parts))
        return torch.cat([output.detach() for output in self._outputs]).requires_grad_()

    def backward(self, gradient: Tensor) -> None:
        """Add the gradients of the tower's parameters, from those of the last embeddings, (batch, dim)."""
        parts = torch.split(gradient, [len(output) for output in self._outputs])
        list(self._pool.map(torch.autograd.backward, self._outputs, parts))
        for own, shared in self._shared:
            if own.grad is not None:
                shared.grad = own.grad if shared.grad is None else shared.grad.add_(own.grad)
                own.grad = None
        self._outputs = []

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()


def _settle(network: nn.Module) -> None:
    """Let its batch normalisations use the statistics that they have, and keep them."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()

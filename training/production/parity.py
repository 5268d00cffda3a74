"""Compares an exported graph with the network that it was exported from."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from bundles import Graph
from training.production.errors import ParityError

LEAST_COSINE = 0.9999
MOST_DIFFERENCE = 1e-3
"""Between numbers of two unit vectors; and between tokens, as a share of the largest number in them."""


class Parity(NamedTuple):
    """How far graph and network agree.

    Attributes:
        items: How many photos or texts were compared.
        cosine: The least between two vectors of one item.
        difference: The greatest between two numbers of the vectors.
        tokens: The greatest between two numbers of the tokens, as a share of the largest number in them.
    """

    items: int
    cosine: float
    difference: float
    tokens: float


def check_parity(
    network: nn.Module, graph: Graph, batches: Sequence[Mapping[str, NDArray[np.generic]]], name: str
) -> Parity:
    """Run both on the same batches, of several sizes, in full precision.

    Args:
        network: Takes what `graph` takes, in its order, and returns vectors and tokens.
        graph: The graph.
        batches: Inputs by name.
        name: What a message calls it.

    Raises:
        ParityError: They differ by more than `LEAST_COSINE` and `MOST_DIFFERENCE` allow; or are no numbers at all.
    """
    found = [_compare(network, graph, batch, name) for batch in batches]
    parity = Parity(
        items=sum(each.items for each in found),
        cosine=min(each.cosine for each in found),
        difference=max(each.difference for each in found),
        tokens=max(each.tokens for each in found),
    )
    if parity.cosine < LEAST_COSINE or max(parity.difference, parity.tokens) > MOST_DIFFERENCE:
        raise ParityError(
            f"The exported graph of {name} does not compute what the network computes: least cosine "
            f"{parity.cosine:.6f}, greatest difference {parity.difference:.6f} in vectors and {parity.tokens:.6f} in "
            f"tokens, over {parity.items} items. This architecture cannot be served; choose another one."
        )
    return parity


def _compare(network: nn.Module, graph: Graph, batch: Mapping[str, NDArray[np.generic]], name: str) -> Parity:
    with torch.inference_mode():
        expected = [output.float().numpy() for output in network(*(torch.from_numpy(each) for each in batch.values()))]
    try:
        vectors, tokens = graph.run({name: batch[name] for name in graph.inputs}, ("vector", "tokens"))
    except Exception as error:  # the runtime raises its own undocumented family of errors
        shapes = ", ".join(str(each.shape) for each in batch.values())
        raise ParityError(
            f"The exported graph of {name} does not take inputs of {shapes}. This architecture cannot be served; "
            "choose another one."
        ) from error
    if not all(np.isfinite(each).all() for each in (vectors, tokens, *expected)):
        raise ParityError(f"{name} gives numbers that are not finite; its weights are damaged or not for this network.")
    if tokens.shape != expected[1].shape:
        raise ParityError(f"{name} gives {tokens.shape} tokens as a graph and {expected[1].shape} as a network.")
    largest = float(np.abs(expected[1]).max()) or 1.0
    return Parity(
        items=len(vectors),
        cosine=float((vectors * expected[0]).sum(axis=1).min()),
        difference=float(np.abs(vectors - expected[0]).max()),
        tokens=float(np.abs(tokens - expected[1]).max()) / largest,
    )

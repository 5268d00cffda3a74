"""Whether this processor computes in bfloat16; one that does not is many times slower at it than in full precision."""

from functools import cache

import torch


@cache
def can_halve() -> bool:
    """Whether this processor has what it takes."""
    available: bool = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    return available and bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())

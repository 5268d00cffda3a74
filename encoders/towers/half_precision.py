"""Whether this processor computes in bfloat16; one that does not is many times slower at it than in full precision."""

from functools import cache

import torch


@cache
def can_halve() -> bool:
    """Whether this processor has what it takes.

    oneDNN also takes processors with AVX-512 alone, on which it computes in full precision and converts.
    """
    available: bool = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    has = torch.cpu.get_capabilities()
    native = any(has.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16"))
    return available and native and bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())

"""What some tests ask of the processor."""

import pytest
import torch

needs_vnni = pytest.mark.skipif(
    not any(has for name, has in torch.cpu.get_capabilities().items() if "vnni" in name),
    reason="without VNNI, products of int8 overflow: 16 bits hold two at a time",
)

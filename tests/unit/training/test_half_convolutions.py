import copy

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from encoders.towers.architectures import image_tower
from encoders.towers.efficientnet import PaddedConv
from encoders.towers.half_precision import can_halve
from encoders.towers.pooled import PooledTower
from training.half_convolutions import HalvedConvolution, halve_convolutions
from training.threaded_tower import ThreadedTower

pytestmark = pytest.mark.skipif(not can_halve(), reason="this processor has no arithmetic in bfloat16")


def settled(norm: nn.BatchNorm2d) -> nn.BatchNorm2d:
    """The same with statistics and parameters that differ by channel."""
    with torch.no_grad():
        norm.running_mean.normal_(0, 0.2)  # type: ignore[union-attr]
        norm.running_var.uniform_(0.5, 2)  # type: ignore[union-attr]
        norm.weight.uniform_(0.5, 1.5)
        norm.bias.normal_(0.5, 0.2)
    return norm.eval()


def close(found: Tensor | None, wanted: Tensor | None, least: float) -> bool:
    """Whether two gradients point the same way and are about as long."""
    assert found is not None
    assert wanted is not None
    a, b = found.float().flatten(), wanted.float().flatten()
    return bool(F.cosine_similarity(a, b, dim=0) > least and 0.95 < a.norm() / b.norm() < 1.05)


@pytest.mark.parametrize(
    "layer",
    [
        nn.Conv2d(8, 12, 1, bias=False),
        nn.Conv2d(8, 12, 3, stride=2, padding=1, bias=False),
        nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False),
        nn.Conv2d(8, 8, 5, padding=2, groups=8, bias=False),
        nn.Conv2d(8, 8, 7, padding=3, groups=8, bias=False),
        nn.Conv2d(8, 8, 4, padding=2, groups=8, bias=False),
        nn.Conv2d(8, 12, 3, padding=1, groups=2, bias=False),
        nn.Conv2d(8, 16, 3, padding=1, groups=8, bias=False),
        PaddedConv(8, 8, 5, 2, groups=8, bias=False),
        PaddedConv(8, 12, 3, 2, bias=False),
    ],
    ids=str,
)
@pytest.mark.parametrize("bounded", [True, False])
def test_a_halved_convolution_and_its_gradients_are_those_of_convolution_and_normalisation(
    layer: nn.Conv2d, bounded: bool
) -> None:
    torch.manual_seed(0)
    norm = settled(nn.BatchNorm2d(layer.out_channels))
    layer = copy.deepcopy(layer)  # the other runs of this test have the same one
    halved = HalvedConvolution(copy.deepcopy(layer), copy.deepcopy(norm), bounded=bounded)
    given = torch.randn(6, 8, 16, 16).contiguous(memory_format=torch.channels_last)
    plain, other = given.clone().requires_grad_(), given.clone().requires_grad_()
    wanted = norm(layer(plain))
    wanted = F.relu6(wanted) if bounded else wanted
    found = halved(other)
    assert found.dtype == torch.bfloat16
    torch.testing.assert_close(found.float(), wanted, rtol=0.03, atol=0.03)
    direction = torch.randn_like(wanted)
    wanted.backward(direction)
    found.backward(direction.bfloat16())
    least = 0.98 if bounded else 0.999  # values near a bound may round to its other side
    assert close(other.grad, plain.grad, least)
    assert close(halved.weight.grad, layer.weight.grad, least)
    assert close(halved.scale.grad, norm.weight.grad, least)
    assert close(halved.shift.grad, norm.bias.grad, least)


def settled_tower(architecture: str) -> PooledTower:
    torch.manual_seed(0)
    tower = image_tower(architecture, 16).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    for module in tower.modules():
        if isinstance(module, nn.BatchNorm2d):
            settled(module)
    return tower


@pytest.mark.parametrize("architecture", ["resnet10t", "tf_efficientnet_lite0"])
def test_a_tower_sees_in_halves_what_it_sees_in_full(architecture: str) -> None:
    tower = settled_tower(architecture)
    halved = copy.deepcopy(tower)
    halve_convolutions(halved)
    assert not any(isinstance(module, nn.BatchNorm2d) for module in halved.modules())
    assert sum(each.numel() for each in halved.parameters()) == sum(each.numel() for each in tower.parameters())
    photos = torch.rand(3, 3, 64, 64)
    seen, wanted = halved(photos).vector.float(), tower.eval()(photos).vector
    assert F.cosine_similarity(seen, wanted).min() > 0.998


def test_what_is_learned_in_halves_reaches_the_tower_in_full() -> None:
    tower = settled_tower("tf_efficientnet_lite0").train()
    for module in tower.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
    photos = torch.rand(4, 3, 64, 64).contiguous(memory_format=torch.channels_last)
    direction = torch.randn(4, tower.dim)
    tower(photos).vector.backward(direction)
    wanted = {name: each.grad.clone() for name, each in tower.named_parameters() if each.grad is not None}
    tower.zero_grad()
    threaded = ThreadedTower(tower, 2, lambda each, part: each(part).vector.float(), settled=True)
    threaded.forward(photos)
    threaded.backward(direction)
    threaded.close()
    assert all(each.dtype == torch.float32 for each in tower.parameters())
    found = {name: each.grad for name, each in tower.named_parameters() if each.grad is not None}
    assert found.keys() == wanted.keys()
    whole = [torch.cat([grads[name].flatten() for name in wanted]) for grads in (found, wanted)]
    assert F.cosine_similarity(*whole, dim=0) > 0.98

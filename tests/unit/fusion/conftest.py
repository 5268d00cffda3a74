import pytest
import torch

from fusion.base import Modality
from tests.unit.fusion.items import IMAGE_DIM, IMAGE_WIDTH, TEXT_DIM, TEXT_WIDTH, modality


@pytest.fixture(autouse=True)
def _same_numbers_every_time() -> None:
    torch.manual_seed(7)


@pytest.fixture
def items() -> tuple[Modality, Modality]:
    """Six items: three with both modalities, two without words, one without a photo."""
    has_photo = torch.tensor([True, True, True, True, True, False])
    has_words = torch.tensor([True, True, True, False, False, True])
    return modality(6, IMAGE_DIM, IMAGE_WIDTH, 5, has_photo), modality(6, TEXT_DIM, TEXT_WIDTH, 3, has_words)

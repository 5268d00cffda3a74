import random

from catalog.attributes.scanning import scan
from training.nonsense import nonsense


def test_nonsense_is_varied_and_never_empty() -> None:
    texts = {nonsense(random.Random(seed)) for seed in range(400)}
    assert len(texts) > 250
    assert all(text.strip() and "{" not in text for text in texts)


def test_nonsense_says_nothing_about_jewellery() -> None:
    texts = [nonsense(random.Random(seed)) for seed in range(400)]
    understood = [text for text in texts if scan(text, "title").matches]
    assert len(understood) < 8, understood  # letters at random now and then make an abbreviation of the trade

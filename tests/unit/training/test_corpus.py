"""A corpus in parts."""

import pytest

from tests.unit.training.made_benchmark import write_benchmark
from training.benchmark_corpus import read_benchmarks
from training.corpus import Corpus, parted


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("made") / "benchmark"
    write_benchmark(folder)
    return read_benchmarks([folder])


def families(corpus: Corpus, split: str) -> set[str]:
    return {product.family for product in corpus.products if product.split == split}


def test_parts_share_no_family_to_learn_from_and_are_judged_on_the_same(corpus: Corpus) -> None:
    first, second = parted(corpus, 0.5)
    assert families(first, "train") | families(second, "train") == families(corpus, "train")
    assert not families(first, "train") & families(second, "train")
    for part in (first, second):
        assert len(part.rows("validation")) == len(corpus.rows("validation"))
        assert len(part.queries["validation"]["composed"]) == len(corpus.queries["validation"]["composed"])
        for kinds in part.queries["train"].values():
            for query in kinds:
                assert part.products[query.target].split == "train"


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_corpus_that_cannot_be_parted_is_both_parts(corpus: Corpus, share: float) -> None:
    assert parted(corpus, share) == (corpus, corpus)

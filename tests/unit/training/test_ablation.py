from pathlib import Path

import pytest

from tests.unit.training.made_benchmark import write_benchmark
from training.ablation import Variant, ablate, write_ablation
from training.benchmark_corpus import read_benchmarks
from training.corpus import Corpus, thinned
from training.image_tower import ImageTowerRecipe
from training.image_tower_fitting import TowerTeachers
from training.progress import Log

RECIPE = ImageTowerRecipe(embed_dim=8, passes=24, products_per_batch=6, sizes=((0.0, 32),), evaluation_size=32)
VARIANTS = (Variant("everything"), Variant("twice the passes", {"memory": 4}, passes=2.0))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("made") / "benchmark"
    write_benchmark(folder)
    return read_benchmarks([folder])


def test_rows_that_are_known_are_not_trained_again(corpus: Corpus, tiny_bert: Path, tmp_path: Path) -> None:
    teachers = TowerTeachers(tiny_bert)
    first = ablate(RECIPE, corpus, teachers, tmp_path, Log(), VARIANTS[:1])
    (tmp_path / "everything.pt").unlink()
    both = ablate(RECIPE, corpus, teachers, tmp_path, Log(), VARIANTS)
    assert both["everything"] == first["everything"]
    assert not (tmp_path / "everything.pt").exists()
    assert both["twice the passes"]["passes"] == 48
    page = tmp_path / "ablation.md"
    (tmp_path / "figures.json").write_text('{"photo": {"gated": {"R@1": 0.25, "R@10": 1.0}}}')
    write_ablation(both, corpus, page, tmp_path)
    assert "| twice the passes | 18 | 48 |" in page.read_text()
    assert "| gated | 0.250 |" in page.read_text()


def test_a_share_of_the_families_keeps_the_split_it_is_judged_on_whole(corpus: Corpus) -> None:
    none = thinned(corpus, 0.0)
    assert {product.split for product in none.products} == {"validation"}
    assert len(none.rows("validation")) == len(corpus.rows("validation"))
    for kinds in none.queries.values():
        for queries in kinds.values():
            assert all(none.products[query.target].split == "validation" for query in queries)
    assert thinned(corpus, 1.0) is corpus

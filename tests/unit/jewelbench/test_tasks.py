import functools

from jewelbench.making.plan import Plan, ProductPlan, make_plan
from jewelbench.release import QueryRecord
from jewelbench.tasks.build import MOST_ANSWERS, build_tasks


@functools.cache
def gallery() -> Plan:
    return make_plan(seed=11, families=500, packshots=1, queries=2, splits=("test",))


@functools.cache
def tasks() -> dict[str, list[QueryRecord]]:
    return build_tasks(gallery().products, gallery().edits, ["other-1"], seed=1)


def products() -> dict[str, ProductPlan]:
    return {product.product_id: product for product in gallery().products}


def test_every_task_has_queries_and_every_query_an_id_of_its_own() -> None:
    for name, queries in tasks().items():
        assert queries, name
        ids = [query.query_id for query in queries]
        assert len(set(ids)) == len(ids), name


def test_a_photo_is_answered_by_every_product_that_looks_the_same() -> None:
    for query in tasks()["photo-to-product"]:
        assert query.photo is not None
        shown = products()[query.photo.split("-")[0]]
        alike = {p.product_id for p in gallery().products if p.look == shown.look}
        assert set(query.relevant) == alike
        assert shown.product_id in alike


def test_words_are_answered_by_few_and_by_the_product_they_were_written_for() -> None:
    for query in tasks()["text-to-product"]:
        assert query.photo is None
        assert query.query_id.split("-")[-1] in query.relevant
        assert len(query.relevant) <= MOST_ANSWERS


def test_a_composed_query_is_never_answered_by_the_piece_it_starts_from() -> None:
    for query in tasks()["composed"]:
        source = query.query_id.split("-")[2]
        assert query.photo is not None
        assert query.photo.startswith(source)
        assert query.text
        assert query.relevant
        assert source not in query.relevant
        assert source not in query.excluded


def test_answers_to_an_edit_of_the_metal_are_of_the_metal_that_is_named() -> None:
    found = [query for query in tasks()["composed"] if query.tags["edit"] == "metal"]
    assert found
    for query in found:
        assert len({products()[answer].attributes["metal"] for answer in query.relevant}) == 1


def test_a_pair_is_of_one_metal_and_stone_and_another_category() -> None:
    for query in tasks()["pairing"]:
        source = products()[query.excluded[0]]
        for answer in query.relevant:
            other = products()[answer]
            assert other.attributes["metal"] == source.attributes["metal"]
            assert other.look["stone"] == source.look["stone"]
            assert other.spec.category != source.spec.category


def test_other_things_have_no_right_answer() -> None:
    assert [query.relevant for query in tasks()["not-jewellery"]] == [()]


def test_five_languages_are_asked() -> None:
    assert {query.language for query in tasks()["multilingual"]} == {"de", "fr", "es", "hi", "zh"}

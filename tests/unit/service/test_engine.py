"""Models and index change places together: no search fails, none mixes the two, and no write is lost."""

import threading

import pytest

from service.engine import LiveEngine
from service.search import SearchQuery, SearchService

PATIENCE = 10  # seconds after which a test gives up waiting


@pytest.fixture
def engine(models, index):
    return LiveEngine(models, index)


class OtherModels:
    """Of another bundle."""

    image_dim = 2


class OtherIndex:
    """Filled by it."""

    closed = False

    def close(self):
        self.closed = True


def in_thread(work):
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_who_holds_an_engine_keeps_both_parts_of_it_while_another_takes_its_place(engine, models, index):
    other = OtherModels(), OtherIndex()
    with engine.held() as (held_models, held_index):
        engine.replace(*other)
        assert (held_models, held_index) == (models, index)
    assert (engine.models, engine.index) == other
    with engine.held() as (held_models, held_index):
        assert (held_models, held_index) == other


def test_an_engine_is_closed_once_nobody_holds_it(engine, index):
    ending = threading.Event()
    with engine.held():
        replaced = engine.replace(OtherModels(), OtherIndex())
        closing = in_thread(lambda: (replaced.close(), ending.set()))
        assert not ending.wait(0.05)
        assert not index.closed
    closing.join(PATIENCE)
    assert index.closed
    assert not engine.index.closed


def test_a_search_under_way_is_answered_by_the_pair_it_began_with(engine, models, index, entry_of, monkeypatch):
    index.upsert([entry_of("red", [1, 0, 1, 0])])
    encode = models.encode_query

    def swapped_meanwhile(*query):
        engine.replace(OtherModels(), OtherIndex())
        return encode(*query)

    monkeypatch.setattr(models, "encode_query", swapped_meanwhile)
    results = SearchService(engine).search(SearchQuery(text="red"))
    assert [match.hit.stored.product.sku for match in results.matches] == ["red"]


def test_what_is_written_while_it_is_followed_is_told_once(engine):
    with engine.writing("before"):
        pass
    with engine.followed():
        for sku in ("a", "b"):
            with engine.writing(sku):
                pass
        assert engine.written() == {"a", "b"}
        assert engine.written() == set()
        with pytest.raises(ZeroDivisionError), engine.writing("half written"):
            raise ZeroDivisionError
        assert engine.written() == {"half written"}
    with engine.writing("after"), engine.followed():
        pass
    assert engine.written() == set()


def test_a_write_that_began_before_it_was_followed_is_told_too(engine):
    with engine.writing("slow"):
        following = engine.followed()
        following.__enter__()
    assert engine.written() == {"slow"}
    following.__exit__(None, None, None)


def test_quiet_waits_for_writes_and_keeps_later_ones_waiting(engine):
    writing, go_on, quiet, wrote = (threading.Event() for _ in range(4))

    def write():
        with engine.writing("a"):
            writing.set()
            assert go_on.wait(PATIENCE)

    def hush():
        with engine.quiet():
            quiet.set()
            later = in_thread(write_later)
            assert not wrote.wait(0.05)
            engine.replace(OtherModels(), other)
        later.join(PATIENCE)

    def write_later():
        with engine.writing("b") as (_, index):
            seen.append(index)
            wrote.set()

    seen, other = [], OtherIndex()
    writer = in_thread(write)
    assert writing.wait(PATIENCE)
    silence = in_thread(hush)
    assert not quiet.wait(0.05)
    with engine.held():  # searches do not wait
        go_on.set()
        assert quiet.wait(PATIENCE)
    for thread in (writer, silence):
        thread.join(PATIENCE)
    assert wrote.is_set()
    assert seen == [other]  # what waited is written to the index that is in place then

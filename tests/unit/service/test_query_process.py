"""The second process for queries: real graphs, a real process, and what happens when it ends."""

import gc
import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from bundles import load_bundle
from encoders.graph_encoders import GraphImageEncoder
from encoders.photo import NotAPhotoError
from service import query_process
from service.queries import Queries
from service.query_process import QueryProcess

PATIENCE = 60
BUNDLE = load_bundle(Path("models/loupe-mini"))


def children(but=()):
    """The processes there are, without those that other tests may have left to a collection of garbage."""
    return [each for each in multiprocessing.active_children() if each.name == "loupe-queries" and each.pid not in but]


def until(holds):
    """Wait for something to come true, and return it."""
    deadline = time.monotonic() + PATIENCE
    while not (held := holds()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return held


@pytest.fixture
def processes():
    """Makes processes that answer; they end with the test, which must not keep one."""
    others = {each.pid for each in children()}
    made = []

    def make():
        made.append(QueryProcess(BUNDLE, lines=2))
        assert made[0].encode(None, "ring", None) is None  # it is only being started
        until(lambda: made[0].encode(None, "ring", None))
        (child,) = children(but=others)
        return made[0], child

    yield make
    made.clear()
    gc.collect()
    until(lambda: not children(but=others))


@pytest.mark.parametrize(("words", "weight"), [("in rose gold", None), ("in rose gold", 0.3), ("", None)])
def test_it_answers_as_queries_do_here(processes, words, weight, photo_of):
    process, _ = processes()
    photo = photo_of("red")
    here = Queries(BUNDLE, GraphImageEncoder(BUNDLE, threads=1)).encode(photo, words, weight)
    there = process.encode(photo, words, weight)
    np.testing.assert_allclose(there.vector, here.vector, atol=1e-5)
    assert there.weights == pytest.approx(here.weights, abs=1e-5)
    assert there.looked_at == here.looked_at
    assert list(there.took_ms) == list(here.took_ms)


def test_an_error_is_raised_here_and_the_next_query_answered(processes):
    process, _ = processes()
    with pytest.raises(NotAPhotoError):
        process.encode(b"<html>", "", None)
    with pytest.raises(ValueError, match="give a photo, words, or both"):
        process.encode(None, "", None)
    assert process.encode(None, "ring", None).weights == (0, 1)


def test_a_process_that_was_killed_answers_nothing_and_is_started_again_after_a_while(processes, monkeypatch):
    process, child = processes()
    os.kill(child.pid, signal.SIGKILL)
    child.join(PATIENCE)
    assert [process.encode(None, "ring", None) for _ in range(3)] == [None, None, None]
    assert child not in children()
    known = {each.pid for each in children()}
    assert process.encode(None, "ring", None) is None
    assert not children(but=known)  # not at once
    monkeypatch.setattr(query_process, "AGAIN_AFTER", 0.0)
    assert process.encode(None, "ring", None) is None
    monkeypatch.setattr(query_process, "AGAIN_AFTER", PATIENCE)
    assert until(lambda: process.encode(None, "ring", None)).weights == (0, 1)


def test_whoever_finds_no_free_line_starts_no_second_process(processes, monkeypatch):
    process, _ = processes()
    known = {each.pid for each in children()}
    lines = [process._free.get() for _ in range(2)]
    monkeypatch.setattr(query_process, "AGAIN_AFTER", 0.0)
    assert process.encode(None, "ring", None) is None
    time.sleep(0.2)
    assert not children(but=known)
    for line in lines:
        process._free.put(line)
    assert process.encode(None, "ring", None) is not None


def test_an_error_that_cannot_be_sent_is_told_in_words():
    class UnsendableError(Exception):  # of no module, so that it cannot be pickled
        pass

    class Failing:
        def encode(self, *asked):
            raise UnsendableError("out of order")

    ours, theirs = multiprocessing.Pipe()
    answering = threading.Thread(target=query_process._answer, args=(Failing(), theirs))
    answering.start()
    ours.send((None, "ring", None))
    assert ours.poll(PATIENCE)
    assert repr(ours.recv()) == "RuntimeError('UnsendableError: out of order')"
    ours.close()
    answering.join(PATIENCE)
    assert not answering.is_alive()


def test_the_interrupt_of_a_terminal_is_left_to_the_service(processes):
    process, child = processes()
    os.kill(child.pid, signal.SIGINT)
    assert process.encode(None, "a silver ring", None) is not None


def test_it_is_told_if_another_bundle_has_come_into_the_folder(caplog):
    class Replaced:
        folder, fingerprint = BUNDLE.folder, "of what lay here before"

    process = QueryProcess(Replaced(), lines=1)
    assert process.encode(None, "ring", None) is None
    until(lambda: "another bundle lies in" in caplog.text)
    assert process.encode(None, "ring", None) is None


def test_a_bundle_that_cannot_be_opened_is_told_too(caplog, tmp_path):
    class Gone:
        folder, fingerprint = tmp_path, ""

    process = QueryProcess(Gone(), lines=1)
    assert process.encode(None, "ring", None) is None
    until(lambda: "could not be started" in caplog.text)

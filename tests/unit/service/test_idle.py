import threading
from datetime import UTC, datetime

import pytest

from service.idle import IdleWork
from service.jobs import Job

PATIENCE = 10  # seconds after which a test gives up waiting


class Photos:
    """A photo store with photos that are still to be prepared."""

    def __init__(self, unfinished):
        self.rest = unfinished
        self.calls = []
        self.collected = threading.Event()
        self.finished = threading.Event()
        self.error = None

    def finish(self, limit):
        if self.error:
            error, self.error = self.error, None
            raise error
        done = min(limit, self.rest)
        self.rest -= done
        self.calls.append(done)
        if not self.rest:
            self.finished.set()
        return done

    def collect(self, used):
        self.used = list(used)
        self.collected.set()
        return 0


@pytest.fixture
def start(index):
    started = []

    def make(photos, busy=lambda: False):
        idle = IdleWork(photos, lambda: (p for e in index.entries() for p in e.stored.photo_ids), busy)
        started.append(idle)
        idle.start()
        return idle

    yield make
    for idle in started:
        idle.close()


def job(*, replace):
    return Job(id="a", catalog="a.csv", state="done", created_at=datetime.now(UTC), replace=replace)


def test_what_earlier_runs_left_is_worked_off_in_small_parts(start):
    photos = Photos(20)
    start(photos)
    assert photos.finished.wait(PATIENCE)
    assert max(photos.calls) < 20


def test_after_a_replacement_photos_that_no_product_has_are_removed(start, index, entry_of):
    index.upsert([entry_of("red", [1, 0, 0, 0]), entry_of("blue", [0, 1, 0, 0], [1, 0, 0, 0])])
    photos = Photos(0)
    idle = start(photos)
    idle.after(job(replace=False))
    assert photos.finished.wait(PATIENCE)
    idle.after(job(replace=True))
    assert photos.collected.wait(PATIENCE)
    assert sorted(set(photos.used)) == sorted({f"{place:032x}" for place in range(2)})


def test_an_import_goes_first(start):
    photos = Photos(5)
    idle = start(photos, busy=lambda: True)
    idle.close()
    assert photos.rest == 5


def test_a_failure_is_made_good_after_the_next_import(start):
    photos = Photos(5)
    photos.error = OSError("full")
    idle = start(photos)
    while photos.error:
        pass
    idle.after(job(replace=False))
    assert photos.finished.wait(PATIENCE)

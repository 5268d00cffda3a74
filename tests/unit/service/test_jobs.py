import errno
import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest

from catalog.report import ImportProgress, ImportReport
from catalog.row import CatalogError
from service.jobs import (
    ImportJobs,
    ImportLock,
    Job,
    JobNotFoundError,
    JobRecord,
    JobStateError,
    JobStore,
    Order,
    ReindexError,
    ReindexOrder,
    ReindexTask,
    StoppedError,
)
from service.jobs.runner import DISK_FULL, DISK_FULL_REINDEX, MOST_STALLS, STALLED, STALLED_REINDEX

PATIENCE = 10  # seconds after which a test gives up waiting


class Work:
    """An import that waits where it is told to."""

    def __init__(self, error=None):
        self.error = error
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()
        self.seen = []
        self.rejected = True
        self.broken_off = False

    def __call__(self, task, *, rejected, on_progress, cancelled):
        self.seen.append(task)
        on_progress(progress(done=40))
        self.begun.set()
        assert self.go_on.wait(PATIENCE)
        if self.error:
            raise self.error
        on_progress(progress(done=50))
        try:
            stopped = cancelled()
        except StoppedError:
            self.broken_off = True
            raise
        if self.rejected:
            rejected.write_text("rejected_line\n7\n", encoding="utf-8")
        return ImportReport(added=80, rejected=int(self.rejected), cancelled=stopped)


def progress(done):
    return ImportProgress(
        rows_read=50, bytes_read=400, total_bytes=1000, done=done, rejected=1, photos_encoded=90, photos_per_second=9.0
    )


@pytest.fixture
def start(tmp_path):
    started = []

    def make(work, *hooks):
        jobs = ImportJobs(tmp_path / "imports", work, *hooks)
        started.append((jobs, work))
        return jobs

    yield make
    for jobs, work in started:
        work.go_on.set()
        jobs.close()


@pytest.fixture
def catalog(tmp_path):
    path = tmp_path / "catalogue.csv"
    path.write_text("sku,title\n", encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path):
    return JobStore(tmp_path / "imports")


def record(catalog, job_id="0" * 32, *, state="running", age=timedelta(0), **kept):
    now = datetime.now(UTC)
    started = None if state == "draft" else now - age
    job = Job(
        id=job_id, catalog="a.csv", state=state, created_at=now - age, started_at=started,
        finished_at=now - age if state == "done" else None,
    )  # fmt: skip
    return JobRecord(job=job, order=Order(catalog=catalog), **kept)


def ended(jobs, job_id):
    pause = threading.Event()
    for _ in range(PATIENCE * 100):
        if jobs.get(job_id).ended:
            return jobs.get(job_id)
        pause.wait(0.01)
    raise AssertionError(f"still {jobs.get(job_id).state}")


def test_an_import_runs_and_reports(start, catalog):
    states, done = [], []
    jobs = start(Work(), states.append, done.append)
    job = ended(jobs, jobs.submit(catalog, name="spring.csv").id)
    assert (job.state, job.catalog) == ("done", "spring.csv")
    assert job.report["added"] == 80
    assert job.finished_at >= job.started_at >= job.created_at
    assert job.progress.rows_done == 50  # the last that was told, however short it was to be seen
    jobs.close()
    assert states == ["done"]
    assert [job.id for job in done] == [job.id]


def test_progress_can_be_read_while_it_runs(start, catalog):
    work = Work()
    work.go_on.clear()
    jobs = start(work)
    job_id = jobs.submit(catalog, name="a.csv").id
    assert work.begun.wait(PATIENCE)
    job = jobs.get(job_id)
    assert job.state == "running"
    assert (job.progress.rows_done, job.progress.photos_encoded, job.progress.fraction) == (40, 90, 0.32)


def test_imports_run_one_after_another_in_order(start, tmp_path):
    work = Work()
    jobs = start(work)
    files = [tmp_path / f"{number}.csv" for number in range(3)]
    for file in files:
        file.touch()
    for job in [jobs.submit(file, name=file.name) for file in files]:
        ended(jobs, job.id)
    assert [task.catalog for task in work.seen] == files
    assert [job.catalog for job in jobs.latest(2)] == ["2.csv", "1.csv"]


def test_a_replacement_names_itself_by_its_job(start, catalog):
    work = Work()
    jobs = start(work)
    mapping = {"dialect": "plain"}
    job = jobs.submit(catalog, name="a.csv", mapping=mapping, replace=True, fetch=False)
    ended(jobs, job.id)
    ended(jobs, jobs.submit(catalog, name="a.csv").id)
    first, second = work.seen
    assert (first.replace, first.mapping, first.fetch) == (job.id, mapping, False)
    assert (second.replace, second.mapping, second.fetch) == (None, None, True)


def test_an_import_can_be_cancelled_while_it_runs(start, catalog):
    work = Work()
    work.go_on.clear()
    jobs = start(work)
    job_id = jobs.submit(catalog, name="a.csv").id
    assert work.begun.wait(PATIENCE)
    jobs.cancel(job_id)
    work.go_on.set()
    job = ended(jobs, job_id)
    assert job.state == "cancelled"
    assert job.report["cancelled"] is True


def test_an_import_that_is_cancelled_before_its_turn_ends_at_once_and_never_begins(start, catalog):
    work = Work()
    work.go_on.clear()
    states = []
    jobs = start(work, states.append)
    first, second = (jobs.submit(catalog, name=name).id for name in ("a.csv", "b.csv"))
    assert work.begun.wait(PATIENCE)
    assert jobs.cancel(second).state == "cancelled"
    work.go_on.set()
    ended(jobs, first)
    jobs.close()
    assert jobs.get(second).state == "cancelled"
    assert len(work.seen) == 1
    assert sorted(states) == ["cancelled", "done"]


def test_cancelling_what_has_ended_changes_nothing(start, catalog):
    jobs = start(Work())
    job = ended(jobs, jobs.submit(catalog, name="a.csv").id)
    assert jobs.cancel(job.id) == job


def test_a_catalogue_that_cannot_be_read_fails_with_the_readers_words(start, catalog):
    jobs = start(Work(CatalogError("catalogue.csv is empty.")))
    job = ended(jobs, jobs.submit(catalog, name="a.csv").id)
    assert (job.state, job.error) == ("failed", "catalogue.csv is empty.")


def test_a_failed_import_does_not_end_the_worker(start, catalog):
    work = Work(MemoryError("no room"))
    jobs = start(work)
    failed = ended(jobs, jobs.submit(catalog, name="a.csv").id)
    assert failed.state == "failed"
    assert "MemoryError: no room" in failed.error
    work.error = None
    assert ended(jobs, jobs.submit(catalog, name="b.csv").id).state == "done"


def test_a_full_disk_is_told_as_what_it_is(start, catalog):
    jobs = start(Work(OSError(errno.ENOSPC, "No space left on device")))
    assert ended(jobs, jobs.submit(catalog, name="a.csv").id).error == DISK_FULL


def test_a_disk_that_keeps_no_record_does_not_end_the_worker(start, catalog, monkeypatch):
    work = Work()
    jobs = start(work)
    first = jobs.submit(catalog, name="a.csv")
    ended(jobs, first.id)
    second = jobs.submit(catalog, name="b.csv")
    ended(jobs, second.id)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(JobStore, "write", full)
    with pytest.raises(OSError, match="No space"):
        jobs.submit(catalog, name="c.csv")
    monkeypatch.undo()
    work.go_on.clear()
    work.begun.clear()
    third = jobs.submit(catalog, name="d.csv")
    assert work.begun.wait(PATIENCE)
    monkeypatch.setattr(JobStore, "write", full)
    work.go_on.set()
    assert ended(jobs, third.id).state == "done"


def test_an_ended_import_can_be_read_after_a_restart(start, catalog):
    jobs = start(Work())
    job = ended(jobs, jobs.submit(catalog, name="a.csv").id)
    jobs.close()
    again = start(Work())
    assert again.get(job.id) == job
    assert again.rejected(job.id).read_text(encoding="utf-8").startswith("rejected_line")


def test_an_import_that_a_kill_interrupted_is_taken_up_again(start, store, catalog):
    store.write(record(catalog, reached=40))
    work = Work()
    jobs = start(work)
    job = ended(jobs, "0" * 32)
    assert (job.state, job.resumed) == ("done", 1)
    assert [task.catalog for task in work.seen] == [catalog]


def test_a_tidy_stop_leaves_the_running_import_and_those_that_wait_to_be_taken_up_in_order(start, catalog):
    work = Work()
    work.go_on.clear()
    jobs = start(work)
    running, waiting = (jobs.submit(catalog, name=name).id for name in ("a.csv", "b.csv"))
    assert work.begun.wait(PATIENCE)
    jobs.stop()
    work.go_on.set()
    jobs.close()
    assert (jobs.get(running).state, jobs.get(waiting).state) == ("queued", "queued")
    assert (jobs.get(running).report, jobs.get(running).finished_at) == (None, None)
    again = start(Work())
    assert again.unfinished("a.csv") is None or again.unfinished("a.csv").id == running
    assert (ended(again, running).state, ended(again, waiting).state) == ("done", "done")
    assert (again.get(running).resumed, again.get(waiting).resumed) == (1, 0)
    assert again.get(running).finished_at < again.get(waiting).finished_at
    assert again.unfinished("a.csv") is None


def test_a_replacement_that_is_stopped_is_broken_off_and_not_cancelled(start, catalog):
    """A cancelled replacement would drop all that it has built."""
    work = Work()
    work.go_on.clear()
    jobs = start(work)
    job = jobs.submit(catalog, name="a.csv", replace=True)
    assert work.begun.wait(PATIENCE)
    jobs.stop()
    work.go_on.set()
    jobs.close()
    assert jobs.get(job.id).state == "queued"
    assert work.broken_off
    again = start(Work())
    assert ended(again, job.id).state == "done"


def test_what_was_cancelled_stays_cancelled_if_the_service_dies_at_once(start, store, catalog):
    store.write(record(catalog, cancelling=True))
    work = Work()
    assert ended(start(work), "0" * 32).state == "cancelled"
    assert work.seen == []


def test_a_running_import_that_is_cancelled_is_known_as_such_on_the_disk(start, store, catalog, monkeypatch):
    monkeypatch.setattr("service.jobs.runner.SHOW_EVERY", 0)
    monkeypatch.setattr("service.jobs.runner.SAVE_EVERY", 0)
    written = []
    monkeypatch.setattr(JobStore, "write", lambda self, record: written.append(record))
    monkeypatch.setattr(JobStore, "read", lambda self, job_id: written[-1])
    work = Work()
    work.go_on.clear()
    jobs = start(work)
    job_id = jobs.submit(catalog, name="a.csv").id
    assert work.begun.wait(PATIENCE)
    jobs.cancel(job_id)
    before = len(written)
    work.go_on.set()
    ended(jobs, job_id)
    assert len(written) > before + 1
    assert [record.cancelling for record in written[before - 1 :]] == [True] * (len(written) - before + 1)


def test_a_file_that_kills_the_service_again_and_again_is_given_up(start, store, catalog):
    store.write(record(catalog, reached=7, begun_at=7, stalled=MOST_STALLS - 1))
    work = Work()
    job = ended(start(work), "0" * 32)
    assert (job.state, job.error) == ("failed", STALLED)
    assert work.seen == []


def test_an_import_that_got_further_is_not_given_up(start, store, catalog):
    store.write(record(catalog, reached=8, begun_at=7, stalled=MOST_STALLS - 1))
    assert ended(start(Work()), "0" * 32).state == "done"


def test_a_file_that_is_gone_when_its_turn_comes_is_named(start, tmp_path):
    jobs = start(Work())
    job = ended(jobs, jobs.submit(tmp_path / "gone.csv", name="gone.csv").id)
    assert job.state == "failed"
    assert str(tmp_path / "gone.csv") in job.error


def test_uploaded_files_go_with_the_end_of_the_import_and_others_stay(start, catalog):
    work = Work()
    work.rejected = False
    jobs = start(work)
    catalogue, photos = (jobs.folder("abc") / name for name in ("catalogue.csv", "photos.zip"))
    catalogue.touch()
    photos.touch()
    jobs.submit(catalogue, photos, name="a.csv", job_id="abc")
    ended(jobs, jobs.submit(catalog, name="b.csv").id)  # begins once the first is wholly done
    assert work.seen[0].catalog == catalogue
    assert not catalogue.exists()
    assert not photos.exists()
    assert catalog.exists()


def test_uploaded_photos_stay_while_rejected_rows_may_be_corrected(start, catalog):
    jobs = start(Work())
    photos = []
    for number in range(7):
        folder = jobs.folder(f"job{number}")
        (folder / "catalogue.csv").touch()
        photos.append(folder / "photos.zip")
        photos[-1].touch()
        ended(jobs, jobs.submit(folder / "catalogue.csv", photos[-1], name="a.csv", job_id=folder.name).id)
    jobs.close()
    assert [path.exists() for path in photos] == [False] * 2 + [True] * 5


def test_a_draft_waits_until_it_is_started(start, catalog):
    work = Work()
    jobs = start(work)
    uploaded = jobs.folder("abc") / "catalogue.csv"
    uploaded.touch()
    draft = jobs.draft(uploaded, None, name="a.csv", job_id="abc", mapping=None, preview={"products": 3})
    assert (draft.state, draft.preview) == ("draft", {"products": 3})
    again = jobs.redraft("abc", {"dialect": "plain"}, {"products": 4})
    assert (again.state, again.preview) == ("draft", {"products": 4})
    assert work.seen == []
    started = jobs.start("abc", replace=True)
    assert (started.preview, started.replace) == (None, True)
    assert ended(jobs, "abc").state == "done"
    assert work.seen[0].mapping == {"dialect": "plain"}
    for call in (jobs.start, jobs.require_draft):
        with pytest.raises(JobStateError, match="done"):
            call("abc")


def test_a_draft_survives_a_restart_and_goes_with_its_files_when_it_is_dropped(start):
    jobs = start(Work())
    uploaded = jobs.folder("abc") / "catalogue.csv"
    uploaded.touch()
    jobs.draft(uploaded, None, name="a.csv", job_id="abc", mapping=None, preview={})
    jobs.close()
    again = start(Work())
    assert again.get("abc").state == "draft"
    assert again.cancel("abc").state == "cancelled"
    assert not uploaded.parent.exists()
    with pytest.raises(JobNotFoundError):
        again.get("abc")


def test_old_jobs_old_drafts_and_what_dead_uploads_left_are_forgotten(store, catalog, start, monkeypatch):
    monkeypatch.setattr("service.jobs.store.KEPT_JOBS", 2)
    for number in range(4):
        store.write(record(catalog, f"job{number}", state="done", age=timedelta(hours=number)))
    store.write(record(catalog, "fresh", state="draft", age=timedelta(hours=23)))
    store.write(record(catalog, "stale", state="draft", age=timedelta(hours=25)))
    for name, hours in (("dead", 25), ("under-way", 1)):
        folder = store.folder(name)
        (folder / "catalogue.csv").touch()
        then = (datetime.now(UTC) - timedelta(hours=hours)).timestamp()
        os.utime(folder, (then, then))
    jobs = start(Work())
    assert {job.id for job in jobs.latest(10)} == {"job0", "job1", "fresh"}
    assert {path.name for path in store.lock_file.parent.iterdir()} >= {"job0", "job1", "fresh", "under-way"}
    assert not {path.name for path in store.lock_file.parent.iterdir()} & {"job2", "job3", "stale", "dead"}


@pytest.mark.parametrize("content", ["", "{}", '{"job": 1}', "\x00\x00"])
def test_a_record_that_cannot_be_read_is_passed_over(store, start, content):
    (store.folder("bad") / "job.json").write_text(content, encoding="utf-8")
    assert start(Work()).latest(10) == []


def test_an_import_waits_for_one_of_another_process_and_says_so(start, store, catalog):
    code = (
        "import sys; from pathlib import Path; from service.jobs import ImportLock\n"
        "with ImportLock(Path(sys.argv[1])).held() as held:\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(store.lock_file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        work = Work()
        jobs = start(work)
        job = jobs.submit(catalog, name="a.csv")
        pause = threading.Event()
        while jobs.get(job.id).progress.waiting is None:
            pause.wait(0.01)
        assert f"process {other.pid}" in jobs.get(job.id).progress.waiting
        assert work.seen == []
        other.kill()
        other.stdin.close()
    assert ended(jobs, job.id).state == "done"
    assert jobs.get(job.id).progress.waiting is None


def test_waiting_for_the_lock_can_be_given_up(store):
    lock = ImportLock(store.lock_file)
    with lock.held() as first, lock.held(unless=lambda: True) as second:
        assert (first, second) == (True, False)


def test_a_job_that_another_process_has_ended_is_not_run_again(start, store, catalog):
    lock = ImportLock(store.lock_file)
    store.write(record(catalog))
    with lock.held():
        work = Work()
        jobs = start(work)
        assert jobs.get("0" * 32).state == "queued"
        store.write(record(catalog, state="done"))
    assert ended(jobs, "0" * 32).state == "done"
    assert work.seen == []


def test_an_unknown_import_is_named(start):
    jobs = start(Work())
    for call in (jobs.get, jobs.cancel, jobs.rejected, jobs.task, jobs.start):
        with pytest.raises(JobNotFoundError, match="“nope”"):
            call("nope")


def test_without_rejected_rows_there_is_no_file(start, catalog):
    work = Work()
    work.go_on.clear()
    jobs = start(work)
    assert jobs.rejected(jobs.submit(catalog, name="a.csv").id) is None


def test_a_record_is_replaced_whole(store, catalog, monkeypatch):
    store.write(record(catalog, reached=1))

    def torn(*_):
        raise OSError(errno.EIO, "torn")

    monkeypatch.setattr(os, "fsync", torn)
    with pytest.raises(OSError, match="torn"):
        store.write(record(catalog, reached=2))
    assert store.read("0" * 32).reached == 1
    assert json.loads((store.folder("0" * 32) / "job.json").read_text(encoding="utf-8"))["reached"] == 1


def test_a_change_of_the_bundle_is_a_job_that_waits_for_the_imports_before_it(start, catalog, tmp_path):
    work = Work()
    work.rejected = False
    work.go_on.clear()
    states = []
    jobs = start(work, states.append)
    first = jobs.submit(catalog, name="a.csv")
    change = jobs.submit_reindex(tmp_path / "bundle", name="mini 2")
    behind = jobs.submit(catalog, name="b.csv")
    assert (change.kind, change.catalog, jobs.reindexing) == ("reindex", "mini 2", True)
    with pytest.raises(JobStateError, match="already"):
        jobs.submit_reindex(tmp_path / "other", name="mini 3")
    work.go_on.set()
    assert [ended(jobs, job.id).state for job in (first, change, behind)] == ["done"] * 3
    assert work.seen[1] == ReindexTask(tmp_path / "bundle")
    assert not jobs.reindexing
    with pytest.raises(JobStateError, match="imports nothing"):
        jobs.task(change.id)
    jobs.close()
    assert states == ["done", "done"]  # imports are counted, nothing else


def test_a_change_that_is_stopped_is_taken_up_by_the_next_service(start, tmp_path):
    work = Work()
    work.go_on.clear()
    jobs = start(work)
    job = jobs.submit_reindex(tmp_path / "bundle", name="mini 2")
    assert work.begun.wait(PATIENCE)
    jobs.stop()
    work.go_on.set()
    jobs.close()
    assert work.broken_off  # what it has built must not be dropped
    again = Work()
    again.rejected = False
    assert ended(start(again), job.id).resumed == 1
    assert again.seen == [ReindexTask(tmp_path / "bundle")]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ReindexError("There is nothing to go back to."), "There is nothing to go back to."),
        (OSError(errno.ENOSPC, "No space left on device"), DISK_FULL_REINDEX),
        (RuntimeError("graph gone"), "go over to the same bundle again"),
    ],
)
def test_a_change_that_fails_says_what_to_do(start, tmp_path, error, told):
    jobs = start(Work(error))
    job = ended(jobs, jobs.submit_reindex(tmp_path / "bundle", name="mini 2").id)
    assert (job.state, told in job.error) == ("failed", True)


def test_a_change_that_kills_the_service_again_and_again_is_given_up(start, store, tmp_path):
    kept = record(tmp_path, stalled=MOST_STALLS - 1)
    job = kept.job.model_copy(update={"kind": "reindex"})
    store.write(kept.model_copy(update={"job": job, "order": ReindexOrder(bundle=tmp_path)}))
    job = ended(start(Work()), kept.job.id)
    assert (job.state, job.error) == ("failed", STALLED_REINDEX)

import json
import threading
from datetime import UTC, datetime

import pytest

from catalog.report import ImportProgress, ImportReport
from catalog.row import CatalogError
from service.jobs import INTERRUPTED, ImportJobs, JobNotFoundError, job_progress

PATIENCE = 10  # seconds after which a test gives up waiting


class Work:
    """An import that waits where it is told to."""

    def __init__(self, error=None):
        self.error = error
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()
        self.seen = []

    def __call__(self, catalog, photos, *, rejected, on_progress, cancelled):
        self.seen.append((catalog, photos))
        on_progress(progress(done=40))
        self.begun.set()
        assert self.go_on.wait(PATIENCE)
        if self.error:
            raise self.error
        rejected.write_text("rejected_line\n7\n", encoding="utf-8")
        return ImportReport(added=80, rejected=1, cancelled=cancelled())


def progress(done):
    return ImportProgress(
        rows_read=50, bytes_read=400, total_bytes=1000, done=done, rejected=1, photos_encoded=90, photos_per_second=9.0
    )


@pytest.fixture
def start(tmp_path):
    started = []

    def make(work, on_end=lambda state: None):
        jobs = ImportJobs(tmp_path / "imports", work, on_end)
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


def ended(jobs, job_id):
    pause = threading.Event()
    for _ in range(PATIENCE * 100):
        if jobs.get(job_id).ended:
            return jobs.get(job_id)
        pause.wait(0.01)
    raise AssertionError(f"still {jobs.get(job_id).state}")


def test_an_import_runs_and_reports(start, catalog):
    states = []
    jobs = start(Work(), states.append)
    job = ended(jobs, jobs.submit(catalog, None, name="spring.csv").id)
    assert (job.state, job.catalog) == ("done", "spring.csv")
    assert job.report["added"] == 80
    assert job.finished_at >= job.created_at
    assert states == ["done"]


def test_progress_can_be_read_while_it_runs(start, catalog):
    work = Work()
    work.go_on.clear()
    jobs = start(work)
    job_id = jobs.submit(catalog, None, name="a.csv").id
    assert work.begun.wait(PATIENCE)
    job = jobs.get(job_id)
    assert job.state == "running"
    assert (job.progress.rows_done, job.progress.photos_encoded, job.progress.fraction) == (40, 90, 0.4)


def test_time_left_follows_from_time_taken():
    assert job_progress(progress(done=40), elapsed=20).seconds_left == pytest.approx(30)


def test_a_file_of_unknown_size_has_no_estimate():
    unknown = ImportProgress(5, 0, 0, 5, 0, 0, 0.0)
    assert job_progress(unknown, elapsed=20).fraction is None
    assert job_progress(unknown, elapsed=20).seconds_left is None


def test_imports_run_one_after_another_in_order(start, tmp_path):
    work = Work()
    jobs = start(work)
    files = [tmp_path / f"{number}.csv" for number in range(3)]
    for job in [jobs.submit(file, None, name=file.name) for file in files]:
        ended(jobs, job.id)
    assert [catalog for catalog, _ in work.seen] == files


def test_an_import_can_be_cancelled_while_it_runs(start, catalog):
    work = Work()
    work.go_on.clear()
    jobs = start(work)
    job_id = jobs.submit(catalog, None, name="a.csv").id
    assert work.begun.wait(PATIENCE)
    jobs.cancel(job_id)
    work.go_on.set()
    job = ended(jobs, job_id)
    assert job.state == "cancelled"
    assert job.report["cancelled"] is True


def test_an_import_that_is_cancelled_before_its_turn_never_begins(start, catalog):
    work = Work()
    work.go_on.clear()
    jobs = start(work)
    first, second = (jobs.submit(catalog, None, name=name).id for name in ("a.csv", "b.csv"))
    assert work.begun.wait(PATIENCE)
    jobs.cancel(second)
    work.go_on.set()
    assert ended(jobs, second).state == "cancelled"
    assert jobs.get(first).state == "done"
    assert len(work.seen) == 1


def test_cancelling_what_has_ended_changes_nothing(start, catalog):
    jobs = start(Work())
    job = ended(jobs, jobs.submit(catalog, None, name="a.csv").id)
    assert jobs.cancel(job.id) == job


def test_a_catalogue_that_cannot_be_read_fails_with_the_readers_words(start, catalog):
    jobs = start(Work(CatalogError("catalogue.csv is empty.")))
    job = ended(jobs, jobs.submit(catalog, None, name="a.csv").id)
    assert (job.state, job.error) == ("failed", "catalogue.csv is empty.")


def test_a_failed_import_does_not_end_the_worker(start, catalog):
    work = Work(MemoryError("no room"))
    jobs = start(work)
    failed = ended(jobs, jobs.submit(catalog, None, name="a.csv").id)
    assert failed.state == "failed"
    assert "MemoryError: no room" in failed.error
    work.error = None
    assert ended(jobs, jobs.submit(catalog, None, name="b.csv").id).state == "done"


def test_an_ended_import_can_be_read_after_a_restart(start, catalog):
    jobs = start(Work())
    job = ended(jobs, jobs.submit(catalog, None, name="a.csv").id)
    jobs.close()
    again = start(Work())
    assert again.get(job.id) == job
    assert again.rejected(job.id).read_text(encoding="utf-8").startswith("rejected_line")


def test_an_import_that_a_kill_interrupted_shows_as_failed_and_says_what_to_do(start, tmp_path):
    folder = tmp_path / "imports" / "killed"
    folder.mkdir(parents=True)
    record = {"id": "killed", "catalog": "a.csv", "state": "running", "created_at": datetime.now(UTC).isoformat()}
    (folder / "job.json").write_text(json.dumps(record), encoding="utf-8")
    job = start(Work()).get("killed")
    assert (job.state, job.error) == ("failed", INTERRUPTED)


def test_closing_stops_the_running_import_and_tells_so(start, catalog):
    work = Work()
    work.go_on.clear()
    jobs = start(work)
    running, waiting = (jobs.submit(catalog, None, name=name).id for name in ("a.csv", "b.csv"))
    assert work.begun.wait(PATIENCE)
    jobs.stop()
    work.go_on.set()
    jobs.close()
    assert (jobs.get(running).state, jobs.get(running).error) == ("failed", INTERRUPTED)
    assert len(work.seen) == 1
    again = start(Work())
    assert again.get(waiting).error == INTERRUPTED
    assert again.was_interrupted("a.csv")
    ended(again, again.submit(catalog, None, name="a.csv").id)
    assert not again.was_interrupted("a.csv")
    assert not again.was_interrupted("never.csv")


def test_uploaded_files_go_with_the_end_of_the_import_and_others_stay(start, catalog):
    jobs = start(Work())
    uploaded = jobs.folder("abc") / "catalogue.csv"
    uploaded.write_text("sku,title\n", encoding="utf-8")
    jobs.submit(uploaded, None, name="a.csv", job_id="abc")
    ended(jobs, jobs.submit(catalog, None, name="b.csv").id)  # begins once the first is wholly done
    assert not uploaded.exists()
    assert catalog.exists()


def test_an_unknown_import_is_named(start):
    jobs = start(Work())
    for call in (jobs.get, jobs.cancel, jobs.rejected):
        with pytest.raises(JobNotFoundError, match="“nope”"):
            call("nope")


def test_without_rejected_rows_there_is_no_file(start, catalog):
    work = Work()
    work.go_on.clear()
    jobs = start(work)
    assert jobs.rejected(jobs.submit(catalog, None, name="a.csv").id) is None

import pytest

from catalog.report import ImportProgress
from service.jobs import Pace


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def progress(fraction, photos=0, total=1000):
    return ImportProgress(1, round(fraction * total), total, 1, 0, photos, 0.0)


def test_time_left_follows_from_time_taken():
    clock = Clock()
    pace = Pace(clock)
    clock.now += 20
    judged = pace.judge(progress(0.4, photos=50))
    assert judged.seconds_left == pytest.approx(30)
    assert judged.photos_per_second == pytest.approx(2.5)
    assert judged.fraction == 0.4


def test_a_file_of_unknown_size_has_no_estimate():
    clock = Clock()
    pace = Pace(clock)
    clock.now += 20
    judged = pace.judge(progress(0, total=0))
    assert (judged.fraction, judged.seconds_left) == (None, None)


def test_before_anything_is_read_there_is_no_estimate():
    assert Pace(Clock()).judge(progress(0)).seconds_left is None


def test_a_resumed_import_that_rushed_through_what_was_done_is_judged_by_what_it_does_now():
    clock = Clock()
    pace = Pace(clock)
    clock.now += 1
    pace.judge(progress(0.8))
    for second in range(60):  # a hundredth in ten seconds
        clock.now += 1
        judged = pace.judge(progress(0.8 + second * 0.001, photos=second))
    assert judged.seconds_left == pytest.approx((1 - 0.859) / 0.001, rel=0.05)
    assert judged.photos_per_second == pytest.approx(1, rel=0.1)


def test_the_end_is_the_end():
    clock = Clock()
    pace = Pace(clock)
    clock.now += 5
    judged = pace.judge(progress(1.2))
    assert (judged.fraction, judged.seconds_left) == (1.0, 0.0)


def test_rows_that_were_read_ahead_are_not_done():
    clock = Clock()
    pace = Pace(clock)
    clock.now += 10
    small_catalogue = ImportProgress(
        rows_read=300, bytes_read=5000, total_bytes=5000, done=75, rejected=0, photos_encoded=75, photos_per_second=7.5
    )
    judged = pace.judge(small_catalogue)
    assert judged.fraction == 0.25
    assert judged.seconds_left == pytest.approx(30)

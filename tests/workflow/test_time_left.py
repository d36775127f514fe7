import pytest

from hbvae.workflow.ending import in_words
from hbvae.workflow.time_left import Task, TimeLeft


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def estimate(tasks, slots=1):
    clock = Clock()
    return TimeLeft(dict(enumerate(tasks)), slots, clock), clock


def run(time, clock, job, seconds):
    time.begin(job)
    clock.now += seconds
    time.end(job)


def test_there_is_no_estimate_without_records():
    time, clock = estimate([Task("train_model"), Task("train_model"), Task("plot")])
    assert time.seconds() is None
    run(time, clock, 2, 1)
    assert time.seconds() is None  # a plot says nothing of training
    assert 0 < time.share() < 0.1


def test_records_of_the_last_run_give_an_estimate_at_once():
    time, _ = estimate([Task("train_model", 100.0), Task("plot", 2.0), Task("new")])
    assert time.seconds() == pytest.approx(102.5)  # the last by what a job takes usually
    assert time.share() == 0


def test_a_slower_machine_than_in_the_last_run():
    time, clock = estimate([Task("plot", 2.0), Task("train_model", 100.0)])
    run(time, clock, 0, 6)
    assert time.seconds() == pytest.approx(300)
    assert time.share() == pytest.approx(6 / 306)


def test_jobs_that_have_ended_tell_of_others_of_their_rule():
    time, clock = estimate([Task("cluster")] * 5)
    run(time, clock, 0, 4)
    run(time, clock, 1, 8)
    assert time.seconds() == pytest.approx(3 * 6)
    assert time.share() == pytest.approx(12 / 30)


def test_a_running_job_tells_of_its_end_by_its_epochs():
    time, clock = estimate([Task("train_model")] * 2)
    time.begin(0)
    clock.now += 30
    time.shares[0] = 0.05
    assert time.seconds() is None  # too early to say
    time.shares[0] = 0.25
    assert time.seconds() == pytest.approx(90 + 120)
    assert time.share() == pytest.approx(30 / 240)


def test_time_passes_in_running_jobs_and_late_jobs_end_soon():
    time, clock = estimate([Task("plot", 10.0)])
    time.begin(0)
    clock.now += 4
    assert time.seconds() == pytest.approx(6)
    clock.now += 60
    assert time.seconds() == pytest.approx(1)


def test_slots_share_the_work_and_a_gpu_does_not():
    plain = [Task("plot", 10.0)] * 8
    assert estimate(plain, slots=4)[0].seconds() == pytest.approx(20)
    wide = [Task("plot", 10.0, slots=2)] * 8
    assert estimate(wide, slots=4)[0].seconds() == pytest.approx(40)
    gpu = [Task("train_model", 10.0, is_single=True)] * 8
    assert estimate(gpu, slots=4)[0].seconds() == pytest.approx(80)
    assert estimate([Task("plot", 10.0)], slots=4)[0].seconds() == pytest.approx(10)


def test_a_job_that_failed_is_still_to_be_done():
    time, clock = estimate([Task("plot", 10.0)] * 2)
    time.begin(0)
    clock.now += 9
    time.fail(0)
    assert time.seconds() == pytest.approx(20)


def test_all_done():
    time, clock = estimate([Task("plot")])
    run(time, clock, 0, 3)
    assert (time.seconds(), time.share()) == (0, 1)


@pytest.mark.parametrize(
    "seconds, text",
    [
        (0, "10 s"),
        (44, "40 s"),
        (54.9, "50 s"),
        (55, "1 min"),
        (200, "3 min"),
        (3580, "1 h"),
        (4800, "1 h 20 min"),
    ],
)
def test_time_in_words(seconds, text):
    assert in_words(seconds) == text

import logging

import pytest

from hbvae.jobs.messages import FORMAT, Failure, epochs, failure, warnings


@pytest.fixture
def log(tmp_path):
    """A job's log, as `run_task` writes it, and the logger that writes into it."""
    path = tmp_path / "job.log"
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger("job")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    yield str(path), logger
    logger.removeHandler(handler)
    handler.close()


def test_warnings_are_complete_and_in_order(log):
    path, logger = log
    logger.info("done in %.1f s", 3)
    logger.warning("two lines\n  of code")
    logger.error("it is over")
    logger.warning("last")
    assert warnings(path) == ["two lines\n  of code", "last"]


def test_an_error_for_users_is_complete(log):
    path, logger = log
    assert failure(path) is None
    logger.warning("not this")
    logger.error("2 of 6 tracks cannot be used:\na.wav\nb.wav")
    text = "2 of 6 tracks cannot be used:\na.wav\nb.wav"
    assert failure(path) == Failure(text, is_fault=False)


def test_a_program_fault_is_reported_as_its_exception(log):
    path, logger = log
    try:
        {}["x"]
    except KeyError:
        logger.exception("train_model failed")
    assert failure(path) == Failure("KeyError: 'x'", is_fault=True)


def test_the_last_epoch_counts(log):
    path, logger = log
    assert epochs(path) is None
    for epoch in range(1, 300):
        logger.info("epoch %d of %d: loss %.2f = %.2f + beta x %.2f", epoch, 400, 3, 2, 1)
    assert epochs(path) == (299, 400)


def test_a_missing_log_is_empty(tmp_path):
    path = str(tmp_path / "none.log")
    assert (warnings(path), failure(path), epochs(path)) == ([], None, None)

"""A job calls its function with the names in the rule and reports problems to the user."""

import logging
import os
import re
import sys
from types import SimpleNamespace

import pytest

from hbvae.errors import AudioError
from hbvae.jobs.task import run_task


@pytest.fixture
def job(tmp_path):
    """The parts of Snakemake's object for a script that `run_task` reads."""
    yield SimpleNamespace(
        input={"features": "in.h5"},
        output={"latents": "out.h5"},
        params={"seed": 3, "code": "0123456789abcdef"},
        log=[str(tmp_path / "job.log")],
        rule="train_model",
    )
    logging.captureWarnings(False)
    logging.basicConfig(force=True)


def read_log(job):
    with open(job.log[0], encoding="utf-8") as file:
        return file.read()


def test_the_names_in_a_rule_are_the_arguments(job):
    given = {}
    run_task(lambda **arguments: given.update(arguments), job)
    assert given == {"features": "in.h5", "latents": "out.h5", "seed": 3}
    assert re.search(r"done in \d+\.\d s; \d+\.\d\d s of CPU$", read_log(job).strip())


def test_a_renamed_key_is_an_error(job):
    with pytest.raises(SystemExit):
        run_task(lambda features, latents: None, job)
    assert "unexpected keyword argument 'seed'" in read_log(job)


def test_an_error_for_users_has_no_traceback(job, capsys):
    def main(**_):
        raise AudioError("expected at least 3 s of audio, got 1 s")

    with pytest.raises(SystemExit) as stop:
        run_task(main, job)
    assert stop.value.code == 1
    shown = capsys.readouterr().err
    assert shown == "train_model: expected at least 3 s of audio, got 1 s\n"
    assert "Traceback" not in read_log(job)


@pytest.mark.parametrize(
    "problem, text",
    [
        (
            OSError(28, "No space", "a.h5"),
            "a.h5: the disk is full: free some space, then run again",
        ),
        (RuntimeError("Can't write (errno = 28, error message)"), "the disk is full: free some"),
        (PermissionError(13, "Denied", "b.tsv"), "b.tsv: permission denied"),
        (OSError(30, "Read-only", "c"), "c: the disk is read-only"),
    ],
)
def test_a_full_or_read_only_disk_ends_the_job_with_advice(job, capsys, monkeypatch, problem, text):
    monkeypatch.setattr(os, "_exit", sys.exit)

    def main(**_):
        raise problem

    with pytest.raises(SystemExit):
        run_task(main, job)
    shown = capsys.readouterr().err
    assert text in shown and "finished results are kept" in shown
    assert "Traceback" not in shown


def test_a_program_fault_shows_its_traceback(job, capsys):
    def main(**_):
        raise KeyError("missing")

    with pytest.raises(SystemExit):
        run_task(main, job)
    assert "Traceback" in capsys.readouterr().err
    assert "Traceback" in read_log(job)

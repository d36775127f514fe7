"""A job calls its plain function with the rule's names; its problems are told in their own way."""

import logging
from types import SimpleNamespace

import pytest

from hbvae.errors import AudioError
from hbvae.tasks import run_task


@pytest.fixture
def job(tmp_path):
    """What Snakemake hands to a script, reduced to what `run_task` reads."""
    yield SimpleNamespace(
        input={"features": "in.h5", "code": ["hbvae/tasks.py"]},
        output={"latents": "out.h5"},
        params={"seed": 3},
        log=[str(tmp_path / "job.log")],
        rule="train_model",
    )
    logging.captureWarnings(False)
    logging.basicConfig(force=True)


def log_of(job):
    with open(job.log[0], encoding="utf-8") as file:
        return file.read()


def test_names_of_the_rule_are_the_arguments(job):
    given = {}
    run_task(lambda **arguments: given.update(arguments), job)
    assert given == {"features": "in.h5", "latents": "out.h5", "seed": 3}
    assert "done in" in log_of(job)


def test_a_renamed_key_is_an_error(job):
    with pytest.raises(SystemExit):
        run_task(lambda features, latents: None, job)
    assert "unexpected keyword argument 'seed'" in log_of(job)


def test_a_problem_for_a_person_comes_without_a_traceback(job, capsys):
    def main(**_):
        raise AudioError("expected at least 3 s of audio, got 1 s")

    with pytest.raises(SystemExit) as stop:
        run_task(main, job)
    assert stop.value.code == 1
    shown = capsys.readouterr().err
    assert shown == "train_model: expected at least 3 s of audio, got 1 s\n"
    assert "Traceback" not in log_of(job)


def test_a_fault_of_the_program_shows_its_traceback(job, capsys):
    def main(**_):
        raise KeyError("missing")

    with pytest.raises(SystemExit):
        run_task(main, job)
    assert "Traceback" in capsys.readouterr().err
    assert "Traceback" in log_of(job)

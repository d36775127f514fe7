"""Locks of killed runs are removed; a live run, another host's and a cluster's keep theirs."""

import os
import signal
import subprocess
import sys
import time
from base64 import urlsafe_b64encode

import pytest
from support.project import ROOT

from hbvae.workflow.locks import LOCKS, RUNS, begin_run, live_runs
from hbvae.workflow.records import HALF_MADE

RUN = """
import sys, time
from pathlib import Path
from hbvae.workflow.locks import LOCKS, begin_run
run, notes = begin_run()
if "cluster" in sys.argv:
    run.submits_jobs()
Path(LOCKS).mkdir(parents=True, exist_ok=True)
Path(LOCKS, sys.argv[1] + ".output.lock").write_text("results/metrics.tsv")
print("locked", flush=True)
if "end" not in sys.argv:
    time.sleep(60)
"""


def start(folder, *arguments):
    """A run of a folder in a process of its own, which has locked its files."""
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout.readline() == "locked\n"
    return run


def end(run, how=signal.SIGKILL):
    run.send_signal(how)
    run.wait()
    run.stdout.close()


def locks(folder):
    return sorted(path.name for path in (folder / LOCKS).glob("*"))


def begin(folder):
    """Begin a run of this process, and end it: what a person is told."""
    run, notes = begin_run(folder)
    run.end()
    return notes


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_the_lock_of_a_killed_run_is_removed(tmp_path, how):
    end(start(tmp_path, "0"), how)
    assert len(list((tmp_path / RUNS).glob("*.local"))) == 1
    (note,) = begin(tmp_path)
    assert "was killed. Its lock is removed" in note
    assert locks(tmp_path) == []
    assert list((tmp_path / RUNS).glob("*.local")) == []
    assert begin(tmp_path) == []


def half_make(folder, *outputs):
    """What a killed job leaves: an output, and Snakemake's mark that it is incomplete."""
    for output in outputs:
        record = folder / HALF_MADE / urlsafe_b64encode(output.encode()).decode()
        for path in (folder / output, record):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("half")


def test_what_a_killed_run_left_half_made_is_deleted(tmp_path):
    half_make(tmp_path, "results/songs/features.h5", "mine/notes.txt")
    (tmp_path / "results/songs/tracks.tsv").touch()
    end(start(tmp_path, "0"))
    begin(tmp_path)
    assert [path.name for path in tmp_path.glob("results/songs/*")] == ["tracks.tsv"]
    assert len(list((tmp_path / HALF_MADE).iterdir())) == 1  # of no result
    assert (tmp_path / "mine/notes.txt").exists()


@pytest.mark.parametrize("other", ["alive", "of another workflow"])
def test_what_another_run_may_be_making_stays(tmp_path, other):
    if other == "alive":
        running = start(tmp_path, "1")
    else:
        (tmp_path / LOCKS).mkdir(parents=True)
        (tmp_path / LOCKS / "1.output.lock").touch()
        time.sleep(0.05)
    end(start(tmp_path, "0"))
    half_make(tmp_path, "results/songs/features.h5")
    begin(tmp_path)
    assert (tmp_path / "results/songs/features.h5").exists()
    if other == "alive":
        end(running)


def test_only_dead_runs_lose_their_locks(tmp_path):
    dead = start(tmp_path, "0")
    end(dead)
    time.sleep(0.05)  # so that the lock is older than the run that follows
    alive = start(tmp_path, "1")
    assert locks(tmp_path) == ["1.output.lock"]
    assert begin(tmp_path) == []
    assert locks(tmp_path) == ["1.output.lock"]
    assert [name.rpartition(".")[2] for name in live_runs(tmp_path)] == [str(alive.pid)]
    end(alive)
    assert live_runs(tmp_path) == []


def test_a_run_that_began_after_the_lock_does_not_protect_it(tmp_path):
    """A dry run is alive beside a run that is killed."""
    killed = start(tmp_path, "0")
    time.sleep(0.05)
    other = start(tmp_path, "1")
    (tmp_path / LOCKS / "1.output.lock").unlink()
    end(killed)
    assert len(begin(tmp_path)) == 1
    assert locks(tmp_path) == []
    end(other)


def test_a_lock_that_nobody_can_have_made_stays(tmp_path):
    """Another workflow's, in the same folder, or one of before this record was kept."""
    (tmp_path / LOCKS).mkdir(parents=True)
    (tmp_path / LOCKS / "0.output.lock").write_text("results/metrics.tsv")
    time.sleep(0.05)
    end(start(tmp_path, "1"))
    begin(tmp_path)
    assert locks(tmp_path) == ["0.output.lock"]


def test_a_lock_of_another_host_stays(tmp_path):
    end(start(tmp_path, "0"))
    (own_run,) = (tmp_path / RUNS).glob("*.local")
    own_run.rename(own_run.with_name("elsewhere.example.org.77.local"))
    assert begin(tmp_path) == []
    assert locks(tmp_path) == ["0.output.lock"]
    assert live_runs(tmp_path) == ["elsewhere.example.org.77"]


def test_the_lock_of_a_killed_cluster_run_stays_and_says_what_to_do(tmp_path):
    end(start(tmp_path, "0", "cluster"))
    (note,) = begin(tmp_path)
    assert "make resume" in note
    assert locks(tmp_path) == ["0.output.lock"]
    (tmp_path / LOCKS / "0.output.lock").unlink()  # as snakemake --unlock does
    assert begin(tmp_path) == []
    assert list((tmp_path / RUNS).glob("*.cluster")) == []


def test_a_run_that_ends_leaves_nothing(tmp_path):
    run = start(tmp_path, "0", "end")
    run.wait()
    run.stdout.close()
    assert [path.name for path in (tmp_path / RUNS).iterdir()] == ["begin"]

"""A disk that is full or read-only, and two runs in one folder: told clearly, and nothing lost."""

import random
import subprocess
import time

import pytest
from support.chaos import differences, disturb
from support.finished import CLIPS
from support.project import SNAKEMAKE, copy_project, snakemake
from support.settings import write_run, write_yaml
from support.songs import write_clips

pytestmark = pytest.mark.slow
TARGET = "results/clips/pca/seed0/latents.h5"


def project_with_clips(folder, clips=None):
    """A project that runs six clips, which lie in the folder ``clips``, if not in its own."""
    copy_project(folder)
    if not clips:
        clips = folder / "clips"
        write_clips(clips)
    write_yaml(folder / "clips.yaml", CLIPS | {"root": str(clips)})
    run = {"representations": ["pca", "conv_vae"], "dataset": "clips.yaml"}
    write_run(folder, **run, training={"epochs": 2, "checkpoint_interval": 0})
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A project with room, where `TARGET` and the scores are made in peace."""
    folder = project_with_clips(tmp_path_factory.mktemp("whole") / "project")
    snakemake(folder, "results/metrics.tsv", "--cores", "2")
    return folder


def mount(folder, options):
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "none", folder], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")


@pytest.fixture
def small(whole, tmp_path):
    """A project with the same songs, whose results are on a small disk of their own."""
    project = project_with_clips(tmp_path / "small", whole / "clips")
    results = project / "results"
    results.mkdir()
    mount(results, "size=100k")
    yield project
    subprocess.run(["umount", results], check=True)


def test_a_full_disk_is_reported_and_the_run_can_resume(whole, small):
    printed = snakemake(small, TARGET, "--cores", "2", succeeds=False)
    assert "the disk is full: free some space, then run again" in printed
    assert "Traceback" not in printed
    assert not (small / "results/clips/features.h5").exists()
    assert not list((small / "results").rglob("*.partial"))
    mount(small / "results", "remount,size=20m")
    snakemake(small, TARGET, "--cores", "2")
    assert (small / TARGET).exists()
    differ = differences(whole / "results", small / "results")
    assert [name for name in differ if (small / "results" / name).exists()] == []


def test_a_read_only_disk_is_reported_before_any_job(small):
    mount(small / "results", "remount,ro")
    printed = snakemake(small, TARGET, "--cores", "2", succeeds=False)
    assert f"{small / 'results'}: this folder is not writable" in printed
    assert "rule " not in printed


def test_a_second_run_in_the_same_folder_is_refused(tmp_path):
    project = project_with_clips(tmp_path / "project")
    arguments = [TARGET, "--cores", "1", "--configfile", "run.yaml"]
    first = subprocess.Popen([SNAKEMAKE, *arguments], cwd=project, stderr=subprocess.DEVNULL)
    locks = project / ".snakemake/locks"
    while not (locks.exists() and any(locks.iterdir())):
        assert first.poll() is None
        time.sleep(0.05)
    printed = snakemake(project, TARGET, "--cores", "1", succeeds=False)
    assert "cannot be locked" in printed
    assert "no other Snakemake process" in printed
    assert first.wait() == 0


def test_a_killed_and_resumed_run_gives_the_same_results(whole, tmp_path):
    """`make chaos` kills more of them."""
    project = project_with_clips(tmp_path / "project", whole / "clips")
    arguments = ["results/metrics.tsv", "--cores", "4", "--configfile", "run.yaml"]
    kills, orphans, ended = disturb(project, arguments, [3, 4, 5, 6], random.Random(0))
    assert ended and sum(kills.values()) >= 2
    assert orphans == []
    assert differences(whole / "results", project / "results") == []

"""A disk that is full or read-only, and two runs in one folder: told clearly, and nothing lost."""

import random
import subprocess
import time

import pytest
import yaml
from chaos import SNAKEMAKE, copy_project, differences, disturb
from test_workflow import snakemake, write_song

TARGET = "results/clips/pca/seed0/latents.h5"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project whose results are on a small disk of their own, and one with room."""
    top = tmp_path_factory.mktemp("disk")
    for name in ("small", "whole"):
        project = top / name
        copy_project(project)
        for number in range(6):
            genre = ("blues", "metal")[number % 2]
            write_song(project / f"clips/{genre}/{number}.wav", 300 + 900 * (number % 2))
        description = {"root": "clips", "layout": "folders", "factors": {"genre": {"k": 2}}}
        (project / "clips.yaml").write_text(yaml.safe_dump(description))
        run = {"representations": ["pca", "mfcc", "conv_vae"], "clusterers": ["kmeans"]}
        run |= {"dataset": "clips.yaml", "training": {"epochs": 2, "checkpoint_interval": 0}}
        (project / "run.yaml").write_text(yaml.safe_dump(run))
    return top


def mount(folder, options):
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "none", folder], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")


@pytest.fixture
def small(made):
    results = made / "small/results"
    results.mkdir(exist_ok=True)
    mount(results, "size=700k")
    yield made / "small"
    subprocess.run(["umount", results], check=True)


def test_a_full_disk_is_told_and_a_run_with_more_room_goes_on(made, small):
    output = snakemake(small, TARGET, "--cores", "2", succeeds=False)
    assert "the disk is full: free some space, then run again" in output
    assert "Traceback" not in output
    assert not (small / "results/clips/features.h5").exists()
    assert not list((small / "results").rglob("*.partial"))
    mount(small / "results", "remount,size=20m")
    snakemake(small, TARGET, "--cores", "2")
    snakemake(made / "whole", TARGET, "--cores", "2")
    assert differences(made / "whole/results", small / "results") == []


def test_a_read_only_disk_is_told_before_any_job(small):
    mount(small / "results", "remount,ro")
    output = snakemake(small, TARGET, "--cores", "2", succeeds=False)
    assert f"{small / 'results'}: nothing can be written into this folder" in output
    assert "rule " not in output


def test_a_second_run_in_the_same_folder_is_refused(made):
    project = made / "whole"
    arguments = [TARGET, "--cores", "1", "--forceall", "--configfile", "run.yaml"]
    first = subprocess.Popen([SNAKEMAKE, *arguments], cwd=project, stderr=subprocess.DEVNULL)
    locks = project / ".snakemake/locks"
    while not (locks.exists() and any(locks.iterdir())):
        assert first.poll() is None
        time.sleep(0.05)
    output = snakemake(project, TARGET, "--forceall", "--cores", "1", succeeds=False)
    assert "cannot be locked" in output
    assert "no other Snakemake process" in output
    assert first.wait() == 0


def test_a_killed_run_on_four_cores_ends_as_one_in_peace_on_one(made):
    """`make chaos` kills more of them."""
    other = made / "other"
    copy_project(other)
    for path in ("clips", "clips.yaml", "run.yaml"):
        (other / path).symlink_to(made / "whole" / path)
    target = "results/metrics.tsv"
    snakemake(made / "whole", target, "--cores", "1")
    arguments = [target, "--cores", "4", "--configfile", "run.yaml"]
    kills, orphans, ended = disturb(other, arguments, [5, 7, 9, 11], random.Random(0))
    assert ended and sum(kills.values()) >= 2
    assert orphans == []
    assert differences(made / "whole/results", other / "results") == []

"""The workflow on a real SLURM of two nodes: who holds the GPU, who is tried again, who goes on."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from support.finished import CLIPS
from support.maps import CHEAP, HBVAE, write_folder
from support.project import ROOT, copy_project, copy_run, snakemake
from support.settings import SMALL, write_run, write_yaml
from support.slurm_cluster import running_cluster, why_not
from support.songs import write_clips

from hbvae.workflow.map_folder import open_map

pytestmark = [
    pytest.mark.slurm,
    pytest.mark.slow,
    pytest.mark.skipif(why_not() is not None, reason=f"no SLURM here: {why_not()}"),
]
TEST_SETTINGS = {  # quicker to look, and content with a cluster that keeps no accounts
    "slurm-init-seconds-before-status-checks": 2,
    "slurm-no-account": True,
    "latency-wait": 10,
}
RUN = {"representations": ["pca", "conv_vae"], "audio": SMALL["audio"] | {"tracks_per_job": 100}}
RUN |= {"training": {"epochs": 2, "checkpoint_interval": 0}}


@pytest.fixture(scope="module", autouse=True)
def cluster(tmp_path_factory):
    with running_cluster(tmp_path_factory.mktemp("slurm")):
        yield


@pytest.fixture(scope="module")
def songs(tmp_path_factory):
    """A project with six songs and the cluster's profile."""
    folder = copy_project(tmp_path_factory.mktemp("songs"))
    shutil.copy(ROOT / "Makefile", folder)
    write_clips(folder / "clips")
    write_yaml(folder / "clips.yaml", CLIPS)
    write_run(folder, dataset="clips.yaml", **RUN)
    profile = folder / "config/slurm/config.yaml"
    settings = yaml.safe_load(profile.read_text()) | TEST_SETTINGS
    write_yaml(profile, settings | {"configfile": ["run.yaml"]})
    return folder


@pytest.fixture(scope="module")
def trained(songs, tmp_path_factory):
    """The same with a trained model, which was made without the cluster."""
    folder = tmp_path_factory.mktemp("trained") / "project"
    shutil.copytree(songs, folder)
    snakemake(folder, "results/clips/conv_vae/seed0/latents.h5", "--cores", "2")
    return folder


def environment(project):
    tools = Path(sys.executable).parent
    path = f"{tools}:{os.environ['PATH']}"
    # The two nodes are this machine, whatever they are called.
    return os.environ | {"PATH": path, "MASTER_ADDR": "127.0.0.1", "PYTHONPATH": str(project)}


def start(project, *arguments):
    command = ["snakemake", "--workflow-profile", "config/slurm", *arguments]
    log = open(project / "snakemake.log", "ab")  # noqa: SIM115 - closed with the process
    options = {"env": environment(project), "stdout": log, "stderr": log}
    return subprocess.Popen(command, cwd=project, start_new_session=True, **options)


def finish(project, process, seconds=900):
    assert process.wait(seconds) == 0, (project / "snakemake.log").read_text()[-6000:]


def submitted():
    """Every job that the cluster knows of: its fields by name."""
    text = subprocess.run(["scontrol", "--oneliner", "show", "job"], capture_output=True, text=True)
    return [
        dict(re.findall(r"(\w+)=(\S*)", line)) for line in text.stdout.splitlines() if "=" in line
    ]


def list_jobs(rule, before):
    """The submissions for a rule, but for those whose ids are in ``before``."""
    new = [job for job in submitted() if job["JobId"] not in before]
    return [job for job in new if rule in job.get("Comment", "")]


def targets(job):
    """The workflow's jobs that a submission is for."""
    command = ["scontrol", "write", "batch_script", job["JobId"], "-"]
    script = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.search(r"--target-jobs (.*?) --allowed-rules", script)[1]


def wait_for(condition, project, process, seconds=300):
    """What a condition gives once it holds, while Snakemake runs."""
    end = time.monotonic() + seconds
    while not (reached := condition()):
        assert process.poll() is None, (project / "snakemake.log").read_text()[-6000:]
        assert time.monotonic() < end, f"waited {seconds} s"
        time.sleep(0.3)
    return reached


def test_a_cancelled_job_is_tried_again_with_more_memory_and_only_training_has_the_gpu(
    songs, tmp_path
):
    project = tmp_path / "project"
    shutil.copytree(songs, project)
    before = {job["JobId"] for job in submitted()}
    target = "results/clips/figures/fig10_correlation.png"
    process = start(project, target)
    running = wait_for(
        lambda: [job for job in list_jobs("train_model", before) if job["JobState"] == "RUNNING"],
        project,
        process,
    )
    subprocess.run(["scancel", running[0]["JobId"]], check=True)
    finish(project, process)
    assert (project / target).stat().st_size > 3000

    first, second = list_jobs("train_model", before)
    assert (first["JobState"], second["JobState"]) == ("CANCELLED", "COMPLETED")
    memory = [int(re.match(r"\d+", job["MinMemoryNode"])[0]) for job in (first, second)]
    assert memory[1] == 2 * memory[0]
    new = [job for job in submitted() if job["JobId"] not in before]
    with_gpu = [job for job in new if "gpu" in job.get("TresPerJob", "")]
    assert {job["JobId"] for job in with_gpu} == {first["JobId"], second["JobId"]}
    assert list_jobs("gather_rejected", before) == []  # it runs where Snakemake runs
    assert len(new) == 1 + 1 + 2 + 1  # extraction, merge, training twice, plot


def test_a_run_whose_snakemake_was_killed_is_taken_up_again(trained, tmp_path):
    project = copy_run(trained, tmp_path / "project")
    before = {job["JobId"] for job in submitted()}
    process = start(project, "results/metrics.tsv")
    wait_for(
        lambda: [j for j in submitted() if j["JobId"] not in before and j["JobState"] == "RUNNING"],
        project,
        process,
    )
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    done = subprocess.run(
        ["make", "resume", "INSTALLED=", "ARGS=results/metrics.tsv"],
        cwd=project, env=environment(project), capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert (project / "results/metrics.tsv").stat().st_size
    after = [job for job in submitted() if job["JobId"] not in before]
    completed = [targets(job) for job in after if job["JobState"] == "COMPLETED"]
    assert any("score_clusters" in target for target in completed)
    assert len(completed) == len(set(completed))  # nothing ran to its end twice
    assert {job["JobState"] for job in after} <= {"COMPLETED", "CANCELLED"}


def test_a_model_is_fitted_on_two_nodes(trained, tmp_path):
    project = copy_run(trained, tmp_path / "project")
    devices = {"threads": 1, "per_node": 1, "nodes": 2}
    write_run(project, dataset="clips.yaml", devices=devices, **RUN)
    before = {job["JobId"] for job in submitted()}
    finish(project, start(project, "results/clips/conv_vae/seed1/latents.h5"))
    (job,) = list_jobs("train_model", before)
    assert (job["NumNodes"], job["TresPerJob"]) == ("2", "gres:gpu:2")
    log = (project / "logs/train_model/clips.conv_vae.seed1.log").read_text()
    assert "2 processes, 1 threads" in log
    assert log.count("epoch 2 of 2: loss") == 1


def test_a_map_is_made_by_the_cluster(tmp_path):
    """`hbvae map --slurm`, with the profile that it writes and a person edits."""
    songs = write_folder(tmp_path / "songs", 8)
    write_yaml(tmp_path / "cheap.yaml", CHEAP)
    place = tmp_path / "songs-map"
    open_map(place, songs)  # so that the profile can be there before the first run
    shutil.copytree(ROOT / "config/slurm", place / "config/slurm")
    profile = place / "config/slurm/config.yaml"
    write_yaml(profile, yaml.safe_load(profile.read_text()) | TEST_SETTINGS)
    before = {job["JobId"] for job in submitted()}
    command = [*HBVAE, "map", songs, "--config", "cheap.yaml", "--slurm", "--no-open"]
    with open(tmp_path / "snakemake.log", "wb") as log:
        streams = {"stdout": log, "stderr": log}
        map_run = subprocess.Popen(command, cwd=tmp_path, env=environment(ROOT), **streams)
        finish(tmp_path, map_run)
    assert (place / "results/songs/explorer.html").is_file()
    assert (place / "finished.json").is_file()
    for rule in ("extract_features", "train_model", "cluster_latents"):
        states = {job["JobState"] for job in list_jobs(rule, before)}
        assert states == {"COMPLETED"}, rule

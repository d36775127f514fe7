"""The workflow on a real SLURM of one node: who holds the GPU, who is tried again, who goes on."""

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
from support.slurm_cluster import running_cluster, why_not

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(why_not() is not None, reason=f"no SLURM here: {why_not()}")
TEST_SETTINGS = {  # quicker to look, and content with a cluster that keeps no accounts
    "slurm-init-seconds-before-status-checks": 2,
    "slurm-no-account": True,
    "latency-wait": 10,
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project on a running cluster, with a small run of the demo."""
    with running_cluster(tmp_path_factory.mktemp("slurm")):
        folder = tmp_path_factory.mktemp("project")
        for name in ("Snakefile", "rules", "workflow_scripts", "hbvae", "config", "resources"):
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
        shutil.copy(ROOT / "Makefile", folder)
        shutil.copy(ROOT / "environment.yml", folder)
        profile = folder / "config/slurm/config.yaml"
        settings = yaml.safe_load(profile.read_text()) | TEST_SETTINGS
        settings["configfile"] = ["run.yaml"]
        profile.write_text(yaml.safe_dump(settings))
        run = {"datasets": ["demo_genres"], "representations": ["pca", "conv_vae"]}
        run |= {"clusterers": ["kmeans"], "training": {"epochs": 2, "checkpoint_interval": 0}}
        run |= {"audio": {"tracks_per_job": 100}}
        (folder / "run.yaml").write_text(yaml.safe_dump(run))
        yield folder


def environment():
    tools = Path(sys.executable).parent
    path = f"{tools}:{os.environ['PATH']}"
    # The two nodes are this machine, whatever they are called.
    return os.environ | {"PATH": path, "PYTHONPATH": str(ROOT), "MASTER_ADDR": "127.0.0.1"}


def start(project, *arguments):
    command = ["snakemake", "--workflow-profile", "config/slurm", *arguments]
    log = open(project / "snakemake.log", "ab")  # noqa: SIM115 - closed with the process
    return subprocess.Popen(
        command, cwd=project, env=environment(), stdout=log, stderr=log, start_new_session=True
    )


def finish(project, process, seconds=900):
    assert process.wait(seconds) == 0, (project / "snakemake.log").read_text()[-6000:]


def submitted():
    """Every job that the cluster knows of: its fields by name."""
    text = subprocess.run(["scontrol", "--oneliner", "show", "job"], capture_output=True, text=True)
    return [
        dict(re.findall(r"(\w+)=(\S*)", line)) for line in text.stdout.splitlines() if "=" in line
    ]


def jobs_of(rule):
    return [job for job in submitted() if rule in job.get("Comment", "")]


def targets(job):
    """The workflow's jobs that a submission is for."""
    command = ["scontrol", "write", "batch_script", job["JobId"], "-"]
    script = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.search(r"--target-jobs (.*?) --allowed-rules", script)[1]


def wait_for(condition, seconds=300):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.3)
    return found


def test_a_cancelled_job_is_tried_again_with_more_memory_and_only_training_has_the_gpu(project):
    target = "results/demo_genres/figures/fig10_correlation.png"
    process = start(project, target)
    running = wait_for(
        lambda: [job for job in jobs_of("train_model") if job["JobState"] == "RUNNING"]
    )
    subprocess.run(["scancel", running[0]["JobId"]], check=True)
    finish(project, process)
    assert (project / target).stat().st_size > 3000

    first, second = jobs_of("train_model")
    assert (first["JobState"], second["JobState"]) == ("CANCELLED", "COMPLETED")
    memory = [int(re.match(r"\d+", job["MinMemoryNode"])[0]) for job in (first, second)]
    assert memory[1] == 2 * memory[0]
    with_gpu = [job for job in submitted() if "gpu" in job.get("TresPerJob", "")]
    assert {job["JobId"] for job in with_gpu} == {first["JobId"], second["JobId"]}
    local = ("render_demo", "list_tracks", "gather_rejected")
    assert not [job for rule in local for job in jobs_of(rule)]
    assert len(submitted()) == 2 + 1 + 2 + 1  # extraction, merge, training twice, plot


def test_a_run_whose_snakemake_was_killed_is_taken_up_again(project):
    before = {job["JobId"] for job in submitted()}
    process = start(project, "results/metrics.tsv")
    wait_for(
        lambda: [j for j in submitted() if j["JobId"] not in before and j["JobState"] == "RUNNING"]
    )
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    done = subprocess.run(
        ["make", "resume", "INSTALLED=", "ARGS=results/metrics.tsv"],
        cwd=project, env=environment(), capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert (project / "results/metrics.tsv").stat().st_size
    after = [job for job in submitted() if job["JobId"] not in before]
    completed = [targets(job) for job in after if job["JobState"] == "COMPLETED"]
    assert any("score_clusters" in target for target in completed)
    assert len(completed) == len(set(completed))  # nothing ran to its end twice
    assert {job["JobState"] for job in after} <= {"COMPLETED", "CANCELLED"}


def test_one_model_is_fitted_on_two_nodes(project):
    run = yaml.safe_load((project / "run.yaml").read_text())
    run["devices"] = {"threads": 1, "per_node": 1, "nodes": 2}
    (project / "run.yaml").write_text(yaml.safe_dump(run))
    before = {job["JobId"] for job in submitted()}
    finish(project, start(project, "results/demo_genres/conv_vae/seed1/latents.h5"))
    (job,) = [job for job in jobs_of("train_model") if job["JobId"] not in before]
    assert (job["NumNodes"], job["TresPerJob"]) == ("2", "gres:gpu:2")
    log = (project / "logs/train_model/demo_genres.conv_vae.seed1.log").read_text()
    assert "2 processes, 1 threads" in log
    assert log.count("epoch 2: loss") == 1

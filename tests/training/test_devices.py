"""Two processes fit the same model as a single process; the precision suits the device.

The test starts two real processes on the CPU, which communicate with gloo.
"""

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from hbvae.errors import ConfigError
from hbvae.features.log_mel import TrackFeatures
from hbvae.storage.features import N_STATISTICS, merge_features, write_features
from hbvae.storage.latents import read_latents
from hbvae.training.devices import DeviceConfig, best_precision, describe, start_fabric

ROOT = Path(__file__).parents[2]
# The autoencoder has no noise and no batch norm, so only the order of the sums differs. With
# conv_vae each process draws its own noise and normalises its own part of a batch, here six slices.
TOLERANCE = {"autoencoder": (1e-4, 1e-4), "conv_vae": (0.05, 0.15)}  # fitted, held-out tracks
JOB = """
import logging, sys
sys.path[:0] = [{root!r}, {root!r} + "/workflow_scripts"]
from train_model import main
logging.basicConfig(level=logging.INFO)
per_node = int(sys.argv[1])
sizes = dict(autoencoder=dict(hidden=[32]), conv_vae=dict(channels=[4, 8]))
training = dict(epochs=6, batch_size=12, learning_rate=0.003, checkpoint_interval=0)
devices = dict(threads=per_node, per_node=per_node, precision="32-true")
for model in sizes:
    kept = [f"{{per_node}}.{{model}}.{{name}}" for name in ("weights", "history", "latents", "pt")]
    main("features.h5", [], [], [], *kept[:3], model, model, False, False, None,
         dict(latent_dim=4) | sizes[model], training, devices, 0, kept[3])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Files and logs of two models, each fitted by a single process and by two processes."""
    folder = tmp_path_factory.mktemp("ddp")
    random = np.random.default_rng(0)
    tracks = {
        f"t{number:02}": TrackFeatures(
            (random.random((5, 16, 16)) * (number % 4) / 3).astype(np.float16),
            np.zeros((5, N_STATISTICS)), np.arange(5.0), 30.0,
        )
        for number in range(20)
    }  # fmt: skip
    write_features(str(folder / "batch.h5"), tracks, {"n_mels": 16, "n_frames": 16})
    merge_features([str(folder / "batch.h5")], str(folder / "features.h5"))
    (folder / "job.py").write_text(JOB.format(root=str(ROOT)))
    for per_node in ("1", "2"):
        command = [sys.executable, "job.py", per_node]
        job = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
        assert job.returncode == 0, job.stderr[-3000:]
        (folder / f"{per_node}.log").write_text(job.stderr)
    return folder


def history(folder, model, per_node):
    with open(folder / f"{per_node}.{model}.history", newline="") as file:
        return np.array([*csv.reader(file, "excel-tab")][1:], float)


@pytest.mark.slow
@pytest.mark.parametrize("model", TOLERANCE)
def test_two_processes_fit_like_a_single_process(folder, model):
    single, double = (history(folder, model, per_node) for per_node in (1, 2))
    assert len(single) == 6
    assert single[-1, 1] < 0.95 * single[0, 1]
    fitted, held_out = TOLERANCE[model]
    np.testing.assert_allclose(double[:, 1], single[:, 1], rtol=fitted)
    np.testing.assert_allclose(double[:, 4], single[:, 4], rtol=held_out)
    single_latent, double_latent = (
        read_latents(str(folder / f"{per_node}.{model}.latents"))[0] for per_node in (1, 2)
    )
    assert double_latent.shape == single_latent.shape
    if model == "autoencoder":
        np.testing.assert_allclose(double_latent, single_latent, atol=1e-3)


@pytest.mark.slow
def test_only_the_first_process_logs_and_no_checkpoint_is_left(folder):
    single, double = ((folder / f"{per_node}.log").read_text() for per_node in (1, 2))
    assert double.count(", 2 processes, ") == len(TOLERANCE) and "processes" not in single
    assert double.count("epoch 6 of 6: loss") == len(TOLERANCE)
    assert not [*folder.glob("*.pt")]


def test_several_nodes_need_a_cluster(monkeypatch):
    monkeypatch.delenv("SLURM_JOB_ID", raising=False)
    with pytest.raises(ConfigError, match=r"devices\.nodes is 2: .* needs a SLURM job"):
        start_fabric(DeviceConfig(nodes=2))


@pytest.mark.parametrize(
    "setting", [{"threads": 0}, {"per_node": 0}, {"nodes": 0}, {"precision": "half"}]
)
def test_impossible_settings_are_refused(setting):
    with pytest.raises(ConfigError, match=f"devices.{next(iter(setting))}: expected"):
        DeviceConfig(**setting)


def test_precision_follows_the_cpu_and_can_be_set(monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True})
    assert best_precision("cpu") == "bf16-mixed"
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_f": True})
    assert best_precision("cpu") == "32-true"
    assert describe(start_fabric(DeviceConfig(threads=1, precision="bf16-mixed"))).endswith(
        "1 threads, bf16-mixed"
    )


def test_a_single_node_ignores_slurm(monkeypatch, recwarn):
    """A login node has `srun`; the variables of a job must not look like a training step's."""
    monkeypatch.setenv("SLURM_NTASKS", "3")
    monkeypatch.setenv("SLURM_JOB_ID", "7")
    assert start_fabric(DeviceConfig(threads=1)).world_size == 1
    assert "srun" not in " ".join(str(warning.message) for warning in recwarn)
    assert "HBVAE_BESIDE_ANOTHER" not in os.environ

"""A killed fit resumes and ends with the same result as an uninterrupted fit."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from hbvae.features.log_mel import TrackFeatures
from hbvae.models.weights import build_model
from hbvae.storage.features import N_STATISTICS, merge_features, write_features
from hbvae.training import fitting
from hbvae.training.batches import Slices
from hbvae.training.checkpoints import digest, load_checkpoint
from hbvae.training.devices import DeviceConfig, start_fabric
from hbvae.training.fitting import TrainingConfig, fit

ROOT = Path(__file__).parents[2]
SMALL = {"latent_dim": 4, "channels": (4, 8)}
CPU = torch.device("cpu")
FABRIC = start_fabric(DeviceConfig(threads=1))


@pytest.fixture
def slices():
    random = np.random.default_rng(0)
    mel = random.random((40, 16, 16)).astype(np.float16)
    return Slices.from_tracks(mel, np.repeat(np.arange(10), 4))


def start(slices, checkpoint=None, epochs=6, **changes):
    """A model and the iterator of its fit."""
    torch.manual_seed(3)
    model = build_model("conv_vae", SMALL, slices.sizes)
    settings = {"batch_size": 8, "learning_rate": 0.01, "checkpoint_interval": 0} | changes
    config = TrainingConfig(epochs=epochs, **settings)
    return model, fit(FABRIC, model, slices, config, 3, checkpoint)


def weights(model):
    return torch.cat([value.flatten().float() for value in model.state_dict().values()])


@pytest.mark.parametrize("schedule", ["constant", "one_cycle"])
@pytest.mark.parametrize("stopped_after", [1, 3, 6])
def test_a_stopped_fit_ends_with_the_same_history_and_weights(
    slices, tmp_path, stopped_after, schedule
):
    model, uninterrupted = start(slices, schedule=schedule)
    uninterrupted = list(uninterrupted)
    path = str(tmp_path / "checkpoint.pt")
    _, stopped = start(slices, path, schedule=schedule)
    for _ in range(stopped_after):
        next(stopped)
    stopped.close()
    again, rest = start(slices, path, schedule=schedule)
    assert list(rest) == uninterrupted
    assert torch.equal(weights(again), weights(model))


def test_more_epochs_resume_and_fewer_restart(slices, tmp_path):
    path = str(tmp_path / "checkpoint.pt")
    _, six = start(slices, path)
    six = list(six)
    _, nine = start(slices, path, epochs=9)
    assert list(nine)[:6] == six
    _, two = start(slices, path, epochs=2)
    assert list(two) == six[:2]


def test_more_epochs_restart_a_one_cycle_schedule(slices, tmp_path):
    path = str(tmp_path / "checkpoint.pt")
    _, six = start(slices, path, schedule="one_cycle")
    six = list(six)
    _, alone = start(slices, epochs=9, schedule="one_cycle")
    _, nine = start(slices, path, epochs=9, schedule="one_cycle")
    nine = list(nine)
    assert nine == list(alone)
    assert nine[:6] != six


@pytest.mark.parametrize(
    "change",
    [{"learning_rate": 0.02}, {"batch_size": 5}, {"held_out": 0.5}, "data", "code", "broken"],
)
def test_a_checkpoint_of_another_fit_is_not_used(slices, tmp_path, monkeypatch, caplog, change):
    path = tmp_path / "checkpoint.pt"
    _, first = start(slices, str(path), epochs=2)
    list(first)
    changes = change if isinstance(change, dict) else {}
    if change == "data":
        slices.x[0] += 0.5
    if change == "code":
        monkeypatch.setattr(fitting, "source", lambda family: "edited")
    if change == "broken":
        path.write_bytes(path.read_bytes()[:1000])
    _, alone = start(slices, **changes)
    _, beside = start(slices, str(path), **changes)
    with caplog.at_level("INFO"):
        assert list(beside) == list(alone)
    assert "resuming after epoch" not in caplog.text
    assert ("the checkpoint is incomplete" in caplog.text) == (change == "broken")


def test_a_checkpoint_runs_no_code(tmp_path):
    class Evil:
        def __reduce__(self):
            return Path.touch, (tmp_path / "ran",)

    torch.save({"made_for": "x", "model": Evil()}, tmp_path / "checkpoint.pt")
    assert load_checkpoint(str(tmp_path / "checkpoint.pt"), "x", CPU) is None
    assert not (tmp_path / "ran").exists()


def test_checkpoints_keep_their_interval(slices, tmp_path):
    path = tmp_path / "checkpoint.pt"
    _, fitted = start(slices, str(path), checkpoint_interval=1000)
    list(fitted)
    assert not path.exists()


def test_the_digest_depends_on_settings_and_data():
    data = np.zeros((1000, 3))
    other = data.copy()
    other[999] = 1
    digests = {digest({"a": 1}, [data]), digest({"a": 2}, [data]), digest({"a": 1}, [other])}
    assert len(digests | {digest({"a": 1}, [data[:999]])}) == 4
    assert digest({"a": 1, "b": 2}, [data]) == digest({"b": 2, "a": 1}, [data.copy()])


SCRIPT = """
import sys
sys.path[:0] = [{root!r}, {root!r} + "/workflow_scripts"]
from train_model import main
training = dict(epochs=60, batch_size=8, learning_rate=0.01, checkpoint_interval=0)
main("features.h5", [], [], [], "weights", "history.tsv", "latents.h5", "conv_vae", "conv_vae",
     False, False, None,
     dict(latent_dim=4, channels=[4, 8]), training, dict(threads=1), 0, "checkpoint.pt")
"""


KILLS = {2: signal.SIGKILL, 20: signal.SIGTERM, 45: signal.SIGKILL}  # by number of epochs


@pytest.mark.slow
def test_a_killed_training_job_ends_with_the_same_files(tmp_path):
    random = np.random.default_rng(0)
    tracks = {
        f"t{number}": TrackFeatures(
            random.random((4, 16, 16)).astype(np.float16), np.zeros((4, N_STATISTICS)),
            np.arange(4.0), 30.0,
        )
        for number in range(10)
    }  # fmt: skip
    for name in ("uninterrupted", "killed"):
        (tmp_path / name).mkdir()
        batch = str(tmp_path / name / "batch.h5")
        write_features(batch, tracks, {"n_mels": 16, "n_frames": 16})
        merge_features([batch], str(tmp_path / name / "features.h5"))
    command = [sys.executable, "-c", SCRIPT.format(root=str(ROOT))]
    subprocess.run(command, cwd=tmp_path / "uninterrupted", check=True, capture_output=True)

    folder, n_killed = tmp_path / "killed", 0
    for n_epochs, stop in KILLS.items():
        job = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE)
        history = folder / "history.tsv"
        while job.poll() is None:
            if history.exists() and history.read_text().count("\n") > n_epochs:
                job.send_signal(stop)
                n_killed += 1
                break
            time.sleep(0.002)
        job.communicate()
        history.unlink(missing_ok=True)  # as Snakemake does after a job that failed
    assert n_killed == len(KILLS)
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    for name in ("history.tsv", "weights"):
        expected = (tmp_path / "uninterrupted" / name).read_bytes()
        assert (folder / name).read_bytes() == expected, name
    assert not (folder / "checkpoint.pt").exists()

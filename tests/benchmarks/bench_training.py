"""Training, slices a second: hbvae against a plain loop and, where installed, against pythae.

    python tests/benchmarks/bench_training.py [--slices N] [--rounds N]

All fit the same network to the same slices with the same mathematics: float32, Adam, squared error
and KL summed over a slice. The plain loop is that of the authors' notebook: a DataLoader over
arrays in memory. The last way is hbvae in its own precision for this device. The ways take turns,
an epoch each. Then, each as the default config has it, the joint model against the paper's hybrid.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path
from statistics import median

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch
import yaml
from report import report
from torch.utils.data import DataLoader, Dataset
from torch.utils.flop_counter import FlopCounterMode

from hbvae.models.base import Batch, InputSizes
from hbvae.models.weights import build_model
from hbvae.training.batches import Slices
from hbvae.training.devices import DeviceConfig, describe, precision, start_fabric
from hbvae.training.fitting import TrainingConfig, fit

SETTINGS = {"latent_dim": 64, "beta": 4.0, "channels": (32, 64, 128)}
SHAPE = (128, 128)
BATCH_SIZE = 64
LEARNING_RATE = 1e-3


def network():
    torch.manual_seed(0)
    return build_model("conv_vae", SETTINGS, InputSizes(SHAPE))


def tflop_a_slice() -> float:
    """Of one pass forward and backward."""
    model, x = network(), torch.rand(8, *SHAPE)
    with FlopCounterMode(display=False) as counter:
        batch = Batch.from_slices(x)
        model.loss(model(batch), batch).loss.backward()
    return counter.get_total_flops() / 8 / 1e12


def hbvae_epochs(slices: Slices, wanted: str):
    fabric = start_fabric(DeviceConfig(threads=THREADS, precision=wanted))
    config = TrainingConfig(
        epochs=10**6,
        batch_size=BATCH_SIZE,
        learning_rate=LEARNING_RATE,
        held_out=0,
        checkpoint_interval=0,
    )
    return (epoch.loss for epoch in fit(fabric, network(), slices, config, seed=0))


class InMemory(Dataset):
    def __init__(self, mel):
        self.mel = mel

    def __len__(self):
        return len(self.mel)

    def __getitem__(self, number):
        return torch.tensor(self.mel[number], dtype=torch.float32)


def plain_loop_epochs(mel: np.ndarray):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = network().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    loader = DataLoader(InMemory(mel), batch_size=BATCH_SIZE, shuffle=True)
    while True:
        model.train()
        total = 0.0
        for x in loader:
            x = x.to(device)
            optimizer.zero_grad()
            x_hat, posterior = model(Batch.from_slices(x))
            log_variance = 2 * posterior.scale.log()
            kl = -0.5 * torch.sum(1 + log_variance - posterior.loc**2 - log_variance.exp())
            loss = (torch.nn.functional.mse_loss(x_hat, x, reduction="sum") + 4 * kl) / len(x)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        yield total / len(mel)


def pythae_epochs(mel: np.ndarray, folder: str):
    from pythae.data.datasets import BaseDataset
    from pythae.models import BetaVAE, BetaVAEConfig
    from pythae.models.base.base_utils import ModelOutput
    from pythae.models.nn import BaseDecoder, BaseEncoder
    from pythae.trainers import BaseTrainer, BaseTrainerConfig

    ours = network()

    class Encoder(BaseEncoder):
        def __init__(self):
            super().__init__()
            self.network = ours

        def forward(self, x):
            posterior = self.network.encode(Batch.from_slices(x))
            return ModelOutput(embedding=posterior.loc, log_covariance=2 * posterior.scale.log())

    class Decoder(BaseDecoder):
        def __init__(self):
            super().__init__()
            self.network = ours.decoder

        def forward(self, z):
            return ModelOutput(reconstruction=self.network(z))

    config = BetaVAEConfig(input_dim=SHAPE, latent_dim=64, reconstruction_loss="mse", beta=2.0)
    model = BetaVAE(config, encoder=Encoder(), decoder=Decoder())  # it halves the squared error
    data = BaseDataset(torch.from_numpy(mel.astype(np.float32)), torch.zeros(len(mel)))
    settings = BaseTrainerConfig(
        output_dir=folder, num_epochs=1, learning_rate=LEARNING_RATE,
        per_device_train_batch_size=BATCH_SIZE, optimizer_cls="Adam", no_cuda=False,
    )  # fmt: skip
    trainer = BaseTrainer(model, train_dataset=data, training_config=settings)
    trainer.prepare_training()
    epoch = 0
    while True:
        epoch += 1
        yield 2 * float(trainer.train_step(epoch))


def default_config_epochs(name: str, slices: Slices, config: dict):
    """Fit a model as the config says; also its epochs."""
    settings = {**config["models"][name]}
    training = config["training"] | settings.pop("training", {})
    fabric = start_fabric(DeviceConfig(threads=THREADS))
    torch.manual_seed(0)
    model = build_model(name, settings, slices.sizes)
    model.calibrate(slices.x)
    endless = TrainingConfig(**training | {"epochs": 10**6, "held_out": 0})
    return (epoch.loss for epoch in fit(fabric, model, slices, endless, 0)), training["epochs"]


def joint_against_hybrid(mel: np.ndarray, rounds: int) -> None:
    """1,000 slices of 100 tracks with lyrics, in turns of an epoch."""
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8"))
    lyrics = np.random.default_rng(0).normal(size=(100, 384)).astype(np.float32)
    lyrics /= np.linalg.norm(lyrics, axis=1, keepdims=True)
    slices = Slices.from_tracks(mel[:1000], np.arange(1000) // 10, lyrics)
    ways = {
        name: default_config_epochs(name, slices, config) for name in ("hybrid_vae", "joint_vae")
    }
    seconds = {name: [] for name in ways}
    for _ in range(rounds + 1):
        for name, (epochs, _) in ways.items():
            start = time.perf_counter()
            next(epochs)
            seconds[name].append(time.perf_counter() - start)
    a_fit = {name: median(seconds[name][1:]) * n_epochs for name, (_, n_epochs) in ways.items()}
    report(
        "joint",
        f"Training on 1,000 slices as the default config has it; medians of {rounds} epochs",
        ["model", "s an epoch", "epochs", "s a fit", "of hybrid_vae"],
        [
            [name, median(seconds[name][1:]), n, a_fit[name], a_fit[name] / a_fit["hybrid_vae"]]
            for name, (_, n) in ways.items()
        ],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slices", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=5, help="turns of each way (default 5)")
    arguments = parser.parse_args()
    n = arguments.slices
    random = np.random.default_rng(0)
    # Smooth pictures, as spectrograms are; every way is given the same.
    coarse = random.random((n, 16, 16)).repeat(8, axis=1).repeat(8, axis=2)
    mel = (0.8 * coarse + 0.2 * random.random((n, *SHAPE))).astype(np.float16)
    with tempfile.TemporaryDirectory() as folder:
        mel.tofile(Path(folder, "mel"))
        on_disk = np.memmap(Path(folder, "mel"), np.float16, "r", shape=mel.shape)
        slices = Slices.from_tracks(on_disk, np.arange(n))
        best = start_fabric(DeviceConfig(threads=THREADS))
        ways = {"plain loop": plain_loop_epochs(mel)}
        try:
            import pythae  # noqa: F401

            ways["pythae BetaVAE"] = pythae_epochs(mel, folder)
        except ImportError:
            print("pythae is not installed: left out")
        ways["hbvae, float32"] = hbvae_epochs(slices, "32-true")
        ways[f"hbvae, its own ({precision(best)})"] = hbvae_epochs(slices, "auto")
        seconds, loss = {name: [] for name in ways}, {}
        for _ in range(arguments.rounds + 1):
            for name, epochs in ways.items():
                start = time.perf_counter()
                loss[name] = next(epochs)
                seconds[name].append(time.perf_counter() - start)
    speeds = {name: median(n / s for s in way_seconds[1:]) for name, way_seconds in seconds.items()}
    tflop = tflop_a_slice()
    rows = [
        [name, speed, speed / speeds["plain loop"], tflop * speed, loss[name]]
        for name, speed in speeds.items()
    ]
    report(
        "training",
        f"Training, {n} slices, batches of {BATCH_SIZE}, on {describe(best)}; medians of "
        f"{arguments.rounds} epochs",
        ["way", "slices/s", "of the plain loop", "TFLOP/s", "loss at the end"],
        rows,
    )
    joint_against_hybrid(mel, arguments.rounds)


ROOT = Path(__file__).parents[2]
THREADS = min(2, os.cpu_count())

if __name__ == "__main__":
    torch.set_num_threads(THREADS)
    main()

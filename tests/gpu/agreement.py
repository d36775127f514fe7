"""Each model fits one small set on the CPU and on the GPU to the same losses, in float32.

Generators of CPU and GPU give different numbers for one seed, so both fits draw their noise on the
CPU. Convolutions may not round to TF32 here. What is left is the order of sums, which Adam's first
steps amplify. `TOLERANCE` is for every epoch's loss and its terms, fitted and held out, relative to
the loss; two implementations of convolutions on one CPU came to 3e-4 with `conv_vae`, and a
fit without its lyrics differs by more than the tolerance.

Then the GPU goes on from a checkpoint of the CPU, and the CPU from one of the GPU.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from setting import CPU, Setting, device, fabric_on, new_model, read_epochs, slices_for

from hbvae.models.registry import MODELS
from hbvae.training.fitting import Epoch, encode

TOLERANCE = 2e-3
EPOCHS = 4
KILLED_AFTER = 2  # epochs


@contextmanager
def same_noise() -> Iterator[None]:
    """Have random numbers drawn on the CPU, whichever device they are for; no TF32."""
    randn = torch.randn

    def on_cpu(*shape, device=None, dtype=None):
        return randn(*shape, dtype=dtype).to(device)

    def standard_normal(shape, dtype, device):
        return randn(shape, dtype=dtype).to(device)

    tf32 = torch.backends.cudnn.allow_tf32
    torch.backends.cudnn.allow_tf32 = False
    try:
        with (
            mock.patch("torch.randn", on_cpu),
            mock.patch("torch.distributions.normal._standard_normal", standard_normal),
        ):
            yield
    finally:
        torch.backends.cudnn.allow_tf32 = tf32


class Comparison:
    """Fits of one model on two devices.

    Args:
        name: of the model.
        places: the two devices.
        small: a tiny network, else the project's default one.
    """

    def __init__(self, name: str, places: tuple[torch.device, torch.device], small: bool):
        self.name, self.places, self.small = name, places, small
        self.slices = slices_for(name, 240, small)
        with same_noise():
            fits = [self._fit(place) for place in places]
            self.history = [self._losses(epochs) for _, epochs in fits]
            model = fits[0][0]
            self.latents = [
                encode(fabric_on(place, "32-true"), model, self.slices) for place in places
            ]

    def _fit(self, place, checkpoint=None):
        model = new_model(self.name, self.slices, self.small)
        fabric = fabric_on(place, "32-true")
        training = {"epochs": EPOCHS, "batch_size": 60, "learning_rate": 1e-4, "held_out": 0.2}
        return model, read_epochs(fabric, model, self.slices, checkpoint, **training)

    @staticmethod
    def _losses(epochs: Iterator[Epoch]) -> np.ndarray:
        return np.array([epoch[1:] for epoch in epochs])

    def difference(self) -> np.ndarray:
        """The largest difference of each epoch, relative to the first device's loss, (epochs,)."""
        return _relative(*self.history)

    def latent_difference(self) -> float:
        """Of the latents that both devices give with the weights of the first one's fit."""
        first, second = self.latents
        return float(np.abs(first - second).max() / np.abs(first).max())

    def resumed_difference(self, before: int) -> float:
        """As `difference`, of a fit that is killed on one device and goes on on the other.

        Args:
            before: number of the device on which the fit is killed.

        Raises:
            AssertionError: the fit began again.
        """
        with tempfile.TemporaryDirectory() as folder, same_noise():
            checkpoint = Path(folder, "checkpoint.pt")
            _, killed = self._fit(self.places[before], str(checkpoint))
            done = list(islice(killed, KILLED_AFTER))
            killed.close()
            saved = checkpoint.read_bytes()
            _, resumed = self._fit(self.places[1 - before], str(checkpoint))
            again = list(islice(resumed, KILLED_AFTER))
            assert again == done, f"{self.name}: the epochs before the kill are not the same"
            assert checkpoint.read_bytes() == saved, f"{self.name}: the fit began again"
            return float(_relative(self.history[0], self._losses([*again, *resumed])).max())


def _relative(expected: np.ndarray, got: np.ndarray) -> np.ndarray:
    loss = expected[:, [0, 0, 0, 3, 3, 3]]  # of the fitted and of the held-out slices
    return (np.abs(got - expected) / np.abs(loss)).max(axis=1)


def measure(setting: Setting) -> None:
    """Compare every model; raise AssertionError at the end if any differs too much."""
    differ = []
    for name in MODELS:
        compared = Comparison(name, (CPU, device()), setting.small)
        epoch_differences = compared.difference()
        results = {
            "losses, CPU against GPU": float(epoch_differences.max()),
            "latents": compared.latent_difference(),
            "killed on the CPU": compared.resumed_difference(0),
            "killed on the GPU": compared.resumed_difference(1),
        }
        if not max(results.values()) <= TOLERANCE:
            differ.append(name)
        row = {"model": name, **results, "tolerance": TOLERANCE}
        row |= {"same": "no" if name in differ else "yes", "per epoch": epoch_differences.tolist()}
        setting.keep(**row)
    assert not differ, f"CPU and GPU differ by more than {TOLERANCE}: {', '.join(differ)}"

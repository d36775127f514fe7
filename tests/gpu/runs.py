"""The paper's two experiments at their full length, from the first call to the latents."""

import time

import torch
from setting import Setting, device, fabric_on, new_model, read_epochs, slices_for

from hbvae.training.fitting import encode

HELD_OUT = 0.1  # share of the tracks, as in the default config


def measure_hblm(setting: Setting) -> None:
    """HBLM-100's 1,000 slices, 50 epochs, batches of 64."""
    for name in ("hybrid_vae", "conv_vae"):
        _run(setting, name, setting.size(1000, 60), setting.size(50, 2), 64)


def measure_gtzan(setting: Setting) -> None:
    """GTZAN's 10,000 slices, 100 epochs; batches as in the paper's text and in its notebooks."""
    for name, batch in (("conv_vae", 64), ("dense_vae", 128)):
        _run(setting, name, setting.size(10_000, 80), setting.size(100, 2), batch)


def _run(setting: Setting, name: str, n: int, epochs: int, batch: int) -> None:
    slices = slices_for(name, n, setting.small)
    start = time.perf_counter()
    fabric = fabric_on(device())
    model = new_model(name, slices, setting.small)
    training = {"epochs": epochs, "batch_size": batch, "held_out": HELD_OUT}
    history = list(read_epochs(fabric, model, slices, **training))
    fitted = time.perf_counter()
    latent = encode(fabric, model, slices)
    model.align(torch.from_numpy(latent))
    end = time.perf_counter()
    setting.keep(
        model=name,
        slices=n,
        epochs=len(history),
        batch=batch,
        precision=fabric._precision.precision,
        **{
            "fit, s": fitted - start,
            "encode, s": end - fitted,
            "wall time, s": end - start,
            "slices/s": n * (1 - HELD_OUT) * len(history) / (fitted - start),
            "first loss": history[0].loss,
            "last loss": history[-1].loss,
        },
    )

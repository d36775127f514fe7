"""Slices a second of each model: precision, batch size, torch.compile, where the slices lie.

An epoch of `fit` is timed, so that everything a user waits for counts, and none of it is held out.
"""

import copy
import time
from collections.abc import Iterator
from functools import partial
from statistics import median
from typing import NamedTuple
from unittest import mock

import torch
from setting import CPU, Setting, device, fabric_on, new_model, read_epochs, slices_for, timed
from torch.utils.flop_counter import FlopCounterMode

from hbvae.models.base import Batch, Model
from hbvae.models.registry import MODELS
from hbvae.training import fitting
from hbvae.training.batches import Batches, Slices

# Dense TFLOP/s of the SXM boards, from NVIDIA's data sheets of the H100 and H200.
PEAKS = {"bf16": 989, "tf32": 494, "float32": 67}
SXM = ("H100 80GB HBM3", "H200")  # in the device's name; other boards have other peaks
PAPER = ("hybrid_vae", "joint_vae")  # measured in all ways; the others in the most telling ones


class Way(NamedTuple):
    """How a model is trained."""

    model: str
    batch: int
    precision: str
    resident: bool = True  # all slices in the GPU's memory; else streamed from the CPU's
    compiled: bool = False
    search: bool = False  # of the fastest algorithm for each convolution


def ways(small: bool) -> Iterator[Way]:
    """What is measured, the most important first."""
    few, *more = (16,) if small else (64, 256, 1024)
    for precision in ("bf16-mixed", "32-true"):
        for name in MODELS:
            yield Way(name, few, precision)
    for batch in more:
        for precision in ("bf16-mixed", "32-true"):
            for name in PAPER:
                yield Way(name, batch, precision)
    for name in PAPER:
        yield Way(name, few, "bf16-mixed", search=True)
        yield Way(name, few, "bf16-mixed", compiled=True)
    if small:
        return
    for batch in (few, *more):
        for name in PAPER:
            yield Way(name, batch, "bf16-mixed", resident=False)
    for batch in more:
        for name in PAPER:
            yield Way(name, batch, "bf16-mixed", compiled=True)
    for name in (name for name in MODELS if name not in PAPER):
        for batch in more:
            yield Way(name, batch, "bf16-mixed")
        yield Way(name, more[-1], "bf16-mixed", resident=False)
        yield Way(name, few, "bf16-mixed", compiled=True)
    for name in MODELS:
        yield Way(name, few, "32-true", resident=False)
        yield Way(name, few, "32-true", compiled=True)


def measure(setting: Setting) -> None:
    """A row for each way, until the time is up."""
    n = setting.size(8192, 64)
    data = {name: slices_for(name, n, setting.small) for name in MODELS}
    models = {name: new_model(name, data[name], setting.small) for name in MODELS}
    counts = {name: operations(models[name], data[name]) for name in MODELS}
    for way in ways(setting.small):
        if device() == CPU and way.resident:
            way = way._replace(resident=False)  # the rows say what was measured
        row = _row(way, copy.deepcopy(models[way.model]), data[way.model], setting)
        slice_costs = counts[way.model]
        row["TFLOP/s"] = row["slices/s"] * sum(slice_costs.values()) / 1e12
        peak = peak_seconds(slice_costs, way.precision)
        row["share of peak"] = peak and row["slices/s"] * peak
        setting.keep(**row)


def _row(way: Way, model: Model, slices: Slices, setting: Setting) -> dict:
    place = device()
    on_gpu = place.type == "cuda"
    if on_gpu:
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
    torch.backends.cudnn.benchmark = way.search
    fabric = fabric_on(place, way.precision)
    if way.compiled:
        torch._dynamo.reset()
        model.compile(backend="aot_eager" if setting.small else "inductor")
    resident = partial(Batches, share=0.9 if way.resident else 0.0)
    with mock.patch.object(fitting, "Batches", resident):
        start = time.perf_counter()
        epochs = read_epochs(fabric, model, slices, epochs=10**6, batch_size=way.batch)
        seconds = timed(epochs, setting.size(1, 0))
        began = time.perf_counter() - start - sum(seconds)
        epochs.close()
    return {
        "model": way.model,
        "batch": way.batch,
        "precision": way.precision,
        "slices": "resident" if way.resident else "streamed",
        "torch.compile": "yes" if way.compiled else "no",
        "cuDNN search": "yes" if way.search else "no",
        "slices/s": len(slices.x) / median(seconds),
        "ms/step": 1e3 * median(seconds) / -(-len(slices.x) // way.batch),
        "first epoch, s": began,
        "GPU memory, MiB": torch.cuda.max_memory_allocated() / 2**20 if on_gpu else None,
    }


def operations(model: Model, slices: Slices, n: int = 8) -> dict[str, float]:
    """Floating-point operations that a slice costs, forward and backward, by kind of operator."""
    x = torch.from_numpy(slices.x[:n]).float()
    track = torch.from_numpy(slices.track[:n])
    lyrics, labels = (torch.from_numpy(known)[track] for known in (slices.lyrics, slices.labels))
    batch = Batch(x, lyrics, labels, track, torch.from_numpy(slices.encoded[:n]))
    with FlopCounterMode(display=False) as counter:
        model.loss(model(batch), batch).loss.backward()
    model.zero_grad()
    by_operator = counter.get_flop_counts()["Global"]
    return {str(operator): flop / n for operator, flop in by_operator.items()}


def peak_seconds(slice_costs: dict[str, float], precision: str) -> float | None:
    """Seconds that the chip's peak would need for a slice; None if its peak is not known here.

    In float32 PyTorch's convolutions use TF32, its matrix products do not.
    """
    name = torch.cuda.get_device_name() if device().type == "cuda" else ""
    if not any(board in name for board in SXM):
        return None
    if precision == "bf16-mixed":
        return sum(slice_costs.values()) / PEAKS["bf16"] / 1e12
    rates = {operator: "tf32" if "conv" in operator else "float32" for operator in slice_costs}
    return sum(flop / PEAKS[rates[operator]] / 1e12 for operator, flop in slice_costs.items())

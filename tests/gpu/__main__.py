"""How fast the models train and encode on a GPU, and whether they do what they do on a CPU.

    python tests/gpu [--out FOLDER] [--minutes N] [--parts NAME ...] [--small]

The parts run one after the other, the most important first, each in a process of its own and for
its share of the time that is left. gpu.md is written anew after each part, so a run that is cut
off leaves what it has. README.md says how to bring this to a machine that has no network.
"""

import argparse
import logging
import multiprocessing
import os
import platform
import shutil
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

import agreement
import encoding
import h5py
import numpy as np
import runs
import scipy
import sklearn
import speed
import streaming
import torch
from setting import Setting, device
from tables import write_page

from hbvae.provenance import commit

ROOT = Path(__file__).parents[2]


class Part(NamedTuple):
    """A group of measurements."""

    title: str
    share: float  # of the time that is left, against those of the parts that follow
    measure: Callable[[Setting], None]


def describe_machine(setting: Setting) -> None:
    """What the rows were measured on."""
    place = device()
    setting.keep(
        **{
            "device": torch.cuda.get_device_name() if place.type == "cuda" else "CPU, no GPU",
            "GPU memory, MiB": torch.cuda.mem_get_info()[1] >> 20 if place.type == "cuda" else None,
            "cores": os.cpu_count(),
            "torch": torch.__version__,
            "CUDA": torch.version.cuda,
            "cuDNN": str(torch.backends.cudnn.version()) if place.type == "cuda" else None,
            "Python": platform.python_version(),
            "numpy, scipy, h5py, scikit-learn": ", ".join(
                module.__version__ for module in (np, scipy, h5py, sklearn)
            ),
            "commit": commit(str(ROOT)),
        }
    )
    if setting.small:
        setting.keep(note="Tiny networks and slices: the numbers below say nothing of speed.")
    elif place.type != "cuda":
        sys.exit("no GPU found: `--small` shows on a CPU that everything runs")


PARTS = {
    "machine": Part("Machine", 0, describe_machine),
    "agreement": Part("CPU and GPU fit the same", 1, agreement.measure),
    "hblm": Part("The paper's HBLM-100 run (aim: under 10 s)", 1, runs.measure_hblm),
    "speed": Part("Training speed", 4, speed.measure),
    "gtzan": Part("The paper's GTZAN run", 2, runs.measure_gtzan),
    "streaming": Part("A million slices on disk", 3, streaming.measure),
    "encoding": Part("Encoding", 1, encoding.measure),
}
TITLES = {name: part.title for name, part in PARTS.items()}


def run_part(name: str, limit: float, small: bool, folder: Path) -> bool:
    """Run a part in a process of its own, for ``limit`` seconds at most; whether it succeeded."""
    setting = Setting(name, small, folder)
    # Forked: torch is imported once. This process never asks for the GPU, which no fork may share.
    process = multiprocessing.get_context("fork").Process(
        target=_measure, args=(PARTS[name].measure, setting)
    )
    setting.scratch.mkdir(exist_ok=True)
    process.start()
    process.join(limit)
    if process.is_alive():
        process.kill()
        process.join()
        setting.keep(note=f"Cut off after its {limit:.0f} s.")
    shutil.rmtree(setting.scratch)
    return process.exitcode == 0


def _measure(measure: Callable[[Setting], None], setting: Setting) -> None:
    try:
        measure(setting)
    except Exception as problem:
        traceback.print_exc()
        setting.keep(note=f"Failed: {type(problem).__name__}: {str(problem).splitlines()[0]}")
        sys.exit(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--out", type=Path, default=ROOT / "results/gpu", help="default %(default)s"
    )
    parser.add_argument("--minutes", type=float, default=9, help="at most; default %(default)s")
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--small", action="store_true", help="tiny sizes; also without a GPU")
    arguments = parser.parse_args()
    logging.getLogger("lightning_fabric").setLevel(logging.ERROR)  # it repeats the precision
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "rows.jsonl").unlink(missing_ok=True)

    end = time.monotonic() + 60 * arguments.minutes
    left = [name for name in PARTS if name in {"machine", *arguments.parts}]
    failed = []
    while left:
        share = PARTS[left[0]].share / sum(PARTS[name].share for name in left)
        start = time.monotonic()
        name = left.pop(0)
        limit = 60 if name == "machine" else max(end - start, 0) * share
        if not run_part(name, limit, arguments.small, arguments.out):
            failed.append(name)
            left = [] if name == "machine" else left
        text = write_page(arguments.out, TITLES)
        print(f"{name}: {time.monotonic() - start:.0f} s", flush=True)
    print(f"\n{text}")
    try:
        from plots import draw

        draw(arguments.out)
    except ImportError as missing:
        print(f"no plots ({missing}): draw them elsewhere with tests/gpu/plots.py")
    if failed:
        sys.exit(f"failed or cut off: {', '.join(failed)}")


if __name__ == "__main__":
    main()

"""How a benchmark measures, and where its table goes: the terminal and results/benchmarks."""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from tabulate import tabulate

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "results" / "benchmarks"


def report(name: str, title: str, header: Sequence[str], rows: Sequence[Sequence]) -> None:
    """Print a table, with the machine's load, and keep it as results/benchmarks/NAME.md."""
    load = "/".join(f"{value:.1f}" for value in os.getloadavg())
    table = tabulate(rows, header, tablefmt="pipe", floatfmt=".3g")
    text = f"### {title}\n\n{os.cpu_count()} cores; load over 1/5/15 minutes {load}\n\n{table}\n"
    print(f"{text}\n", flush=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.md").write_text(text, encoding="utf-8")


class Cost(NamedTuple):
    """What a call took."""

    seconds: float
    cpu_seconds: float
    mib: float  # peak of the memory that is its own: files that are mapped do not count
    result: object


def cost(call: Callable, *arguments) -> Cost:
    """Run ``call`` in a process of its own, which imports what it needs anew.

    Its imports count for the memory, not for the time.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(theirs, call, arguments))
    process.start()
    theirs.close()
    try:
        return Cost(*ours.recv())
    finally:
        process.join()


def _measure(pipe, call: Callable, arguments: tuple) -> None:
    peak, done = [0.0], threading.Event()

    def watch():
        while not done.wait(0.005):
            peak[0] = max(peak[0], own_mib())

    thread = threading.Thread(target=watch)
    thread.start()
    start, cpu = time.perf_counter(), time.process_time()
    try:
        result = call(*arguments)
        taken = time.perf_counter() - start, time.process_time() - cpu
    finally:
        done.set()
        thread.join()
    pipe.send((*taken, max(peak[0], own_mib()), result))


def own_mib(process: int | str = "self") -> float:
    """Memory of a process, by default this one, without files' pages, MiB (Linux)."""
    with open(f"/proc/{process}/status") as status:
        (line,) = (line for line in status if line.startswith("RssAnon"))
    return int(line.split()[1]) / 1024

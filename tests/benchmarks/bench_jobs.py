"""What it costs to start a job: in a Python of its own, and as a child of one that has imported.

Each script is run without the names that Snakemake gives it: it imports what it needs and ends.
The two ways take turns.
"""

import os
import statistics
import subprocess
import sys
import time

import psutil
from report import ROOT, own_mib, report

from hbvae.jobs.forks import ForkServer, job_environment

SCRIPTS = (
    "extract_features",
    "compute_baseline",
    "train_model",
    "cluster_latents",
    "measure_disentanglement",
    "score_clusters",
    "plot_latent_map",
    "write_report",
)
REPEATS = 5


def cpu_seconds(process: psutil.Process) -> float:
    """Of a process and of its children that have ended."""
    times = process.cpu_times()
    return times.user + times.system + times.children_user + times.children_system


def measure(process: psutil.Process, call) -> tuple[float, float]:
    """CPU seconds and seconds of a call whose children are those of ``process``."""
    begin, start = cpu_seconds(process), time.perf_counter()
    call()
    taken = time.perf_counter() - start
    time.sleep(0.05)  # the child's end is told before it is counted
    return cpu_seconds(process) - begin, taken


def main() -> None:
    environment = job_environment(1, {}) | {"PYTHONPATH": str(ROOT)}
    os.environ.update(environment)
    here = psutil.Process()
    server = ForkServer()
    ready = measure(here, lambda: server.is_ready(600))[1]
    (forks,) = here.children()
    import_cpu = cpu_seconds(forks)
    rows = []
    for name in SCRIPTS:
        path = str(ROOT / "workflow_scripts" / f"{name}.py")
        alone, forked = [], []
        for _ in range(REPEATS):
            command = [sys.executable, path]
            alone.append(measure(here, lambda command=command: subprocess.run(command, check=True)))
            forked.append(measure(forks, lambda path=path: server.run(path, environment)))
        (cpu, wall), (less_cpu, less_wall) = (
            map(statistics.median, zip(*costs, strict=True)) for costs in (alone, forked)
        )
        rows.append([name, f"{cpu:.2f}", f"{less_cpu:.2f}", f"{wall:.2f}", f"{less_wall:.2f}"])
    memory = own_mib(forks.pid)
    server.end()
    report(
        "jobs",
        "Until a job's script has imported what it needs: in a Python of its own, and forked from "
        f"one that has imported the libraries ({import_cpu:.1f} CPU s, {ready:.1f} s, "
        f"{memory:.0f} MiB)",
        ["script", "CPU s, its own", "CPU s, forked", "s, its own", "s, forked"],
        rows,
    )


if __name__ == "__main__":
    main()

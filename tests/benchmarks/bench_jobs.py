"""What it costs to start a job: in a Python of its own, and as a child of one that has imported.

Each script is run without the names that Snakemake gives it: it imports what it needs, there also
what its work would import, and ends. The two ways take turns.
"""

import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median

import psutil
from report import ROOT, own_mib, report

from hbvae.jobs.forks import ForkServer, job_environment

SCRIPTS = {  # and what each imports when it begins to work
    "extract_features": [],
    "compute_baseline": ["sklearn.decomposition"],
    "train_model": ["torch._dynamo"],
    "cluster_latents": ["sklearn.cluster"],
    "measure_disentanglement": ["sklearn.linear_model"],
    "plot_latent_map": ["seaborn"],
}
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
    time.sleep(0.05)  # the exit code arrives before the child's CPU time is counted
    return cpu_seconds(process) - begin, taken


def write_script(folder: str, name: str) -> str:
    """A copy of a script that imports, too, what its work imports; its path."""
    text = (ROOT / "workflow_scripts" / f"{name}.py").read_text(encoding="utf-8")
    path = Path(folder, f"{name}.py")
    path.write_text(text + "".join(f"import {module}\n" for module in SCRIPTS[name]))
    return str(path)


def main() -> None:
    environment = job_environment(1, {}) | {"PYTHONPATH": str(ROOT)}
    os.environ.update(environment)
    here = psutil.Process()
    server = ForkServer()
    ready = measure(here, lambda: server.is_ready(600))[1]
    (forks,) = here.children()
    import_cpu, memory = cpu_seconds(forks), own_mib(forks.pid)
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for name in SCRIPTS:
            command = [sys.executable, write_script(scratch, name)]
            own = partial(subprocess.run, command, check=True)
            fork = partial(server.run, command[1], environment)
            costs = [(*measure(here, own), *measure(forks, fork)) for _ in range(REPEATS)]
            rows.append([name, *(f"{median(row):.2f}" for row in zip(*costs, strict=True))])
    server.end()
    report(
        "jobs",
        "Until a job has imported what it needs: in a Python of its own, and forked from one that "
        f"has imported the libraries ({import_cpu:.1f} CPU s, {ready:.1f} s, {memory:.0f} MiB)",
        ["script", "CPU s, its own", "s, its own", "CPU s, forked", "s, forked"],
        rows,
    )


if __name__ == "__main__":
    main()

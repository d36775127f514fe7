"""What Snakemake costs: the default run, against the same tasks in one process with two workers.

    python tests/benchmarks/bench_workflow.py [--configfile FILE]

Runs the workflow in a fresh copy of the project, reads its jobs from the finished DAG, and calls
the same scripts' `main` with the same arguments in a second copy: a job starts when its inputs
are there and its threads are free; the two workers import everything once. Both on two cores,
one after the other, results compared by their metrics.tsv. The critical path is the chain of jobs
that waited for each other for longest: more cores cannot make the run shorter than that.
"""

import argparse
import importlib
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from functools import cache
from pathlib import Path
from typing import NamedTuple

from report import report
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).parents[2]
CORES = 2
CODE = ("Snakefile", "rules", "workflow_scripts", "hbvae", "config", "profiles", "resources")


class Task(NamedTuple):
    """A job of the workflow as a call of its script's `main`."""

    rule: str
    script: str
    arguments: dict
    outputs: list[str]
    threads: int
    needs: list[int]  # numbers of other tasks
    seconds: float  # of the job in the workflow, Snakemake's and Python's start included


def copy_project(folder: Path) -> Path:
    folder.mkdir()
    for name in CODE:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    shutil.copy(ROOT / "environment.yml", folder)
    return folder


def read_tasks(folder: Path, configfiles: list[Path]) -> list[Task]:
    """The jobs of a finished run."""
    from snakemake.api import SnakemakeApi
    from snakemake.settings.types import ConfigSettings, OutputSettings, ResourceSettings

    with SnakemakeApi(OutputSettings(quiet={"all"}, dryrun=True)) as api:
        workflow_api = api.workflow(
            ResourceSettings(cores=CORES),
            config_settings=ConfigSettings(configfiles=configfiles),
            snakefile=folder / "Snakefile",
            workdir=folder,
        )
        workflow_api.dag().execute_workflow(executor="dryrun")
        levels = workflow_api._workflow.dag.toposorted()
        jobs = [job for level in levels for job in level if job.rule.script]
        makers = {str(path): number for number, job in enumerate(jobs) for path in job.output}
        records = workflow_api._workflow.persistence
        return [as_task(job, makers, records) for job in jobs]


def as_task(job, makers: dict[str, int], records) -> Task:
    """As `hbvae.jobs.task.run_task` reads a job; ``makers`` has the number of each file's job."""
    arguments = {}
    for named in (job.input, job.output, job.params):
        for name, value in named.items():
            many = isinstance(value, list | tuple) or type(value).__name__ == "Namedlist"
            if named is job.params:
                arguments[name] = value
            else:
                arguments[name] = [str(one) for one in value] if many else str(value)
    arguments.pop("code", None)
    outputs = [str(one) for one in job.output]
    # A file may lie in a folder that a job makes as a whole.
    places = [str(place) for path in job.input for place in (Path(path), *Path(path).parents)]
    needs = sorted({makers[place] for place in places if place in makers})
    record = records.metadata(job.output[0])
    seconds = record.endtime - record.starttime
    script = Path(job.rule.script).name
    return Task(job.rule.name, script, arguments, outputs, job.threads, needs, seconds)


def critical_path(tasks: list[Task]) -> list[Task]:
    """The chain of tasks, each waiting for the one before, that takes longest."""

    @cache
    def chain_to(number: int) -> tuple[float, list[int]]:
        before = max(map(chain_to, tasks[number].needs), default=(0.0, []))
        return before[0] + tasks[number].seconds, [*before[1], number]

    _, longest = max(map(chain_to, range(len(tasks))))
    return [tasks[number] for number in longest]


def call(task: Task) -> float:
    """Run one task in a worker, in the folder that the worker is in; its seconds."""
    for output in task.outputs:
        Path(output).parent.mkdir(parents=True, exist_ok=True)
    main = importlib.import_module(task.script.removesuffix(".py")).main
    start = time.perf_counter()
    with threadpool_limits(task.threads):  # which Snakemake tells a job by its environment
        main(**task.arguments)
    return time.perf_counter() - start


def start_worker(folder: str) -> None:
    os.chdir(folder)
    sys.path[:0] = [folder, f"{folder}/workflow_scripts"]


def run_in_one_process(tasks: list[Task], folder: Path) -> Counter:
    """Seconds of each rule's tasks."""
    seconds, done, running, waiting = Counter(), set(), {}, dict(enumerate(tasks))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(CORES, context, start_worker, (str(folder),)) as workers:
        while waiting or running:
            free = CORES - sum(tasks[number].threads for number in running.values())
            for number, task in list(waiting.items()):
                if task.threads <= free and done.issuperset(task.needs):
                    running[workers.submit(call, waiting.pop(number))] = number
                    free -= task.threads
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                number = running.pop(future)
                seconds[tasks[number].rule] += future.result()
                done.add(number)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--configfile", type=Path, help="over the default run's settings")
    configfile = parser.parse_args().configfile
    configfiles = [configfile.resolve()] if configfile else []
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", OMP_WAIT_POLICY="PASSIVE")
    with tempfile.TemporaryDirectory() as scratch:
        one, other = (copy_project(Path(scratch, name)) for name in ("workflow", "process"))
        command = [Path(sys.executable).with_name("snakemake"), "--cores", str(CORES)]
        command += ["--resources", "gpu=1", "--quiet", "all"]
        if configfiles:
            command += ["--configfile", *configfiles]
        start = time.perf_counter()
        subprocess.run(command, cwd=one, check=True, stdout=subprocess.DEVNULL)
        workflow = time.perf_counter() - start
        tasks = read_tasks(one, configfiles)
        start = time.perf_counter()
        seconds = run_in_one_process(tasks, other)
        process = time.perf_counter() - start
        metrics = [Path(folder, "results/metrics.tsv").read_text() for folder in (one, other)]

    n_tasks = Counter(task.rule for task in tasks)
    jobs = Counter()
    for task in tasks:
        jobs[task.rule] += task.seconds
    path = critical_path(tasks)
    waited = Counter(task.rule for task in path)
    rows = [
        [rule, n_tasks[rule], f"{total:.1f}", f"{jobs[rule]:.1f}", waited[rule] or ""]
        for rule, total in seconds.most_common()
    ]
    rows.append(["all", len(tasks), f"{process:.0f} s taken", f"{workflow:.0f} s taken", len(path)])
    same = "equal" if metrics[0] == metrics[1] else "NOT EQUAL"
    chain = " -> ".join(f"{task.rule} {task.seconds:.1f}" for task in path)
    report(
        "workflow",
        f"The run through Snakemake and in one process, {CORES} cores: {workflow / process:.2f} "
        f"times as long; metrics.tsv {same}. Critical path {sum(t.seconds for t in path):.0f} s: "
        f"{chain}",
        ["rule", "tasks", "s in one process", "s as jobs", "on the critical path"],
        rows,
    )


if __name__ == "__main__":
    main()

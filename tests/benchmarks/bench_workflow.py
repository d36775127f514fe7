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
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from pathlib import Path

from report import report
from stages import (
    CORES,
    Task,
    chain_in_words,
    copy_project,
    critical_path,
    keep,
    read_tasks,
    totals,
)
from threadpoolctl import threadpool_limits


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
        first, other = (copy_project(Path(scratch, name)) for name in ("workflow", "process"))
        command = [Path(sys.executable).with_name("snakemake"), "--cores", str(CORES)]
        command += ["--resources", "gpu=1", "--quiet", "all"]
        if configfiles:
            command += ["--configfile", *configfiles]
        start = time.perf_counter()
        subprocess.run(command, cwd=first, check=True, stdout=subprocess.DEVNULL)
        workflow = time.perf_counter() - start
        tasks = read_tasks(first / "Snakefile", first, configfiles)
        # The lists of the tracks are no job's: a run that is planned has them.
        listed = [*command, "--dry-run"]
        subprocess.run(listed, cwd=other, check=True, stdout=subprocess.DEVNULL)
        start = time.perf_counter()
        seconds = run_in_one_process(tasks, other)
        process = time.perf_counter() - start
        metrics = [Path(folder, "results/metrics.tsv").read_text() for folder in (first, other)]

    n_tasks = Counter(task.rule for task in tasks)
    jobs, cpu = totals(tasks, "seconds"), totals(tasks, "cpu_seconds")
    before = keep("workflow", {"s taken": workflow} | cpu)
    waited = Counter(task.rule for task in critical_path(tasks))
    then = before.numbers
    rows = [
        [
            rule,
            n_tasks[rule],
            seconds[rule],
            jobs[rule],
            cpu[rule],
            then.get(rule, ""),
            waited[rule],
        ]
        for rule, _ in cpu.most_common()
    ]
    sums = [measure.total() for measure in (n_tasks, seconds, jobs, cpu)]
    rows.append(["all", *sums, sum(then.values()) - then.get("s taken", 0), waited.total()])
    rows.append(["s taken", "", process, workflow, "", then.get("s taken", ""), ""])
    same = "equal" if metrics[0] == metrics[1] else "NOT EQUAL"
    report(
        "workflow",
        f"The run through Snakemake and in one process, {CORES} cores: {workflow / process:.2f} "
        f"times as long; metrics.tsv {same}; {chain_in_words(tasks)}",
        [
            *("rule", "tasks", "s in one process", "s as jobs", "CPU s as jobs"),
            *(f"at {before.commit[:12]}", "on the critical path"),
        ],
        rows,
    )


if __name__ == "__main__":
    main()

"""Where the time of a run goes: its jobs, read from the finished run, and the chain that waits.

Seconds of CPU of a job stand in its log, those of its start and imports included. Numbers are kept
in results/benchmarks/NAME.json with the commit that they were measured at, so that the next
commit's stand beside them.
"""

import json
import re
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from report import FOLDER, ROOT

from hbvae.provenance import commit

CORES = 2
CODE = ("Snakefile", "rules", "workflow_scripts", "hbvae", "config", "profiles", "resources")
N_KEPT = 10  # measurements of other commits
CPU = re.compile(r"done in [\d.]+ s; ([\d.]+) s of CPU\s*$")


class Task(NamedTuple):
    """A job of the workflow as a call of its script's `main`."""

    rule: str
    script: str
    arguments: dict
    outputs: list[str]
    threads: int
    needs: list[int]  # numbers of other tasks
    seconds: float  # of the job in the workflow, Snakemake's and Python's start included
    cpu_seconds: float


def copy_project(folder: Path) -> Path:
    folder.mkdir()
    for name in CODE:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    for name in ("environment.yml", "CITATION.cff"):
        shutil.copy(ROOT / name, folder)
    return folder


def read_tasks(snakefile: Path, folder: Path, configfiles: Sequence[Path]) -> list[Task]:
    """The jobs of a finished run.

    Args:
        snakefile: of the run.
        folder: that it ran in.
        configfiles: of the run, by whole paths.
    """
    from snakemake.api import SnakemakeApi
    from snakemake.settings.types import ConfigSettings, OutputSettings, ResourceSettings

    with SnakemakeApi(OutputSettings(quiet={"all"}, dryrun=True)) as api:
        workflow_api = api.workflow(
            ResourceSettings(cores=CORES),
            config_settings=ConfigSettings(configfiles=list(configfiles)),
            snakefile=snakefile,
            workdir=folder,
        )
        workflow_api.dag().execute_workflow(executor="dryrun")
        levels = workflow_api._workflow.dag.toposorted()
        jobs = [job for level in levels for job in level if job.rule.script]
        makers = {str(path): number for number, job in enumerate(jobs) for path in job.output}
        records = workflow_api._workflow.persistence
        return [_as_task(job, makers, records, folder) for job in jobs]


def _as_task(job, makers: dict[str, int], records, folder: Path) -> Task:
    """As `hbvae.jobs.task.run_task` reads a job; ``makers`` has the number of each file's job."""
    arguments = {}
    for named in (job.input, job.output, job.params):
        for name, value in named.items():
            many = isinstance(value, list | tuple) or type(value).__name__ == "Namedlist"
            if named is job.params:
                arguments[name] = value
            else:
                arguments[name] = [str(item) for item in value] if many else str(value)
    arguments.pop("code", None)
    outputs = [str(file) for file in job.output]
    # A file may lie in a folder that a job makes as a whole.
    places = [str(place) for path in job.input for place in (Path(path), *Path(path).parents)]
    needs = sorted({makers[place] for place in places if place in makers})
    record = records.metadata(job.output[0])
    seconds = record.endtime - record.starttime
    cpu = CPU.search((folder / str(job.log[0])).read_text(encoding="utf-8"))
    script = Path(job.rule.script).name
    return Task(
        job.rule.name, script, arguments, outputs, job.threads, needs, seconds, float(cpu[1])
    )


def critical_path(tasks: Sequence[Task]) -> list[Task]:
    """The chain of tasks, each waiting for the one before, that takes longest."""

    @cache
    def chain_to(number: int) -> tuple[float, list[int]]:
        before = max(map(chain_to, tasks[number].needs), default=(0.0, []))
        return before[0] + tasks[number].seconds, [*before[1], number]

    _, longest = max(map(chain_to, range(len(tasks))))
    return [tasks[number] for number in longest]


def chain_in_words(tasks: Sequence[Task]) -> str:
    """The critical path as text: its seconds, and each rule on it."""
    path = critical_path(tasks)
    chain = " -> ".join(f"{task.rule} {task.seconds:.1f}" for task in path)
    return f"critical path {sum(task.seconds for task in path):.0f} s: {chain}"


def totals(tasks: Sequence[Task], of: str) -> Counter:
    """The sum of a field of the tasks, by rule."""
    sums = Counter()
    for task in tasks:
        sums[task.rule] += getattr(task, of)
    return sums


class Before(NamedTuple):
    """What was measured at the last commit before this one."""

    commit: str
    numbers: Mapping[str, float]


def keep(name: str, numbers: Mapping[str, float]) -> Before:
    """Keep what was measured; returns what there is of another commit, if only a dash.

    Args:
        name: of the table.
        numbers: by what they are of.
    """
    path, now = FOLDER / f"{name}.json", commit(str(ROOT))
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    others = [measured for measured in kept if measured["commit"] != now]
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps([*others[-N_KEPT:], {"commit": now, "numbers": dict(numbers)}], indent=1)
    path.write_text(text, encoding="utf-8")
    return Before(**others[-1]) if others else Before("-", {})

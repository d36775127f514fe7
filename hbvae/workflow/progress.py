"""Show a run's progress on the terminal: one line that is updated, then the results.

Snakemake's log events drive it. Snakemake's own output remains in ``.snakemake/log``.
"""

import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import NamedTuple

from hbvae.clustering.registry import all_clusterers
from hbvae.jobs.messages import epochs, failure, warnings
from hbvae.jobs.processes import SHOWN_BY_RUN
from hbvae.representations.registry import all_representations
from hbvae.storage.tracks import read_batch
from hbvae.workflow.ablations import variant_title
from hbvae.workflow.ending import (
    in_words,
    is_interruption,
    map_lines,
    readable,
    results_lines,
)
from hbvae.workflow.line import new_line
from hbvae.workflow.map_folder import read_mark
from hbvae.workflow.time_left import Task, TimeLeft

EXTRACTION = "extract_features"  # the rule whose jobs count songs
EVERY = 0.5  # s between reads of running jobs' logs
AT_MOST = 0.02  # largest share of time spent on the line: estimates take longer with many jobs
# Messages of Snakemake without an event.
BUILDING, NOTHING = "Building DAG of jobs...", "Nothing to be done"
INTERRUPTED = "Will exit after finishing currently running jobs"
REPORTED_BETTER = ("Exiting because a job execution failed", "At least one job did not complete")


class Running(NamedTuple):
    """A running job."""

    words: str
    log: str | None


def show_progress(workflow, logger: logging.Logger) -> None:
    """Replace Snakemake's output by one line.

    Workflows that use this one as a module keep Snakemake's output. Users get all of it with
    ``--verbose`` or a ``--logger``; and all but traceback frames with ``--printshellcmds``,
    ``--quiet``, ``--dry-run``, or if no job runs.

    Args:
        workflow: Snakemake's workflow, while it reads the Snakefile.
        logger: Snakemake's logger.
    """
    settings = workflow.output_settings
    is_ours = workflow.is_main_process and workflow.modifier.is_main_snakefile()
    for handler in list(logger.handlers):
        if handler.name == "DefaultStreamHandler" and is_ours and not settings.verbose:
            logger.removeHandler(handler)
            logger.addHandler(Progress(workflow, handler))


class Progress(logging.Handler):
    """Logging handler that shows the events of a run.

    Args:
        workflow: Snakemake's workflow.
        snakemake: its handler for the terminal, which shows everything outside a run.
    """

    def __init__(self, workflow, snakemake: logging.Handler):
        super().__init__()
        self.workflow, self.snakemake = workflow, snakemake
        settings = workflow.output_settings
        self.is_wanted = not (
            settings.dryrun or settings.printshellcmds or settings.quiet or settings.stdout
        )
        if self.is_wanted:
            os.environ[SHOWN_BY_RUN] = "1"
        self.line = None  # None before the run starts
        self.held: list[logging.LogRecord] = []  # until it is clear whether there is a run
        self.time = TimeLeft({}, 1)
        self.running: dict[int, Running] = {}
        self.songs: dict[int, int] = {}  # number of songs of each job that reads some
        self.failures: dict[int, str] = {}  # by job, which may be tried again
        self.unexplained: dict[int, str] = {}  # failures without an explanation in the log
        self.errors: list[str] = []
        self.is_over, self.is_up_to_date = Event(), False
        self.due = 0.0  # earliest time to redraw the line

    def emit(self, record: logging.LogRecord) -> None:
        try:
            event = str(getattr(record, "event", None) or "")
            if self.line:
                self._follow(event, record)
            elif self.is_wanted and event == "workflow_started":
                self._begin()
            else:
                self._pass_on(event, record)
        except Exception:  # as in every logging handler: an error here must not end the run
            self.handleError(record)

    def close(self) -> None:
        """Close the line, and show how the run ended."""
        if not self.is_over.is_set():
            self.is_over.set()
            if self.line:
                self.line.close(self._ending())
            elif not self.errors:
                self._release()
            self.snakemake.close()
        super().close()

    # Before a run, and without one

    def _pass_on(self, event: str, record: logging.LogRecord) -> None:
        """Show a record as Snakemake does, or hold it until it is clear whether a run starts."""
        if record.levelno >= logging.ERROR:
            text = record.getMessage()
            self.errors.append(text)
            words = {"msg": readable(text) if event == "error" else text}
            self.snakemake.handle(logging.makeLogRecord(record.__dict__ | words))
        elif not self.is_wanted or record.levelno > logging.INFO:
            self.snakemake.handle(record)
        else:
            self.held.append(record)
            if record.getMessage() == BUILDING:
                self._release()

    def _release(self) -> None:
        for record in self.held:
            self.snakemake.handle(record)
        self.held.clear()

    # A run

    def _begin(self) -> None:
        self.held.clear()
        self.line = new_line()
        self.line.show("Planning the run", "", -1.0)
        Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        """Poll the progress of running jobs."""
        while not self.is_over.wait(EVERY):
            with self.lock:
                if not self.is_over.is_set():
                    for job, running in self.running.items():
                        if running.log and (step := epochs(running.log)):
                            self.time.shares[job] = step[0] / step[1]
                    self._show()

    def _follow(self, event: str, record: logging.LogRecord) -> None:
        handlers: Mapping[str, Callable] = {
            "run_info": self._plan,
            "job_info": self._job_begins,
            "job_finished": self._job_ends,
            "job_error": self._job_fails,
        }
        text = record.getMessage()
        if event in handlers:
            handlers[event](record)
            self._show()
        elif event == "error":
            self.errors.append(text if is_interruption(text) else readable(text))
        elif text.startswith(NOTHING):
            self.is_up_to_date = True
        elif text.startswith(INTERRUPTED) or (
            record.levelno > logging.INFO and not text.startswith(REPORTED_BETTER)
        ):
            self.line.say(text)

    def _plan(self, record: logging.LogRecord) -> None:
        """Collect the jobs of the run."""
        limits = self.workflow.global_resources
        is_local = self.workflow.local_exec
        slots = self.workflow.cores if is_local else self.workflow.nodes
        tasks = {}
        for job in self.workflow.dag.needrun_jobs():
            if job.output:
                last = self.workflow.persistence.metadata(job.output[0])
                has_record = last and last.starttime and last.endtime
                tasks[job.jobid] = Task(
                    job.rule.name,
                    max(last.endtime - last.starttime, 0.1) if has_record else None,
                    min(job.threads, slots) if is_local else 1,
                    is_local and "gpu" in limits and bool(job.resources.get("gpu")),
                )
            if job.rule.name == EXTRACTION:
                self.songs[job.jobid] = len(read_batch(job.input.tracks))
        self.time = TimeLeft(tasks, min(slots, len(tasks)) or 1)

    def _job_begins(self, record: logging.LogRecord) -> None:
        if record.jobid not in self.time.tasks:  # the job of a target without outputs
            return
        for failures in (self.failures, self.unexplained):
            failures.pop(record.jobid, None)
        self.time.begin(record.jobid)
        words = self._words(record.rule_name, record.wildcards)
        self.running[record.jobid] = Running(words, record.log[0] if record.log else None)

    def _job_ends(self, record: logging.LogRecord) -> None:
        if job := self.running.pop(record.job_id, None):
            self.time.end(record.job_id)
            self._say_warnings(job)

    def _job_fails(self, record: logging.LogRecord) -> None:
        if record.jobid not in self.running:
            return
        words, log = job = self.running.pop(record.jobid)
        self.time.fail(record.jobid)
        self._say_warnings(job)
        reason = self.errors.pop() if self.errors else record.rule_msg or "its log does not say why"
        if is_interruption(reason):
            self.errors.append(reason)
            return
        if log and (why := failure(log)):
            place = f"a bug in the program: the traceback is in {log}" if why.is_fault else log
            self.failures[record.jobid] = f"{words} failed ({place})\n{why.text}"
        else:
            where = f" ({record.log[-1]})" if record.log else ""
            self.unexplained[record.jobid] = f"{words} failed{where}\n{reason}"

    def _say_warnings(self, job: Running) -> None:
        for text in warnings(job.log) if job.log else []:
            self.line.say(f"{job.words}: {text}")

    def _words(self, rule: str, wildcards: Mapping[str, str]) -> str:
        """Describe a job: its rule's docstring, with titles instead of names."""
        kinds = ("representation", "model", "baseline", "clusterer")
        titles = {name: _title(wildcards[name]) for name in kinds if name in wildcards}
        return (self.workflow.get_rule(rule).docstring or rule).format_map({**wildcards, **titles})

    def _show(self) -> None:
        doing = ["A job failed; waiting for the running jobs"] * bool(
            self.failures or self.unexplained
        )
        for job, running in self.running.items():
            step = epochs(running.log) if job in self.time.shares and running.log else None
            doing.append(
                f"{running.words}, epoch {step[0]} of {step[1]}" if step else running.words
            )
        began = monotonic()
        if not doing or began < self.due:
            return
        seconds = self.time.seconds() if self.time.tasks else None
        left = f"about {in_words(seconds)} left" if seconds is not None else ""
        tail = " · ".join(filter(None, (self._songs(), left)))
        self.line.show(" · ".join(dict.fromkeys(doing)), tail, self.time.share())
        self.due = monotonic() + (monotonic() - began) / AT_MOST

    def _songs(self) -> str:
        total = sum(self.songs.values())
        done = sum(songs for job, songs in self.songs.items() if job in self.time.took)
        return (f"{done:,} of {total:,} songs" if done < total else f"{total:,} songs") * bool(
            total
        )

    def _ending(self) -> str:
        n_done, n_jobs = len(self.time.took), len(self.time.tasks)
        lasted = self.line.lasted()
        problems = [*(self.failures or self.unexplained).values()]
        problems += [
            text
            for text in self.errors
            if not (is_interruption(text) or any(part in text for part in REPORTED_BETTER))
        ]
        if problems or self.errors:
            done = f"Stopped after {lasted}: {n_done:,} of {n_jobs:,} jobs are done and kept."
            return "\n\n".join([done] * bool(n_jobs) + problems)
        files = sorted(map(str, self.workflow.dag.derived_targetfiles))
        summary = f"Done in {lasted}: {n_done:,} job{'s' * (n_done != 1)}" + (
            ", " + self._songs()
        ) * bool(self.songs)
        head = (
            "Nothing to be done: everything is up to date." if self.is_up_to_date else f"{summary}."
        )
        mark = read_mark(Path())
        if mark and f"results/{mark.dataset}/explorer.html" in files:
            return "\n".join([head, *map_lines(mark.dataset)])
        return "\n".join([head, *results_lines([Path(file) for file in files])])


def _title(name: str) -> str:
    """Title of a representation, a variant of a model, or a clusterer."""
    titled = all_clusterers() | all_representations()
    return titled[name].title if name in titled else variant_title(name)

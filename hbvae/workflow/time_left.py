"""Estimate the remaining time of a run from the times of similar jobs."""

from collections.abc import Callable, Mapping
from statistics import mean
from time import monotonic
from typing import NamedTuple

# Default times of jobs, s: means of the default run on two cores. Only their ratios matter, and
# only until the first job of the rule has ended.
USUAL = 0.5
USUALLY_LONGER = {
    "transcribe_lyrics": 300.0,
    "train_model": 16.0,
    "embed_lyrics": 6.0,
    "sonify_grid": 5.0,
    "write_report": 4.0,
    "extract_features": 3.0,
    "plot_grid": 2.5,
    "plot_latent_space": 2.0,
    "plot_reconstruction": 2.0,
    "map_latents": 2.0,
    "render_demo": 1.5,
    "choose_k": 1.5,
}
ENOUGH = 0.1  # smallest finished share of a job that allows a forecast


class Task(NamedTuple):
    """A job of a run."""

    rule: str
    record: float | None = None  # time in the last run, s
    slots: int = 1  # slots of the run that it fills
    is_single: bool = False  # whether such jobs run one after another, as with a GPU


class TimeLeft:
    """Estimate that starts with the records of the last run and adapts to this one.

    Args:
        tasks: all jobs of the run, by id.
        slots: number of slots of the run.
        clock: returns the time, s.
    """

    def __init__(
        self, tasks: Mapping[int, Task], slots: int, clock: Callable[[], float] = monotonic
    ):
        self.tasks, self.slots, self.clock = tasks, slots, clock
        self.begun: dict[int, float] = {}
        self.took: dict[int, float] = {}
        self.shares: dict[int, float] = {}  # finished shares of running jobs, 0 to 1

    def begin(self, job: int) -> None:
        self.begun[job] = self.clock()

    def end(self, job: int) -> None:
        self.took[job] = self.clock() - self.begun.pop(job)
        self.shares.pop(job, None)

    def fail(self, job: int) -> None:
        """Return a failed job to the jobs to be done."""
        self.begun.pop(job, None)
        self.shares.pop(job, None)

    def share(self) -> float:
        """Finished share of the work, 0 to 1."""
        expected = self._expected()
        left = sum(self._remaining(expected).values())
        total = sum(expected.values())
        return (total - left) / total if total else 1.0

    def seconds(self) -> float | None:
        """Remaining time, s; None if most of the work has no estimate yet."""
        remaining = self._remaining(self._expected())
        rates = self._rates()
        estimated = [job for job in remaining if self._has_estimate(job, rates)]
        if sum(remaining[job] for job in estimated) < 0.5 * sum(remaining.values()):
            return None
        shared = sum(s * min(self.tasks[job].slots, self.slots) for job, s in remaining.items())
        single = sum(s for job, s in remaining.items() if self.tasks[job].is_single)
        return max(shared / self.slots, single, max(remaining.values(), default=0.0))

    def _has_estimate(self, job: int, rates: Mapping[str, float]) -> bool:
        return self.tasks[job].record is not None or self.tasks[job].rule in rates

    def _rates(self) -> dict[str, float]:
        """Mean time per job, s, of rules with finished or forecast jobs."""
        seen: dict[str, list[float]] = {}
        for job, took in (self.took | self._foreseen()).items():
            seen.setdefault(self.tasks[job].rule, []).append(took)
        return {rule: mean(took) for rule, took in seen.items()}

    def _foreseen(self) -> dict[int, float]:
        """Forecast the total time of running jobs that report progress, s."""
        return {
            job: (self.clock() - self.begun[job]) / share
            for job, share in self.shares.items()
            if share >= ENOUGH
        }

    def _expected(self) -> dict[int, float]:
        """Expected total time of each job, s."""
        rates, foreseen = self._rates(), self._foreseen()
        before = [self._before(job) for job in self.took]
        pace = sum(self.took.values()) / sum(before) if before else 1.0
        expected = {}
        for job, task in self.tasks.items():
            if job in self.took:
                expected[job] = self.took[job]
            elif job in foreseen:
                expected[job] = foreseen[job]
            elif task.record is None and task.rule in rates:
                expected[job] = rates[task.rule]
            else:
                expected[job] = pace * self._before(job)
        return expected

    def _before(self, job: int) -> float:
        """Time of a job in the last run, or its default, s."""
        task = self.tasks[job]
        return USUALLY_LONGER.get(task.rule, USUAL) if task.record is None else task.record

    def _remaining(self, expected: Mapping[int, float]) -> dict[int, float]:
        """Remaining time of each unfinished job, s; at least a tenth of its expected time."""
        now = self.clock()
        return {
            job: max(seconds - (now - self.begun.get(job, now)), seconds / 10)
            if job in self.begun
            else seconds
            for job, seconds in expected.items()
            if job not in self.took
        }

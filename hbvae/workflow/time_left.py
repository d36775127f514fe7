"""How long a run still takes, by how long jobs of the same kind took."""

from collections.abc import Callable, Mapping
from statistics import mean
from time import monotonic
from typing import NamedTuple

# What a job takes of which nothing is known, s: means of the default run on two cores. Only their
# ratios matter, and only until the first job of the rule has ended.
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
ENOUGH = 0.1  # share of a job that must be done before its end can be foreseen


class Task(NamedTuple):
    """A job that a run has to do."""

    rule: str
    record: float | None = None  # s that it took in the last run, where there was one
    slots: int = 1  # of the run's that it fills
    is_single: bool = False  # whether it waits for others of its kind, as for a GPU


class TimeLeft:
    """An estimate that begins with the records of the last run and learns from this one.

    Args:
        tasks: all jobs of the run, by their ids.
        slots: how many the run has.
        clock: s.
    """

    def __init__(
        self, tasks: Mapping[int, Task], slots: int, clock: Callable[[], float] = monotonic
    ):
        self.tasks, self.slots, self.clock = tasks, slots, clock
        self.begun: dict[int, float] = {}
        self.took: dict[int, float] = {}
        self.shares: dict[int, float] = {}  # of running jobs: how much of it is done, 0 to 1

    def begin(self, job: int) -> None:
        self.begun[job] = self.clock()

    def end(self, job: int) -> None:
        self.took[job] = self.clock() - self.begun.pop(job)
        self.shares.pop(job, None)

    def fail(self, job: int) -> None:
        """A job that failed is still to be done."""
        self.begun.pop(job, None)
        self.shares.pop(job, None)

    def share(self) -> float:
        """How much of the work is done, 0 to 1."""
        expected = self._expected()
        left = sum(self._remaining(expected).values())
        whole = sum(expected.values())
        return (whole - left) / whole if whole else 1.0

    def seconds(self) -> float | None:
        """How long the run still takes, s; None while too little is known of what is to be done."""
        remaining = self._remaining(self._expected())
        rates = self._rates()
        known = [job for job in remaining if self._is_known(job, rates)]
        if sum(remaining[job] for job in known) < 0.5 * sum(remaining.values()):
            return None
        shared = sum(s * min(self.tasks[job].slots, self.slots) for job, s in remaining.items())
        single = sum(s for job, s in remaining.items() if self.tasks[job].is_single)
        return max(shared / self.slots, single, max(remaining.values(), default=0.0))

    def _is_known(self, job: int, rates: Mapping[str, float]) -> bool:
        return self.tasks[job].record is not None or self.tasks[job].rule in rates

    def _rates(self) -> dict[str, float]:
        """What a job of a rule takes, s, of the rules whose jobs have ended or can be foreseen."""
        seen: dict[str, list[float]] = {}
        for job, took in (self.took | self._foreseen()).items():
            seen.setdefault(self.tasks[job].rule, []).append(took)
        return {rule: mean(took) for rule, took in seen.items()}

    def _foreseen(self) -> dict[int, float]:
        """What running jobs take in all, s, where they say how far they are."""
        return {
            job: (self.clock() - self.begun[job]) / share
            for job, share in self.shares.items()
            if share >= ENOUGH
        }

    def _expected(self) -> dict[int, float]:
        """What each job takes in all, s."""
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
        """What a job took in the last run, or takes usually, s."""
        task = self.tasks[job]
        return USUALLY_LONGER.get(task.rule, USUAL) if task.record is None else task.record

    def _remaining(self, expected: Mapping[int, float]) -> dict[int, float]:
        """What each job that has not ended still takes, s; a late one takes a tenth again."""
        now = self.clock()
        return {
            job: max(seconds - (now - self.begun.get(job, now)), seconds / 10)
            if job in self.begun
            else seconds
            for job, seconds in expected.items()
            if job not in self.took
        }

"""Which runs of a folder are alive, and the locks of those that were killed.

Snakemake locks the files of a run while it lasts. A run that is killed leaves its lock behind, and
the next one is refused. Here every run holds a file in ``.snakemake/runs``, which the operating
system releases however the process ends: the lock of a dead run can be removed, and no other.
"""

import atexit
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hbvae.workflow.records import HALF_MADE, delete, recorded_results

RUNS = ".snakemake/runs"
LOCKS = ".snakemake/locks"
LOCAL, CLUSTER = ".local", ".cluster"  # endings of a run's file: where its jobs run
WAS_KILLED = "A run in this folder was killed. Removing its lock; unfinished files are made again."
WAS_KILLED_ON_CLUSTER = (
    "A run in this folder was killed, and its jobs may still be on the cluster. End them and "
    "resume with `make resume`."
)


class Run:
    """This process as a run of a folder, until `end` is called or the process is no more."""

    def __init__(self, path: Path, held):
        self.path = path
        self._held = held  # the open file: when it is closed, the run is over

    def submits_jobs(self) -> None:
        """Record that jobs go to a cluster, where they may outlive this process."""
        self.path = self.path.rename(self.path.with_suffix(CLUSTER))

    def end(self) -> None:
        """Forget the run."""
        self.path.unlink(missing_ok=True)
        self._held.close()


def begin_run(folder: str | os.PathLike = ".") -> tuple[Run | None, list[str]]:
    """Record that this process runs in a folder; take up what killed runs have left in it.

    A lock is removed when every run that can have made it ran on this host, had its jobs here, and
    is dead. Jobs of a cluster may go on without their run: its lock stays. If no other run is
    alive, what the killed jobs had half made is deleted, so that it is made again.

    Args:
        folder: the run's working directory.

    Returns:
        the run, None where the disk cannot lock files; and what a person should know of it.
    """
    runs = Path(folder, RUNS)
    runs.mkdir(parents=True, exist_ok=True)
    path = runs / f"{socket.gethostname()}.{os.getpid()}{LOCAL}"
    with _alone(runs) as is_alone:
        if not is_alone:
            return None, []
        notes = _take_up(Path(folder))
        held = open(path, "w")  # noqa: SIM115 (it stays open)
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    run = Run(path, held)
    atexit.register(run.end)
    return run, notes


def live_runs(folder: str | os.PathLike = ".") -> list[str]:
    """Runs of a folder that are alive, as HOST.PID; one on another host counts as alive."""
    return [path.stem for path in _runs(folder) if not _is_dead(path)]


def _take_up(folder: Path) -> list[str]:
    """Remove the locks of killed runs, their records, and what they left half made."""
    began = {path: path.stat().st_mtime_ns for path in _runs(folder)}
    dead = {path for path in began if _is_dead(path)}
    dead_here = {path for path in dead if path.suffix == LOCAL}
    stale, needed = [], set()  # locks, and the records of those who may have made the other locks
    locks = sorted((folder / LOCKS).glob("*.lock"))
    for lock in locks:
        makers = {path for path in began if began[path] <= lock.stat().st_mtime_ns}
        if makers and makers <= dead_here:
            stale.append(lock)
        else:
            needed |= makers
    for path in (*stale, *(dead - needed)):
        path.unlink()
    if dead_here and dead == set(began) and stale == locks:  # nobody is at work
        for record, output in recorded_results(folder, HALF_MADE):
            delete(folder / output)
            record.unlink()
    notes = [WAS_KILLED] if stale else []
    if any(path.suffix == CLUSTER for path in dead & needed):
        notes.append(WAS_KILLED_ON_CLUSTER)
    return notes


def _runs(folder: str | os.PathLike) -> list[Path]:
    paths = Path(folder, RUNS).glob("*")
    return sorted(path for path in paths if path.suffix in (LOCAL, CLUSTER))


def _is_dead(path: Path) -> bool:
    """Whether a run has surely ended: it was on this host, and holds its file no more."""
    if path.stem.rpartition(".")[0] != socket.gethostname():
        return False
    with open(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


@contextmanager
def _alone(runs: Path) -> Iterator[bool]:
    """Nobody else begins a run meanwhile; False where the disk cannot lock files."""
    with open(runs / "begin", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            yield False
            return
        yield True

"""Detect live runs of a folder, and remove the locks of killed ones.

Snakemake locks the files of a run until it ends. A killed run leaves its lock behind, and Snakemake
refuses the next run. Therefore every run locks a file in ``.snakemake/runs``, which the operating
system releases however the process ends. This distinguishes dead runs, whose locks can be removed.
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
LOCAL, CLUSTER = ".local", ".cluster"  # extension of a run's file: where its jobs run
WAS_KILLED = "The last run in this folder was killed. Its lock is removed; it resumes now."
WAS_KILLED_ON_CLUSTER = (
    "The last run in this folder was killed, and its jobs may still be on the cluster. To end them "
    "and resume the run, use `make resume`."
)


class Run:
    """This process as a run in a folder, until `end` is called or the process ends."""

    def __init__(self, path: Path, held):
        self.path = path
        self._held = held  # the open file; closing it ends the run

    def submits_jobs(self) -> None:
        """Record that jobs go to a cluster, where they may outlive this process."""
        self.path = self.path.rename(self.path.with_suffix(CLUSTER))

    def end(self) -> None:
        """Remove the record of the run."""
        self.path.unlink(missing_ok=True)
        self._held.close()


def begin_run(folder: str | os.PathLike = ".") -> tuple[Run | None, list[str]]:
    """Record that this process runs in a folder, and clean up after killed runs.

    A lock is removed if every run that may have made it ran on this host, ran its jobs here, and is
    dead. The lock of a run on a cluster stays, because its jobs may still be running. If no other
    run is alive, incomplete outputs of the killed jobs are deleted, so that they are made again.

    Args:
        folder: the run's working directory.

    Returns:
        The run, or None if the disk cannot lock files; and messages for the user.
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
    """List the live runs of a folder as HOST.PID; runs on other hosts count as alive."""
    return [path.stem for path in _runs(folder) if not _is_dead(path)]


def _take_up(folder: Path) -> list[str]:
    """Remove the locks, records and incomplete outputs of killed runs."""
    began = {path: path.stat().st_mtime_ns for path in _runs(folder)}
    dead = {path for path in began if _is_dead(path)}
    dead_here = {path for path in dead if path.suffix == LOCAL}
    stale, needed = [], set()  # locks to remove; records of runs that may own the other locks
    locks = sorted((folder / LOCKS).glob("*.lock"))
    for lock in locks:
        makers = {path for path in began if began[path] <= lock.stat().st_mtime_ns}
        if makers and makers <= dead_here:
            stale.append(lock)
        else:
            needed |= makers
    for path in (*stale, *(dead - needed)):
        path.unlink()
    if dead_here and dead == set(began) and stale == locks:  # no run is alive
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
    """Whether a run has certainly ended: it was on this host and no longer locks its file."""
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
    """Prevent other runs from starting meanwhile; yields False if the disk cannot lock files."""
    with open(runs / "begin", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            yield False
            return
        yield True

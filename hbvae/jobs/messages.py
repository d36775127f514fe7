"""Reading a job's log: its warnings, the reason for its failure, and its progress."""

import re
from pathlib import Path
from typing import NamedTuple

FORMAT = "%(asctime)s %(levelname)s %(message)s"  # in every log of a run
RECORD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ([A-Z]+) ", re.MULTILINE)
EPOCH = re.compile(r" epoch (\d+) of (\d+): ")
TRACEBACK = "\nTraceback (most recent call last):\n"
TAIL = 4096  # bytes; more than the log of one epoch


class Failure(NamedTuple):
    """Why a job failed."""

    text: str
    is_fault: bool  # a bug in the program; the traceback is in the log


def warnings(log: str) -> list[str]:
    """The warnings in a job's log, in order."""
    return [text for level, text in _records(_read(log)) if level == "WARNING"]


def failure(log: str) -> Failure | None:
    """Why a job failed, according to its log; None if the log has no error."""
    errors = [text for level, text in _records(_read(log)) if level == "ERROR"]
    if not errors:
        return None
    _, traceback, _ = errors[-1].partition(TRACEBACK)
    text = errors[-1].splitlines()[-1] if traceback else errors[-1]
    return Failure(text, bool(traceback))


def epochs(log: str) -> tuple[int, int] | None:
    """Finished and total epochs of a running job; None if it does not train."""
    written = EPOCH.findall(_read(log, TAIL))
    return (int(written[-1][0]), int(written[-1][1])) if written else None


def _records(text: str) -> list[tuple[str, str]]:
    """Level and message of each record of a log."""
    _, *parts = RECORD.split(text)
    return [
        (level, message.rstrip()) for level, message in zip(parts[::2], parts[1::2], strict=True)
    ]


def _read(log: str, tail: int | None = None) -> str:
    """The text of a log, or of its last bytes; empty if there is no log."""
    path = Path(log)
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        if tail:
            file.seek(max(path.stat().st_size - tail, 0))
        return file.read().decode(errors="replace")

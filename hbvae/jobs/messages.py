"""What a job's log says to people: its warnings, why it failed, and how far it is."""

import re
from pathlib import Path
from typing import NamedTuple

FORMAT = "%(asctime)s %(levelname)s %(message)s"  # of every log of a run
RECORD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ([A-Z]+) ", re.MULTILINE)
EPOCH = re.compile(r" epoch (\d+) of (\d+): ")
TRACEBACK = "\nTraceback (most recent call last):\n"
TAIL = 4096  # bytes; more than the log says of one epoch


class Failure(NamedTuple):
    """Why a job ended."""

    text: str
    is_fault: bool  # of the program: a person cannot fix it, and its traceback is in the log


def warnings(log: str) -> list[str]:
    """The warnings in a job's log, in their order."""
    return [text for level, text in _records(_read(log)) if level == "WARNING"]


def failure(log: str) -> Failure | None:
    """Why a job failed, by its log; None where the log does not say."""
    errors = [text for level, text in _records(_read(log)) if level == "ERROR"]
    if not errors:
        return None
    _, traceback, _ = errors[-1].partition(TRACEBACK)
    text = errors[-1].splitlines()[-1] if traceback else errors[-1]
    return Failure(text, bool(traceback))


def epochs(log: str) -> tuple[int, int] | None:
    """The epochs that a running job has done, and has to do; None where it trains nothing."""
    written = EPOCH.findall(_read(log, TAIL))
    return (int(written[-1][0]), int(written[-1][1])) if written else None


def _records(text: str) -> list[tuple[str, str]]:
    """Level and message of each record of a log."""
    _, *parts = RECORD.split(text)
    return [
        (level, message.rstrip()) for level, message in zip(parts[::2], parts[1::2], strict=True)
    ]


def _read(log: str, tail: int | None = None) -> str:
    """The text of a log, or its last bytes; empty where there is none."""
    path = Path(log)
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        if tail:
            file.seek(max(path.stat().st_size - tail, 0))
        return file.read().decode(errors="replace")

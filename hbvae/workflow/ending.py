"""Compose the end of a run's output: where its results are, or what went wrong."""

import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hbvae.errors import ConfigError, DatasetError, StoreError

PICTURES = (".png", ".pdf")  # in order of preference for opening
MANY = 4  # with more files in a folder, only the folder is listed
FRAME = re.compile(r'^ +File ".*", line \d+')
KILLED = re.compile(r"died with <Signals\.(\w+)")
CTRL_C = re.compile(r"returned non-zero exit status 130\b|died with <Signals\.SIGINT")
IN_FUNCTION = re.compile(r"^Error:\n +(\w+): (.*?)\nWildcards:", re.MULTILINE | re.DOTALL)
FOR_PEOPLE = {kind.__name__ for kind in (ConfigError, DatasetError, StoreError)}


def readable(text: str) -> str:
    """Remove traceback frames from a Snakemake error.

    For an error that the user can fix, raised in an input function, return only its message.
    """
    if (inner := IN_FUNCTION.search(text)) and inner[1] in FOR_PEOPLE:
        return inner[2]
    if killed := KILLED.search(text):
        return f"it was killed ({killed[1]}), by a person or because memory ran out"
    if text.startswith("Traceback"):
        last = text.rstrip().splitlines()[-1]
        return f"{last} (a bug in the program; --verbose shows where)"
    lines = [line for line in text.splitlines() if not FRAME.match(line)]
    return "\n".join(line for line in lines if line and line != "Traceback:")


def is_interruption(text: str) -> bool:
    """Whether an error of Snakemake's says only that Ctrl-C ended a job."""
    return bool(CTRL_C.search(text))


def results_lines(files: Sequence[Path]) -> Iterator[str]:
    """List the files that a run was to make, and how to open the first.

    Args:
        files: relative to the working directory.
    """
    tables = {file.with_suffix("") for file in files if file.suffix == ".md"}
    files = [file for file in files if file.suffix == ".md" or file.with_suffix("") not in tables]
    pages = sorted((file for file in files if file.suffix == ".html"), key=lambda f: len(f.parts))
    pictures = [file for ending in PICTURES for file in files if file.suffix == ending]
    others = [file for file in files if file not in pages and file not in pictures]
    folders = dict.fromkeys(file.parent for file in pictures)
    for folder in folders:
        inside = [file for file in pictures if file.parent == folder]
        others += [folder] if len(inside) > MANY else inside
    yield from (f"  {_place(file)}" for file in (*pages, *others))
    if to_open := [*pages, *pictures][:1]:
        yield f"Open it: {_command(to_open[0])}"


def map_lines(dataset: str) -> Iterator[str]:
    """List the map, playlists and report of a collection.

    Args:
        dataset: name of its folder in ``results``.
    """
    results = Path("results")
    yield f"  Map        {_place(results / dataset / 'explorer.html')}"
    yield f"  Playlists  {_place(results / dataset / 'playlists')}"
    yield f"  Report     {_place(results / 'report.html')}"


def _place(file: Path) -> str:
    """Path relative to where the user started the run, if it is below."""
    began_in, path = Path(os.path.realpath(os.environ.get("PWD", "/"))), file.absolute()
    return str(path.relative_to(began_in) if path.is_relative_to(began_in) else path)


def _command(file: Path) -> str:
    """Command that opens a file on this machine, or its URL if there is none."""
    program = "open" if sys.platform == "darwin" else "xdg-open"
    if shutil.which(program):
        return f"{program} {shlex.quote(_place(file))}"
    return file.absolute().as_uri()


def in_words(seconds: float) -> str:
    """Format a duration for people: 40 s, 3 min, 1 h 20 min."""
    if seconds < 55:
        return f"{max(10 * round(seconds / 10), 10)} s"
    minutes = max(round(seconds / 60), 1)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"

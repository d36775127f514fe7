"""Walking a folder, without hidden and deleted files, results, programs and system folders."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from hbvae.features.decoders.registry import is_audio_name
from hbvae.storage.settled import FILE, Settled

PROGRAMS = ({"Snakefile", "hbvae"}, {"pyvenv.cfg"}, {"conda-meta"})  # entries that identify them
THROWN_AWAY, SYSTEM = "deleted files", "system folder"
SYSTEM_FOLDERS = {  # in lower case
    **dict.fromkeys(("#recycle", "@recycle", "$recycle.bin", "recycler", "recycled"), THROWN_AWAY),
    **dict.fromkeys(("lost+found", "found.000", "system volume information", "$extend"), SYSTEM),
    **dict.fromkeys(("@eadir", "@__thumb", "@tmp", "#snapshot", "@sharebin", "__macosx"), SYSTEM),
}
HIDING_FILE = ".nomedia"  # a file that hides a folder from music players
SONGS_DOT = re.compile(r"\.(\.|\s|\d+\s)")  # ...And So On, .38 Special: names, not hidden files

Tell = Callable[[str, str], None]  # called with a path below the folder and a reason


def _silent(path: str, reason: str) -> None:
    pass


def walk_files(
    folder: Path, unreadable: Tell, passed_over: Tell = _silent
) -> Iterator[tuple[str, os.DirEntry]]:
    """Every file below a folder, in ascending order of names.

    Hidden files and folders are skipped, as are subfolders with results or programs (`is_ours`),
    subfolders that a system creates (`SYSTEM_FOLDERS`), and those with a file `HIDING_FILE`. Linked
    folders come last. Each folder is walked once, however many links lead to it; links to the
    folder itself or to a folder above it are not followed.

    Args:
        folder: folder to walk.
        unreadable: called with the path of a folder that cannot be walked, and the reason.
        passed_over: called with a skipped path that may contain recordings, and the reason.

    Yields:
        path below ``folder``, separated by '/', and its entry.
    """
    root = os.path.realpath(folder)
    walked: set[str] = set()
    links: list[tuple[str, str]] = []

    def below(path: str, prefix: str, real: str):
        walked.add(real)
        try:
            with os.scandir(path) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as problem:
            unreadable(prefix or path, str(problem.strerror))
            return
        if prefix and (reason := _why_not(path, {entry.name for entry in entries})):
            passed_over(prefix.rstrip("/"), reason)
            return
        for entry in entries:
            name = prefix + entry.name
            if entry.name.startswith(".") and not SONGS_DOT.match(entry.name):
                if _has_recordings(entry):
                    passed_over(name, "its name begins with a dot")
                continue
            try:
                is_folder = entry.is_dir()
            except OSError as problem:
                unreadable(name, str(problem.strerror))
                continue
            if not is_folder:
                yield name, entry
            elif reason := SYSTEM_FOLDERS.get(entry.name.casefold()):
                passed_over(name, reason)
            elif entry.is_symlink():
                links.append((entry.path, name))
            elif (inner := os.path.join(real, entry.name)) not in walked:
                yield from below(entry.path, f"{name}/", inner)

    yield from below(str(folder), "", root)
    for path, name in links:  # the loop itself adds links
        real = os.path.realpath(path)
        if os.path.join(root, "").startswith(os.path.join(real, "")):
            unreadable(name, f"a link to {real}, a folder above it")
        elif real in walked:
            passed_over(name, f"a link to {real}, where its songs are used")
        else:
            yield from below(path, f"{name}/", real)


def _why_not(folder: str, names: set[str]) -> str:
    """Why a folder is skipped, judging by its entries; "" if it is not."""
    if is_ours(folder, names):
        return "results or programs"
    return f"it contains a file {HIDING_FILE}" if HIDING_FILE in names else ""


def is_ours(folder: str, names: set[str]) -> bool:
    """Whether a folder contains the results of a run, a checkout of the project, or programs.

    Args:
        folder: path of the folder.
        names: names of all its entries.
    """
    if FILE in names and Settled.read(folder) is not None:
        return True
    return any(program <= names for program in PROGRAMS)


def _has_recordings(entry: os.DirEntry) -> bool:
    """Whether a hidden entry is a recording, or a folder with some; ``._a.wav`` is not."""
    if entry.name.startswith(("._", ".Trash")):
        return False
    if is_audio_name(entry.name):
        return True
    try:
        with os.scandir(entry.path) as scan:
            names = [inner.name for inner in scan]
    except OSError:  # it is not a folder, or cannot be read
        return False
    return any(is_audio_name(name) for name in names if name[0] != ".")

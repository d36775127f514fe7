"""The files of a dataset: those below a folder, and the file at a track's path."""

import os
import posixpath
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from hbvae.datasets.exclusion import Exclusion
from hbvae.datasets.rows import Description, Problem
from hbvae.datasets.walking import Tell, walk_files
from hbvae.features.decoders.registry import audio_endings, is_audio_name

NOTES = "it holds notes, not sound; render it to wav"
SHOP = "it is encrypted (DRM), so only the shop's own program can play it; use an unprotected copy"
UNREAD = {  # extensions of files that look like recordings but have no decoder, and why
    **dict.fromkeys((".mid", ".midi", ".kar", ".rmi"), f"MIDI: {NOTES}"),
    **dict.fromkeys((".mod", ".xm", ".it", ".s3m"), f"a tracker's module: {NOTES}"),
    **dict.fromkeys((".m4p", ".aax", ".aaxc", ".aa", ".ncm", ".qmc0", ".qmc3", ".qmcflac"), SHOP),
    **dict.fromkeys((".qmcogg", ".mflac", ".mgg", ".kgm", ".kgma", ".kwm", ".vpr"), SHOP),
    **dict.fromkeys((".ofr", ".ofs"), "OptimFROG: convert it to flac"),
    ".cda": "a pointer to an audio CD track, without sound; rip the CD",
}


class Disk:
    """The files of a dataset on disk, except those that are left out."""

    def __init__(self, description: Description, exclusion: Exclusion | None = None):
        self.description = description
        self.exclusion = exclusion or Exclusion()
        self.find = finder(description)

    def walk(self, unreadable: Tell, passed_over: Tell) -> Iterator[str]:
        """The paths of `walk_files` below the audio folder."""

        def tell(about: Tell) -> Tell:
            def unless_left_out(path: str, reason: str) -> None:
                name = path.rstrip("/")
                if not (self.exclusion.has(name) or self.exclusion.has(f"{name}/file")):
                    about(path, reason)

            return unless_left_out

        folder = self.description.audio_folder
        for path, _ in walk_files(folder, tell(unreadable), tell(passed_over)):
            is_recording = path.lower().endswith((*audio_endings(), *UNREAD))
            leave_out = self.exclusion.leave_out if is_recording else self.exclusion.has
            if not leave_out(path):
                yield path

    @property
    def left_out(self) -> list[str]:
        """The recordings that were left out of a walk."""
        return self.exclusion.left_out

    def has(self, path: str) -> bool:
        """Whether a path below the audio folder exists."""
        return not leaves(path) and os.path.lexists(self.description.audio_folder / path)

    def read_table(self, problems: list[Problem]) -> bytes | None:
        """The content of the dataset's table; None, with a problem added, if it cannot be read."""
        file = self.description.table_file
        try:
            return file.read_bytes()
        except FileNotFoundError:
            problems.append(Problem("missing table", str(file), "the file does not exist"))
        except OSError as problem:
            problems.append(Problem("unreadable table", str(file), str(problem.strerror)))
        return None


class Planned:
    """The files of a dataset that a job has yet to write, as `Disk` would find them."""

    def __init__(self, paths: Iterable[str], table: bytes | None):
        self.paths = list(paths)
        self.table = table
        self.left_out: list[str] = []

    def walk(self, unreadable: Tell, passed_over: Tell) -> Iterator[str]:
        """The paths, folder by folder, names ascending."""
        return iter(sorted(self.paths, key=lambda path: path.split("/")))

    def has(self, path: str) -> bool:
        """True: every planned file will be written."""
        return True

    def read_table(self, problems: list[Problem]) -> bytes | None:
        """The content of the dataset's table."""
        return self.table

    def find(self, path: str) -> os.stat_result | tuple[str, str] | None:
        """None, because the file does not exist yet."""
        return None


def expand_home(path: str) -> Path:
    """Expand ``~`` to a home folder; ``~tape`` stays if it exists or is not a user."""
    is_name = path.split("/")[0] != "~" and os.path.lexists(path)
    if is_name or not path.startswith("~"):  # a Path takes ./~ for ~
        return Path(path)
    try:
        return Path(path).expanduser()
    except RuntimeError:  # there is no such user
        return Path(path)


def leaves(path: str) -> bool:
    """Whether a relative path, as written, leads out of its folder."""
    absolute = posixpath.isabs(path) or re.match(r"[A-Za-z]:[\\/]", path)
    return bool(absolute) or posixpath.normpath(path).split("/")[0] == ".."


def finder(description: Description) -> Callable[[str], os.stat_result | tuple[str, str]]:
    """Return a function that maps a normalised path to its file's status, or to a problem."""
    folder = str(description.audio_folder)
    roots = (folder, description.root_folder)
    allowed = [os.path.join(os.path.realpath(root), "") for root in roots]
    real_folder = cache(os.path.realpath)

    def find(path: str) -> os.stat_result | tuple[str, str]:
        if leaves(path):
            return "outside", f"{path!r} leaves the audio folder {folder}"
        full = os.path.join(folder, path)
        try:
            path.encode()
            status = os.lstat(full)
            real = os.path.join(real_folder(os.path.dirname(full)), os.path.basename(full))
            if stat.S_ISLNK(status.st_mode):
                real = os.path.realpath(full)
                status = os.stat(full)
        except (FileNotFoundError, NotADirectoryError):
            return "missing file", f"{path!r} is not in {folder}"
        except UnicodeEncodeError:
            return "unreadable file", f"{path!r}: the name is not UTF-8; rename the file"
        except (OSError, ValueError) as problem:  # no permission, a loop of links, a NUL
            return "unreadable file", f"{path!r}: {getattr(problem, 'strerror', problem)}"
        if not any(real.startswith(root) for root in allowed) and f"{real}/" not in allowed:
            text = f"{path!r} is a link to {real}, outside the dataset; add that song's folder"
            return "outside", f"{text}, {os.path.dirname(real)}, or link that entire folder"
        if stat.S_ISDIR(status.st_mode):
            return "folder", f"{path!r} is a folder, expected a file"
        if not stat.S_ISREG(status.st_mode):
            return "unreadable file", f"{path!r} is not a regular file"
        if not is_audio_name(path):
            return "unsupported ending", f"{path!r}: expected {', '.join(audio_endings())}"
        return status

    return find

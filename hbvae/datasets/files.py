"""The files of a dataset: which there are below a folder, and what is at the path of a track."""

import os
import stat
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from hbvae.datasets.description import DatasetConfig, leaves

AUDIO_ENDINGS = (".wav", ".au", ".aif", ".aiff", ".mp3", ".flac", ".ogg", ".opus")
UNREAD_ENDINGS = (".m4a", ".mp4", ".aac", ".wma", ".ape", ".wv")  # audio, not for libsndfile


def walk_files(
    folder: Path, unreadable: Callable[[str, str], None]
) -> Iterator[tuple[str, os.DirEntry]]:
    """Every file below a folder, names ascending; dot files and dot folders are passed over.

    Linked folders are followed, but not one that leads to where the walk already is.

    Args:
        folder: where to begin.
        unreadable: is told the path and the reason of a folder that cannot be walked.

    Yields:
        path below ``folder``, '/' separated, and its entry.
    """

    def below(path: str, prefix: str, parents: tuple[str, ...]):
        try:
            with os.scandir(path) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as problem:
            unreadable(prefix or path, str(problem.strerror))
            return
        for entry in entries:
            if entry.name.startswith("."):
                continue
            try:
                is_folder = entry.is_dir()
            except OSError as problem:
                unreadable(prefix + entry.name, str(problem.strerror))
                continue
            if not is_folder:
                yield prefix + entry.name, entry
                continue
            real = f"{parents[-1]}/{entry.name}"
            if entry.is_symlink():
                real = os.path.realpath(entry.path)
            if real in parents:
                unreadable(prefix + entry.name, f"a link to {real}, which it lies in")
            else:
                yield from below(entry.path, f"{prefix}{entry.name}/", (*parents, real))

    yield from below(str(folder), "", (os.path.realpath(folder),))


def finder(config: DatasetConfig) -> Callable[[str], os.stat_result | tuple[str, str]]:
    """A function of a normalised path: its file's status, or what kind of problem and which."""
    folder = str(config.audio_folder)
    allowed = [os.path.join(os.path.realpath(one), "") for one in (folder, config.root_folder)]
    real_folder = cache(os.path.realpath)
    alike = _look_alike(folder)

    def find(path: str) -> os.stat_result | tuple[str, str]:
        if leaves(path):
            return "outside", f"{path!r} leaves the audio folder {folder}"
        full = os.path.join(folder, path)
        try:
            path.encode()
            found = os.lstat(full)
            real = os.path.join(real_folder(os.path.dirname(full)), os.path.basename(full))
            if stat.S_ISLNK(found.st_mode):
                real = os.path.realpath(full)
                found = os.stat(full)
        except (FileNotFoundError, NotADirectoryError):
            return "missing file", f"{path!r} is not in {folder}{alike(path)}"
        except UnicodeEncodeError:
            return "unreadable file", f"{path!r}: the name is not UTF-8, rename it"
        except (OSError, ValueError) as problem:  # no permission, a loop of links, a NUL
            return "unreadable file", f"{path!r}: {getattr(problem, 'strerror', problem)}"
        if not any(real.startswith(one) for one in allowed) and f"{real}/" not in allowed:
            text = f"{path!r} is linked to {real}, outside of the dataset; link the whole folder "
            return "outside", f"{text}{folder} instead"
        if stat.S_ISDIR(found.st_mode):
            return "folder", f"{path!r} is a folder, expected a file"
        if not stat.S_ISREG(found.st_mode):
            return "unreadable file", f"{path!r} is no regular file"
        if not path.lower().endswith(AUDIO_ENDINGS):
            return "unsupported ending", f"{path!r}: expected {', '.join(AUDIO_ENDINGS)}"
        return found

    return find


def _look_alike(folder: str) -> Callable[[str], str]:
    """A function of a missing file's path: a hint at one that differs in case or the like."""

    @cache
    def names(below: str) -> dict[str, str]:
        try:
            return {folded(name): name for name in os.listdir(below)}
        except OSError:
            return {}

    def hint(path: str) -> str:
        found = folder
        for part in path.replace("\\", "/").split("/"):
            name = names(found).get(folded(part))
            if name is None:
                return ""
            found = os.path.join(found, name)
        found = os.path.relpath(found, folder)
        return f"; {found!r} is there and differs in case, kind of slash or Unicode form only"

    return hint


def folded(name: str) -> str:
    """The same for names that differ only in what cannot be seen, or hardly.

    Case, spacing, how accents are composed, characters without a form (zero-width spaces, marks of
    direction).
    """
    seen = "".join(one for one in name if unicodedata.category(one) != "Cf")
    return " ".join(unicodedata.normalize("NFC", seen).casefold().split())

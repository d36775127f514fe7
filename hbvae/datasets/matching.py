"""Matching the paths in a table to recordings when they differ from the paths on disk.

Tables are written on another computer, by a spreadsheet, or for another copy of a collection: a
path may be absolute, lack its folder or its extension, or be spelled differently. Such a path
matches a recording only if it matches no other recording.
"""

import html
import os
import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import unquote

from hbvae.datasets.folding import folded
from hbvae.features.decoders.registry import audio_endings, file_ending

MOST_PARTS = 100  # maximum number of parts of a path
ADDRESS = re.compile(r"(?:https?|ftp|s3|gs)://([^?#]*)", re.I)
EXCEL_TEXT = re.compile(r"""=?"(.*)"|'(.*?)'?""", re.DOTALL)  # ="007", '007 or '007'
BETWEEN = re.compile(
    r"""[\s_+'`\u00b4",.&!?:;*<>|()\[\]\u2010-\u201f-]+"""
)  # characters that programs replace in file names
SMALLER = ".low"  # MTG-Jamendo's song.low.mp3 is its song.mp3
NOT_SOUND = (  # extensions of files derived from a recording
    *(".npy", ".npz", ".pt", ".png", ".jpg", ".json", ".csv", ".txt", ".lab"),
)


class Recordings:
    """The recordings of a collection, and a search by the paths that tables give them.

    Args:
        paths: paths of the recordings below ``folder``, separated by '/'.
        folder: folder of the recordings.
    """

    def __init__(self, paths: Iterable[str], folder: Path):
        self.paths = frozenset(paths)
        self._real = os.path.realpath(folder)
        self._name = os.path.basename(self._real)
        self._real_below = lru_cache(maxsize=4096)(self._find_real)
        self._folders = {os.path.join(place, "") for place in _places(folder)}

    def find(self, stated: str, beside: str = "") -> str | None:
        """The path of the recording that matches; None if there is none, or more than one.

        Args:
            stated: path in the table.
            beside: folder of the table, relative to the folder of the recordings.
        """
        if stated in self.paths:
            return stated
        bare = stated.strip().strip("\0")
        if quoted := EXCEL_TEXT.fullmatch(bare):
            bare = quoted[1] or quoted[2] or ""
        old_mac = bare.replace(":", "/")  # Macintosh HD:Music:song.mp3
        for path in dict.fromkeys([bare, unquote(bare), html.unescape(bare), old_mac]):
            path = posixpath.normpath(self._below(path)) if path else "."
            nearer = posixpath.normpath(posixpath.join(beside, path)) if beside else path
            for near in dict.fromkeys([path, nearer]):
                if (
                    full_path := near if near in self.paths else self._unlinked(near)
                ) in self.paths:
                    return full_path
            if path != "." and (meant := self._resolve(path)) is not None:
                return meant
        return None

    def _below(self, path: str) -> str:
        """The path relative to the folder if it begins with it; else with '/' as separator."""
        path = re.sub(r"^file://(localhost)?", "", path)
        path = os.path.expanduser(path) if path.startswith("~/") else path
        for folder in self._folders:
            if path.startswith(folder):
                return path[len(folder) :]
        if address := ADDRESS.match(path):
            return f"/{address[1]}"
        return path.replace("\\", "/")

    def _unlinked(self, path: str) -> str:
        """The path with symbolic links resolved in its folders, as in the paths of recordings."""
        folder, _, name = path.rpartition("/")
        return f"{self._real_below(folder)}{name}" if folder and "\0" not in path else path

    def _find_real(self, folder: str) -> str:
        real = os.path.realpath(os.path.join(self._real, folder))
        below = os.path.relpath(real, self._real)
        return "" if below == os.curdir else f"{below}/"

    def _resolve(self, path: str) -> str | None:
        is_absolute = path.startswith("/") or re.match(r"[A-Za-z]:/", path) is not None
        leads_out = is_absolute or path.startswith("../")
        if leads_out and os.path.exists(os.path.join(self._real, path)):
            return None  # a file of another collection
        parts = path.strip("/").split("/")
        if len(parts) > MOST_PARTS:
            return None
        for first in range(len(parts)):
            rest = parts[first:]
            if len(rest) == 1 and (is_absolute or first):
                return None  # only the name is left; the table's path has another folder
            for key in _keys("/".join(rest)):
                if meant := self._by_end.get(key):
                    return next(iter(meant)) if len(meant) == 1 else None
        return None

    @cached_property
    def _by_end(self) -> dict[str, set[str]]:
        """The recordings by each end of their paths, in each spelling that a table may use."""
        by_end = defaultdict(set)
        for path in self.paths:
            parts = [self._name, *path.split("/")]
            for first in range(len(parts)):
                for key in _keys("/".join(parts[first:])):
                    by_end[key].add(path)
        return by_end


def _places(folder: Path) -> list[str]:
    return [str(folder), os.path.abspath(folder), os.path.realpath(folder)]


def _keys(path: str) -> Iterator[str]:
    """Spellings of a path to compare, the least changed first.

    These are the path without its extension, with its name as a number, and with its words alone.
    """
    folder, _, name = folded(path).rpartition("/")
    stem = name
    while file_ending(stem) in (*audio_endings(), *NOT_SOUND, SMALLER):
        stem = posixpath.splitext(stem)[0]
    yield f"name {folder}/{name}"
    yield f"stem {folder}/{stem}"
    if number := re.fullmatch(r"0*(\d+)(?:\.0+)?", stem):  # 12.0, as pandas writes it
        yield f"number {folder}/{number[1]}"
    words = BETWEEN.sub(" ", unicodedata.normalize("NFKC", unquote(f"{folder}/{stem}")))
    if not words.endswith(("/", "/ ")):
        yield "words " + "/".join(part.strip() for part in words.split("/"))

"""The texts beside recordings, by their names: which file may have the lyrics of which song."""

import os
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from hbvae.datasets.folding import folded
from hbvae.features.decoders.registry import is_audio_name

ENDINGS = (".lrc", ".elrc", ".lrcx", ".txt", ".srt", ".vtt", ".ass")  # the first that is there
FOLDERS = ("lyrics", "lyric", "lrc")  # in the folder of a recording, in any case
OF_SOUND = (
    "audio",
    "audios",
    "mp3",
    "wav",
    "flac",
    "songs",
    "tracks",
)  # folders that have such a one beside
_LANGUAGE = re.compile(r"(.+)\.[a-z]{2,3}(?:[-_][a-z]{2,4})?", re.I)  # song.en, song.zh-Hans
_LYRICS = re.compile(r"(.+?)[ ._-]+lyrics", re.I)


class _Texts(NamedTuple):
    """The texts of a folder, and what tells whose they are."""

    by_name: dict[str, list[tuple[int, str]]]  # form and file name, by the folded name of the song
    recordings: frozenset[str]  # their names, with and without ending
    folders: tuple[str, ...]  # those in it that have lyrics


class Sidecars:
    """Finds the texts beside recordings; each folder is listed once."""

    def __init__(self):
        self._texts_in = lru_cache(maxsize=32)(_texts_in)  # recordings come folder by folder

    def beside(self, path: str | os.PathLike) -> list[Path]:
        """The texts that may have a recording's lyrics, the likeliest first.

        For ``song.wav`` these are, in this order, ``song.lrc``, ``song.wav.lrc``, ``song.en.lrc``,
        ``song lyrics.lrc``, then the same with the other `ENDINGS`, then those in a folder
        ``lyrics``. Names may differ in case and Unicode form; one that does not comes first, and a
        text that is named just as another recording is that one's.
        """
        path = Path(path)
        own = _spellings(path.name)
        others = self._texts_in(str(path.parent)).recordings - own
        ranked = []
        for place, where in enumerate(self._places(path)):
            texts = self._texts_in(where).by_name
            for is_whole, name in enumerate((path.stem, path.name)):
                for form, text in texts.get(folded(name), ()):
                    base, ending = os.path.splitext(unicodedata.normalize("NFC", text))
                    rank = (
                        place,
                        ENDINGS.index(ending.lower()),
                        form,
                        is_whole,
                        base not in own,
                        text,
                    )
                    if base not in others:
                        ranked.append((rank, Path(where, text)))
        return [text for _, text in sorted(ranked)]

    def state(self, path: str | os.PathLike) -> str:
        """Name, size and time of each text beside a recording; others mean other lyrics."""
        states = []
        for text in self.beside(path):
            try:
                status = text.lstat()
            except OSError:
                continue
            states.append(f"{text.name} {status.st_size} {status.st_mtime_ns}")
        return "; ".join(states)

    def _places(self, path: Path) -> list[str]:
        """The folders that texts of a recording may lie in."""
        parents = [path.parent, path.parent.parent][: 1 + (path.parent.name.lower() in OF_SOUND)]
        below = [
            os.path.join(parent, name)
            for parent in parents
            for name in self._texts_in(str(parent)).folders
        ]
        return [str(path.parent), *below]


def folders_beside(folder: Path) -> list[Path]:
    """Folders of lyrics that lie beside a folder of recordings which is called `OF_SOUND`."""
    if folder.name.lower() not in OF_SOUND:
        return []
    return [folder.parent / name for name in _texts_in(str(folder.parent)).folders]


def _texts_in(folder: str) -> _Texts:
    by_name: dict[str, list[tuple[int, str]]] = {}
    recordings, folders = set(), []
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        names = []
    for name in names:
        base, ending = os.path.splitext(name)
        if ending.lower() in ENDINGS:
            forms = [(0, base)]
            forms += [(1, match[1])] if (match := _LANGUAGE.fullmatch(base)) else []
            forms += [(2, match[1])] if (match := _LYRICS.fullmatch(base)) else []
            for form, song in forms:
                by_name.setdefault(folded(song), []).append((form, name))
        elif is_audio_name(name):
            recordings |= _spellings(name)
        elif name.lower() in FOLDERS:
            folders.append(name)
    return _Texts(by_name, frozenset(recordings), tuple(folders))


def _spellings(name: str) -> set[str]:
    """A recording's name with and without its ending, composed."""
    name = unicodedata.normalize("NFC", name)
    return {name, os.path.splitext(name)[0]}

"""Matching the texts beside recordings to songs by their file names."""

import os
import re
import unicodedata
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from hbvae.datasets.folding import folded
from hbvae.features.decoders.registry import is_audio_name

ENDINGS = (  # in order of precedence
    *(".lrc", ".elrc", ".lrcx", ".txt", ".lyrics", ".lyric", ".srt", ".vtt", ".ass", ".ssa"),
    *(".sbv", ".ttml"),
)
FOLDERS = ("lyrics", "lyric", "lrc")  # folders of lyrics beside recordings, in upper or lower case
AUDIO_FOLDERS = (  # folders of recordings that may have a folder of lyrics beside them
    *("audio", "audios", "mp3", "wav", "flac", "songs", "tracks", "music", "recordings"),
)
_LANGUAGE = re.compile(  # song.en, song.zh-Hans, song.synced
    r"(.+)\.(?:[a-z]{2,3}(?:[-_][a-z]{2,4})?|synced|unsynced|plain|orig(?:inal)?|utf-?8|"
    r"english|german|french|spanish|japanese|korean|chinese|russian|portuguese|italian)",
    re.I,
)
_LYRICS = re.compile(r"(.+?)[ ._-]+[(\[]?lyrics?[)\]]?|lyrics?[ ._-]+(.+)", re.I)
_NUMBER = re.compile(r"(?:\d{1,2}[-.])?\d{1,3}(?:\s*[-_.)]\s*|\s+)(?=\S)")  # 01 - , 1-01 , 3.
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018`\u00b4\u02bc", "'"))


class _Texts(NamedTuple):
    """The texts of a folder, and the names by which they match recordings."""

    by_name: dict[str, list[tuple[int, str]]]  # form and file name, by the folded name of the song
    by_title: dict[str, list[str]]  # file names, by the name without track number and artist
    titles: Counter[str]  # number of recordings with each of these shortened names
    recordings: frozenset[str]  # names of the recordings, with and without extension
    folders: tuple[str, ...]  # its subfolders of lyrics


class Sidecars:
    """Finds the texts beside recordings; each folder is listed once."""

    def __init__(self):
        self._texts_in = lru_cache(maxsize=32)(_texts_in)  # recordings are read folder by folder

    def beside(self, path: str | os.PathLike) -> list[Path]:
        """The texts that may contain a recording's lyrics, the likeliest first.

        For ``song.wav`` these are, in this order, ``song.lrc``, ``song.wav.lrc``, ``song.en.lrc``,
        ``song lyrics.lrc``, then the same with the other `ENDINGS`, then those in a folder
        ``lyrics``. Names may differ in case and Unicode form, but identical names take precedence;
        a text with exactly the name of another recording belongs to that recording. If there are no
        such texts, names may also differ in a track number or the artist, unless several recordings
        match: ``Song.lrc`` belongs to ``01 - Song.mp3``.
        """
        path = Path(path)
        own = _spellings(path.name)
        others = self._texts_in(str(path.parent)).recordings - own
        ranked = []
        for place, where in enumerate(self._places(path)):
            texts = self._texts_in(where).by_name
            for has_full_name, name in enumerate((path.stem, path.name)):
                for form, text in texts.get(_key(name), ()):
                    base, ending = os.path.splitext(unicodedata.normalize("NFC", text))
                    rank = (
                        place,
                        ENDINGS.index(ending.lower()),
                        form,
                        has_full_name,
                        base not in own,
                        text,
                    )
                    if base not in others:
                        ranked.append((rank, Path(where, text)))
        if not ranked:
            ranked = [((text.suffix, str(text)), text) for text in self._by_title(path)]
        return [text for _, text in sorted(ranked)]

    def _by_title(self, path: Path) -> list[Path]:
        """The texts that match a recording's title, if no other recording has this title."""
        here = self._texts_in(str(path.parent))
        titles = _titles(path.stem)
        if any(here.titles[title] > 1 for title in titles):
            return []
        lyrics_by_name = {
            Path(where, text): os.path.splitext(unicodedata.normalize("NFC", text))[0]
            for where in self._places(path)
            for title in titles
            for text in self._texts_in(where).by_title.get(title, ())
        }
        texts = {text: base for text, base in lyrics_by_name.items() if base not in here.recordings}
        return list(texts) if len(set(texts.values())) == 1 else []

    def state(self, path: str | os.PathLike) -> str:
        """Name, size and time of each text beside a recording, to detect changed lyrics."""
        states = []
        for text in self.beside(path):
            try:
                status = text.lstat()
            except OSError:
                continue
            states.append(f"{text.name} {status.st_size} {status.st_mtime_ns}")
        return "; ".join(states)

    def _places(self, path: Path) -> list[str]:
        """The folders that may contain texts for a recording."""
        parents = [path.parent, path.parent.parent][
            : 1 + (path.parent.name.lower() in AUDIO_FOLDERS)
        ]
        below = [
            os.path.join(parent, name)
            for parent in parents
            for name in self._texts_in(str(parent)).folders
        ]
        return [str(path.parent), *below]


def folders_beside(folder: Path) -> list[Path]:
    """The folders of lyrics beside a folder of recordings, if that has one of `AUDIO_FOLDERS`."""
    if folder.name.lower() not in AUDIO_FOLDERS:
        return []
    return [folder.parent / name for name in _texts_in(str(folder.parent)).folders]


def _texts_in(folder: str) -> _Texts:
    by_name: dict[str, list[tuple[int, str]]] = {}
    by_title: dict[str, list[str]] = {}
    recordings, folders, titles = set(), [], Counter()
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        names = []
    for name in names:
        base, ending = os.path.splitext(name)
        if ending.lower() in ENDINGS:
            forms = [(0, base)]
            forms += [(1, match[1])] if (match := _LANGUAGE.fullmatch(base)) else []
            forms += [(2, match[1] or match[2])] if (match := _LYRICS.fullmatch(base)) else []
            for form, song in forms:
                by_name.setdefault(_key(song), []).append((form, name))
            for title in _titles(base):
                by_title.setdefault(title, []).append(name)
        elif is_audio_name(name):
            recordings |= _spellings(name)
            titles.update(_titles(base))
        elif name.lower() in FOLDERS:
            folders.append(name)
    return _Texts(by_name, by_title, titles, frozenset(recordings), tuple(folders))


def _titles(name: str) -> set[str]:
    """The possible titles in a file name: without a track number, and also without an artist."""
    unnumbered = _NUMBER.sub("", name, count=1) if _NUMBER.match(name) else name
    return {_key(unnumbered), _key(unnumbered.split(" - ")[-1])} - {""}


def _key(name: str) -> str:
    return folded(name.translate(_APOSTROPHES))


def _spellings(name: str) -> set[str]:
    """A recording's name with and without its extension, in composed Unicode form."""
    name = unicodedata.normalize("NFC", name)
    return {name, os.path.splitext(name)[0]}

"""What a table is that lies in a folder which nobody described: which column is what.

Columns are known by their names, and the column of the recordings by what it holds: a table whose
rows mean no recording of the folder is a table of something else.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from hbvae.datasets.labels import common_spellings, split_labels
from hbvae.datasets.matching import Recordings
from hbvae.datasets.placing import N_NAMED, named
from hbvae.datasets.table_text import DELIMITERS, encodings_of, fitted, in_words, read_records
from hbvae.errors import DatasetError

# In lower case, letters and digits alone; in the order in which they are looked for.
PATHS = (
    *("filename", "file", "path", "filepath", "filenames", "audio", "audiopath", "audiofile"),
    *("audiofilename", "audiofilepath", "relativepath", "fullpath", "trackpath", "trackfile"),
    *("songpath", "songfile", "location", "fname", "wav", "mp3", "recording"),
    *("trackid", "songid", "clipid", "audioid", "id", "track", "song", "name", "title"),
)
LYRICS = ("lyrics", "lyric", "text", "sentence", "transcript", "transcription", "words")
FACTORS = {
    "language": ("language", "lang", "languages"),
    "genre": ("genre", "genres", "genretop", "topgenre", "maingenre", "trackgenre", "primarygenre"),
    "label": ("label", "labels", "class", "category"),
}
SAYS = ", ".join(("lyrics", *FACTORS))
LARGE = 1 << 24  # letters of a table from which on its rows are not read for nothing
SEPARATORS = (";", "|")  # no name of a genre has them
DOUBTFUL = ("/", ",")  # some have these: R&B/Soul
LEAST_SONGS = 1.5  # a label, on average, for clusters to be scored against


class Table(NamedTuple):
    """A table that says something about recordings of a folder."""

    file: str
    settings: dict  # of `TableDescription`
    factors: dict[str, dict]  # of `FactorDescription`, by name
    remarks: list[str]


def look_at_table(root: Path, name: str, recordings: Recordings) -> Table | str:
    """What a table says about recordings, or why it says nothing that a run uses.

    Args:
        root: of the collection.
        name: path of the table below it.
        recordings: of the collection.
    """
    try:
        data = (root / name).read_bytes()
        encodings = encodings_of(data)
    except DatasetError as problem:
        return str(problem)
    except OSError as problem:
        return f"it cannot be read: {problem.strerror}"
    best, meant = None, []
    for encoding in encodings:  # the bytes may be in several: the one by which files are found
        errors = "strict" if encodings[1:] else "replace"
        read = _Columns.read(data.decode(encoding, errors), Path(name).suffix)
        if isinstance(read, str):
            return read
        for path in read.paths:
            matches = read.meant(path, recordings)
            if best is None or len(set(matches) - {None}) > len(set(meant) - {None}):
                best, meant, best_path, best_encoding = read, matches, path, encoding
    if not any(meant):
        return f"its column {best.header[best_path]!r} names no recording of this folder"
    used = [cells for cells, path in zip(best.rows, meant, strict=True) if path]
    return best.described(name, best_encoding, best_path, used, len(recordings.paths))


class _Columns(NamedTuple):
    """The columns of a table whose names are known, and its rows."""

    delimiter: str
    header: list[str]
    rows: list[list[str]]
    paths: list[int]  # columns that may be the recordings', the likeliest first
    ragged: list[str]  # remarks on rows of another length

    @classmethod
    def read(cls, text: str, ending: str) -> "_Columns | str":
        """Those of a table's text, or why there are none."""
        records = read_records(text, ending)
        if records is None:
            return "it is empty"
        header = [cell.strip() for cell in records.header.cells]
        paths = [header.index(name) for name in _named(header, PATHS)]
        if not paths:
            there = named([repr(cell) for cell in header])
            wanted = f"a column of file names (such as {', '.join(PATHS[:3])})"
            return f"its first line does not have {wanted}, but {there}"
        if len(text) > LARGE and not _says_something(header):
            return f"it has no column of {SAYS}"
        rows, ragged = [], []
        for record in records.below:
            if record.fault:
                return f"line {record.line}: unclosed quote: {record.fault}"
            cells = fitted(record, header, records.delimiter)
            if cells is None:
                fault = in_words(record, header, records.delimiter)
                ragged.append(f"line {record.line}: ragged row: {fault}")
            elif any(cell.strip() for cell in cells):
                rows.append(cells)
        return cls(records.delimiter, header, rows, paths, ragged)

    def meant(self, path: int, recordings: Recordings) -> list[str | None]:
        """The recording that each row means by a column, if any."""
        return [recordings.find(cells[path]) for cells in self.rows]

    def described(
        self, file: str, encoding: str, path: int, rows: Sequence[list[str]], n_recordings: int
    ) -> Table | str:
        """The table as a description has it.

        Args:
            file: its name.
            encoding: of its text.
            path: the column of the recordings.
            rows: those that mean a recording.
            n_recordings: of the folder.
        """
        lyrics = _position(self.header, LYRICS)
        remarks = [f"it has rows for {len(rows):,} of {n_recordings:,} recordings"]
        factors = {}
        for factor, names in FACTORS.items():
            column = _factor_position(self.header, names)
            if column is not None and not (factor == "label" and "genre" in factors):
                described = _describe_factor(
                    factor, self.header[column], [cells[column] for cells in rows], remarks
                )
                factors |= {factor: described} if described else {}
        taken = {path: "the recording", lyrics: "lyrics"} | {
            self.header.index(of["column"]): name for name, of in factors.items()
        }
        if lyrics is None and not factors:
            there = named([repr(cell) for cell in self.header])
            more = "".join(f"; {remark}" for remark in [*remarks[1:], *self.ragged[:N_NAMED]])
            return f"it has no column of {SAYS}, but {there}; {remarks[0]}{more}"
        remarks[0] += f"; {self._in_words(encoding, taken)}"
        settings = {
            "file": file,
            "encoding": None if encoding.startswith("utf") else encoding,
            "path": self.header[path],
            "lyrics": None if lyrics is None else self.header[lyrics],
            "complete": False,
        }
        return Table(file, settings, factors, remarks)

    def _in_words(self, encoding: str, taken: dict[int | None, str]) -> str:
        uses = [f"{self.header[i]!r} is {what}" for i, what in taken.items() if i is not None]
        others = [repr(cell) for i, cell in enumerate(self.header) if i not in taken and cell]
        delimiter = DELIMITERS.get(self.delimiter, repr(self.delimiter))
        text = f"read as {encoding}, cells end at {delimiter}; {', '.join(uses)}"
        return text + (f"; not used: {named(others)}" if others else "")


def _named(header: Sequence[str], names: Sequence[str]) -> list[str]:
    """The columns that have one of some names, in the order of these; none that is there twice."""
    known = [re.sub(r"[^a-z0-9]", "", cell.lower()) for cell in header]
    return [header[known.index(name)] for name in names if known.count(name) == 1]


def _position(header: Sequence[str], names: Sequence[str]) -> int | None:
    """The column that has the first of some names."""
    return next((header.index(name) for name in _named(header, names)), None)


def _factor_position(header: Sequence[str], names: Sequence[str]) -> int | None:
    """As `_position`; a column of several levels, track.genre_top, by its last too."""
    last = [cell.rpartition(".")[2] for cell in header]
    whole = _position(header, names)
    return _position(last, names) if whole is None else whole


def _says_something(header: Sequence[str]) -> bool:
    wanted = (LYRICS, *FACTORS.values())
    return any(_factor_position(header, names) is not None for names in wanted)


def _describe_factor(
    factor: str, column: str, cells: Sequence[str], remarks: list[str]
) -> dict | None:
    """A factor as a description has it; None where its labels are too few or too many."""
    separator = next(_separators(cells), None)
    labels = [split_labels(cell, separator) for cell in cells]
    first = [of[0] for of in labels if of]
    n_labels = len(set(common_spellings(first).values()))
    if not 2 <= n_labels <= len(first) / LEAST_SONGS:
        text = f"column {column!r}: {n_labels} labels for {len(first):,} songs"
        remarks.append(f"{text} are nothing to score clusters against; it is not used")
        return None
    several = sum(len(of) > 1 for of in labels)
    if several:
        text = f"column {column!r}: {several:,} songs have several labels"
        text += f", between which is {separator!r}" if separator else ""
        remarks.append(f"{text}; scores use the first")
    for mark in DOUBTFUL:
        if examples := sorted({label for label in first if mark in label}):
            text = f"column {column!r}: {named(list(map(repr, examples)))} are labels of their own"
            text += f"; if these are several, say factors.{factor}.separator: {mark!r} in a "
            remarks.append(f"{text}description of the folder (docs/own_songs.md)")
    return {"k": n_labels, "column": column} | ({"separator": separator} if separator else {})


def _separators(cells: Sequence[str]) -> Iterator[str]:
    """What stands between labels: a mark by which some cells fall into several."""
    for mark in SEPARATORS:
        if any(len(split_labels(cell, mark)) > 1 for cell in cells):
            yield mark

"""Detecting the columns of a table in a folder without a description.

Columns are identified by name, and the column of recordings by its contents: a table whose rows
match no recording of the folder is unrelated.
"""

import hashlib
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hbvae.datasets.column_names import (
    FACTORS,
    LYRICS,
    PATHS,
    SAYS,
    columns_named,
    count_named,
    find_column,
    find_factor,
    find_metadata,
    says_something,
)
from hbvae.datasets.factor_columns import describe_factor
from hbvae.datasets.matching import Recordings
from hbvae.datasets.placing import N_NAMED, named
from hbvae.datasets.sidecars import ENDINGS
from hbvae.datasets.table_sources import Source, table_sources
from hbvae.datasets.table_text import (
    DELIMITERS,
    fitted,
    in_words,
    read_records,
)
from hbvae.errors import DatasetError
from hbvae.features.decoders.registry import is_audio_name

LARGE = 1 << 24  # letters; larger tables are read only if their header is promising
N_LOOKED = 50  # rows that are checked to see whether a column names recordings
# Prefixes of tags by kind, as in MTG-Jamendo.
PREFIXES = {"genre": ("genre---",), "label": ("mood/theme---", "mood---")}


class Table(NamedTuple):
    """A table that describes recordings of a folder."""

    file: str
    settings: dict  # settings of `TableDescription`
    factors: dict[str, dict]  # settings of `FactorDescription`, by name
    remarks: list[str]
    digest: str  # equal for tables with the same content

    @property
    def has_labels(self) -> bool:
        """Whether it has more than artists, albums and years."""
        return bool(self.factors or self.settings["lyrics"])


def look_at_table(root: Path, name: str, recordings: Recordings) -> Table | str:
    """Describe a table about recordings; return the reason if it is not used.

    Args:
        root: folder of the collection.
        name: path of the table below it.
        recordings: recordings of the collection.
    """
    try:
        sources = table_sources((root / name).read_bytes())
    except DatasetError as problem:
        return str(problem)
    except OSError as problem:
        return f"it cannot be read: {problem.strerror}"
    best, meant, beside, why_not = None, [], posixpath.dirname(name), "it is empty"
    for source in sources:  # choose the source that matches most recordings
        read = _Columns.read(source, Path(name).suffix)
        if isinstance(read, str):
            why_not = read
            continue
        for path in read.paths(lambda cell: recordings.find(cell, beside) is not None):
            matches = [recordings.find(cells[path], beside) for cells in read.rows]
            if best is None or len(set(matches) - {None}) > len(set(meant) - {None}):
                best, meant, best_path = read, matches, path
        why_not = read.without_recordings()
        if meant and None not in meant and not source.is_sheet:
            break
    if not any(meant):
        return why_not
    if not count_named(best.header) and recordings.find(best.header[best_path]):
        return "its first line names a recording: add a line above it, such as filename,genre"
    used: dict[str, list[str]] = {}  # in the order of `annotate`: exact paths first
    places = zip(best.rows, meant, strict=True)
    for cells, path in sorted(places, key=lambda place: place[0][best_path].strip() != place[1]):
        if path:
            used.setdefault(path, cells)
    return best.described(name, best_path, used, len(recordings.paths))


class _Columns(NamedTuple):
    """The columns of a table, and its rows."""

    source: Source
    delimiter: str
    header: list[str]
    rows: list[list[str]]
    faults: list[str]  # remarks on rows with too many cells or open quotes

    @classmethod
    def read(cls, source: Source, ending: str) -> "_Columns | str":
        """Read the columns of a table; return the reason if it is not used."""
        records = read_records(source.content, ending, count_named=count_named)
        if records is None:
            return "it is empty"
        header = records.header.cells
        if len(source.content) > LARGE and not says_something(header):
            return f"it has no usable column with {SAYS}"
        rows, faults = [], []
        for record in records.below:
            cells = fitted(record, header, records.delimiter)
            if record.fault:
                faults.append(f"line {record.line}: unclosed quote: {record.fault}")
            if cells is None:
                fault = in_words(record, header, records.delimiter)
                faults.append(f"line {record.line}: ragged row: {fault}")
            elif any(cell.strip() for cell in cells):
                rows.append(cells)
        return cls(source, records.delimiter, header, rows, faults)

    def paths(self, is_recording: Callable[[str], bool]) -> list[int]:
        """The columns that may contain the paths of recordings, the likeliest first.

        These are columns with a usual name, then columns in which most of the first cells have the
        extension of an audio file, or match a recording and are not numbers.
        """
        path_columns = [self.header.index(name) for name in columns_named(self.header, PATHS)]
        for column, name in enumerate(self.header):
            cells = [row[column].strip() for row in self.rows[:N_LOOKED]]
            cells = [cell for cell in cells if cell]
            named = sum(
                is_audio_name(cell) or (not re.fullmatch(r"[\d.,]+", cell) and is_recording(cell))
                for cell in cells
            )
            if cells and named * 2 >= len(cells) and self.header.count(name) == 1:
                path_columns.append(column)
        return list(dict.fromkeys(path_columns))

    def without_recordings(self) -> str:
        """A message that no column names recordings."""
        faults = "".join(f"; {fault}" for fault in self.faults[:N_NAMED])
        if likely := columns_named(self.header, PATHS):
            return f"its column {likely[0]!r} names no recording of this folder{faults}"
        there = named([repr(cell) for cell in self.header])
        return f"none of its columns names a recording of this folder ({there}){faults}"

    def described(
        self, file: str, path: int, by_recording: Mapping[str, list[str]], n_recordings: int
    ) -> Table | str:
        """Describe the table; return the reason if it is not used.

        Args:
            file: name of the table.
            path: index of the column of recordings.
            by_recording: cells of the matching row, by recording.
            n_recordings: number of recordings in the folder.
        """
        rows = [*by_recording.values()]
        remarks = [f"it has rows for {len(rows):,} of {n_recordings:,} recordings"]
        lyrics = find_column(self.header, LYRICS)
        if lyrics is not None and _names_files([cells[lyrics] for cells in rows]):
            text = f"column {self.header[lyrics]!r} names files; lyrics in files belong to the"
            remarks.append(
                f"{text} songs that share their names or their folders (docs/collections.md)"
            )
            lyrics = None
        if lyrics == path:
            lyrics = None
        factors = {}
        for factor in FACTORS:
            column, prefix = find_factor(self.header, factor), None
            if column is None:
                column, prefix = self._prefixed(factor, rows)
            if column is not None and not (factor == "label" and "genre" in factors):
                labels, most = [cells[column] for cells in rows], max(2, n_recordings // 2)
                described = describe_factor(
                    factor, self.header[column], labels, most, remarks, prefix
                )
                factors |= {factor: described} if described else {}
        taken = {path: "the recording", lyrics: "lyrics"} | {
            self.header.index(factor_settings["column"]): name
            for name, factor_settings in factors.items()
        }
        metadata = find_metadata(self.header, taken)
        if lyrics is None and not factors and not metadata.keys() - {"title"}:
            there = named([repr(cell) for cell in self.header])
            more = "".join(f"; {remark}" for remark in [*remarks[1:], *self.faults[:N_NAMED]])
            how = "state the contents of its columns in a description (docs/own_songs.md)"
            text = f"it has no usable column with {SAYS} (its columns: {there}); {remarks[0]}{more}"
            return f"{text}{self._alike()}; {how}"
        taken |= {column: f"the {field}" for field, column in metadata.items()}
        remarks[0] += f"; {self._in_words(taken)}"
        settings = {
            "file": file,
            **self.source.settings,
            "path": self.header[path],
            "lyrics": None if lyrics is None else self.header[lyrics],
            "complete": False,
        }
        used_columns = [
            self.header.index(factor_settings["column"]) for factor_settings in factors.values()
        ]
        used_columns = used_columns + ([] if lyrics is None else [lyrics]) or [*metadata.values()]
        says = [
            (recording, *(cells[column].strip() for column in used_columns))
            for recording, cells in sorted(by_recording.items())
        ]
        digest = hashlib.sha256(repr([*factors, says]).encode()).hexdigest()
        return Table(file, settings, factors, remarks, digest)

    def _prefixed(self, factor: str, rows: Sequence[list[str]]) -> tuple[int | None, str | None]:
        """The column of tags that have a factor's prefix (genre---rock), and the prefix."""
        for prefix in PREFIXES.get(factor, ()):
            for column in range(len(self.header)):
                if any(cells[column].startswith(prefix) for cells in rows):
                    return column, prefix
        return None, None

    def _in_words(self, taken: dict[int | None, str]) -> str:
        uses = [f"{self.header[i]!r} is {what}" for i, what in taken.items() if i is not None]
        others = [repr(cell) for i, cell in enumerate(self.header) if i not in taken and cell]
        text = self.source.words
        if not self.source.is_sheet:
            delimiter = DELIMITERS.get(self.delimiter, repr(self.delimiter))
            text += f", cells are separated by {delimiter}"
        text += f"; {', '.join(uses)}"
        return text + (f"; not used: {named(others)}" if others else "") + self._alike()

    def _alike(self) -> str:
        """A remark on columns with the same name; "" if there are none."""
        times = Counter(filter(None, self.header))
        twice = [repr(name) for name, n in times.items() if n > 1]
        return f"; columns with the same name: {named(twice)}" if twice else ""


def _names_files(cells: Sequence[str]) -> bool:
    """Whether most non-empty cells of a column are names of text files; not if all are empty."""
    filled = [cell.strip().lower() for cell in cells if cell.strip()]
    return 2 * sum(cell.endswith(ENDINGS) for cell in filled) > len(filled)

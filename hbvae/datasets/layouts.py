"""The layouts of datasets; each lists the tracks and what the collection states about them.

To add a layout, write a function that lists rows, with the decorator `layout`.
"""

import logging
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from hbvae.datasets.cue_sheets import Song, is_sheet, sheet_songs
from hbvae.datasets.files import UNREAD, Disk, Planned
from hbvae.datasets.labels import split_labels
from hbvae.datasets.matching import Recordings
from hbvae.datasets.placing import annotate, in_remarks, named, place_missing
from hbvae.datasets.rows import Description, Problem, Rejected, Row, printable
from hbvae.datasets.sidecars import ENDINGS
from hbvae.datasets.table import read_table
from hbvae.features.decoders.registry import audio_endings, file_ending, is_audio_name

logger = logging.getLogger(__name__)

MOST_KINDS = 12  # kinds of skipped files that a remark lists

ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".zst", ".iso")


@dataclass(frozen=True)
class Layout:
    """A way in which a dataset states its tracks.

    Attributes:
        rows: lists them, given the description, the files (`hbvae.datasets.files.Disk`), and three
            lists that it adds to: problems, which stop the listing, rejected files, and remarks.
        has_table: whether a table has columns of labels, lyrics and paths.
        most_factors: maximum number of factors; None for any number.
        description: text for the documentation of a dataset's description.
    """

    rows: Callable[
        [Description, Disk | Planned, list[Problem], list[Rejected], list[str]], list[Row]
    ]
    has_table: bool
    most_factors: int | None
    description: str


LAYOUTS: dict[str, Layout] = {}


def layout(
    name: str, *, description: str, has_table: bool = False, most_factors: int | None = None
) -> Callable:
    """Register a function that lists the rows of a dataset."""

    def register(rows: Callable) -> Callable:
        LAYOUTS[name] = Layout(rows, has_table, most_factors, description)
        return rows

    return register


@layout("table", description="a .csv or .tsv file has one row per track", has_table=True)
def table_rows(
    description: Description,
    files: Disk | Planned,
    problems: list[Problem],
    rejected: list[Rejected],
    remarks: list[str],
) -> list[Row]:
    """One track per row, in the table's order; one per recording if the table is not complete."""
    faults: list[Problem] = []
    table_remarks: list[str] = []
    data = files.read_table(faults)
    rows = [] if data is None else read_table(description, data, faults, table_remarks)
    if description.table.complete:
        problems += faults
        rows = place_missing(
            rows, files.has, lambda: _recordings(description, files), table_remarks
        )
    else:
        in_remarks(faults, table_remarks)
        recordings = folder_rows(description, files, problems, rejected, remarks)
        paths = [*(row.path for row in recordings), *files.left_out]
        matcher = Recordings(paths, description.audio_folder)
        beside = os.path.relpath(description.table_file.parent, description.audio_folder)
        rows = annotate(recordings, rows, partial(matcher.find, beside=beside), table_remarks)
    file = description.table.file
    remarks += [text if text.startswith(file) else f"{file}: {text}" for text in table_remarks]
    return rows


def _recordings(description: Description, files: Disk | Planned) -> Recordings:
    paths = files.walk(lambda path, reason: None, lambda path, reason: None)
    recordings = [path for path in paths if is_audio_name(path)]
    return Recordings([*recordings, *files.left_out], description.audio_folder)


@layout(
    "folders",
    description="<audio_dir>/<label>/<file>, the folder's name is the label",
    most_factors=1,
)
def folder_rows(
    description: Description,
    files: Disk | Planned,
    problems: list[Problem],
    rejected: list[Rejected],
    remarks: list[str],
) -> list[Row]:
    """One track per file, in ascending order of folder and file.

    The label is the first folder below the audio folder, however deep the file is; without a
    factor, files may be in the audio folder itself. Files of other kinds are counted in a remark;
    those that look like recordings but are not supported are rejected.
    """
    rows, sheets, others, passed_over = [], [], [], []
    table = description.table_file if description.table else None

    def refuse(path: str, kind: str, text: str) -> None:
        problem = Problem(kind, repr(path), text)
        rejected.append(Rejected(printable(path), printable(path), problem))

    def refuse_folder(path: str, reason: str) -> None:
        folder = f"{path.rstrip('/')}/"  # the slash marks a folder
        refuse(folder, "unreadable folder", f"the folder {path!r} is left out: {reason}")

    def pass_over(path: str, reason: str) -> None:
        passed_over.append(f"{path!r} ({reason})")

    for path in files.walk(refuse_folder, pass_over):
        ending = file_ending(path)
        if ending in audio_endings():
            label = path.split("/")[0] if "/" in path else ""
            labels = {
                factor: () if description.table else split_labels(label, settings.separator)
                for factor, settings in description.factors.items()
            }
            rows.append(Row(repr(path), path, labels=labels))
        elif ending in UNREAD:
            refuse(path, "unread kind", f"{path!r} cannot be read: {UNREAD[ending]}")
        elif is_sheet(path):
            sheets.append(path)
        elif ending not in ENDINGS and description.audio_folder / path != table:
            others.append(path)
    songs = sheet_songs(
        description.audio_folder,
        [row.path for row in rows],
        sorted(sheets),
        files.left_out,
        remarks,
    )
    if passed_over:
        remarks.append(f"skipped, with all their contents: {named(passed_over)}")
    if others:
        remarks.append(_counted(others))
        logger.info("files of other kinds left out (%d): %s", len(others), others)
    return [song_row for row in rows for song_row in _divided(row, songs.get(row.path, ()))]


def _divided(row: Row, songs: Sequence[Song]) -> list[Row]:
    """The rows of a recording's songs; a single row if the recording is not divided."""
    return [row._replace(where=repr(song.track_id), **song._asdict()) for song in songs] or [row]


def _counted(paths: list[str]) -> str:
    """Count files of other kinds: "12 files of other kinds: 10 .jpg, 2 .pdf"."""
    endings = Counter(file_ending(path) or "without ending" for path in paths)
    n_archives = sum(endings[ending] for ending in ARCHIVES)
    common = endings.most_common(MOST_KINDS)
    kinds = ", ".join(f"{n:,} {ending}" for ending, n in common)
    if rest := len(paths) - sum(n for _, n in common):
        kinds += f", {rest:,} others"
    text = f"{len(paths):,} file{'s' * (len(paths) > 1)} of other kinds skipped: {kinds}"
    return f"{text}; unpack archives to include their songs" if n_archives else text

"""The checked list of a dataset's tracks.

All problems of a folder of music and its table are detected here and reported at once, so that the
user need not fix them one by one. Other code relies on the result.
"""

import logging
import os
import posixpath
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from hbvae.datasets.checks import check_files, settle_labels
from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.exclusion import Exclusion
from hbvae.datasets.files import Disk, Planned
from hbvae.datasets.labels import split_labels
from hbvae.datasets.layouts import LAYOUTS
from hbvae.datasets.placing import named
from hbvae.datasets.rows import Problem, Rejected, Row
from hbvae.datasets.tags import LyricsResult, all_labels, all_song_lyrics
from hbvae.datasets.usable import counted_rejected
from hbvae.errors import DatasetError
from hbvae.features.decoders.registry import audio_endings
from hbvae.features.lyric_text import SEPARATOR
from hbvae.storage.tracks import Track, too_many_rejected

logger = logging.getLogger(__name__)

MAX_LISTED = 50  # problems that a message shows; the log has more,
MAX_LOGGED = 10_000  # up to so many
MAX_WARNED = 10  # rows that a warning names; the log has the others


class Listing(NamedTuple):
    """The result of `list_tracks`."""

    tracks: list[Track]  # at least one, with unique ids and files, without a batch
    rejected: list[Rejected]
    remarks: list[str]  # remarks for the user on how the collection was read


class DatasetProblems(DatasetError):
    """All problems of a dataset; ``problems`` includes those that the message omits."""

    def __init__(
        self, description: DatasetDescription, problems: Sequence[Problem], hint: str = ""
    ):
        self.problems = list(problems)
        kinds = Counter(problem.kind for problem in problems).most_common()
        counts = ", ".join(f"{n} x {kind}" for kind, n in kinds)
        plural = "" if len(problems) == 1 else "s"
        lines = [
            f"dataset {description.name} ({description.root_folder}): {len(problems)} "
            f"problem{plural}: {counts}",
            *(f"  {problem}" for problem in problems[:MAX_LISTED]),
        ]
        if len(problems) > MAX_LISTED:
            lines.append(f"  and {len(problems) - MAX_LISTED} more, listed in the log")
        lines.append(f"Fix the files or their description, then run again.{hint}")
        super().__init__("\n".join(lines))


def list_tracks(
    description: DatasetDescription,
    excluded: Collection[str] = (),
    max_rejected: float = 0.0,
    planned: Planned | None = None,
    read_lyrics: Callable[[Sequence[Track]], Iterable[LyricsResult]] | None = None,
) -> Listing:
    """List a dataset's tracks as its layout states them, and check them all.

    White space around paths, ids and labels is stripped; ``./a.mp3`` is ``a.mp3``. A link may lead
    to another place in the dataset but not out of it; the dataset's root and its audio folder may
    be links to anywhere. Missing lyrics are a warning, not a problem.

    Args:
        description: the dataset's description.
        excluded: ids of tracks to leave out, whatever is wrong with them; a warning names ids that
            do not exist.
        max_rejected: accepted share of tracks whose file is missing, a folder, unreadable, of
            another kind, or outside the dataset. More are a problem (`too_many_rejected`).
        planned: files that are still to be rendered; None to use the files on disk.
        read_lyrics: reads lyrics of the tracks without lyrics in a table, if the description says
            that there are some; None to read them from the files.

    Raises:
        DatasetProblems: a DatasetError that names every problem with its row or file.
    """
    problems: list[Problem] = []
    rejected: list[Rejected] = []
    root, folder = description.root_folder, description.audio_folder
    folder = folder if os.path.isdir(root) else root
    if planned is None and not os.path.isdir(folder):
        how = f". How to get it: {description.source}" if description.source else ""
        problem = Problem("missing folder", str(folder), f"the folder does not exist{how}")
        raise DatasetProblems(description, [problem])
    exclusion = Exclusion(description.exclude_patterns)
    files = planned or Disk(description, exclusion)
    remarks: list[str] = []
    rows = LAYOUTS[description.layout].rows(description, files, problems, rejected, remarks)
    rows = [row for row in rows if not exclusion.leave_out(posixpath.normpath(row.path or ""))]
    rows = _without(excluded, _with_ids(rows), remarks)
    remarks += exclusion.remarks()
    if planned is None:
        rows = _with_tags(description, rows)
    rows = settle_labels(description, rows, problems, remarks)
    tracks = check_files(description, rows, files, problems, rejected, remarks)
    n = len(rejected) + len(tracks)
    counted = [refused.path for refused in rejected]
    if max_rejected:
        counted = counted_rejected(counted, [track.path for track in tracks])
    too_many = too_many_rejected(len(counted), n, max_rejected)
    hint = ""
    if too_many:
        hint = f" {len(counted)} of {n} tracks cannot be used; up to {max_rejected:g} of them "
        hint += "(max_rejected in the config) would be left out."
    if problems or too_many or not tracks:  # report all problems together
        problems += [refused.problem for refused in rejected]
    if not rows and not problems:
        text = f"expected one row per track or audio files ({', '.join(audio_endings())})"
        if exclusion.left_out:
            text += f"; exclude leaves out all {len(exclusion.left_out):,} recordings"
        problems.append(Problem("no tracks", str(description.table_file or folder), text))
    if problems:
        problems.sort(key=lambda problem: problem.line)
        for problem in problems[MAX_LISTED:MAX_LOGGED]:
            logger.info("%s", problem)
        raise DatasetProblems(description, problems, hint)
    if description.may_have_lyrics_files and planned is None:
        tracks = _with_lyrics(tracks, read_lyrics or partial(_lyrics_from_files, folder))
    if description.has_lyrics or any(track.lyrics for track in tracks):
        _warn_about_missing_lyrics(rows, tracks)
    remarks += _remarks_on_lyrics(tracks)
    for refused in rejected:
        logger.warning("%s is left out: %s", refused.track_id, refused.problem.text)
    return Listing(tracks, rejected, remarks)


def _with_ids(rows: list[Row]) -> list[Row]:
    """The id of a track without one is its path without the ending, which is kept if ambiguous."""
    paths = [posixpath.normpath(row.path) if row.path else "" for row in rows]
    times = Counter(posixpath.splitext(path)[0] for path in set(paths))

    def own(path: str) -> str:
        stem = posixpath.splitext(path)[0]
        return stem if times[stem] == 1 else path

    return [
        row._replace(track_id=own(path)) if path and row.track_id is None else row
        for row, path in zip(rows, paths, strict=True)
    ]


def _with_tags(description: DatasetDescription, rows: list[Row]) -> list[Row]:
    """The rows with the labels in the recordings' tags."""
    paths = [description.audio_folder / (row.path or "") for row in rows]
    for factor, settings in description.factors.items():
        if settings.tag:
            cells = all_labels(paths, settings.tag)
            rows = [
                row._replace(labels={**row.labels, factor: split_labels(cell, settings.separator)})
                for row, cell in zip(rows, cells, strict=True)
            ]
    return rows


def _without(excluded: Collection[str], rows: list[Row], remarks: list[str]) -> list[Row]:
    if absent := sorted(set(excluded) - {row.track_id for row in rows}):
        some = ", ".join(absent[:MAX_WARNED]) + (" ..." if len(absent) > MAX_WARNED else "")
        text = "%d of %d tracks listed in exclude do not exist: %s"
        logger.warning(text, len(absent), len(excluded), some)
    kept = [row for row in rows if row.track_id not in excluded]
    if n := len(rows) - len(kept):
        remarks.append(f"exclude: {n:,} track{'s' * (n > 1)} left out by its list")
    return kept


def _lyrics_from_files(folder: Path, tracks: Sequence[Track]) -> list[LyricsResult]:
    return all_song_lyrics(folder / track.path for track in tracks)


def _with_lyrics(
    tracks: list[Track], read_lyrics: Callable[[Sequence[Track]], Iterable[LyricsResult]]
) -> list[Track]:
    """Add lyrics from files to the tracks, except from files with several songs."""

    def has_own(track: Track) -> bool:
        return bool(track.lyrics or track.span)

    files = iter(read_lyrics([track for track in tracks if not has_own(track)]))
    return [track if has_own(track) else _add_lyrics(track, next(files)) for track in tracks]


def _add_lyrics(track: Track, lyrics: LyricsResult) -> Track:
    remark = SEPARATOR.join(filter(None, dict.fromkeys([track.remark, lyrics.remark])))
    return track._replace(lyrics=lyrics.text, lyrics_from=lyrics.source, remark=remark)


def _remarks_on_lyrics(tracks: Sequence[Track]) -> list[str]:
    """Remarks on texts that contain more than lyrics, or no lyrics: one of each kind."""
    ids = defaultdict(list)
    for track in tracks:
        for remark in filter(None, track.remark.split(SEPARATOR)):
            ids[remark].append(track.track_id)
    return [
        f"the text of {len(names):,} song{'s'[: len(names) > 1]} ({named(names)}): {remark}"
        for remark, names in ids.items()
    ]


def _warn_about_missing_lyrics(rows: list[Row], tracks: list[Track]) -> None:
    where = {posixpath.normpath(row.path): row.where for row in rows if row.path}
    without = [where[track.path] for track in tracks if track.lyrics is None]
    if without:
        more = f" and {len(without) - MAX_WARNED} more" if len(without) > MAX_WARNED else ""
        text = "%d of %d tracks have no lyrics: %s%s"
        logger.warning(text, len(without), len(tracks), "; ".join(without[:MAX_WARNED]), more)
    for row in without[MAX_WARNED:]:
        logger.info("no lyrics: %s", row)

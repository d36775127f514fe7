"""The checked list of a dataset's tracks, from a table or from folders.

All that a folder of music and its table can have wrong is looked for here and told at once, so
that nobody mends one row to be told of the next. What comes out (`hbvae.storage.tracks`) is
relied on.
"""

import hashlib
import logging
import os
import posixpath
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from hbvae.datasets.description import DatasetConfig, FactorConfig, TableConfig
from hbvae.datasets.files import AUDIO_ENDINGS, UNREAD_ENDINGS, finder, folded, walk_files
from hbvae.datasets.table import Problem, Row, read_table
from hbvae.datasets.tags import LYRICS_ENDINGS, all_lyrics
from hbvae.errors import DatasetError
from hbvae.storage.tracks import Track, too_many_rejected

__all__ = [
    "DatasetConfig",
    "DatasetProblems",
    "FactorConfig",
    "Listing",
    "Problem",
    "Rejected",
    "TableConfig",
    "fingerprint",
    "list_tracks",
]

logger = logging.getLogger(__name__)

MAX_LISTED = 50  # problems that a message shows; the log has more,
MAX_LOGGED = 10_000  # up to so many
MAX_WARNED = 10  # rows that a warning names; the log has the others
LONGEST_LABEL = 200  # characters


class Rejected(NamedTuple):
    """A track whose file cannot be one; the others are used without it."""

    track_id: str
    path: str
    problem: Problem


class Listing(NamedTuple):
    """What `list_tracks` finds."""

    tracks: list[Track]  # one at least, their ids and files unique, without a batch
    rejected: list[Rejected]


class DatasetProblems(DatasetError):
    """All that is wrong with a dataset; ``problems`` has those that the message leaves out too."""

    def __init__(self, config: DatasetConfig, problems: Sequence[Problem], hint: str = ""):
        self.problems = list(problems)
        kinds = Counter(problem.kind for problem in problems).most_common()
        counts = ", ".join(f"{n} x {kind}" for kind, n in kinds)
        plural = "" if len(problems) == 1 else "s"
        lines = [
            f"dataset {config.name} ({config.root_folder}): {len(problems)} problem{plural}: "
            f"{counts}",
            *(f"  {problem}" for problem in problems[:MAX_LISTED]),
        ]
        if len(problems) > MAX_LISTED:
            lines.append(f"  and {len(problems) - MAX_LISTED} more, which the log has")
        lines.append(f"Mend the files or their description, then run again.{hint}")
        super().__init__("\n".join(lines))


def list_tracks(
    config: DatasetConfig, excluded: Collection[str] = (), max_rejected: float = 0.0
) -> Listing:
    """Read a dataset's table, or scan its folders, and check all of it.

    Layout table: a row a track, in the table's order (`dataset_table.read_table`). White space
    around paths, ids and labels is stripped, ``./a.mp3`` is ``a.mp3``.

    Layout folders: a file a track, in ascending order of folder and file. Its label is the first
    folder below the audio folder, however deep the file is; without a factor, files may be in the
    audio folder itself. Names that begin with a dot are passed over, files of other kinds are
    logged, and rejected where they are audio.

    Args:
        config: the dataset's description.
        excluded: ids of tracks to leave out, whatever is wrong with them; those that are not
            there are named in a warning.
        max_rejected: share of the tracks whose file may be absent, a folder, unreadable, of
            another kind, or outside of the dataset. More of them are a problem
            (`too_many_rejected`).

    A link may lead to another place of the dataset, not out of it; the dataset's root and its
    audio folder may themselves be links to anywhere. Absent lyrics are a warning, not a problem.

    Raises:
        DatasetProblems: a DatasetError that names every problem with its row or file.
    """
    problems: list[Problem] = []
    rejected: list[Rejected] = []
    hint = ""
    rows: list[Row] = []
    tracks: list[Track] = []
    folder = config.audio_folder if config.root_folder.is_dir() else config.root_folder
    if not folder.is_dir():
        how = f". How to get it: {config.source}" if config.source else ""
        problems.append(Problem("missing folder", str(folder), f"there is no such folder{how}"))
    else:
        rows = read_table(config, problems) if config.table else _scan_folders(config, rejected)
        rows = _without(excluded, _with_ids(rows))
        tracks = _check_files(config, rows, problems, rejected)
        problems += _check_labels(config, rows)
        n = len(rejected) + len(tracks)
        too_many = too_many_rejected(len(rejected), n, max_rejected)
        if too_many:
            hint = f" {len(rejected)} of {n} tracks cannot be used; up to {max_rejected:g} of them "
            hint += "(max_rejected in the config) would be left out."
        if problems or too_many or not tracks:  # all that is to be mended is told together
            problems += [one.problem for one in rejected]
        if not rows and not problems:
            text = f"expected a row a track or audio files ({', '.join(AUDIO_ENDINGS)})"
            problems.append(Problem("no tracks", str(config.table_file or folder), text))
    if problems:
        problems.sort(key=lambda problem: problem.line)
        for problem in problems[MAX_LISTED:MAX_LOGGED]:
            logger.info("%s", problem)
        raise DatasetProblems(config, problems, hint)
    if config.lyrics_files:
        tracks = _with_lyrics(tracks, config.audio_folder)
    if config.has_lyrics:
        _warn_of_absent_lyrics(rows, tracks)
    for one in rejected:
        logger.warning("%s is left out: %s", one.track_id, one.problem.text)
    return Listing(tracks, rejected)


def _with_ids(rows: list[Row]) -> list[Row]:
    """A track that is given no id has its path without the ending; with it, if two had the same."""
    paths = [posixpath.normpath(row.path) if row.path else "" for row in rows]
    times = Counter(posixpath.splitext(path)[0] for path in set(paths))

    def own(path: str) -> str:
        stem = posixpath.splitext(path)[0]
        return stem if times[stem] == 1 else path

    return [
        row._replace(track_id=own(path)) if path and row.track_id is None else row
        for row, path in zip(rows, paths, strict=True)
    ]


def _without(excluded: Collection[str], rows: list[Row]) -> list[Row]:
    if absent := sorted(set(excluded) - {row.track_id for row in rows}):
        some = ", ".join(absent[:MAX_WARNED]) + (" ..." if len(absent) > MAX_WARNED else "")
        text = "%d of %d tracks that are to be left out are not there: %s"
        logger.warning(text, len(absent), len(excluded), some)
    return [row for row in rows if row.track_id not in excluded]


def _with_lyrics(tracks: list[Track], folder: Path) -> list[Track]:
    found = iter(all_lyrics(folder / track.path for track in tracks if not track.lyrics))
    return [track if track.lyrics else track._replace(lyrics=next(found)) for track in tracks]


def _warn_of_absent_lyrics(rows: list[Row], tracks: list[Track]) -> None:
    where = {posixpath.normpath(row.path): row.where for row in rows if row.path}
    without = [where[track.path] for track in tracks if track.lyrics is None]
    if without:
        more = f" and {len(without) - MAX_WARNED} more" if len(without) > MAX_WARNED else ""
        text = "%d of %d tracks have no lyrics: %s%s"
        logger.warning(text, len(without), len(tracks), "; ".join(without[:MAX_WARNED]), more)
    for where_one in without[MAX_WARNED:]:
        logger.info("no lyrics: %s", where_one)


def _scan_folders(config: DatasetConfig, rejected: list[Rejected]) -> list[Row]:
    rows, others = [], []

    def unreadable(path, reason):
        problem = Problem("unreadable folder", repr(path), f"{path!r} is a folder: {reason}")
        rejected.append(Rejected(_printable(path), _printable(path), problem))

    for path, _ in walk_files(config.audio_folder, unreadable):
        if not path.lower().endswith(AUDIO_ENDINGS):
            others.append(path)
            continue
        label = path.split("/")[0].strip() if "/" in path else ""
        rows.append(Row(repr(path), path, labels=dict.fromkeys(config.factors, label)))
    if others:
        logger.info("files of other kinds are left out (%d): %s", len(others), others)
    for path in others:
        if path.lower().endswith(UNREAD_ENDINGS):
            text = f"{posixpath.splitext(path)[1].lower()} is not read; convert it to flac or mp3"
            problem = Problem("unsupported ending", repr(path), text)
            rejected.append(Rejected(_printable(path), _printable(path), problem))
    return rows


def _check_files(
    config: DatasetConfig, rows: list[Row], problems: list[Problem], rejected: list[Rejected]
) -> list[Track]:
    """Hold each row against the audio folder, and the rows against each other."""
    find = finder(config)
    tracks: list[Track] = []
    by_path: dict[str, str] = {}
    by_file: dict[tuple, str] = {}
    by_id: dict[str, str] = {}
    for row in rows:
        if row.track_id == "":
            problems.append(row.problem("empty id", f"no {config.table.track_id}"))
        if not row.path:
            if row.path is not None:
                problems.append(row.problem("empty path", f"no {config.table.path}"))
            continue
        path = posixpath.normpath(row.path)
        if path in by_path:
            problems.append(row.problem("file twice", f"{path!r} is also at {by_path[path]}"))
            continue
        by_path[path] = row.where
        track_id = row.track_id
        if by_id.setdefault(track_id, row.where) != row.where:
            text = f"{track_id!r} is also the id of {by_id[track_id]}"
            problems.append(row.problem("id twice", text))
        found = find(path)
        if not isinstance(found, os.stat_result):
            problem = row.problem(*found)
            rejected.append(Rejected(_printable(track_id), _printable(path), problem))
            continue
        # Size and time too: some network file systems give an inode number more than once.
        identity = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
        if by_file.setdefault(identity, row.where) != row.where:
            text = f"{path!r} is a link to the file of {by_file[identity]}"
            problems.append(row.problem("file twice", text))
        tracks.append(
            Track(track_id, path, found.st_size, found.st_mtime_ns, row.labels, row.lyrics)
        )
    return tracks


def _printable(name: str) -> str:
    """A name that no encoding can hold, with escapes."""
    return name.encode("utf-8", "backslashreplace").decode()


def _check_labels(config: DatasetConfig, rows: list[Row]) -> list[Problem]:
    problems = []
    for factor, settings in config.factors.items():
        stated = [row for row in rows if factor in row.labels]
        if not stated:
            continue
        first: dict[str, Row] = {}
        counts = Counter(row.labels[factor] for row in stated)
        for row in stated:
            label = row.labels[factor]
            if not label:
                where = config.audio_folder if config.layout == "folders" else None
                hint = f": expected in a folder of {where} named after it" if where else ""
                problems.append(row.problem("empty label", f"no {factor}{hint}"))
                continue
            if len(label) > LONGEST_LABEL:
                text = f"{factor} has {len(label):,} characters, expected {LONGEST_LABEL} at most"
                problems.append(row.problem("long label", f"{text}: is this the right column?"))
                continue
            first.setdefault(label, row)
        spellings = defaultdict(list)
        for label in first:
            spellings[folded(label)].append(label)
        for same in spellings.values():
            usual, *others = sorted(same, key=lambda label: -counts[label])
            for label in others:
                text = f"{factor} {label!r} (rows: {counts[label]}) differs from {usual!r} "
                text += f"({counts[usual]}) in case, spacing, Unicode form or unseen signs only"
                problems.append(first[label].problem("labels alike", text))
        key = f"factors.{factor}"
        if len(first) < 2:
            text = f"expected 2 different labels at least, got {', '.join(map(repr, first))}"
            problems.append(Problem("too few labels", key, text))
        if settings.k != "auto" and settings.k > len(rows):
            text = f"expected at most as many clusters as tracks ({len(rows)}), got {settings.k}"
            problems.append(Problem("k too large", f"{key}.k", text))
    return problems


def fingerprint(config: DatasetConfig) -> str:
    """A digest of what lies on disk: another one means that the tracks must be listed again.

    It covers the table's bytes, and the path, size and time of every audio file below the audio
    folder, and of lyrics beside them. What is missing or cannot be read is part of it, nothing
    is raised.
    """
    digest = hashlib.sha256()

    def add(*parts) -> None:
        digest.update("\0".join(map(str, parts)).encode("utf-8", "surrogateescape") + b"\0\0")

    if config.table_file:
        try:
            with open(config.table_file, "rb") as table:
                add("table", hashlib.file_digest(table, "sha256").hexdigest())
        except OSError as problem:
            add("no table", problem.errno)
    endings = AUDIO_ENDINGS + (LYRICS_ENDINGS if config.lyrics_files else ())
    for path, entry in walk_files(config.audio_folder, lambda path, reason: add("!", path, reason)):
        if path.lower().endswith(endings):
            try:
                found = entry.stat()
                add(path, found.st_size, found.st_mtime_ns)
            except OSError as problem:
                add(path, problem.errno)
    return digest.hexdigest()

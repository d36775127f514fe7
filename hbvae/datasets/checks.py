"""A dataset's rows held against its files, and against each other."""

import os
import posixpath
from collections import Counter, defaultdict

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.files import Disk, Planned, folded
from hbvae.datasets.rows import Problem, Rejected, Row, printable
from hbvae.storage.tracks import Track

LONGEST_LABEL = 200  # characters


def check_files(
    description: DatasetDescription,
    rows: list[Row],
    files: Disk | Planned,
    problems: list[Problem],
    rejected: list[Rejected],
) -> list[Track]:
    """The tracks whose file can be used; the others are added to problems or to rejected."""
    tracks: list[Track] = []
    by_path: dict[str, str] = {}
    by_file: dict[tuple, str] = {}
    by_id: dict[str, str] = {}
    for row in rows:
        if row.track_id == "":
            problems.append(row.problem("empty id", f"no {description.table.track_id}"))
        if not row.path:
            if row.path is not None:
                problems.append(row.problem("empty path", f"no {description.table.path}"))
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
        status = files.find(path)
        if status is None:
            tracks.append(Track(track_id, path, labels=row.labels, lyrics=row.lyrics))
            continue
        if not isinstance(status, os.stat_result):
            problem = row.problem(*status)
            rejected.append(Rejected(printable(track_id), printable(path), problem))
            continue
        # Size and time too: some network file systems give an inode number more than once.
        identity = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        if by_file.setdefault(identity, row.where) != row.where:
            text = f"{path!r} is a link to the file of {by_file[identity]}"
            problems.append(row.problem("file twice", text))
        tracks.append(
            Track(track_id, path, status.st_size, status.st_mtime_ns, row.labels, row.lyrics)
        )
    return tracks


def check_labels(description: DatasetDescription, rows: list[Row]) -> list[Problem]:
    """What is wrong with the labels: none, too long, two that look alike, too few."""
    problems = []
    for factor, settings in description.factors.items():
        stated = [row for row in rows if factor in row.labels]
        if not stated:
            continue
        first: dict[str, Row] = {}
        counts = Counter(row.labels[factor] for row in stated)
        for row in stated:
            label = row.labels[factor]
            if not label:
                where = description.audio_folder if not description.table else None
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

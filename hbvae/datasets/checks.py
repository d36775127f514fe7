"""Checking a dataset's rows against its files and against each other."""

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.files import Disk, Planned
from hbvae.datasets.labels import LONGEST_LABEL, common_spellings
from hbvae.datasets.placing import in_remarks, named
from hbvae.datasets.rows import Problem, Rejected, Row, printable
from hbvae.storage.tracks import Span, Track


def check_files(
    description: DatasetDescription,
    rows: list[Row],
    files: Disk | Planned,
    problems: list[Problem],
    rejected: list[Rejected],
    remarks: list[str],
) -> list[Track]:
    """Return the tracks whose files can be used; add the others to ``problems`` or ``rejected``.

    A file with several paths, because of links, is a single track, at the path that is not a link.
    """
    tracks: list[Track] = []
    by_path: dict[tuple[str, Span | None], str] = {}
    folder = os.path.realpath(description.audio_folder)

    def is_linked(path: str) -> bool:
        return os.path.realpath(os.path.join(folder, path)) != os.path.join(folder, path)

    by_file: dict[tuple, int] = {}
    links: list[str] = []
    by_id: dict[str, str] = {}
    for row in rows:
        if row.track_id == "":
            problems.append(row.problem("empty id", f"no {description.table.track_id}"))
        if not row.path:
            if row.path is not None:
                problems.append(row.problem("empty path", f"no {description.table.path}"))
            continue
        path = posixpath.normpath(row.path)
        if (path, row.span) in by_path:
            other = by_path[path, row.span]
            problems.append(row.problem("file twice", f"{path!r} is also at {other}"))
            continue
        by_path[path, row.span] = row.where
        track_id = row.track_id
        if by_id.setdefault(track_id, row.where) != row.where:
            text = f"{track_id!r} is also the id of {by_id[track_id]}"
            problems.append(row.problem("id twice", text))
        status = files.find(path)
        if status is None:
            tracks.append(_track(row, path))
            continue
        if not isinstance(status, os.stat_result):
            problem = row.problem(*status)
            rejected.append(Rejected(printable(track_id), printable(path), problem))
            continue
        # Size and time too: some network file systems give an inode number more than once.
        state = status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
        identity = (*state, row.span)
        track = _track(row, path, status.st_size, status.st_mtime_ns)
        place = by_file.setdefault(identity, len(tracks))
        if place == len(tracks):
            tracks.append(track)
            continue
        kept = tracks[place]
        if is_linked(kept.path) and not is_linked(path):
            kept, track = track, kept
        tracks[place] = _with_what_a_link_says(kept, track)
        links.append(f"{track.path!r} is {kept.path!r}")
    if links:
        remarks.append(f"links to songs, which are used once: {len(links):,} ({named(links)})")
    return tracks


def _track(row: Row, path: str, n_bytes: int = 0, modified: int = 0) -> Track:
    labels = {factor: next(iter(labels), "") for factor, labels in row.labels.items()}
    others = {factor: tuple(labels[1:]) for factor, labels in row.labels.items() if labels[1:]}
    track = Track(row.track_id, path, n_bytes, modified, labels, row.lyrics, others=others)
    track = track._replace(lyrics_from=row.lyrics_from, remark=row.remark)
    return track._replace(metadata=row.metadata, span=row.span)


def _with_what_a_link_says(track: Track, link: Track) -> Track:
    """Add what a table says about a link to the track, if it says nothing about the track."""
    if not any(track.labels.values()):
        track = track._replace(labels=link.labels, others=link.others)
    if track.lyrics is None:
        track = track._replace(lyrics=link.lyrics, lyrics_from=link.lyrics_from, remark=link.remark)
    return track._replace(metadata=track.metadata.or_else(link.metadata))


def settle_labels(
    description: DatasetDescription,
    rows: Sequence[Row],
    problems: list[Problem],
    remarks: list[str],
) -> list[Row]:
    """Give labels that look alike the same spelling, and check the labels.

    A label that is too long is removed; it is a problem, or a remark if not every track has a row.
    A factor with fewer than two labels is a problem; rows without a label are a remark.
    """
    settled = [dict(row.labels) for row in rows]
    for factor, settings in description.factors.items():
        stated = [
            (row, labels) for row, labels in zip(rows, settled, strict=True) if factor in row.labels
        ]
        if not stated:
            continue
        long: list[Problem] = []
        for row, labels in stated:
            longest = max(map(len, labels[factor]), default=0)
            if longest > LONGEST_LABEL:
                text = f"{factor} has {longest:,} characters, expected {LONGEST_LABEL} at most"
                long.append(row.problem("long label", f"{text}: is this the right column?"))
                labels[factor] = tuple(
                    name for name in labels[factor] if len(name) <= LONGEST_LABEL
                )
        if description.table and not description.table.complete:
            in_remarks(long, remarks)
        else:
            problems += long
        spelling = common_spellings(label for _, labels in stated for label in labels[factor])
        for _, labels in stated:
            labels[factor] = tuple(dict.fromkeys(spelling[label] for label in labels[factor]))
        remarks += _label_remarks(factor, spelling, [labels[factor] for _, labels in stated])
        problems += _factor_problems(factor, settings.k, spelling.values(), len(rows))
    return [row._replace(labels=labels) for row, labels in zip(rows, settled, strict=True)]


def _label_remarks(
    factor: str, spelling: Mapping[str, str], labels: Sequence[Sequence[str]]
) -> Iterator[str]:
    others = [f"{label!r} is {usual!r}" for label, usual in spelling.items() if label != usual]
    if others:
        yield (
            f"{factor}: labels that differ in case, spacing, hyphens, Unicode form or unseen "
            f"signs only are the same: {named(others)}"
        )
    without = sum(not label for label in labels)
    if without:
        counted = f"{without:,} of {len(labels):,}"
        yield f"{factor}: songs without a label: {counted}; scores leave them out"


def _factor_problems(
    factor: str, k: int | str, labels: Iterable[str], n_rows: int
) -> Iterator[Problem]:
    key, labels = f"factors.{factor}", sorted(set(labels))
    if len(labels) < 2:
        text = "expected 2 different labels at least, got "
        yield Problem("too few labels", key, text + (", ".join(map(repr, labels)) or "none"))
    if k != "auto" and k > n_rows:
        text = f"expected at most as many clusters as tracks ({n_rows}), got {k}"
        yield Problem("k too large", f"{key}.k", text)

"""The lists of tracks in results/NAME, with their labels, lyrics and batches.

tracks.tsv      for people and pages: one row per track with path, title, labels and batch
metadata.tsv    title, artist, album and year of each track, see hbvae/storage/metadata.py
labels.tsv      labels for scores, figures and supervised models
lyrics.tsv      lyrics of the tracks that have some
lyrics_from.tsv source of each track's lyrics, and remarks on texts that are not only lyrics
batches/        input of extraction: a table per job, with the version of each track's sound
files.tsv       size and modification time of each file at the last listing; no job reads it
unusable.tsv    tracks whose file cannot be used
remarks.tsv     remarks for the user on how the collection was read
rejected.tsv    the tracks of unusable.tsv and those that extraction could not read

A list is written only if its content changes, so a job runs again only if its input has changed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from hbvae.errors import ConfigError
from hbvae.storage.metadata import Metadata
from hbvae.storage.tsv import read_rows, take_integers, update_rows, write_rows

PAIR = " x "  # joins the names, and the labels, of a pair of factors
NO_LABEL = "no label"  # in figures and pages
JOINT = "; "  # joins further labels of a track
OTHERS = " (others)"  # suffix of a factor's name: the column of further labels
_IDENTITY = ("track_id", "path")
_TRACKS = (*_IDENTITY, "title")
_ON_DISK = ("bytes", "modified")
_BATCH = (*_IDENTITY, *_ON_DISK)
_SPAN = ("start", "end")  # columns of lists that have tracks of a cue sheet
_FILES = ("track_id", *_ON_DISK, "texts")
_REJECTED = (*_IDENTITY, "reason")
_REMARKS = ("remark",)
_LYRICS = ("track_id", "lyrics")
_LYRICS_FROM = ("track_id", "lyrics_from", "remark")
# Columns of these lists that are not factors; no factor can have such a name.
RESERVED_COLUMNS = frozenset({*_TRACKS, "batch", *_ON_DISK, *_SPAN})


class Span(NamedTuple):
    """Start and end of a track within its file, s."""

    start: float
    end: float


class Track(NamedTuple):
    """One recording of a dataset. Fields that a list does not hold keep their defaults."""

    track_id: str
    path: str = ""  # below the dataset's audio folder, '/' separated
    bytes: int = 0  # size of the file; with its time, the version of its sound
    modified: int = 0  # modification time, ns since 1970; 0 if the file is still to be rendered
    labels: Mapping[str, str] = {}  # reference label by factor; "" without a label
    lyrics: str | None = None
    title: str = ""  # "Artist: title"
    batch: int | None = None  # number of the extraction job that reads it
    others: Mapping[str, Sequence[str]] = {}  # further labels by factor
    lyrics_from: str = ""  # file, tag or column that the lyrics come from
    remark: str = ""  # on a text that holds more than lyrics, or no lyrics
    span: Span | None = None  # its part of a file with several tracks; None for a complete file
    metadata: Metadata = Metadata()  # as stated by the collection; metadata.tsv adds the tags


class FileState(NamedTuple):
    """State of a track's file at the last listing."""

    bytes: int
    modified: int  # ns since 1970
    texts: str  # names, sizes and times of the texts beside it


def assign_batches(
    track_ids: Sequence[str], tracks_per_job: int, previous: Mapping[str, int]
) -> list[int]:
    """Assign each track to a batch so that a changed dataset changes few batches.

    A track keeps its batch, wherever it is in the list now. New tracks fill the
    highest-numbered batch in use while it has fewer than ``tracks_per_job`` members, then open
    new batches; removed tracks leave a gap that is not filled. If ``tracks_per_job`` has been
    lowered so far that a batch is too large, all tracks are assigned anew; if it has been raised,
    only the last batch and later ones grow.

    Args:
        track_ids: all tracks, in the dataset's order.
        tracks_per_job: maximum number of tracks in a batch, at least 1.
        previous: batch by track id of the last listing; empty for consecutive batches.

    Raises:
        ConfigError: ``tracks_per_job`` is below 1.
    """
    if tracks_per_job < 1:
        raise ConfigError(f"tracks_per_job: expected 1 or more, got {tracks_per_job!r}")
    members = Counter(previous[track_id] for track_id in track_ids if track_id in previous)
    if members and max(members.values()) > tracks_per_job:
        previous, members = {}, Counter()
    last = max(members, default=0)
    batches = []
    for track_id in track_ids:
        batch = previous.get(track_id)
        if batch is None:
            if members[last] >= tracks_per_job:
                last += 1
            batch = last
            members[batch] += 1
        batches.append(batch)
    return batches


def write_tracks(path: str, tracks: Sequence[Track]) -> bool:
    """Write tracks.tsv, one row per track with its title, labels and batch.

    Returns:
        whether the content of the file changed.
    """
    factors = list(tracks[0].labels) if tracks else []
    more = [factor for factor in factors if any(factor in track.others for track in tracks)]
    has_spans = any(track.span for track in tracks)
    rows = (
        [
            *(track.track_id, track.path, track.title, *map(track.labels.get, factors)),
            *(JOINT.join(track.others.get(factor, ())) for factor in more),
            *(_span_cells(track) if has_spans else ()),
            track.batch,
        ]
        for track in tracks
    )
    columns = [*factors, *(factor + OTHERS for factor in more)]
    spans = _SPAN if has_spans else ()
    return update_rows(path, [*_TRACKS, *columns, *spans, "batch"], rows)


def write_labels(path: str, tracks: Sequence[Track]) -> bool:
    """Write labels.tsv: the columns of tracks.tsv that scores depend on.

    Returns:
        whether the content of the file changed.
    """
    factors = list(tracks[0].labels) if tracks else []
    rows = ([track.track_id, *map(track.labels.get, factors)] for track in tracks)
    return update_rows(path, ["track_id", *factors], rows)


def read_tracks(path: str) -> list[Track]:
    """Read tracks.tsv or labels.tsv, which do not contain lyrics.

    Raises:
        StoreError: the file is missing or damaged.
    """
    tracks = []
    for number, row in enumerate(read_rows(path, ["track_id"]), 1):
        track_id, name, title = row.pop("track_id"), row.pop("path", ""), row.pop("title", "")
        batch = take_integers(path, number, row, ["batch"])[0] if "batch" in row else None
        span = _take_span(row)
        others = {column: row.pop(column) for column in list(row) if column.endswith(OTHERS)}
        others = {
            column.removesuffix(OTHERS): tuple(labels.split(JOINT))
            for column, labels in others.items()
            if labels
        }
        fields = {"labels": row, "title": title, "batch": batch, "others": others, "span": span}
        tracks.append(Track(track_id, name, **fields))
    return tracks


def _span_cells(track: Track) -> tuple[str, ...]:
    return tuple(f"{seconds:.6f}" for seconds in track.span) if track.span else ("", "")


def _take_span(row: dict[str, str]) -> Span | None:
    start, end = (row.pop(column, "") for column in _SPAN)
    return Span(float(start), float(end)) if start else None


def reference_labels(
    tracks: Iterable[Track], track_ids: Sequence[str], reference: str
) -> list[str]:
    """Reference label of each of ``track_ids``.

    Args:
        tracks: tracks of the dataset, in any order.
        track_ids: tracks to return labels for.
        reference: a factor, or a pair of factors (`DatasetDescription.references`).

    Returns:
        the labels; "" for a track without a label, or without either label of a pair.
    """
    factors = reference.split(PAIR)
    labels = {track.track_id: [track.labels[factor] for factor in factors] for track in tracks}
    return [PAIR.join(labels[name]) if all(labels[name]) else "" for name in track_ids]


def write_batch(path: str, tracks: Iterable[Track]) -> bool:
    """Write the input of an extraction job, without labels and titles, which it does not need.

    ``bytes`` and ``modified`` describe the file when its sound last changed. A file that was
    touched or retitled keeps them, see `hbvae.workflow.listing`.

    Returns:
        whether the content of the file changed.
    """
    tracks = list(tracks)
    if not any(track.span for track in tracks):
        return update_rows(path, _BATCH, (track[:4] for track in tracks))
    return update_rows(path, [*_BATCH, *_SPAN], ((*t[:4], *_span_cells(t)) for t in tracks))


def read_batch(path: str) -> list[Track]:
    """Read a batch, whose tracks have neither labels nor lyrics.

    Raises:
        StoreError: the file is missing or damaged.
    """
    return [
        Track(
            row["track_id"],
            row["path"],
            *take_integers(path, number, row, _ON_DISK),
            span=_take_span(row),
        )
        for number, row in enumerate(read_rows(path, _BATCH), 1)
    ]


def write_files(path: str, files: Mapping[str, FileState]) -> bool:
    """Write files.tsv from the state of each track's file, by track id.

    Returns:
        whether the content of the file changed.
    """
    return update_rows(path, _FILES, ((track_id, *state) for track_id, state in files.items()))


def read_files(path: str) -> dict[str, FileState]:
    """Read the state of each track's file, by track id.

    Raises:
        StoreError: the file is missing or damaged.
    """
    return {
        row["track_id"]: FileState(*take_integers(path, number, row, _ON_DISK), row["texts"])
        for number, row in enumerate(read_rows(path, _FILES), 1)
    }


def write_lyrics(path: str, tracks: Iterable[Track]) -> bool:
    """Write lyrics.tsv, which lists only the tracks that have lyrics.

    Returns:
        whether the content of the file changed.
    """
    rows = ((track.track_id, track.lyrics) for track in tracks if track.lyrics is not None)
    return update_rows(path, _LYRICS, rows)


def read_lyrics(path: str) -> dict[str, str]:
    """Read lyrics by track id.

    Raises:
        StoreError: the file is missing or damaged.
    """
    return {row["track_id"]: row["lyrics"] for row in read_rows(path, _LYRICS)}


def write_lyrics_from(path: str, tracks: Iterable[Track]) -> bool:
    """Write lyrics_from.tsv, which lists the tracks that have lyrics or a text without lyrics.

    Returns:
        whether the content of the file changed.
    """
    rows = (
        (track.track_id, track.lyrics_from, track.remark)
        for track in tracks
        if track.lyrics_from or track.remark
    )
    return update_rows(path, _LYRICS_FROM, rows)


def read_lyrics_from(path: str) -> dict[str, tuple[str, str]]:
    """Read the source of the lyrics and the remark on them, by track id.

    Raises:
        StoreError: the file is missing or damaged.
    """
    rows = read_rows(path, _LYRICS_FROM)
    return {row["track_id"]: (row["lyrics_from"], row["remark"]) for row in rows}


def too_many_rejected(n_rejected: int, n_tracks: int, max_rejected: float) -> bool:
    """Whether a run must stop. A single rejected track is accepted unless the limit is zero.

    Args:
        n_rejected: number of tracks that cannot be used.
        n_tracks: number of all tracks.
        max_rejected: accepted share of rejected tracks.
    """
    return n_rejected > (max(1, max_rejected * n_tracks) if max_rejected else 0)


def write_unusable(path: str, unusable: Iterable[tuple[str, str, str]]) -> bool:
    """Write unusable.tsv, which `read_rejected` reads, from (track_id, path, reason) rows.

    Returns:
        whether the content of the file changed.
    """
    return update_rows(path, _REJECTED, unusable)


def write_rejected(path: str, rejected: Iterable[tuple[str, str, str]]) -> None:
    """Write rejected.tsv from (track_id, path, reason) rows."""
    write_rows(path, _REJECTED, rejected)


def read_rejected(path: str) -> list[tuple[str, str, str]]:
    """Read (track_id, path, reason) of each rejected track.

    Raises:
        StoreError: the file is missing or damaged.
    """
    return [(row["track_id"], row["path"], row["reason"]) for row in read_rows(path, _REJECTED)]


def write_remarks(path: str, remarks: Iterable[str]) -> bool:
    """Write remarks.tsv, one row per remark.

    Returns:
        whether the content of the file changed.
    """
    return update_rows(path, _REMARKS, ([remark] for remark in remarks))


def read_remarks(path: str) -> list[str]:
    """Read the remarks for the user on how a collection was read.

    Raises:
        StoreError: the file is missing or damaged.
    """
    return [row["remark"] for row in read_rows(path, _REMARKS)]


def read_excluded(path: str) -> set[str]:
    """Read the ids of the tracks that a handmade list excludes.

    Raises:
        StoreError: the file is missing or has no column track_id.
    """
    return {row["track_id"] for row in read_rows(path, ["track_id"])}

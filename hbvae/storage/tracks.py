"""The lists of tracks in results/NAME: what they are, their labels, lyrics and batches.

tracks.tsv      for people and for pages: a row a track, with its path, title, labels and batch
metadata.tsv    title, artist, album and year of each, see hbvae/storage/metadata.py
labels.tsv      what scores, figures and models that are given labels read
lyrics.tsv      the tracks that have lyrics
lyrics_from.tsv where these are from, and what became of texts that hold more or no words
batches/        what extraction reads: a table a job, with a version of each track's sound
files.tsv       size and times of each file when it was last looked at; no job reads it
unusable.tsv    tracks whose file cannot be used
remarks.tsv     what a person should know of how the collection was read
rejected.tsv    these and the tracks that extraction could not read

A list changes only if its content does, so each job runs again only for what it reads.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from hbvae.errors import ConfigError
from hbvae.storage.metadata import Metadata
from hbvae.storage.tsv import read_rows, take_integers, update_rows, write_rows

PAIR = " x "  # between the names, and between the labels, of two factors taken together
NO_LABEL = "no label"  # what figures and pages call the absence of one
JOINT = "; "  # between further labels of a track,
OTHERS = " (others)"  # which are in a column of their own: the factor and this
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
# Columns of these lists that are not factors; no factor can bear such a name.
RESERVED_COLUMNS = frozenset({*_TRACKS, "batch", *_ON_DISK, *_SPAN})


class Span(NamedTuple):
    """From when to when in its file a track is heard, s."""

    start: float
    end: float


class Track(NamedTuple):
    """One recording of a dataset. What a list does not hold is left at its default."""

    track_id: str
    path: str = ""  # below the dataset's audio folder, '/' separated
    bytes: int = 0  # size of the file; with its time, the version of its sound
    modified: int = 0  # time of its last change, ns since 1970; 0: it is yet to be rendered
    labels: Mapping[str, str] = {}  # reference label by factor; "" where it has none
    lyrics: str | None = None
    title: str = ""  # "Artist: title"
    batch: int | None = None  # number of the extraction job that reads it
    others: Mapping[str, Sequence[str]] = {}  # labels beside the reference label, by factor
    lyrics_from: str = ""  # the file, the tag or the column of the lyrics
    remark: str = ""  # what became of a text that holds more than words, or none
    span: Span | None = None  # of one of several tracks in a file; None: it is all of its file
    metadata: Metadata = Metadata()  # as far as the collection states it; all is in metadata.tsv


class FileState(NamedTuple):
    """A track's file when the listing last looked at it."""

    bytes: int
    modified: int  # ns since 1970
    texts: str  # names, sizes and times of the texts beside it


def assign_batches(
    track_ids: Sequence[str], tracks_per_job: int, previous: Mapping[str, int]
) -> list[int]:
    """Number the batch of each track, so that a changed dataset changes few batches.

    A track keeps the batch it had, wherever it now stands in the list. New tracks fill the
    highest-numbered batch in use while it has fewer than ``tracks_per_job`` members, then open
    new ones; removed tracks leave a gap that is not filled. If ``tracks_per_job`` has been
    lowered so far that some batch is now too large, all tracks are numbered afresh; if it has
    been raised, only the last batch and later ones grow to it.

    Args:
        track_ids: all tracks, in the dataset's order.
        tracks_per_job: most tracks of a batch, at least 1.
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
    """Write tracks.tsv: a row a track with its title, its labels and its batch.

    Returns:
        whether its content differs from what was there.
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
    """Write labels.tsv, tracks.tsv without what makes no difference to a score.

    Returns:
        whether its content differs from what was there.
    """
    factors = list(tracks[0].labels) if tracks else []
    rows = ([track.track_id, *map(track.labels.get, factors)] for track in tracks)
    return update_rows(path, ["track_id", *factors], rows)


def read_tracks(path: str) -> list[Track]:
    """Read tracks.tsv or labels.tsv; lyrics are in neither.

    Raises:
        StoreError: it is missing or not as `write_tracks` or `write_labels` writes it.
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
        tracks: of the dataset, in any order.
        track_ids: whose labels are asked for.
        reference: a factor, or a pair of factors (`DatasetDescription.references`).

    Returns:
        the labels; "" for a track that has none, or lacks either of a pair.
    """
    factors = reference.split(PAIR)
    labels = {track.track_id: [track.labels[factor] for factor in factors] for track in tracks}
    return [PAIR.join(labels[name]) if all(labels[name]) else "" for name in track_ids]


def write_batch(path: str, tracks: Iterable[Track]) -> bool:
    """Write what one extraction job needs: neither labels nor titles, which extract nothing.

    ``bytes`` and ``modified`` are those of the file when its sound was last seen to be new. A
    file that was touched or retitled keeps them, see `hbvae.workflow.listing`.

    Returns:
        whether its content differs from what was there.
    """
    tracks = list(tracks)
    if not any(track.span for track in tracks):
        return update_rows(path, _BATCH, (track[:4] for track in tracks))
    return update_rows(path, [*_BATCH, *_SPAN], ((*t[:4], *_span_cells(t)) for t in tracks))


def read_batch(path: str) -> list[Track]:
    """Read a batch; its tracks have neither labels nor lyrics.

    Raises:
        StoreError: it is missing or not as `write_batch` writes it.
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
    """Write files.tsv, from the state of each track's file by track id.

    Returns:
        whether its content differs from what was there.
    """
    return update_rows(path, _FILES, ((track_id, *state) for track_id, state in files.items()))


def read_files(path: str) -> dict[str, FileState]:
    """State of each track's file, by track id.

    Raises:
        StoreError: it is missing or not as `write_files` writes it.
    """
    return {
        row["track_id"]: FileState(*take_integers(path, number, row, _ON_DISK), row["texts"])
        for number, row in enumerate(read_rows(path, _FILES), 1)
    }


def write_lyrics(path: str, tracks: Iterable[Track]) -> bool:
    """Write lyrics.tsv: only the tracks that have lyrics.

    Returns:
        whether its content differs from what was there.
    """
    rows = ((track.track_id, track.lyrics) for track in tracks if track.lyrics is not None)
    return update_rows(path, _LYRICS, rows)


def read_lyrics(path: str) -> dict[str, str]:
    """Lyrics by track id.

    Raises:
        StoreError: the file is missing or not as `write_lyrics` writes it.
    """
    return {row["track_id"]: row["lyrics"] for row in read_rows(path, _LYRICS)}


def write_lyrics_from(path: str, tracks: Iterable[Track]) -> bool:
    """Write lyrics_from.tsv: the tracks that have lyrics, or a text that is none.

    Returns:
        whether its content differs from what was there.
    """
    rows = (
        (track.track_id, track.lyrics_from, track.remark)
        for track in tracks
        if track.lyrics_from or track.remark
    )
    return update_rows(path, _LYRICS_FROM, rows)


def read_lyrics_from(path: str) -> dict[str, tuple[str, str]]:
    """Where the lyrics of tracks are from and the remark on them, by track id.

    Raises:
        StoreError: the file is missing or not as `write_lyrics_from` writes it.
    """
    rows = read_rows(path, _LYRICS_FROM)
    return {row["track_id"]: (row["lyrics_from"], row["remark"]) for row in rows}


def too_many_rejected(n_rejected: int, n_tracks: int, max_rejected: float) -> bool:
    """Whether a run is to stop: one bad track is left out of however few, unless none may be.

    Args:
        n_rejected: tracks that cannot be used.
        n_tracks: all of them.
        max_rejected: share of them that may be so.
    """
    return n_rejected > (max(1, max_rejected * n_tracks) if max_rejected else 0)


def write_unusable(path: str, unusable: Iterable[tuple[str, str, str]]) -> bool:
    """Write unusable.tsv, which `read_rejected` reads: (track_id, path, reason) each.

    Returns:
        whether its content differs from what was there.
    """
    return update_rows(path, _REJECTED, unusable)


def write_rejected(path: str, rejected: Iterable[tuple[str, str, str]]) -> None:
    """Write the tracks that could not be used: (track_id, path, reason) each."""
    write_rows(path, _REJECTED, rejected)


def read_rejected(path: str) -> list[tuple[str, str, str]]:
    """(track_id, path, reason) of each rejected track.

    Raises:
        StoreError: the file is missing or not as `write_rejected` writes it.
    """
    return [(row["track_id"], row["path"], row["reason"]) for row in read_rows(path, _REJECTED)]


def write_remarks(path: str, remarks: Iterable[str]) -> bool:
    """Write remarks.tsv: a row a remark.

    Returns:
        whether its content differs from what was there.
    """
    return update_rows(path, _REMARKS, ([remark] for remark in remarks))


def read_remarks(path: str) -> list[str]:
    """What a person should know of how a collection was read.

    Raises:
        StoreError: the file is missing or not as `write_remarks` writes it.
    """
    return [row["remark"] for row in read_rows(path, _REMARKS)]


def read_excluded(path: str) -> set[str]:
    """Ids of the tracks that a list, made by hand, says to leave out.

    Raises:
        StoreError: the file is missing or has no column track_id.
    """
    return {row["track_id"] for row in read_rows(path, ["track_id"])}

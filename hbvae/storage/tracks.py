"""The lists of tracks in results/: which tracks there are, and which batch has each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from hbvae.errors import ConfigError
from hbvae.storage.tsv import read_rows, take_integers, write_rows

PAIR = " x "  # between the names, and between the labels, of two factors taken together
_IDENTITY = ("track_id", "path")
_ON_DISK = ("bytes", "modified")
_REJECTED = (*_IDENTITY, "reason")
_LYRICS = ("track_id", "lyrics")
# Columns of tracks.tsv that are not factors; no factor can bear such a name.
RESERVED_COLUMNS = frozenset({*_IDENTITY, "batch", *_ON_DISK})


class Track(NamedTuple):
    """One recording of a dataset. What a file does not hold is left at its default."""

    track_id: str
    path: str  # below the dataset's audio folder, '/' separated
    bytes: int  # size of the file
    modified: int  # time of its last change, ns since 1970
    labels: Mapping[str, str] = {}  # reference label by factor
    lyrics: str | None = None
    batch: int | None = None  # number of the extraction job that reads it


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


def write_tracks(path: str, tracks: Sequence[Track], batches: Sequence[int]) -> None:
    """Write tracks.tsv: a row a track with its labels, its batch, and its file's size and time."""
    factors = list(tracks[0].labels) if tracks else []
    rows = (
        [t.track_id, t.path, *(t.labels[name] for name in factors), batch, t.bytes, t.modified]
        for t, batch in zip(tracks, batches, strict=True)
    )
    write_rows(path, [*_IDENTITY, *factors, "batch", *_ON_DISK], rows)


def read_tracks(path: str) -> list[Track]:
    """Read tracks.tsv; lyrics are not in it.

    Raises:
        StoreError: it is missing or not as `write_tracks` writes it.
    """
    tracks = []
    for number, row in enumerate(read_rows(path, [*_IDENTITY, "batch", *_ON_DISK]), 1):
        track_id, name = (row.pop(key) for key in _IDENTITY)
        batch, size, modified = take_integers(path, number, row, ("batch", *_ON_DISK))
        tracks.append(Track(track_id, name, size, modified, labels=row, batch=batch))
    return tracks


def reference_labels(
    tracks: Iterable[Track], track_ids: Sequence[str], reference: str
) -> list[str]:
    """Reference label of each of ``track_ids``.

    Args:
        tracks: of the dataset, in any order.
        track_ids: whose labels are asked for.
        reference: a factor, or a pair of factors (`DatasetConfig.references`).
    """
    factors = reference.split(PAIR)
    labels = {t.track_id: PAIR.join(t.labels[factor] for factor in factors) for t in tracks}
    return [labels[track_id] for track_id in track_ids]


def write_batch(path: str, tracks: Iterable[Track]) -> None:
    """Write what one extraction job needs. Labels are left out: a new label extracts nothing."""
    write_rows(path, [*_IDENTITY, *_ON_DISK], ((t.track_id, t.path, *t[2:4]) for t in tracks))


def read_batch(path: str) -> list[Track]:
    """Read a batch; its tracks have neither labels nor lyrics.

    Raises:
        StoreError: it is missing or not as `write_batch` writes it.
    """
    return [
        Track(row["track_id"], row["path"], *take_integers(path, number, row, _ON_DISK))
        for number, row in enumerate(read_rows(path, [*_IDENTITY, *_ON_DISK]), 1)
    ]


def write_lyrics(path: str, tracks: Iterable[Track]) -> None:
    """Write lyrics.tsv: only the tracks that have lyrics."""
    write_rows(path, _LYRICS, ((t.track_id, t.lyrics) for t in tracks if t.lyrics is not None))


def read_lyrics(path: str) -> dict[str, str]:
    """Lyrics by track id.

    Raises:
        StoreError: the file is missing or not as `write_lyrics` writes it.
    """
    return {row["track_id"]: row["lyrics"] for row in read_rows(path, _LYRICS)}


def too_many_rejected(n_rejected: int, n_tracks: int, max_rejected: float) -> bool:
    """Whether a run is to stop: one bad track is left out of however few, unless none may be.

    Args:
        n_rejected: tracks that cannot be used.
        n_tracks: all of them.
        max_rejected: share of them that may be so.
    """
    return n_rejected > (max(1, max_rejected * n_tracks) if max_rejected else 0)


def write_rejected(path: str, rejected: Iterable[tuple[str, str, str]]) -> None:
    """Write the tracks that could not be used: (track_id, path, reason) each."""
    write_rows(path, _REJECTED, rejected)


def read_rejected(path: str) -> list[tuple[str, str, str]]:
    """(track_id, path, reason) of each rejected track.

    Raises:
        StoreError: the file is missing or not as `write_rejected` writes it.
    """
    return [(row["track_id"], row["path"], row["reason"]) for row in read_rows(path, _REJECTED)]


def read_excluded(path: str) -> set[str]:
    """Ids of the tracks that a list, made by hand, says to leave out.

    Raises:
        StoreError: the file is missing or has no column track_id.
    """
    return {row["track_id"] for row in read_rows(path, ["track_id"])}

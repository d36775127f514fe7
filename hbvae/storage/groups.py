"""groups.tsv: the groups that the report shows, one row per song, for use by other programs.

Title, artist, album and year are in metadata.tsv.
"""

from collections.abc import Iterable
from typing import NamedTuple

from hbvae.errors import StoreError
from hbvae.storage.tracks import JOINT, Span
from hbvae.storage.tsv import read_rows, take_integers, write_rows


class Grouped(NamedTuple):
    """A song and its group."""

    track_id: str
    path: str  # below the dataset's audio folder
    cluster: int  # `hbvae.storage.clusters.NOISE` if it is in no cluster
    name: str  # name of the cluster; "" for noise
    distance: float  # from the centre of the cluster
    seconds: float  # duration of the song
    tags: tuple[str, ...] = ()  # given by an encoder, the strongest first
    span: Span | None = None  # its part of a file that holds several songs


def n_digits(songs: Iterable[Grouped]) -> int:
    """The number of digits of the largest group number."""
    return len(str(max((song.cluster for song in songs), default=0)))


def group_label(cluster: int, name: str, width: int) -> str:
    """A group's name in files: its number, padded to ``width`` digits so that names sort."""
    return f"{cluster:0{width}} {name}".strip()


_COLUMNS = (*Grouped._fields[:-1], "start", "end")


def write_groups(path: str, songs: Iterable[Grouped]) -> None:
    """Write groups.tsv; numbers are rounded."""
    rows = (
        [
            *song[:4],
            f"{song.distance:.6g}",
            f"{song.seconds:.3f}",
            JOINT.join(song.tags),
            *(map("{:.6f}".format, song.span) if song.span else ("", "")),
        ]
        for song in songs
    )
    write_rows(path, _COLUMNS, rows)


def read_groups(path: str) -> list[Grouped]:
    """Read groups.tsv.

    Raises:
        StoreError: the file is missing or damaged.
    """
    return [_grouped(path, number, row) for number, row in enumerate(read_rows(path, _COLUMNS), 1)]


def _grouped(path: str, number: int, row: dict[str, str]) -> Grouped:
    (cluster,) = take_integers(path, number, row, ["cluster"])
    try:
        return Grouped(
            row["track_id"],
            row["path"],
            cluster,
            row["name"],
            float(row["distance"]),
            float(row["seconds"]),
            tuple(filter(None, row["tags"].split(JOINT))),
            Span(float(row["start"]), float(row["end"])) if row["start"] else None,
        )
    except ValueError as problem:
        raise StoreError(
            f"{path}: row {number}: expected numbers ({problem}); delete it and run again"
        ) from None

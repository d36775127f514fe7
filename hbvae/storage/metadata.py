"""The list metadata.tsv in results/NAME: title, artist, album and year of each track.

They come from the collection's table, else from the tags of the recordings. Only pages and
playlists use them; no computed result depends on them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from hbvae.storage.tsv import read_rows, update_rows

LONGEST_NAME = 200  # characters of "Artist: title"


class Metadata(NamedTuple):
    """Names of a track for people; "" if unknown."""

    title: str = ""
    artist: str = ""
    album: str = ""
    year: str = ""  # four digits

    def or_else(self, other: "Metadata") -> "Metadata":
        """Fill empty fields with the values of another."""
        return Metadata(*(own or value for own, value in zip(self, other, strict=True)))

    @property
    def name(self) -> str:
        """ "Artist: title", or the title alone."""
        return ": ".join(filter(None, [self.artist, self.title]))[:LONGEST_NAME]


class ListedMetadata(NamedTuple):
    """A row of metadata.tsv."""

    metadata: Metadata
    is_stated: bool  # by a table, a cue sheet or labels, at least in part; else by tags only


_COLUMNS = ("track_id", *Metadata._fields, "stated")


def write_metadata(path: str, listed: Mapping[str, ListedMetadata]) -> bool:
    """Write metadata.tsv, from the metadata of each track by its id.

    Returns:
        whether the content of the file changed.
    """
    rows = ([track_id, *row.metadata, int(row.is_stated)] for track_id, row in listed.items())
    return update_rows(path, _COLUMNS, rows)


def read_listed_metadata(path: str) -> dict[str, ListedMetadata]:
    """Read the rows of metadata.tsv, by track id.

    Raises:
        StoreError: the file is missing or damaged.
    """
    return {
        row["track_id"]: ListedMetadata(
            Metadata(*(row[field] for field in Metadata._fields)), row["stated"] == "1"
        )
        for row in read_rows(path, _COLUMNS)
    }


def read_metadata(path: str) -> dict[str, Metadata]:
    """Read title, artist, album and year by track id; the title is never "".

    Raises:
        StoreError: the file is missing or damaged.
    """
    return {track_id: row.metadata for track_id, row in read_listed_metadata(path).items()}

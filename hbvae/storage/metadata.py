"""The list metadata.tsv in results/NAME: title, artist, album and year of each track.

They are what the collection's table states, else the tags of the recordings. Pages and playlists
read them; nothing that is computed depends on them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from hbvae.storage.tsv import read_rows, update_rows

LONGEST_NAME = 200  # characters of "Artist: title"


class Metadata(NamedTuple):
    """What people call a track; "" where it is not known."""

    title: str = ""
    artist: str = ""
    album: str = ""
    year: str = ""  # four digits

    def or_else(self, other: "Metadata") -> "Metadata":
        """The same, with the other's values where it has none."""
        return Metadata(*(own or value for own, value in zip(self, other, strict=True)))

    @property
    def name(self) -> str:
        """ "Artist: title", or the title alone."""
        return ": ".join(filter(None, [self.artist, self.title]))[:LONGEST_NAME]


class ListedMetadata(NamedTuple):
    """A row of metadata.tsv."""

    metadata: Metadata
    is_stated: bool  # at least in part by a table, a cue sheet or labels; else by the tags alone


_COLUMNS = ("track_id", *Metadata._fields, "stated")


def write_metadata(path: str, listed: Mapping[str, ListedMetadata]) -> bool:
    """Write metadata.tsv, from the metadata of each track by its id.

    Returns:
        whether its content differs from what was there.
    """
    rows = ([track_id, *row.metadata, int(row.is_stated)] for track_id, row in listed.items())
    return update_rows(path, _COLUMNS, rows)


def read_listed_metadata(path: str) -> dict[str, ListedMetadata]:
    """The rows of metadata.tsv, by track id.

    Raises:
        StoreError: it is missing or not as `write_metadata` writes it.
    """
    return {
        row["track_id"]: ListedMetadata(
            Metadata(*(row[field] for field in Metadata._fields)), row["stated"] == "1"
        )
        for row in read_rows(path, _COLUMNS)
    }


def read_metadata(path: str) -> dict[str, Metadata]:
    """Title, artist, album and year by track id; the title is never "".

    Raises:
        StoreError: it is missing or not as `write_metadata` writes it.
    """
    return {track_id: row.metadata for track_id, row in read_listed_metadata(path).items()}

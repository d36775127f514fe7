"""Export the groups of a collection as an XML library for rekordbox ("XML format list", 6.x).

The standard library writes this small tree; pyrekordbox could, but depends on a database engine.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

from hbvae.reporting.playlists import GroupedSong, list_groups
from hbvae.storage.tracks import JOINT

PLAYED = (".mp3", ".m4a", ".mp4", ".aac", ".wav", ".aif", ".aiff", ".flac")  # by rekordbox
FOLDER, PLAYLIST, BY_ID = "0", "1", "0"  # values of attributes Type and KeyType
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_for_rekordbox(song: GroupedSong) -> bool:
    """Whether rekordbox supports a song: its format, and a file of its own."""
    return song.grouped.span is None and song.file.suffix.lower() in PLAYED


def rekordbox_xml(title: str, songs: Sequence[GroupedSong], genres: Mapping[str, str]) -> bytes:
    """Compose a library of songs with a playlist of each group.

    Args:
        title: title of the folder of playlists.
        songs: songs that pass `is_for_rekordbox`.
        genres: genres in the songs' tags, by track id.
    """
    top = ElementTree.Element("DJ_PLAYLISTS", Version="1.0.0")
    ElementTree.SubElement(top, "PRODUCT", Name="hbvae", Version="", Company="")
    groups = list_groups(songs)
    labels = {song.grouped.track_id: group.label for group in groups for song in group.songs}
    collection = ElementTree.SubElement(top, "COLLECTION", Entries=str(len(songs)))
    numbers = {}
    for number, song in enumerate(songs, 1):
        track_id = song.grouped.track_id
        numbers[track_id] = str(number)
        about = {
            "TrackID": str(number),
            "Name": song.metadata.title,
            "Artist": song.metadata.artist,
            "Album": song.metadata.album,
            "Grouping": labels.get(track_id, ""),
            "Genre": genres.get(track_id, ""),
            "TotalTime": str(round(song.grouped.seconds)),
            "Year": song.metadata.year or "0",
            "Comments": JOINT.join(song.grouped.tags),
            "Location": location(song.file),
        }
        ElementTree.SubElement(
            collection, "TRACK", {name: _valid(text) for name, text in about.items()}
        )
    lists = ElementTree.SubElement(top, "PLAYLISTS")
    root = ElementTree.SubElement(lists, "NODE", Type=FOLDER, Name="ROOT", Count="1")
    folder = ElementTree.SubElement(
        root, "NODE", Type=FOLDER, Name=_valid(title), Count=str(len(groups))
    )
    for group in groups:
        node = ElementTree.SubElement(
            folder,
            "NODE",
            Type=PLAYLIST,
            Name=_valid(group.label),
            KeyType=BY_ID,
            Entries=str(len(group.songs)),
        )
        for song in group.songs:
            ElementTree.SubElement(node, "TRACK", Key=numbers[song.grouped.track_id])
    ElementTree.indent(top)
    return ElementTree.tostring(top, "UTF-8", xml_declaration=True)


def location(file: Path) -> str:
    """URL of a file in rekordbox's form."""
    return file.absolute().as_uri().replace("file://", "file://localhost", 1)


def _valid(text: str) -> str:
    return NOT_XML.sub("", text)

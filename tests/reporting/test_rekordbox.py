"""The library that rekordbox imports, read again by its documented names."""

from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from hbvae.reporting.playlists import GroupedSong
from hbvae.reporting.rekordbox import is_for_rekordbox, location, rekordbox_xml
from hbvae.storage.groups import Grouped
from hbvae.storage.metadata import Metadata
from hbvae.storage.tracks import Span

TITLE = Metadata("Title")


def song(file, cluster, distance, metadata=TITLE, span=None, tags=()):
    grouped = Grouped(file, file, cluster, "a & b" * (cluster >= 0), distance, 200.4, tags, span)
    return GroupedSong(Path("/music", file), metadata, grouped)


SONGS = [
    song("far.mp3", 0, 2.0),
    song("#1 50% é.flac", 0, 1.0, Metadata("<\x01One>", "Ann", "Album", "1994"), tags=("x", "y")),
    song("noise.wav", -1, 0.0),
]


def test_tracks_and_playlists_have_the_documented_attributes():
    top = ElementTree.fromstring(rekordbox_xml("Mine", SONGS, {"#1 50% é.flac": "Folk"}))
    assert (top.tag, top.get("Version")) == ("DJ_PLAYLISTS", "1.0.0")
    collection = top.find("COLLECTION")
    assert collection.get("Entries") == "3"
    tracks = {track.get("TrackID"): track.attrib for track in collection}
    assert tracks["2"] == {
        "TrackID": "2",
        "Name": "<One>",
        "Artist": "Ann",
        "Album": "Album",
        "Grouping": "0 a & b",
        "Genre": "Folk",
        "TotalTime": "200",
        "Year": "1994",
        "Comments": "x; y",
        "Location": "file://localhost/music/%231%2050%25%20%C3%A9.flac",
    }
    assert (tracks["1"]["Year"], tracks["3"]["Grouping"]) == ("0", "")
    root = top.find("PLAYLISTS/NODE")
    assert root.attrib == {"Type": "0", "Name": "ROOT", "Count": "1"}
    (folder,) = root
    assert folder.attrib == {"Type": "0", "Name": "Mine", "Count": "1"}
    (playlist,) = folder
    assert playlist.attrib == {"Type": "1", "Name": "0 a & b", "KeyType": "0", "Entries": "2"}
    assert [track.get("Key") for track in playlist] == ["2", "1"]  # the central one first


def test_an_address_leads_back_to_its_file():
    path = Path('/music/a b/100% #1 "x" নদী?.mp3')
    assert unquote(location(path)) == f"file://localhost{path}"


def test_what_rekordbox_cannot_play_is_not_for_it():
    fits = [song("a.MP3", 0, 1.0), song("a.ogg", 0, 1.0), song("a.mp3", 0, 1.0, span=Span(0, 1))]
    assert [is_for_rekordbox(candidate) for candidate in fits] == [True, False, False]

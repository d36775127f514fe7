"""Groups of songs for other programs: what players and spreadsheets read."""

import csv
from pathlib import Path

import numpy as np
import pytest

from hbvae.reporting.playlists import (
    GroupedSong,
    playlist_text,
    playlists,
    strongest_tags,
    write_clusters,
    write_playlists,
)
from hbvae.storage.groups import Grouped
from hbvae.storage.metadata import Metadata
from hbvae.storage.tracks import Span

NEAR = Metadata("Near", "Ann", "Far away", "1994")
DARK, RIVER = "slow, dark", "নদী / rock?"


def song(file, metadata, cluster, name, distance, genre="Folk", seconds=181.6, **more):
    grouped = Grouped(file, file, cluster, name, distance, seconds, **more)
    return GroupedSong(Path("/music", file), metadata, grouped, {"genre": genre})


SONGS = [
    song("a.mp3", Metadata("Far"), 0, DARK, 2.0),
    song("b, c.mp3", NEAR, 0, DARK, 1.0, "", tags=("rock", "loud")),
    song("d.mp3", Metadata('=cmd "x"'), 1, RIVER, 0.5),
    song("e.mp3", Metadata("Left out"), -1, "", 0.1),
]


def test_a_playlist_has_the_songs_of_a_cluster_the_most_central_first(tmp_path):
    write_playlists(str(tmp_path / "playlists"), SONGS, is_relative=False)
    lists = {path.name: path.read_text("utf-8") for path in (tmp_path / "playlists").iterdir()}
    assert lists.keys() == {"0 slow, dark.m3u8", "1 নদী  rock.m3u8"}
    assert lists["0 slow, dark.m3u8"].splitlines() == [
        "#EXTM3U",
        "#PLAYLIST:slow, dark",
        "# made by hbvae",
        "#EXTINF:182,Ann - Near",
        "/music/b, c.mp3",
        "#EXTINF:182,Far",
        "/music/a.mp3",
    ]
    assert "#PLAYLIST:নদী / rock?\n" in lists["1 নদী  rock.m3u8"]


def test_numbers_in_names_of_files_sort_as_they_count():
    songs = [song(f"{n}.mp3", NEAR, n, DARK, 1.0) for n in range(11)]
    assert list(playlists(songs, None)) == [f"{n:02} slow, dark.m3u8" for n in range(11)]


def test_a_relative_path_leads_from_where_the_playlist_really_is(tmp_path):
    real = tmp_path / "disk/maps/playlists"
    real.mkdir(parents=True)
    (tmp_path / "link").symlink_to(real)
    songs = [("One", tmp_path / "Music/one.mp3", None, None)]
    *_, path = playlist_text("x", songs, str(tmp_path / "link")).splitlines()
    assert path == "../../../Music/one.mp3"


def test_a_line_break_ends_no_line_of_a_playlist():
    songs = [("two\nlines", Path("/music/two\nlines.mp3"), None, None)]
    lines = playlist_text("a\nname", songs, None).splitlines()
    expected = ["#EXTINF:-1,two lines", "file:///music/two%0Alines.mp3"]
    assert (lines[1], lines[3:]) == ("#PLAYLIST:a name", expected)


@pytest.mark.parametrize("relative_to", [None, "/music"])
@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("C# minor.mp3", "file:///music/C%23%20minor.mp3"),  # VLC would end it at the sign
        ("#1.mp3", "file:///music/%231.mp3"),
        ("a%20b.mp3", "file:///music/a%2520b.mp3"),
        ("100% é; & 'x'?.mp3", None),
    ],
)
def test_a_path_that_players_misread_is_an_address(name, line, relative_to):
    songs = [("One", Path("/music", name), None, None)]
    *_, last = playlist_text("x", songs, relative_to).splitlines()
    assert last == (line or (name if relative_to else f"/music/{name}"))


def test_the_table_has_every_song_and_no_formula(tmp_path):
    path = tmp_path / "clusters.csv"
    write_clusters(str(path), SONGS)
    with open(path, newline="", encoding="utf-8-sig") as file:
        header, *rows = csv.reader(file)
    known = ["file", "title", "artist", "album", "year"]
    assert header == [*known, "cluster", "name", "distance", "tags", "genre"]
    assert rows == [
        ["/music/b, c.mp3", *NEAR, "0", "slow, dark", "1", "rock; loud", ""],
        ["/music/a.mp3", "Far", "", "", "", "0", "slow, dark", "2", "", "Folk"],
        ["/music/d.mp3", '\'=cmd "x"', "", "", "", "1", "নদী / rock?", "0.5", "", "Folk"],
        ["/music/e.mp3", "Left out", "", "", "", "", "noise", "0.1", "", "Folk"],
    ]


def test_the_strongest_tags_come_first():
    levels = np.array([[-3.0, -1.0, -2.0], [0.0, -1.0, -1.0]])
    assert strongest_tags(["a", "b", "c"], levels, 2) == [["b", "c"], ["a", "b"]]
    assert strongest_tags([], np.zeros((2, 0))) == [[], []]


def test_a_song_of_a_cue_sheet_has_its_times():
    far = ("Far", Path("/music/album.flac"), Span(61.2, 252.04), 300.0)
    assert playlist_text("x", [far], None).splitlines()[-4:] == [
        "#EXTINF:191,Far",
        "#EXTVLCOPT:start-time=61.20",
        "#EXTVLCOPT:stop-time=252.04",
        "/music/album.flac",
    ]

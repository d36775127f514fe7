"""The explorer: its numbers by hand, and its page in a real browser."""

import csv
import gzip
import json
from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pyarrow import parquet

from hbvae.clustering.centres import nearest_tracks
from hbvae.reporting.explorer_data import Clustering, Place, Songs, page_data
from hbvae.reporting.explorer_page import pack, write_atlas, write_page

RESOURCES = Path(__file__).parents[2] / "resources/explorer"
TEMPLATE, STYLE = RESOURCES / "explorer.html", RESOURCES / "explorer.css"
PROGRAMS = sorted(RESOURCES.glob("*.js"))
HOSTILE = "<img src=x onerror=document.title='owned'> </script> & নদী"
N_TRACKS, N_SLICES = 12, 4  # each


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Three groups of songs on a map, with real recordings: a folder, and what is shown."""
    folder = tmp_path_factory.mktemp("explorer")
    random = np.random.default_rng(0)
    group = np.arange(N_TRACKS) % 3
    for track in range(N_TRACKS):
        tone = 0.3 * np.sin(np.arange(20 * 8000) * 0.1 * (1 + track))
        soundfile.write(folder / f"song {track}.wav", tone, 8000)
    track = np.repeat(np.arange(N_TRACKS), N_SLICES)
    xy = 10.0 * np.stack([np.cos(2 * group), np.sin(2 * group)], axis=1)[track]
    xy += random.normal(0, 0.5, xy.shape)
    lyrics = [f"line one of {number}\nthe river runs" if number < 4 else "" for number in range(12)]
    songs = Songs(
        [f"id{number}" for number in range(N_TRACKS)],
        [HOSTILE, '=cmd("x"), y', *(f"Song {number}" for number in range(2, N_TRACKS))],
        ["one", "two"] * 6,
        [f"song%20{number}.wav" for number in range(N_TRACKS)],
        lyrics,
        {"genre": [("Folk", "Rock", "Pop")[one] for one in group]},
    )
    near = nearest_tracks(np.stack([np.cos(2 * group), np.arange(N_TRACKS) / 100], axis=1))
    clusters = (group + 1) % 3
    clusterings = [
        Clustering("sound", "kmeans", "genre", clusters[track], clusters, np.arange(12) / 10),
        Clustering("sound", "dbscan", None, np.full(len(track), -1), np.full(12, -1), np.zeros(12)),
    ]
    places = [Place("sound", xy, near), Place("words", xy[::-1].copy(), near)]
    start = np.tile(5.0 + 3 * np.arange(N_SLICES), N_TRACKS)
    return folder, (songs, track, start, places, clusterings)


def test_the_page_carries_its_data_and_no_html_of_the_collection(shown):
    folder, parts = shown
    data = page_data("Mine", 3.0, *parts)
    assert json.loads(gzip.decompress(b64decode(pack(data)))) == data
    assert data["labels"]["folder"]["names"] == ["one", "two"]
    page = folder / "hostile.html"
    write_page(page, TEMPLATE, STYLE, PROGRAMS, page_data(HOSTILE, 3.0, *parts))
    assert "<img" not in page.read_text(encoding="utf-8").split("<script")[0]


def test_a_folder_that_says_what_a_label_says_is_not_shown_twice(shown):
    _, (songs, *others) = shown
    same = songs._replace(folder=[label.lower() for label in songs.labels["genre"]])
    assert "folder" not in page_data("Mine", 3.0, same, *others)["labels"]


def test_the_atlas_is_a_table_of_slices(shown):
    folder, parts = shown
    write_atlas(folder / "atlas.parquet", *parts)
    table = parquet.read_table(folder / "atlas.parquet").to_pydict()
    assert len(table["track_id"]) == N_TRACKS * N_SLICES
    assert table["title"][:5] == [HOSTILE] * 4 + ['=cmd("x"), y']
    assert table["genre"][4] == "Rock"
    assert table["sound_kmeans_genre"][4] == "2"
    np.testing.assert_allclose(table["x_sound"], parts[3][0].xy[:, 0])


@pytest.fixture
def page(opened, shown):
    """The explorer's page, opened from the file system."""
    folder, parts = shown
    write_page(folder / "explorer.html", TEMPLATE, STYLE, PROGRAMS, page_data("Mine", 3.0, *parts))
    opened.page.goto((folder / "explorer.html").as_uri())
    opened.page.wait_for_selector("body[data-ready]")
    yield opened.page
    assert opened.page.title() == "Mine: explorer"


def place_of(page, trace, point):
    """Where a point is on the screen."""
    return page.evaluate(
        """([trace, point]) => {
          const {_size, xaxis, yaxis} = plot._fullLayout, box = plot.getBoundingClientRect();
          const x = _size.l + xaxis.l2p(plot.data[trace].x[point]);
          const y = _size.t + yaxis.l2p(plot.data[trace].y[point]);
          return [box.left + x, box.top + y];
        }""",
        [trace, point],
    )


def texts(page, selector):
    return [found.inner_text() for found in page.query_selector_all(selector)]


def test_hovering_shows_title_labels_and_neighbours(page, shown):
    page.mouse.move(*place_of(page, 1, 0))  # the second cluster begins with the first song
    page.wait_for_selector("#tip:not([hidden])")
    shown_text = page.inner_text("#tip")
    assert HOSTILE in shown_text
    assert "Folk" in shown_text and "cluster 1" in shown_text
    nearest = [shown[1][0].title[track] for track in shown[1][3][0].near[0]]
    assert "; ".join(nearest) in shown_text


def test_a_click_plays_the_sound_of_the_slice(page):
    page.mouse.click(*place_of(page, 1, 2))  # third slice of the first song, from 11 s
    page.wait_for_function("document.getElementById('player').currentTime > 11.2")
    sound = page.evaluate("document.getElementById('player').src")
    assert sound.endswith("/song%200.wav#t=11,14")
    assert page.is_hidden("#trouble")
    assert page.inner_text("#title") == HOSTILE
    page.click("#near li button")
    page.wait_for_function("!document.getElementById('player').src.includes('song%200.wav')")


def test_a_recording_that_is_gone_is_told(page, opened):
    page.evaluate("data.tracks.sound[0] = 'gone.wav'")
    page.evaluate("open(0, 0)")
    page.wait_for_selector("#trouble:not([hidden])")
    assert "gone.wav cannot be played" in page.inner_text("#trouble")
    faults = [opened.faults.pop() for _ in range(len(opened.faults))]
    assert set(faults) <= {"Failed to load resource: net::ERR_FILE_NOT_FOUND"}


def test_points_are_coloured_by_whatever_was_run(page):
    assert texts(page, "#colour optgroup option") == [
        "genre", "folder", "sound: kmeans, 3 clusters (k of genre)", "sound: dbscan, 0 clusters",
    ]  # fmt: skip
    assert page.evaluate("plot.data.length") == 4  # and the ring
    page.select_option("#colour", label="genre")
    assert texts(page, "#groups .name") == ["Folk", "Pop", "Rock"]
    page.select_option("#colour", label="sound: dbscan, 0 clusters")
    assert texts(page, "#groups li") == ["noise\n48 slices"]
    page.select_option("#level", "track")
    page.select_option("#map", label="words")
    assert page.evaluate("plot.data[0].x.length") == N_TRACKS


def test_search_finds_titles_labels_and_lines_of_lyrics(page):
    page.fill("#search", "RIVER")
    page.wait_for_selector("#selection:not([hidden])")
    assert page.inner_text("#what").startswith("“RIVER”: 4 songs")
    assert page.inner_text("#found") == "4 songs"
    assert texts(page, "#songs .found") == ["the river runs"] * 4
    assert page.evaluate("plot.data[1].selectedpoints.length") == 2 * N_SLICES  # songs 0 and 3
    page.fill("#search", "folk")
    page.wait_for_function("document.getElementById('what').textContent.startsWith('“folk”: 4')")
    page.fill("#search", "")
    page.wait_for_selector("#selection", state="hidden")


def test_a_group_lists_what_it_consists_of(page):
    page.click("#groups li:nth-child(2) button")
    assert page.inner_text("#what") == "cluster 1: 4 songs, 16 slices"
    assert texts(page, "#parts .share")[0].split("\n")[0] == "Folk"
    headings = texts(page, "#songs h3")
    assert headings[0].startswith("Most central") and headings[1] == "Outliers"
    central, outliers, whole = page.query_selector_all("#songs ul")
    names = [[b.inner_text() for b in part.query_selector_all(".name")] for part in
             (central, outliers, whole)]  # fmt: skip
    assert names[2] == [HOSTILE, "Song 3", "Song 6", "Song 9"]
    assert (names[0], names[1]) == (names[2][:2], names[2][:1:-1])


def select_region(page, trace, n):
    """Draw a box about the first points of a trace."""
    page.evaluate("Plotly.relayout(plot, {dragmode: 'select'})")
    corners = [place_of(page, trace, point) for point in range(n)]
    across, down = zip(*corners, strict=True)
    page.mouse.move(min(across) - 9, min(down) - 9)
    page.mouse.down()
    page.mouse.move(max(across) + 9, max(down) + 9, steps=5)
    page.mouse.up()
    page.wait_for_selector("#selection:not([hidden])")


def test_a_region_is_saved_as_table_and_as_playlist(page, shown, tmp_path):
    select_region(page, 2, 4 * N_SLICES)
    assert page.inner_text("#what") == "Region: 4 songs, 16 slices"  # the third cluster
    with page.expect_download() as saved:
        page.click("#csv")
    saved.value.save_as(tmp_path / "selection.csv")
    with open(tmp_path / "selection.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 16
    assert rows[0]["title"] == '\'=cmd("x"), y'  # no formula
    assert (rows[0]["genre"], rows[0]["start_s"]) == ("Rock", "5.00")
    with page.expect_download() as saved:
        page.click("#m3u")
    saved.value.save_as(tmp_path / "selection.m3u8")
    lines = (tmp_path / "selection.m3u8").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#EXTM3U"
    assert [Path(line) for line in lines[2::2]] == [
        shown[0] / f"song {number}.wav" for number in (1, 4, 7, 10)
    ]


def test_a_region_outlives_a_new_colour_and_a_new_map_and_is_cleared(page):
    selected = "plot.data.slice(0, -1).flatMap(trace => trace.selectedpoints ?? []).length"
    select_region(page, 2, 4 * N_SLICES)
    page.select_option("#colour", label="genre")
    page.wait_for_function("document.getElementById('by').textContent === 'genre'")
    assert page.inner_text("#what") == "Region: 4 songs, 16 slices"
    assert page.evaluate(selected) == 16
    assert page.evaluate("plot.layout.selections.length") == 1
    page.select_option("#map", label="words")
    page.wait_for_function("plot.layout.selections.length === 0")
    assert page.inner_text("#what") == "Region: 4 songs, 16 slices"
    page.click("#clear")
    page.wait_for_selector("#selection", state="hidden")
    assert page.evaluate("plot.data[0].selectedpoints ?? null") is None
    select_region(page, 0, 2)
    page.click("#clear")
    page.wait_for_function("plot.layout.selections.length === 0")
    select_region(page, 0, 2)
    page.select_option("#level", "track")
    page.wait_for_selector("#selection", state="hidden")
    assert page.evaluate("plot.layout.selections.length") == 0


def test_nothing_is_wider_than_the_screen(page):
    page.click("#groups li:nth-child(1) button")
    page.evaluate("open(0)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

"""The explorer in a real browser: hovering, listening, colours, search, regions, what is saved."""

import csv
from pathlib import Path

import numpy as np
import pytest
from support.explorer_page import (
    HAS_OUTLINE,
    explore,
    nothing_is_faded,
    point_place,
    points_drawn,
    points_lit,
    texts,
)  # fmt: skip
from support.explorer_songs import HOSTILE, N_SLICES, N_TRACKS, write_explorer

from hbvae.reporting.explorer_data import Content, SongMap, Songs

DBSCAN = "sound: DBSCAN, 0 clusters of songs"


@pytest.fixture
def page(opened, shown):
    """The explorer's page, newly opened from the file system."""
    yield explore(opened.page, shown[0] / "explorer.html")
    assert opened.page.title() == "Mine: explorer"


def test_hovering_shows_title_labels_and_neighbours(page, shown):
    page.mouse.move(*point_place(page, 1, 0))  # the second cluster begins with the first song
    page.wait_for_selector("#tip:not([hidden])")
    shown_text = page.inner_text("#tip")
    assert HOSTILE in shown_text
    assert "Folk" in shown_text and "cluster 1" in shown_text
    nearest = [shown[1][0].title[track] for track in shown[1][3][0].near[0]]
    assert "; ".join(nearest) in shown_text


def test_a_click_plays_the_sound_of_the_slice(page):
    page.mouse.click(*point_place(page, 1, 2))  # third slice of the first song, from 11 s
    page.wait_for_function("document.getElementById('player').currentTime > 11.2")
    assert page.evaluate("player.src").endswith("/song%200.wav")
    assert page.evaluate("player.currentTime") < 14
    assert page.is_hidden("#trouble")
    assert page.inner_text("#title") == HOSTILE
    page.click("#near li button")
    page.wait_for_function("!document.getElementById('player').src.includes('song%200.wav')")


def test_points_are_coloured_by_whatever_was_run(page):
    assert texts(page, "#colour option:not([hidden])") == [
        "Genre", "Folder",
        "sound: k-means, 3 clusters of songs (one per genre)", DBSCAN,
    ]  # fmt: skip
    assert len(points_drawn(page)) == 3
    page.select_option("#colour", label="Genre")
    assert texts(page, "#groups .name") == ["Folk", "Pop", "Rock"]
    page.select_option("#colour", label=DBSCAN)
    assert texts(page, "#groups li") == ["noise\n12 songs"]
    page.select_option("#level", "track")
    page.select_option("#map", label="words")
    assert points_drawn(page) == [N_TRACKS]


def test_maps_and_clusters_are_listed_by_training_data(opened, shown):
    folder, parts = shown
    kinds = {"sound": "tags of other songs", "words": "these songs"}
    write_explorer(folder / "kinds.html", parts._replace(learned_from=kinds))
    page = explore(opened.page, folder / "kinds.html")
    labels = "groups => groups.map(({label}) => label)"
    assert page.eval_on_selector_all("#map optgroup", labels) == [
        "learned from tags of other songs", "learned from these songs",
    ]  # fmt: skip
    assert texts(page, "#map option") == ["sound", "words"]
    assert "Research: sound, learned from tags of other songs" in page.eval_on_selector_all(
        "#colour optgroup", labels
    )
    assert "learned from tags of other songs" in page.text_content("#made")
    page.select_option("#map", label="words")
    assert page.input_value("#map") == "1"


def test_search_finds_titles_labels_and_lines_of_lyrics(page):
    page.fill("#search", "RIVER")
    page.wait_for_selector("#selection:not([hidden])")
    assert page.inner_text("#what").startswith("“RIVER”: 4 songs")
    assert page.inner_text("#hits") == "4 songs"
    assert texts(page, "#songs .line") == ["the river runs"] * 4
    assert points_lit(page)[1] == 2 * N_SLICES  # songs 0 and 3
    page.fill("#search", "folk")
    page.wait_for_function("document.getElementById('what').textContent.startsWith('“folk”: 4')")
    page.fill("#search", "")
    page.wait_for_selector("#selection", state="hidden")


def test_transcribed_lyrics_are_marked(opened, shown):
    folder, (songs, *others) = shown
    songs = songs._replace(is_transcribed=[True] + [False] * (N_TRACKS - 1))
    write_explorer(folder / "transcribed.html", (songs, *others))
    page = explore(opened.page, folder / "transcribed.html")
    titles = []
    for song in (0, 3):  # both have lyrics
        page.fill("#search", f"line one of {song}")
        page.wait_for_selector(f"#songs .line:text-is('line one of {song}')")
        page.click("#songs li button")
        titles.append(page.inner_text("#words-title"))
    assert titles == ["Lyrics, transcribed by a model", "Lyrics"]


def test_a_song_names_its_copies_which_open_with_a_click(opened, shown):
    folder, (songs, *others) = shown
    copies = {0: [(3, "same recording")], 3: [(0, "same recording")]}
    write_explorer(folder / "copies.html", (songs._replace(copies=copies), *others))
    page = explore(opened.page, folder / "copies.html")
    page.mouse.click(*point_place(page, 1, 0))  # the first song
    assert texts(page, "#copies h3") == ["Same recording as"]
    assert texts(page, "#copies .note") == ["id3"]
    page.click("#copies li button")
    page.wait_for_function("document.getElementById('title').textContent === 'Song 3'")
    page.fill("#search", "Song 5")
    page.click("#songs li button")
    page.wait_for_function("document.getElementById('title').textContent === 'Song 5'")
    assert page.inner_text("#copies") == ""


def table_songs(shown, cluster):
    """Titles of the songs of a cluster of the first clustering."""
    content = shown[1]
    members = np.flatnonzero(content.clusterings[0].track == cluster)
    return {content.songs.title[track] for track in members}


def test_a_cluster_lists_its_songs_under_its_colour_and_saves_them(page, shown, tmp_path):
    assert page.inner_text("#by") == "sound: k-means, 3 clusters of songs (one per genre)"
    assert page.text_content("#made").startswith("3 clusters, one per genre, although stability")
    assert texts(page, "#groups .note") == ["4 songs"] * 3
    for cluster in range(3):
        page.click(f"#groups li:nth-child({cluster + 1}) button")
        assert page.inner_text("#what") == f"cluster {cluster}: 4 songs, 16 slices"
        assert set(texts(page, "#songs ul:last-child .name")) == table_songs(shown, cluster)
        assert points_lit(page) == [16 if number == cluster else 0 for number in range(3)]
        colour = page.evaluate("cluster => plot.panes[0].groups[cluster].colour", cluster)
        colours = page.eval_on_selector_all(
            "#groups .dot", "dots => dots.map(dot => dot.style.background)"
        )
        as_css = "colour => Object.assign(new Option().style, {background: colour}).background"
        assert colours[cluster] == page.evaluate(as_css, colour)
        with page.expect_download() as saved:
            page.click("#m3u")
        saved.value.save_as(tmp_path / "cluster.m3u8")
        lines = (tmp_path / "cluster.m3u8").read_text(encoding="utf-8").splitlines()
        assert {line.split(",", 1)[1] for line in lines[2::2]} == table_songs(shown, cluster)


def test_slices_can_be_shown_in_clusters_of_their_own(page):
    page.check("#is-by-slice")
    assert page.inner_text("#by") == "sound: k-means, 3 clusters of slices (one per genre)"
    assert texts(page, "#groups .note") == ["16 slices", "15 slices", "17 slices"]
    assert "clustered individually" in page.text_content("#made")
    page.click("#groups li:nth-child(3) button")
    assert page.inner_text("#what") == "cluster 2: 5 songs, 17 slices"
    assert texts(page, "#songs .note") == ["4 of its slices"] * 4 + ["1 of its slices"]
    page.select_option("#colour", label=DBSCAN)
    assert page.inner_text("#by") == "sound: DBSCAN, 3 clusters of slices"
    assert texts(page, "#groups .name") == ["cluster 0", "cluster 1", "cluster 2"]
    page.select_option("#colour", label="Genre")
    assert page.is_hidden("#by-slice") and page.is_hidden("#has-made")
    page.select_option("#level", "track")
    page.select_option("#colour", label=DBSCAN)
    assert page.inner_text("#by") == DBSCAN
    assert page.is_hidden("#by-slice")


def test_a_group_lists_what_it_consists_of(page):
    page.click("#groups li:nth-child(2) button")
    assert page.inner_text("#what") == "cluster 1: 4 songs, 16 slices"
    assert texts(page, "#parts .share")[0].split("\n")[0] == "Folk"
    headings = texts(page, "#songs h3")
    assert headings[0].startswith("Most central") and headings[1] == "Outliers"
    central, outliers, members = page.query_selector_all("#songs ul")
    names = [[b.inner_text() for b in part.query_selector_all(".name")] for part in
             (central, outliers, members)]  # fmt: skip
    assert names[2] == [HOSTILE, "Song 3", "Song 6", "Song 9"]
    assert (names[0], names[1]) == (names[2][:2], names[2][:1:-1])


def select_region(page, trace, n):
    """Draw a box about the first points of a trace."""
    page.click("[data-tool=box]")
    corners = [point_place(page, trace, point) for point in range(n)]
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
    assert lines[:2] == ["#EXTM3U", '#PLAYLIST:=cmd("x"), y, Song 4 and 2 more']
    assert [Path(line) for line in lines[3::2]] == [
        shown[0] / f"song {number}.wav" for number in (1, 4, 7, 10)
    ]


def test_a_region_outlives_a_new_colour_and_a_new_map_and_is_cleared(page):
    select_region(page, 2, 4 * N_SLICES)
    page.select_option("#colour", label="Genre")
    page.wait_for_function("document.getElementById('by').textContent === 'Genre'")
    assert page.inner_text("#what") == "Region: 4 songs, 16 slices"
    assert sum(points_lit(page)) == 16
    assert page.evaluate(HAS_OUTLINE)
    page.select_option("#map", label="words")
    page.wait_for_function(f"!({HAS_OUTLINE})")
    assert page.inner_text("#what") == "Region: 4 songs, 16 slices"
    page.click("#clear")
    page.wait_for_selector("#selection", state="hidden")
    assert nothing_is_faded(page)
    select_region(page, 0, 2)
    page.click("#clear")
    page.wait_for_function(f"!({HAS_OUTLINE})")
    select_region(page, 0, 2)
    page.select_option("#level", "track")
    page.wait_for_selector("#selection", state="hidden")
    assert not page.evaluate(HAS_OUTLINE)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """The page of 203 songs, none with lyrics, all with the label "Region"."""
    n = 203
    numbers = np.arange(n)
    names = [f"Song {number}" for number in numbers]
    songs = Songs(names, names, [""] * n, names, [""] * n, {"where": ["Region"] * n})
    xy = np.stack([numbers, numbers % 7], axis=1).astype(float)
    places = [SongMap(name, xy, np.zeros((n, 0), int)) for name in ("sound", "words")]
    path = tmp_path_factory.mktemp("many") / "explorer.html"
    write_explorer(path, Content(songs, numbers, np.zeros(n), places, []))
    return path


def test_a_long_list_grows_on_demand(opened, many):
    page = explore(opened.page, many)
    page.click("#groups li button")
    page.wait_for_selector("#selection:not([hidden])")
    items = texts(page, "#songs li")
    assert (len(items), items[-1]) == (201, "and 3 more")
    page.click("#songs li:last-child button")
    assert [item.split("\n")[0] for item in texts(page, "#songs li")] == [
        f"Song {number}" for number in range(203)
    ]


def test_a_group_outlives_a_new_map_and_ends_with_its_colour(opened, shown):
    page = explore(opened.page, shown[0] / "explorer.html")
    page.click("#groups li:nth-child(2) button")
    page.click("#songs li button")
    assert page.inner_text("#near h3") == "Nearest by sound"
    page.select_option("#map", label="words")
    page.wait_for_function("document.querySelector('#near h3').textContent === 'Nearest by words'")
    assert page.inner_text("#what") == "cluster 1: 4 songs, 16 slices"
    page.select_option("#level", "track")
    page.wait_for_function("document.getElementById('what').textContent === 'cluster 1: 4 songs'")
    assert points_lit(page)[1] == 4
    page.select_option("#colour", label="Genre")
    page.wait_for_selector("#selection", state="hidden")


def test_escape_and_other_selections_end_a_search(page):
    page.fill("#search", "river")
    page.wait_for_selector("#selection:not([hidden])")
    page.click("#groups li:nth-child(1) button")
    assert page.inner_text("#what") == "cluster 0: 4 songs, 16 slices"
    assert (page.input_value("#search"), page.inner_text("#hits")) == ("", "")
    page.select_option("#map", label="words")
    assert page.inner_text("#what") == "cluster 0: 4 songs, 16 slices"
    page.keyboard.press("Escape")
    page.wait_for_selector("#selection", state="hidden")
    assert nothing_is_faded(page)


def test_a_search_that_finds_nothing_fades_nothing_and_saves_nothing(page):
    page.fill("#search", "xylophone")
    page.wait_for_function("document.getElementById('hits').textContent === 'no matches'")
    assert page.is_hidden("#selection")
    assert nothing_is_faded(page)
    assert page.inner_text("#listed") == "12 songs"  # and so much is saved
    page.fill("#search", "river")
    page.wait_for_function("document.getElementById('what').textContent.startsWith('“river”')")
    assert page.is_visible("#m3u")


def test_a_song_matches_each_of_its_labels(opened, shown, tmp_path):
    folder, (songs, *others) = shown
    several = {"genre": {0: ["Rock", "Jazz"], 3: ["Jazz"]}}  # both are Folk first
    path = folder / "several.html"
    write_explorer(path, (songs._replace(others=several), *others))
    page = explore(opened.page, path)
    page.select_option("#colour", label="Genre")
    assert texts(page, "#groups li") == [
        "Folk\n4 songs", "Pop\n4 songs", "Rock\n5 songs", "Jazz\n2 songs",
    ]  # fmt: skip
    assert "several labels" in page.inner_text("#about")
    page.click("#groups li:nth-child(4) button")  # no song has it as its first
    assert texts(page, "#songs .name") == [HOSTILE, "Song 3"]
    assert points_lit(page) == [2 * N_SLICES, 0, 0]
    page.click("#groups li:nth-child(3) button")
    assert page.inner_text("#what") == f"Rock: 5 songs, {5 * N_SLICES} slices"
    with page.expect_download() as saved:
        page.click("#m3u")
    saved.value.save_as(tmp_path / "rock.m3u8")
    lines = (tmp_path / "rock.m3u8").read_text(encoding="utf-8").splitlines()
    assert [Path(line).name for line in lines[3::2]] == [
        f"song {number}.wav" for number in (0, 1, 4, 7, 10)
    ]
    page.fill("#search", "jazz")
    page.wait_for_function("document.getElementById('what').textContent.startsWith('“jazz”: 2')")


def test_nothing_is_wider_than_the_screen(page):
    page.click("#groups li:nth-child(1) button")
    page.click("#songs li button")
    page.wait_for_selector("#song:not([hidden])")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

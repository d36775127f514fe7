"""Paths through the map in a real browser, and why a song is where it is."""

from pathlib import Path

import numpy as np
import pytest
from support.explorer_page import explore, point_place, texts
from support.explorer_songs import HOSTILE, write_explorer

from hbvae.release.neighbours import between


@pytest.fixture
def page(opened, shown):
    return explore(opened.page, shown[0] / "explorer.html")


def draw(page, *places):
    """Draw a line through places of the screen."""
    page.click("#tools [data-tool='path']")
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


def listed(page):
    return texts(page, "#songs .name")


def text_lines(page, button, path):
    with page.expect_download() as saved:
        page.click(button)
    saved.value.save_as(path)
    return saved.value.suggested_filename, path.read_text(encoding="utf-8").splitlines()


def test_a_line_that_is_drawn_becomes_songs_in_its_order(page, shown, tmp_path):
    content = shown[1]
    draw(page, point_place(page, 1, 0), point_place(page, 2, 0), point_place(page, 0, 0))
    page.wait_for_selector("#selection:not([hidden])")
    songs = listed(page)
    assert len(songs) == 10 and len(set(songs)) == 10
    assert songs[0] == HOSTILE and page.inner_text("#what").startswith(f"From {HOSTILE} to Song ")
    groups = [content.songs.title.index(song) % 3 for song in songs]
    assert groups[:2] == [0, 0] and groups[-2:] == [2, 2] and 1 in groups
    assert page.evaluate("document.querySelector('.pane polyline').points.numberOfItems") > 3
    assert page.get_attribute("#tools [data-tool='path']", "aria-pressed") == "false"
    page.fill("#steps", "3")
    page.locator("#steps").blur()
    page.wait_for_function("document.querySelectorAll('#songs .name').length === 3")
    songs = listed(page)
    assert [content.songs.title.index(song) % 3 for song in songs] == [0, 1, 2]
    name, lines = text_lines(page, "#m3u", tmp_path / "path.m3u8")
    assert name.startswith("From img src") and name.endswith(".m3u8")
    numbers = [content.songs.title.index(song) for song in songs]
    assert [Path(line).name for line in lines[3::2]] == [f"song {n}.wav" for n in numbers]
    page.click("#play-selection")
    page.wait_for_function("!player.paused && player.src.endsWith('song%200.wav')")
    page.click("#shows-queue")
    assert texts(page, "#queue-entries .name") == songs
    page.click("#close-queue")
    page.click("#clear")
    assert page.evaluate("document.querySelector('.pane polyline').points.numberOfItems") == 0


def test_a_line_follows_the_map_and_ends_with_it(page):
    draw(page, point_place(page, 1, 0), point_place(page, 0, 0))
    page.wait_for_selector("#selection:not([hidden])")
    assert page.evaluate("document.querySelector('.pane polyline').points.numberOfItems") > 3
    page.select_option("#colour", label="Genre")
    page.wait_for_function("document.getElementById('by').textContent === 'Genre'")
    assert page.inner_text("#what").startswith("From ")
    page.select_option("#map", label="words")
    page.wait_for_selector("#selection", state="hidden")
    assert page.evaluate("document.querySelector('.pane polyline').points.numberOfItems") == 0


def test_a_click_with_the_tool_is_no_path_and_escape_puts_it_away(page):
    draw(page, point_place(page, 1, 0))
    assert page.is_hidden("#selection")
    assert page.get_attribute("#tools [data-tool='path']", "aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert page.get_attribute("#tools [data-tool='path']", "aria-pressed") == "false"
    assert page.is_hidden("#path-note")


def test_a_path_between_two_songs_is_that_of_the_command_line(page, shown):
    content = shown[1]
    page.mouse.click(*point_place(page, 1, 0))
    page.wait_for_selector("#song:not([hidden])")
    page.click("#path-from")
    assert f"the path from {HOSTILE} ends" in page.inner_text("#path-note")
    page.fill("#search", "Song 4")
    page.wait_for_selector("#songs li")
    page.click("#songs li button")
    page.wait_for_function("document.getElementById('what').textContent.startsWith('From ')")
    page.fill("#steps", "6")
    page.locator("#steps").blur()
    page.wait_for_function("document.querySelectorAll('#songs .name').length === 6")
    for place in (0, 1):
        if place:
            page.select_option("#map", label="words")
            page.wait_for_function(
                "document.getElementById('description').textContent.includes('words')"
            )
        points = content.places[place].points
        steps = between(points, points[0], points[4], 4, [0, 4])
        titles = content.songs.title
        assert listed(page) == [titles[0], *(titles[step] for step in steps), titles[4]]
    page.keyboard.press("Escape")
    page.wait_for_selector("#selection", state="hidden")


def why(page, song):
    """The reasons that the page gives for a song."""
    page.fill("#search", song)
    page.wait_for_function(
        "song => document.getElementById('what').textContent.startsWith(`“${song}”`)", arg=song
    )
    page.click("#songs li button")
    page.wait_for_function(
        "song => document.getElementById('title').textContent === song", arg=song
    )
    return texts(page, "#why p")


def test_a_song_says_why_it_is_in_its_group(page):
    assert why(page, "Song 3") == [
        "cluster 1: nearer to its centre than 67 % of its 4 songs.",
        "Like its group: fast.",
        "Words it shares with its group: river.",
        "Nearest other group: cluster 2 (much farther).",
    ]
    assert set(texts(page, "#near .note")) <= {
        "very close",
        "close",
        "fairly close",
        "not far",
        "far",
    }
    title = page.get_attribute("#near li button", "title")
    assert "% of all pairs of songs" in title
    page.keyboard.press("Escape")
    assert "Unlike its group: slower." in why(page, "Song 9")
    page.select_option("#colour", label="sound: DBSCAN, 0 clusters of songs")
    page.wait_for_function("document.getElementById('why').textContent.startsWith('In no group')")


def test_the_names_of_the_nearest_go_with_the_map(opened, shown):
    folder, content = shown
    sound, words = content.places
    other = words._replace(near=np.roll(words.near, 1, axis=0))
    write_explorer(folder / "near.html", content._replace(places=[sound, other]))
    page = explore(opened.page, folder / "near.html")
    page.mouse.click(*point_place(page, 1, 0))
    page.wait_for_selector("#near li")
    titles = content.songs.title
    assert texts(page, "#near .name") == [titles[track] for track in sound.near[0]]
    page.select_option("#map", label="words")
    page.wait_for_function("document.querySelector('#near h3').textContent === 'Nearest by words'")
    assert texts(page, "#near .name") == [titles[track] for track in other.near[0]]

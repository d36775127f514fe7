"""Names of clusters and words for the sound on the explorer's page, in a real browser."""

import csv

import numpy as np
import pytest
from support.explorer_page import explore, nothing_is_faded, point_place, texts
from support.explorer_songs import NAMES, with_names_and_words, write_explorer, write_songs

DBSCAN = "sound: DBSCAN, 0 clusters of songs"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A page with names for clusters, and words for the sound."""
    folder = tmp_path_factory.mktemp("named")
    write_explorer(folder / "explorer.html", with_names_and_words(write_songs(folder)))
    return folder / "explorer.html"


@pytest.fixture
def named(opened, written):
    return explore(opened.page, written)


def names_on_map(page):
    """The names that can be seen on the map, with their boxes on the screen."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.names span')]
          .filter(({style}) => style.visibility === 'visible')
          .map(name => {
            const {left, top, right, bottom} = name.getBoundingClientRect();
            return [name.textContent.replaceAll('\\n', ' '), left, top, right, bottom];
          })"""
    )


def test_clusters_are_shown_under_their_names(named, tmp_path):
    assert texts(named, "#groups .name") == NAMES
    assert texts(named, "#groups .number") == ["0", "1", "2"]
    named.mouse.move(*point_place(named, 1, 0))
    named.wait_for_selector("#tip:not([hidden])")
    assert f"{NAMES[1]} (cluster 1)" in named.inner_text("#tip")
    named.click("#groups li:nth-child(1) button")
    assert named.inner_text("#what") == f"{NAMES[0]} (cluster 0): 4 songs, 16 slices"
    assert named.inner_text("#description") == f"What {NAMES[0]} is like."
    with named.expect_download() as saved:
        named.click("#m3u")
    assert saved.value.suggested_filename == f"{NAMES[0]} (cluster 0).m3u8"
    saved.value.save_as(tmp_path / "songs.m3u8")
    lines = (tmp_path / "songs.m3u8").read_text(encoding="utf-8").splitlines()
    assert lines[1] == f"#PLAYLIST:{NAMES[0]} (cluster 0)"
    with named.expect_download() as saved:
        named.click("#csv")
    saved.value.save_as(tmp_path / "songs.csv")
    with open(tmp_path / "songs.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["name of the cluster"] for row in rows} == {NAMES[0]}


def test_names_are_on_the_map_where_their_points_are_and_do_not_collide(named):
    boxes = names_on_map(named)
    assert {name for name, *_ in boxes} == set(NAMES)
    for cluster, name in enumerate(NAMES):
        (left, top, right, bottom) = next(box for text, *box in boxes if text == name)
        points = [point_place(named, cluster, point) for point in range(16)]
        x, y = np.median(points, axis=0)
        assert np.hypot((left + right) / 2 - x, (top + bottom) / 2 - y) < 100
    for n, (_, left, top, right, bottom) in enumerate(boxes):
        for _, *other in boxes[n + 1 :]:
            across = left < other[2] and other[0] < right
            assert not (across and top < other[3] and other[1] < bottom)
    named.uncheck("#shows-names")
    assert names_on_map(named) == []
    named.check("#shows-names")
    named.select_option("#colour", label="Genre")
    assert {name for name, *_ in names_on_map(named)} == {"Folk", "Pop", "Rock"}
    named.select_option("#colour", label=DBSCAN)
    assert named.is_hidden("#has-names") and names_on_map(named) == []


def element_box(page, selector):
    """Left, top, right and bottom of an element on the screen."""
    box = page.locator(selector).first.bounding_box()
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


def test_names_follow_the_map(named):
    before = {name: (left, top) for name, left, top, *_ in names_on_map(named)}
    left, top, right, bottom = element_box(named, ".pane")
    middle = (left + right) / 2, (top + bottom) / 2
    named.mouse.move(*middle)
    named.mouse.down()
    named.mouse.move(middle[0] - (right - left) / 2, middle[1], steps=4)
    named.mouse.up()
    named.evaluate("new Promise(requestAnimationFrame)")
    after = {name: (left, top) for name, left, top, *_ in names_on_map(named)}
    assert after and len(after) < len(before)  # what is moved out of sight has no name
    assert all(after[name][0] < before[name][0] for name in after)


def search(page, text, title):
    """Type into the search box and wait for what is then selected."""
    page.fill("#search", text)
    page.wait_for_function(
        "title => document.getElementById('what').textContent.startsWith(title)", arg=title
    )


def test_a_word_ranks_the_songs_by_their_sound(named):
    search(named, "JAZZ", "jazz: 3 songs")
    assert texts(named, "#songs .name") == ["Song 11", "Song 10", "Song 9"]
    assert named.inner_text("#hits") == "best 3 songs"
    assert named.inner_text("#by") == "sound: jazz"
    assert texts(named, "#groups .name") == [
        "fits best", "fits", "fits a little", "average", "fits least",
    ]  # fmt: skip
    assert nothing_is_faded(named)
    widths = named.eval_on_selector_all("#songs .bar i", "bars => bars.map(bar => bar.style.width)")
    assert widths[0] == "100%"
    named.click("#songs li:nth-child(1) button")  # it plays
    named.wait_for_function("document.getElementById('player').currentTime > 0")
    assert "/song%2011.wav" in named.evaluate("document.getElementById('player').src")


def test_several_words_combine_and_unknown_words_are_reported(named):
    search(named, "sad piano, jazz", "sad, jazz:")
    assert texts(named, "#songs .name")[:2] == ["Song 9", "Song 6"]
    assert texts(named, "#chips button") == ["sad", "jazz"]
    assert "“piano”" in named.inner_text("#remark")
    named.click("#chips button:nth-child(1)")  # takes it out
    named.wait_for_function("document.getElementById('search').value === 'jazz'")
    search(named, "jaz", "“jaz”: 4 songs")  # in the name of their group
    assert texts(named, "#chips button") == ["jazz"]  # is offered
    named.click("#chips button")
    named.wait_for_function("document.getElementById('what').textContent.startsWith('jazz')")


def test_a_word_that_is_a_label_is_searched_in_either_way(named):
    search(named, "pop", "Pop:")
    named.click("#by-text")
    named.wait_for_function("document.getElementById('what').textContent.startsWith('“pop”: 4')")
    assert named.inner_text("#by").startswith("sound: k-means")
    named.click("#by-sound")
    named.wait_for_function("document.getElementById('by').textContent === 'sound: Pop'")


def test_all_words_can_be_chosen_from_a_list_and_the_search_ended(named):
    named.click("#how-many")
    assert texts(named, "#all-words button") == [
        "female vocalists", "Hip-Hop", "jazz", "Pop", "sad",
    ]  # fmt: skip
    named.click("#all-words button:nth-child(5)")
    named.wait_for_function("document.getElementById('what').textContent.startsWith('sad: 4')")
    named.click("h1")
    assert named.is_hidden("#all-words")
    named.click("#clear")
    named.wait_for_selector("#selection", state="hidden")
    assert named.input_value("#search") == "" and texts(named, "#groups .name") == NAMES
    assert named.input_value("#colour") == named.get_attribute("#colour option:checked", "value")

"""The table of songs beside the map, and the filters, in a real browser."""

import csv

import numpy as np
import pytest
from support.explorer_page import explore, points_lit, texts
from support.explorer_songs import N_SLICES, write_explorer, write_songs

from hbvae.reporting.explorer_data import Clustering, Content, SongMap, Songs

ARTISTS = ["Ann", "Bo", "", "Ann"] * 3
YEARS = ["1994", "2001", "", "1987"] * 3


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The explorer's page of 12 songs with artists and years: file and content."""
    folder = tmp_path_factory.mktemp("explorer")
    content = write_songs(folder)
    songs = content.songs._replace(artist=ARTISTS, year=YEARS)
    write_explorer(folder / "explorer.html", content._replace(songs=songs))
    return folder / "explorer.html", songs


@pytest.fixture
def page(opened, shown):
    return explore(opened.page, shown[0])


def titles(page):
    return texts(page, "#rows .title")


def open_menu(page, facet):
    page.click(f"#facets summary:text-is('{facet}')")
    page.wait_for_selector(f"details[open]:has(summary:text-is('{facet}')) input")


def choose(page, facet, *options):
    """Set filters of a facet by their names."""
    open_menu(page, facet)
    for option in options:
        page.check(f"details[open] label:has(:text-is('{option}')) input")
    page.keyboard.press("Escape")


def test_the_table_lists_every_song_with_its_artist_year_group_and_labels(page, shown):
    assert page.inner_text("#listed") == "12 songs"
    assert titles(page) == shown[1].title
    assert texts(page, "#rows .artist") == ARTISTS
    assert texts(page, "#rows .year") == YEARS
    assert texts(page, "#rows .group") == [str((number + 1) % 3) for number in range(12)]
    assert texts(page, "#rows .labels")[:2] == ["Folk, one", "Rock, two"]
    colours = "dots => dots.map(dot => dot.style.background)"
    rows = page.eval_on_selector_all("#rows .dot", colours)
    groups = page.eval_on_selector_all("#groups .dot", colours)
    assert rows == [groups[(number + 1) % 3] for number in range(12)]


def test_a_heading_sorts_the_table_both_ways_and_then_no_more(page, shown):
    page.click("#columns .year")
    assert texts(page, "#rows .year") == ["1987"] * 3 + ["1994"] * 3 + ["2001"] * 3 + [""] * 3
    assert page.get_attribute("#columns .year", "aria-sort") == "ascending"
    page.click("#columns .year")
    assert texts(page, "#rows .year") == ["2001"] * 3 + ["1994"] * 3 + ["1987"] * 3 + [""] * 3
    page.click("#columns .year")
    assert titles(page) == shown[1].title
    page.click("#columns .title")
    assert titles(page)[-3:] == ["Song 9", "Song 10", "Song 11"]  # as people count
    page.click("#columns .group")
    assert texts(page, "#rows .group") == ["0"] * 4 + ["1"] * 4 + ["2"] * 4


def test_a_row_opens_its_song(page):
    page.click("#rows .row:nth-child(6)")
    assert page.inner_text("#title") == "Bo: Song 5"
    assert page.get_attribute("#rows .row:nth-child(6)", "aria-selected") == "true"


def test_the_table_is_walked_with_the_keyboard(page):
    page.focus("#rows")
    for key in ("ArrowDown", "ArrowDown", "End", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    assert page.get_attribute("#rows", "aria-activedescendant") == "row-10"
    assert page.inner_text("#title") == "Song 10"


def test_filters_hold_together_fade_the_map_and_are_removed_as_chips(page):
    choose(page, "Genre", "Folk", "Pop")
    assert page.inner_text("#listed") == "8 of 12 songs"
    assert sum(points_lit(page)) == 8 * N_SLICES
    choose(page, "Artist", "Ann")
    assert page.inner_text("#listed") == "4 of 12 songs"
    assert set(texts(page, "#rows .artist")) == {"Ann"}
    assert texts(page, "#filters .chip") == ["Genre: Folk", "Genre: Pop", "Artist: Ann"]
    page.click("#filters .chip:nth-child(2)")
    assert texts(page, "#filters .chip") == ["Genre: Folk", "Artist: Ann"]
    assert set(texts(page, "#rows .labels")) == {"Folk, one", "Folk, two"}
    page.click("#clear-filters")
    assert page.inner_text("#listed") == "12 songs" and sum(points_lit(page)) == 12 * N_SLICES


def test_a_menu_counts_songs_as_the_other_filters_leave_them(page):
    choose(page, "Artist", "Bo")
    open_menu(page, "Genre")
    assert sorted(texts(page, "details[open] label")) == ["Folk\n1", "Pop\n1", "Rock\n1"]
    open_menu(page, "Group")
    assert texts(page, "details[open] label") == ["cluster 0\n1", "cluster 1\n1", "cluster 2\n1"]


def test_songs_of_some_years(page):
    open_menu(page, "Year")
    first, last = page.query_selector_all("details[open] input")
    assert (first.input_value(), last.input_value()) == ("1987", "2001")
    first.fill("1990")
    assert texts(page, "#filters .chip") == ["Year: 1990 to 2001"]
    assert set(texts(page, "#rows .year")) == {"1994", "2001"}
    last.fill("1992")
    assert page.inner_text("#listed") == "0 of 12 songs"
    assert page.is_visible("#no-songs") and page.is_disabled("#m3u")
    page.keyboard.press("Escape")
    page.click("#show-all")
    assert page.inner_text("#listed") == "12 songs" and page.is_hidden("#no-songs")


def test_filters_and_a_selected_group_hold_together_and_what_is_listed_is_saved(page, tmp_path):
    page.click("#groups li:nth-child(2) button")
    assert page.inner_text("#listed") == "cluster 1: 4 of 12 songs"
    choose(page, "Artist", "Ann")
    assert page.inner_text("#listed") == "cluster 1: 2 of 12 songs"
    assert sum(points_lit(page)) == 2 * N_SLICES
    page.click("#columns .title")
    with page.expect_download() as saved:
        page.click("#m3u")
    saved.value.save_as(tmp_path / "songs.m3u8")
    lines = (tmp_path / "songs.m3u8").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "#PLAYLIST:cluster 1, Artist: Ann"
    titles_saved = [line.split(",", 1)[1] for line in lines if line.startswith("#EXTINF")]
    assert titles_saved == [f"Ann - {title}" for title in titles(page)]
    with page.expect_download() as saved:
        page.click("#csv")
    saved.value.save_as(tmp_path / "songs.csv")
    with open(tmp_path / "songs.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * N_SLICES and {row["artist"] for row in rows} == {"Ann"}
    page.click("#clear")
    assert page.inner_text("#listed") == "6 of 12 songs"  # the filter stays


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """The page of 10,000 songs."""
    n, random = 10_000, np.random.default_rng(0)
    clusters = np.arange(n) % 3
    songs = Songs(
        [f"id{number}" for number in range(n)],
        [f"Song {number}" for number in range(n)],
        ["one"] * n,
        [f"{number}.wav" for number in range(n)],
        [""] * n,
        {"genre": ["Folk", "Rock"] * (n // 2)},
    )
    place = SongMap("sound", random.normal(0, 1, (n, 2)), np.zeros((n, 1), int))
    sound = Clustering("sound", "kmeans", "genre", clusters, clusters, np.zeros(n))
    page = tmp_path_factory.mktemp("many") / "explorer.html"
    write_explorer(page, Content(songs, np.arange(n), np.zeros(n), [place], [sound]))
    return page


def test_of_ten_thousand_songs_those_in_sight_are_written_out(opened, many):
    page = explore(opened.page, many)
    assert page.inner_text("#listed") == "10,000 songs"
    assert page.locator("#rows .row").count() < 60
    page.click("#columns .title")
    page.focus("#rows")
    page.keyboard.press("End")
    page.wait_for_selector("#rows .title:text-is('Song 9999')")
    assert titles(page)[-1] == "Song 9999" and len(titles(page)) < 60
    page.keyboard.press("Home")
    page.wait_for_selector("#rows .title:text-is('Song 0')")
    assert titles(page)[:3] == ["Song 0", "Song 1", "Song 2"]

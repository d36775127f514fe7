"""Links that show a view again, and the page by its keyboard alone, in a real browser."""

import pytest
from support.explorer_page import explore, points_lit, texts
from support.explorer_songs import (
    HOSTILE,
    N_SLICES,
    with_names_and_words,
    write_explorer,
    write_songs,
)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The explorer's page of 12 songs with artists, years, names and words."""
    folder = tmp_path_factory.mktemp("explorer")
    content = with_names_and_words(write_songs(folder))
    songs = content.songs._replace(
        artist=["Ann", "Bo", "", "Ann"] * 3, year=["1994", "2001", "", "1987"] * 3
    )
    write_explorer(folder / "explorer.html", content._replace(songs=songs))
    return folder / "explorer.html"


@pytest.fixture
def page(opened, shown):
    return explore(opened.page, shown)


def wait_for_address(page, part):
    page.wait_for_function("part => decodeURIComponent(location.hash).includes(part)", arg=part)
    return page.url


def opened_again(page, address):
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    return page


def test_a_link_brings_colours_filters_group_song_order_and_theme_back(page):
    page.select_option("#map", label="words")
    page.select_option("#colour", label="Genre")
    page.click("#groups li:nth-child(1) button")
    page.click("#facets summary:text-is('Artist')")
    page.check("details[open] label:has(:text-is('Ann')) input")
    page.keyboard.press("Escape")
    page.click("#columns .title")
    page.click("#rows .row:nth-child(2)")
    page.click("#theme")
    theme = page.get_attribute("html", "data-theme")
    before = texts(page, "#rows .title"), page.inner_text("#title"), page.inner_text("#listed")
    address = wait_for_address(page, "theme=")
    opened_again(page, address)
    after = texts(page, "#rows .title"), page.inner_text("#title"), page.inner_text("#listed")
    assert after == before and before[2] == "Folk: 2 of 12 songs"
    assert page.inner_text("#by") == "Genre" and page.input_value("#map") == "1"
    assert page.get_attribute("html", "data-theme") == theme
    assert texts(page, "#filters .chip") == ["Artist: Ann"]
    assert page.get_attribute("#columns .title", "aria-sort") == "ascending"
    assert page.inner_text("#link-note") == ""


@pytest.mark.parametrize("text, hits", [("river", "4 songs"), ("jazz", "best 3 songs")])
def test_a_link_brings_a_search_back(page, text, hits):
    page.fill("#search", text)
    page.wait_for_selector(f"#hits:text-is('{hits}')")
    address = wait_for_address(page, f"find={text}")
    opened_again(page, address)
    assert page.input_value("#search") == text and page.inner_text("#hits") == hits


def test_back_and_forward_go_through_the_views(page):
    page.click("#groups li:nth-child(1) button")
    wait_for_address(page, "group=0")
    page.click("#groups li:nth-child(2) button")
    wait_for_address(page, "group=1")
    page.go_back()
    page.wait_for_function("document.getElementById('what').textContent.includes('cluster 0')")
    assert sum(points_lit(page)) == 4 * N_SLICES
    page.go_back()
    page.wait_for_selector("#selection", state="hidden")
    page.go_forward()
    page.wait_for_function("document.getElementById('what').textContent.includes('cluster 0')")


def test_a_link_of_another_map_says_what_is_not_there_and_shows_the_rest(page, shown):
    opened_again(page, f"{shown.as_uri()}#map=nowhere&group=1")
    assert "map nowhere" in page.inner_text("#link-note")
    assert "cluster 1" in page.inner_text("#what")
    opened_again(page, f"{shown.as_uri()}#%E0%A4%A&&x")
    assert "ignored" in page.inner_text("#link-note")
    assert page.inner_text("#listed") == "12 songs"


def test_the_link_is_copied(page):
    page.click("#groups li:nth-child(1) button")
    page.keyboard.press("c")
    page.wait_for_function("document.getElementById('link-note').textContent !== ''")
    assert "group=0" in page.url


def test_keys_lead_everywhere(page):
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("river?")  # typed, no help opens
    assert page.is_hidden("#help")
    page.keyboard.press("Escape")
    assert page.input_value("#search") == ""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.id") == "rows"
    page.keyboard.press("g")
    page.keyboard.press("Enter")
    assert page.inner_text("#what").startswith("heavy metal")
    page.keyboard.press("Escape")
    page.wait_for_selector("#selection", state="hidden")
    page.keyboard.press("?")
    assert "next song" in page.inner_text("#help")
    page.keyboard.press("Escape")
    assert page.is_hidden("#help")
    page.keyboard.press("q")
    assert page.is_visible("#queue")
    page.keyboard.press("Escape")
    assert page.is_hidden("#queue")


def test_arrows_go_from_song_to_song_on_the_map_and_space_stops_the_sound(page):
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.id") == "plot"
    places = []
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp"):
        before = page.text_content("#title")
        page.keyboard.press(key)
        if page.text_content("#title") != before:
            places.append(page.text_content("#title"))
    assert len(places) >= 2 and page.text_content("#said") != ""
    page.wait_for_function("!document.getElementById('player').paused")
    page.keyboard.press(" ")
    page.wait_for_function("document.getElementById('player').paused")


def test_an_arrow_goes_to_songs_that_are_lit(page):
    page.click("#groups li:nth-child(2) button")  # songs 0, 3, 6 and 9
    page.keyboard.press("m")
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp") * 2:
        page.keyboard.press(key)
    wanted = {f"Ann: {HOSTILE}", "Ann: Song 3", "Song 6", "Bo: Song 9"}
    assert page.text_content("#title") in wanted

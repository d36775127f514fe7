"""The map in a real browser: moving, enlarging, two maps at once, light and dark, many points."""

import numpy as np
import pytest
from support.explorer_page import HAS_OUTLINE, explore, point_place, points_lit, texts
from support.explorer_songs import N_SLICES, write_explorer, write_songs

from hbvae.reporting.explorer_data import Clustering, Content, SongMap, Songs

DBSCAN = "sound: DBSCAN, 0 clusters of songs"
PAPER = "getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()"
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("map")
    write_explorer(folder / "explorer.html", write_songs(folder))
    return folder / "explorer.html"


@pytest.fixture
def page(opened, written):
    return explore(opened.page, written)


def element_centre(page, pane=0):
    box = page.locator(".pane").nth(pane).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def split(page, colouring):
    """Show a second map, and scroll to it where it lies below the first one."""
    page.select_option("#beside", label=colouring)
    page.eval_on_selector(".pane:last-child", "pane => pane.scrollIntoView({block: 'center'})")
    page.evaluate(DRAWN)


def drag(page, across, down, pane=0):
    x, y = element_centre(page, pane)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=3)
    page.mouse.up()
    page.evaluate(DRAWN)


def colours_near(page, place, pane=0):
    """The colours of the 9 x 9 pixels around a place on the screen, as rows of red, green, blue."""
    pixel = page.evaluate(
        """([x, y, pane]) => {
          const canvas = plot.panes[pane].canvas, {left, top} = canvas.getBoundingClientRect();
          const at = [x - left - 4, y - top - 4].map(Math.round);
          return [...canvas.getContext('2d').getImageData(...at, 9, 9).data];
        }""",
        [*place, pane],
    )
    return np.array(pixel).reshape(-1, 4)[:, :3]


def rgb(colour):
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])


def test_dragging_moves_the_map_and_what_is_on_it(page):
    before = np.array(point_place(page, 0, 0))
    drag(page, 60, -40)
    after = np.array(point_place(page, 0, 0))
    assert np.allclose(after - before, [60, -40], atol=1.5)
    assert page.is_hidden("#song")  # it was no click
    page.dblclick("#whole")
    page.evaluate(DRAWN)
    assert np.allclose(point_place(page, 0, 0), before, atol=1.5)


def test_the_wheel_buttons_and_keys_enlarge_the_map(page):
    zoom = "plot.view.camera.zoom"
    page.mouse.move(*point_place(page, 1, 0))
    before = point_place(page, 1, 0)
    page.mouse.wheel(0, -300)
    page.wait_for_function(f"{zoom} > 1.4")
    page.evaluate(DRAWN)
    assert np.allclose(point_place(page, 1, 0), before, atol=1.5)  # it stays under the pointer
    page.click("#whole")
    page.click("#enlarge")
    assert page.evaluate(zoom) == pytest.approx(1.5)
    page.click("#reduce")
    assert page.evaluate(zoom) == pytest.approx(1)
    page.focus("#plot")
    page.keyboard.press("+")
    x = page.evaluate("plot.view.camera.x")
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("plot.view.camera.x") > x
    page.keyboard.press("0")
    assert page.evaluate(zoom) == 1


def test_two_fingers_enlarge_the_map(page):
    touch = page.context.new_cdp_session(page)
    x, y = element_centre(page)

    def fingers(kind, apart):
        points = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        event = {"type": kind, "touchPoints": points if apart else []}
        touch.send("Input.dispatchTouchEvent", event)

    fingers("touchStart", 20)
    for apart in (30, 40, 60):
        fingers("touchMove", apart)
    fingers("touchEnd", 0)
    page.evaluate(DRAWN)
    assert page.evaluate("plot.view.camera.zoom") == pytest.approx(3, rel=0.1)
    assert page.is_hidden("#song")
    touch.detach()


def test_a_lasso_selects_what_is_inside_of_it(page):
    page.click("[data-tool=lasso]")
    places = np.array([point_place(page, 2, number) for number in range(4 * N_SLICES)])
    around = places.mean(axis=0)
    radius = np.linalg.norm(places - around, axis=1).max() + 6
    angles = np.linspace(0, 2 * np.pi, 24)
    corners = around + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*corner)
    page.mouse.up()
    page.wait_for_selector("#selection:not([hidden])")
    assert points_lit(page) == [0, 0, 4 * N_SLICES]
    assert page.evaluate(HAS_OUTLINE)
    page.click("[data-tool=move]")
    drag(page, 30, 0)
    assert points_lit(page) == [0, 0, 4 * N_SLICES]


def test_points_have_the_colour_of_their_group_and_those_not_selected_fade(page):
    colour = rgb(page.evaluate("plot.panes[0].groups[1].colour"))
    place = point_place(page, 1, 0)
    off = np.abs(colours_near(page, place) - colour).sum(axis=1)
    assert off.min() < 60
    page.click("#groups li:nth-child(1) button")
    page.mouse.move(0, 0)  # no longer points at a group
    page.evaluate(DRAWN)
    faded = np.abs(colours_near(page, point_place(page, 1, 0)) - colour).sum(axis=1)
    assert faded.min() > off.min() + 60


def test_noise_is_visible_in_light_and_in_dark(page):
    page.select_option("#colour", label=DBSCAN)
    for theme in ("light", "dark"):
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        ground = rgb(page.evaluate(PAPER))
        shown = colours_near(page, point_place(page, 0, 0))
        assert np.abs(shown - ground).sum(axis=1).max() > 150
        page.click("#theme")
        page.evaluate(DRAWN)
    assert texts(page, "#groups li") == ["noise\n12 songs"]
    assert page.get_attribute("#groups .dot", "class") == "dot ring"


def test_a_group_that_is_pointed_at_is_alone_on_the_map(page):
    page.hover("#groups li:nth-child(2) button")
    assert points_lit(page) == [0, 16, 0]
    page.mouse.move(0, 0)
    assert points_lit(page) == [16, 16, 16]


def test_a_second_map_shows_the_same_places_in_other_colours(page):
    split(page, "Genre")
    assert texts(page, ".by") == ["sound: k-means, 3 clusters of songs (one per genre)", "Genre"]
    assert texts(page, "#beside-list .name") == ["Folk", "Pop", "Rock"]
    boxes = [page.locator(".pane").nth(number).bounding_box() for number in (0, 1)]
    assert boxes[0]["width"] == pytest.approx(boxes[1]["width"], abs=1)
    assert boxes[0]["height"] == pytest.approx(boxes[1]["height"], abs=1)
    beside = page.viewport_size["width"] > 760
    assert (boxes[1]["x"] > boxes[0]["x"]) == beside  # else one below the other
    assert (boxes[1]["y"] > boxes[0]["y"]) != beside
    drag(page, 20, 10, pane=1)  # both move
    point = page.evaluate("plot.panes[0].groups[0].points[0]")
    place = page.evaluate("point => plot.screenPlace(point)", point)
    for pane in (0, 1):
        colour = page.evaluate(
            "([pane, point]) => plot.panes[pane].groups[plot.panes[pane].kinds[point] / 2].colour",
            [pane, point],
        )
        box = page.locator(".pane").nth(pane).bounding_box()
        near = colours_near(page, (box["x"] + place[0], box["y"] + place[1]), pane)
        assert np.abs(near - rgb(colour)).sum(axis=1).min() < 60
    page.click("#beside-list li:nth-child(1) button")
    assert page.inner_text("#what") == "Folk: 4 songs, 16 slices"
    page.mouse.move(0, 0)
    assert sum(points_lit(page)) == sum(points_lit(page, 1)) == 16
    assert points_lit(page, 1) == [16, 0, 0]


def test_the_pointed_and_the_playing_song_are_ringed_on_both_maps(page):
    split(page, "Genre")
    page.mouse.move(*point_place(page, 1, 2, pane=1))
    page.wait_for_selector("#tip:not([hidden])")
    rings = "pane => plot.panes[pane].marks.querySelectorAll('.pointed').length"
    assert [page.evaluate(rings, pane) for pane in (0, 1)] == [1, 1]
    genre = page.evaluate("plot.panes[1].groups[1].name")
    assert genre in page.inner_text("#tip") and "cluster" in page.inner_text("#tip")
    page.mouse.click(*point_place(page, 1, 2, pane=1))
    page.wait_for_selector("#song:not([hidden])")
    opened = "pane => plot.panes[pane].marks.querySelectorAll('.open').length"
    assert [page.evaluate(opened, pane) for pane in (0, 1)] == [N_SLICES, N_SLICES]
    page.select_option("#beside", label="no second map")
    assert page.locator(".pane").nth(1).is_hidden()
    assert page.is_hidden("#beside-groups")


def test_a_region_on_the_second_map_stays_while_the_colours_change(page):
    split(page, "Genre")
    page.click("[data-tool=box]")
    # On a phone the player hides the lower part of the page.
    page.locator(".pane").nth(1).evaluate("pane => pane.scrollIntoView({block: 'center'})")
    corners = np.array([point_place(page, 0, number, pane=1) for number in range(4 * N_SLICES)])
    page.mouse.move(*(corners.min(axis=0) - 6))
    page.mouse.down()
    page.mouse.move(*(corners.max(axis=0) + 6), steps=4)
    page.mouse.up()
    page.wait_for_selector("#selection:not([hidden])")
    assert page.inner_text("#what") == "Region: 4 songs, 16 slices"
    page.select_option("#beside", label=DBSCAN)
    assert page.inner_text("#what") == "Region: 4 songs, 16 slices"
    assert page.evaluate(HAS_OUTLINE)


def test_the_theme_follows_the_system_until_the_user_chooses(tab, written):
    page = tab(1280)
    theme = "document.documentElement.dataset.theme"
    paper = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="dark")
    try:
        explore(page, written)
        assert page.evaluate(theme) == "dark" and page.evaluate(paper) == "rgb(20, 24, 29)"
        dark = page.evaluate("plot.panes[0].groups[0].colour")
        page.click("#theme")
        assert page.evaluate(theme) == "light" and page.evaluate(paper) == "rgb(255, 255, 255)"
        assert page.evaluate("plot.panes[0].groups[0].colour") != dark
        page.emulate_media(color_scheme="light")
        page.click("#theme")  # dark, which the system no longer is
        page.emulate_media(color_scheme="dark")
        page.emulate_media(color_scheme="light")
        assert page.evaluate(theme) == "dark"
        page.click("#theme")  # as the system: it is followed again
        page.emulate_media(color_scheme="dark")
        page.wait_for_function(f"{theme} === 'dark'")
    finally:
        page.emulate_media(color_scheme=None)


def crowd(n_songs, n_slices, n_clusters):
    """Songs on a map, each with as many slices."""
    random = np.random.default_rng(0)
    names = [f"Song {number}" for number in range(n_songs)]
    nothing = [""] * n_songs
    songs = Songs(names, names, nothing, names, nothing, {"genre": ["Pop"] * n_songs})
    track = np.repeat(np.arange(n_songs), n_slices)
    cluster = np.arange(n_songs) % n_clusters
    xy = (
        random.normal(0, 1, (len(track), 2))
        + 6 * random.normal(0, 1, (n_clusters, 2))[cluster][track]
    )
    near = np.zeros((n_songs, 0), int)
    clusters = Clustering("sound", "kmeans", None, cluster[track], cluster, np.zeros(n_songs))
    start = np.tile(3.0 * np.arange(n_slices), n_songs)
    return Content(songs, track, start, [SongMap("sound", xy, near)], [clusters])


def test_a_hundred_thousand_slices_can_be_moved_pointed_at_and_selected(tab, tmp_path):
    path = tmp_path / "explorer.html"
    write_explorer(path, crowd(10_000, 10, 12))
    assert path.stat().st_size < 30e6
    page = explore(tab(1280), path)
    assert sum(points_lit(page)) == 100_000
    before = np.array(point_place(page, 3, 0))
    drag(page, 50, 25)
    assert np.allclose(point_place(page, 3, 0), before + np.array([50, 25]), atol=1.5)
    page.mouse.move(*point_place(page, 3, 0))
    page.wait_for_selector("#tip:not([hidden])")
    page.click("#groups li:nth-child(4) button")
    page.mouse.move(0, 0)
    assert points_lit(page)[:5] == [0, 0, 0, 8340, 0]
    page.goto("about:blank")


def test_many_groups_say_how_to_tell_them_apart(opened, tmp_path):
    write_explorer(tmp_path / "explorer.html", crowd(150, 1, 75))
    page = explore(opened.page, tmp_path / "explorer.html")
    about = page.inner_text("#about")
    assert "one of these 75 groups to see it alone" in about and "repeat after 70" in about
    markers = page.eval_on_selector_all(
        "#groups .dot", "dots => dots.map(dot => dot.className + dot.style.background)"
    )
    assert len(set(markers)) == 70 and len(markers) == 75

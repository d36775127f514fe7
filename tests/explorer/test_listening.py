"""Listening in a real browser: a slice, a whole song, the queue, and songs that were moved."""

import shutil
from pathlib import Path

import pytest
from support.explorer_page import explore, point_place, texts
from support.explorer_songs import HOSTILE, write_explorer

GONE = "Failed to load resource: net::ERR_FILE_NOT_FOUND"


@pytest.fixture
def page(opened, shown):
    yield explore(opened.page, shown[0] / "explorer.html")


def wait_for_song(page, name, after=0.0):
    """Wait until a recording plays, from some second on."""
    page.wait_for_function(
        """([name, after]) => !player.paused && player.currentTime > after
          && decodeURIComponent(player.src).endsWith(`/${name}`)""",
        arg=[name, after],
    )


def go_to(page, seconds):
    page.evaluate("seconds => { player.currentTime = seconds; }", seconds)


def is_paused(page):
    page.wait_for_function("player.paused")


def test_a_slice_stops_at_its_end_and_a_song_continues(page):
    page.mouse.click(*point_place(page, 1, 2))  # third slice of the first song, from 11 to 14 s
    wait_for_song(page, "song 0.wav", 11)
    assert page.inner_text("#playing-title") == HOSTILE
    assert page.get_attribute("#plays-slice", "aria-pressed") == "true"
    go_to(page, 13.9)
    is_paused(page)
    assert 14 <= page.evaluate("player.currentTime") < 14.5
    page.click("#play")  # the slice again
    wait_for_song(page, "song 0.wav", 11)
    page.click("#plays-whole")
    go_to(page, 13.9)
    wait_for_song(page, "song 0.wav", 14.5)
    assert page.inner_text("#time").endswith("/ 0:20")
    page.click("#play")
    is_paused(page)
    page.wait_for_selector("#play[aria-label='Play']")
    page.click("#plays-slice")
    assert page.evaluate("player.currentTime") == 11


def test_the_bar_goes_to_any_place_of_the_song(page):
    page.mouse.click(*point_place(page, 1, 2))
    wait_for_song(page, "song 0.wav", 11)
    page.locator("#seek").evaluate(
        "bar => { bar.value = 800; bar.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    wait_for_song(page, "song 0.wav", 16)
    assert page.get_attribute("#plays-whole", "aria-pressed") == "true"


def test_a_song_of_several_in_a_file_plays_from_its_beginning_to_its_end(opened, shown):
    folder, (songs, *others) = shown
    spans = [(6.0, 18.0), *[None] * 11]
    write_explorer(folder / "spans.html", (songs._replace(span=spans), *others))
    page = explore(opened.page, folder / "spans.html")
    page.click("#plays-whole")
    page.mouse.click(*point_place(page, 1, 2))
    wait_for_song(page, "song 0.wav", 6)
    assert page.evaluate("player.currentTime") < 8
    assert page.inner_text("#time").endswith("/ 0:12")
    go_to(page, 17.9)
    is_paused(page)
    assert page.evaluate("player.currentTime") < 18.5


def test_next_is_the_nearest_unplayed_song_and_previous_goes_back(page, shown):
    near = shown[1].places[0].near
    page.mouse.click(*point_place(page, 1, 0))
    wait_for_song(page, "song 0.wav")
    page.click("#next")
    wait_for_song(page, f"song {near[0][0]}.wav")
    third = next(track for track in near[near[0][0]] if track != 0)
    page.click("#next")
    wait_for_song(page, f"song {third}.wav")
    page.click("#previous")
    wait_for_song(page, f"song {near[0][0]}.wav")
    page.click("#previous")
    wait_for_song(page, "song 0.wav")
    assert page.is_disabled("#previous")


def queued(page):
    return texts(page, "#queue-entries .name")


def test_a_cluster_is_played_through(page, tmp_path):
    page.click("#groups li:nth-child(2) button")
    page.click("#play-all")
    wait_for_song(page, "song 0.wav")  # whole: nothing else was chosen
    assert page.get_attribute("#plays-whole", "aria-pressed") == "true"
    page.click("#shows-queue")
    assert page.inner_text("#queue-title") == "cluster 1: 4 songs"
    assert queued(page) == [HOSTILE, "Song 3", "Song 6", "Song 9"]
    go_to(page, 19.9)
    wait_for_song(page, "song 3.wav")
    assert page.inner_text("#title") == "Song 3"
    assert page.inner_text("#queue-size") == "2 / 4"
    page.click("#plays-slice")
    page.click("#next")
    wait_for_song(page, "song 6.wav", 5)  # its first slice
    go_to(page, 7.9)
    wait_for_song(page, "song 9.wav", 5)
    go_to(page, 7.9)
    is_paused(page)
    with page.expect_download() as saved:
        page.click("#queue-m3u")
    assert saved.value.suggested_filename == "cluster 1.m3u8"


def test_a_playlist_has_relative_paths_where_those_of_the_run_have(opened, shown, tmp_path):
    write_explorer(shown[0] / "relative.html", shown[1], has_relative_paths=True)
    page = explore(opened.page, shown[0] / "relative.html")
    page.click("#groups li:nth-child(2) button")
    with page.expect_download() as saved:
        page.click("#m3u")
    saved.value.save_as(tmp_path / "songs.m3u8")
    lines = (tmp_path / "songs.m3u8").read_text(encoding="utf-8").splitlines()
    assert lines[3::2] == [f"../song {n}.wav" for n in (0, 3, 6, 9)]  # from playlists/


def test_songs_are_added_to_the_end_of_the_queue(page):
    page.fill("#search", "Song 4")
    page.wait_for_selector("#selection:not([hidden])")
    page.click("#queue-all")
    page.click("#groups li:nth-child(3) button")
    page.click("#songs li button")
    page.click("#queue-song")
    page.click("#shows-queue")
    assert queued(page)[0] == "Song 4" and len(queued(page)) == 2
    assert page.inner_text("#queue-title").startswith("Song 4, ")
    assert page.inner_text("#queue-title").endswith(": 2 songs")


def test_entries_of_the_queue_are_moved_taken_out_and_played(page):
    page.click("#groups li:nth-child(2) button")
    page.click("#queue-all")
    assert page.inner_text("#queue-note") == "4 songs added"
    page.click("#shows-queue")
    page.focus("#queue-entries li:nth-child(1) .handle")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert queued(page) == ["Song 3", "Song 6", HOSTILE, "Song 9"]
    handles = [page.locator(f"#queue-entries li:nth-child({n}) .handle") for n in (4, 1)]
    box, above = (handle.bounding_box() for handle in handles)
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(above["x"] + 5, above["y"] + 8, steps=4)
    page.mouse.up()
    assert queued(page) == ["Song 9", "Song 3", "Song 6", HOSTILE]
    page.click("#queue-entries li:nth-child(2) [aria-label='Remove Song 3']")
    assert queued(page) == ["Song 9", "Song 6", HOSTILE]
    page.click("#queue-entries li:nth-child(2) .entry")
    wait_for_song(page, "song 6.wav")
    assert texts(page, "#queue-entries .is-playing .name") == ["Song 6"]
    page.click("#queue-clear")
    assert page.inner_text("#queue-title") == "Nothing is queued"


@pytest.fixture
def gone(opened, shown, tmp_path):
    """The page of songs whose folder was moved, and the folder that they are in now."""
    folder, (songs, *others) = shown
    old, new = tmp_path / "old", tmp_path / "new" / "Music"
    sounds = [(old / "Music" / f"song {n}.wav").as_uri() for n in range(12)]
    (new).mkdir(parents=True)
    for recording in folder.glob("song *.wav"):
        shutil.copy(recording, new)
    path = tmp_path / "explorer.html"
    write_explorer(path, (songs._replace(sound=sounds), *others))
    page = explore(opened.page, path)
    page.evaluate("localStorage.clear()")
    page = explore(page, path)
    yield page, old / "Music", new
    page.evaluate("localStorage.clear()")
    assert {opened.faults.pop() for _ in range(len(opened.faults))} <= {GONE}


def test_a_song_that_is_gone_is_looked_for_in_a_folder_that_is_typed(gone, tmp_path):
    page, old, new = gone
    page.mouse.click(*point_place(page, 1, 0))
    page.wait_for_selector("#trouble:not([hidden])")
    assert f"{old}/song 0.wav cannot be played: the file is missing" in page.inner_text("#trouble")
    assert str(old) in page.inner_text("#moved-from")
    page.fill("#new-folder", str(tmp_path))
    page.click("#moved-to button")
    page.wait_for_function("document.getElementById('moved-note').textContent")
    assert f"looked for {tmp_path}/song 0.wav" in page.inner_text("#moved-note")
    page.fill("#new-folder", str(new.parent))  # the folder above does as well
    page.click("#moved-to button")
    wait_for_song(page, "song 0.wav")
    assert page.is_hidden("#trouble") and page.is_hidden("#moved")
    page.click("#groups li:nth-child(3) button")
    with page.expect_download() as saved:
        page.click("#m3u")
    saved.value.save_as(tmp_path / "songs.m3u8")
    lines = (tmp_path / "songs.m3u8").read_text(encoding="utf-8").splitlines()
    assert {Path(line).parent for line in lines[3::2]} == {new}
    page.reload()  # the place is remembered
    page.wait_for_selector("body[data-ready]")
    page.evaluate("document.getElementById('stage').scrollIntoView()")
    page.mouse.click(*point_place(page, 1, 0))
    wait_for_song(page, "song 0.wav")


def test_a_song_that_is_gone_is_played_from_a_folder_that_is_chosen(gone):
    page, _, new = gone
    page.mouse.click(*point_place(page, 1, 0))
    page.wait_for_selector("#moved:not([hidden])")
    page.set_input_files("#picked", str(new.parent))
    page.wait_for_function("player.currentTime > 5.5 && player.src.startsWith('blob:')")
    assert page.inner_text("#playing-title") == HOSTILE
    page.mouse.click(*point_place(page, 1, 2))
    page.wait_for_function("!player.paused && player.currentTime > 11")


def test_a_queue_skips_unplayable_songs(gone, shown):
    page, old, _ = gone
    old.mkdir(parents=True)
    shutil.copy(shown[0] / "song 6.wav", old)  # of songs 0, 3, 6, 9 the third one is back
    page.click("#groups li:nth-child(2) button")
    page.click("#play-all")
    wait_for_song(page, "song 6.wav")
    assert page.inner_text("#queue-note") == "Skipped Song 3: it cannot be played."
    page.click("#shows-queue")
    assert texts(page, "#queue-entries .is-unplayable .name") == [HOSTILE, "Song 3"]
    page.click("#close-queue")
    page.click("#groups li:nth-child(1) button")
    page.click("#play-all")
    page.wait_for_function(
        "document.getElementById('queue-note').textContent === 'None of these songs can be played.'"
    )
    assert page.is_visible("#moved")


def test_the_player_stays_within_the_screen(page):
    page.click("#groups li:nth-child(2) button")
    page.click("#play-all")
    page.click("#shows-queue")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator("#deck").bounding_box()
    assert box["y"] + box["height"] <= page.viewport_size["height"] + 1

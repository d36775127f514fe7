"""The report: its words by hand, and its page in a real browser."""

from math import nan
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
import soundfile

from hbvae.clustering.choice_of_k import Stability, write_curve
from hbvae.reporting.changes import changes_tables
from hbvae.reporting.collection import Collection, read_collection
from hbvae.reporting.copies import copies_table
from hbvae.reporting.groups import Group, PlayableSong
from hbvae.reporting.paper_section import Judged
from hbvae.reporting.pictures import picture
from hbvae.reporting.report_page import (
    Part,
    Shown,
    citations,
    markdown_page,
    part,
    playable_songs,
    run_table,
)
from hbvae.reporting.report_tables import html_table, wide_table
from hbvae.reporting.report_words import settings_in_words
from hbvae.reporting.trust import Trust
from hbvae.reporting.unused import unused
from hbvae.storage.changes import Change
from hbvae.storage.clusters import write_assignments
from hbvae.storage.duplicates import Copy, write_duplicates
from hbvae.storage.latents import write_latents, write_map
from hbvae.storage.metadata import Metadata
from hbvae.storage.names import ClusterName
from hbvae.storage.recurrence import Recurrence, write_recurrence
from hbvae.storage.slices import SliceIndex
from hbvae.storage.template import fill_template
from hbvae.storage.tracks import Track, write_lyrics, write_rejected, write_remarks, write_tracks

RESOURCES = Path(__file__).parents[2] / "resources/report"
NAMES = [ClusterName("heavy metal, hard rock", "Loud."), ClusterName("slow, dark", "Sad.")]
COPY = Copy("t2", "t1", "same recording", 0.999, 0.87, -2.0, 1.0, "t2.mp3", "t1.flac")
WHY = "2 groups, one per genre; by the agreement of random samples, there would be 3."
HOSTILE = "<img src=x onerror=document.title='owned'> & নদী"


def test_headings_of_pages_move_down_and_html_is_escaped():
    page = markdown_page("evidence", f"# Claims\n\n## First\n\n{HOSTILE}\n\n| a |\n|---|\n| 1 |")
    assert page.title == "Claims"
    assert "<h3>First</h3>" in page.body and "<h1>" not in page.body
    assert "<img" not in page.body and '<div class="wide" tabindex="0"' in page.body
    table = markdown_page("table1", "| a |\n|---|\n| 1 |")
    assert table.title == "Table 1: published and measured"


def test_citations_name_the_software_and_what_it_builds_on():
    person = {"given-names": "Ada", "family-names": "Byron"}
    software = {
        "title": "hbvae", "authors": [{"name": "The authors"}], "version": "1.0",
        "license": "MIT", "references": [{"title": "A paper", "authors": [person], "year": 2024}],
    }  # fmt: skip
    assert citations(software) == [
        "The authors. hbvae, version 1.0, MIT.",
        "Ada Byron (2024). A paper.",
    ]


# What a run has of a dataset


def collection(tracks, clusters, rejected=()):
    n = len(tracks)
    return Collection(
        "mine", "Mine", tracks, clusters, "genre" if tracks[0].labels else "none", NAMES,
        np.arange(n, dtype=float), [Recurrence(0.9, 0.5, nan)] * 2, np.arange(n) / 2, WHY, 4, 1,
        list(rejected),
    )  # fmt: skip


def make_part(collection, scores=(), encoder="", n_seeds=1, changes=()):
    titles = {"joint_audio": "Audio part of the joint model"}
    shown = Shown("joint_audio", "kmeans", "sound", titles, 30.0, n_seeds, encoder)
    metadata = {"t1": Metadata("T1", "Ada"), "t2": Metadata()}
    songs = playable_songs(collection, ["1.mp3", "2.mp3"], metadata)
    return part(collection, list(scores), [], songs, list(changes), shown)


def track(number, **labels):
    return Track(f"t{number}", f"t{number}.wav", labels=labels, title=f"T{number}", batch=0)


def test_a_collection_is_read_without_the_tracks_that_were_not_used(tmp_path):
    at = {
        name: str(tmp_path / name)
        for name in ("t", "l", "r", "m", "d", "h", "map", "s", "a", "again")
    }
    tracks = [track(number, genre="Folk")._replace(lyrics="la") for number in range(3)]
    write_tracks(at["t"], tracks)
    write_lyrics(at["l"], tracks)
    write_rejected(at["r"], [("t0", "t0.wav", "it is silent")])
    write_remarks(at["m"], ["two tables"])
    write_duplicates(at["d"], [COPY])
    write_recurrence(at["again"], [Recurrence(0.75, 0.5, nan)])
    index = SliceIndex(["t2", "t1"], np.array([0, 0, 1], np.int32), np.array([9.0, 12, 3]))
    write_latents(at["h"], np.array([[0.0, 0], [2, 0], [4, 0]]), index)
    write_curve(at["s"], [Stability(2, 0.9, 0.8, 1.0)])
    write_map(at["map"], np.zeros((3, 2)), np.array([0, 2]), index)
    write_assignments(at["a"], {"genre": {"track": np.zeros(2, np.int32)}}, {"track": 1})
    collected = read_collection("mine", "Mine", "genre", 1, NAMES, True, *at.values())
    assert [track.track_id for track in collected.tracks] == ["t2", "t1"]
    assert (collected.n_slices, collected.n_lyrics, collected.factors) == (3, 3, ["genre"])
    assert collected.distance.tolist() == [1.5, 1.5]  # tracks at 1 and 4
    assert collected.start.tolist() == [9, 3] and collected.is_synthetic
    assert collected.recurrences[0].overlap == 0.75
    assert collected.rejected == [("t0", "t0.wav", "it is silent")]
    assert (collected.remarks, collected.copies) == (["two tables"], [COPY])
    assert collected.sampled == (
        "1 of 2 songs were compared; the others joined the nearest clusters. For the map, 2 of 3 "
        "slices were compared; the others are placed near their nearest neighbours."
    )
    assert collected.sampled in make_part(collected).about_groups
    assert collected.why_k.startswith("1 group, one per genre; by the agreement of random samples")
    without_k = read_collection("mine", "Mine", "genre", None, NAMES, False, *at.values())
    assert without_k.why_k == ""


def test_the_run_is_counted():
    folk_and_rock = collection([track(1, genre="Folk"), track(2, genre="Rock")], np.zeros(2, int))
    table = run_table([folk_and_rock, folk_and_rock._replace(tracks=[track(1)], n_slices=1234)])
    first, second = table.split("<tr>")[2:]
    assert [
        cell for cell in (">2", ">4", ">1", ">0", ">genre") if cell in first.replace(" ", "")
    ] == [">2", ">4", ">1", ">0", ">genre"]
    assert "1,234" in second and "none" in second


def test_a_part_has_its_groups_with_songs_and_trust():
    folk_and_rock = collection([track(1, genre="Folk"), track(2, genre="Rock")], np.array([0, 1]))
    shown = make_part(folk_and_rock, n_seeds=3)
    first, second = shown.groups
    assert (first.name, first.size, first.trust.grade) == ("heavy metal, hard rock", 1, "firm")
    assert first.songs == [PlayableSong("T1", "Ada", "1.mp3", 0.0)]
    assert second.songs == [PlayableSong("T2", "", "2.mp3", 0.5)]  # the list has its title
    assert WHY in shown.summary[0] and "2 are firm" in shown.summary[1]
    assert "k-means, 3 seeds." in shown.about_scores
    assert "over songs and seeds" in shown.about_scores
    assert "Folk 100 %" in shown.groups_table and "0.90" in shown.groups_table
    assert shown.about_groups.startswith(
        "The groups are clusters of songs, made by k-means from: Audio part of the joint model. "
        "They are"
    )
    assert (shown.unused.table, shown.copies) == ("", "")
    assert shown.about_copies == "No duplicates were found."
    shown = make_part(folk_and_rock._replace(copies=[COPY]))
    assert (
        shown.about_copies.startswith("2 songs in 1 pair of duplicates")
        and "t2.mp3" in shown.copies
    )


def test_a_part_names_the_encoder():
    folk_and_rock = collection([track(1, genre="Folk"), track(2, genre="Rock")], np.array([0, 1]))
    row = {"dataset": "mine", "representation": "joint_audio", "clusterer": "ward"}
    rows = [row | {"learned_from": "tags of other songs"}]
    shown = make_part(folk_and_rock, rows, "musicnn 0.1.0 (ISC)")
    assert "joint model, which was also trained on tags of other songs. " in shown.about_groups
    assert "analysed these: musicnn 0.1.0 (ISC). " in shown.about_scores
    assert "analysed" not in make_part(folk_and_rock).about_scores


def test_without_labels_a_part_says_what_the_scores_do_not_say():
    refused = [("t3", "t3.wav", "it is silent")]
    shown = make_part(collection([track(1), track(2)], np.array([0, 1]), refused))
    assert "There are no labels" in shown.about_scores and "1 seed." in shown.about_scores
    assert shown.unused.reasons == [(1, "it is silent")] and "t3.wav" in shown.unused.table
    assert "labelled" not in shown.groups[0].trust.sentence


def test_text_after_a_number_is_small():
    table = "| a |\n|---|\n| 0.10 [0.05, 0.15] (0.01); published 1.00 |\n| about [this] |"
    body = markdown_page("table1", table).body
    assert "<td>0.10<small> [0.05, 0.15] (0.01); published 1.00</small></td>" in body
    assert "<td>about [this]</td>" in body


# The page


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    image = folder / "fig07_latent_map.png"
    matplotlib.image.imsave(image, np.random.default_rng(0).random((600, 2400, 3)))
    soundfile.write(folder / "1.mp3", np.zeros(8000), 8000, format="MP3")
    wide = wide_table(html_table([["x" * 20] * 12], [f"column {number}" for number in range(12)]))
    figure = picture(str(image), {"timbre 1": str(folder / "1.mp3")}, wide)
    soundfile.write(folder / "a #1.wav", np.zeros(80_000), 8000)
    songs = [
        PlayableSong("A song", "", "a%20%231.wav", 2.0),
        PlayableSong(HOSTILE, "Ada", "gone.mp3", 0.0),
    ]
    trust = Trust("fairly firm", "Fairly firm: it comes back.")
    group = Group(0, HOSTILE, "Loud.", 1234, trust, songs)
    copies = copies_table([COPY._replace(path=f"{HOSTILE}.mp3")] * 2)
    left_out = unused([("t", f"{HOSTILE}.wav", "it is silent")], 2)
    shown = Part(
        "mine", HOSTILE, ["First.", "Second."], [group], "How far.", HOSTILE,
        changes_tables([Change("moved", "t", HOSTILE, *[HOSTILE] * 3)]), left_out,
        [HOSTILE], HOSTILE, copies, "About.", wide, "About scores.", wide, [figure],
    )  # fmt: skip
    fill_template(
        folder / "report.html",
        str(RESOURCES / "report.html"),
        headline=f"{HOSTILE}: 1,234 songs in 1 group",
        datasets=[shown],
        verdict="Of the claims, none.",
        verdicts=[Judged(HOSTILE, "on this", [("the paper", "does not hold")])],
        terms={"slice": "3 seconds"},
        controls="lyrics_without_language",
        run=wide,
        settings="Settings.",
        transcribed=[HOSTILE],
        left_out={"Controls": HOSTILE},
        full_run="snakemake",
        pages=[markdown_page("evidence", "# Claims\n\n" + "word " * 80)],
        made_by="hbvae",
        provenance=wide,
        config=f"title: {HOSTILE}\n",
        citations=["A. Author. A title."],
        style=(RESOURCES / "report.css").read_text(encoding="utf-8"),
        program=(RESOURCES / "report.js").read_text(encoding="utf-8"),
    )
    return folder / "report.html"


def shown_on(opened, report, at=""):
    opened.page.goto("about:blank")
    opened.page.goto(report.as_uri() + at)
    return opened.page


def test_the_report_is_a_single_page_that_fits_the_screen(opened, report):
    page = shown_on(opened, report)
    assert page.title() == f"{HOSTILE}: 1,234 songs in 1 group" == page.inner_text("h1")
    assert page.inner_text(".groups h4").split() == f"0 {HOSTILE} 1,234 songs".split()
    assert page.inner_text("#mine-unused + p + ul li") == "1: it is silent"
    assert not page.is_visible("figure img")  # folded
    page.eval_on_selector_all("main details", "all => all.forEach(one => (one.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    files = {address for address in opened.addresses if address.startswith("file:")}
    assert files == {report.as_uri()}  # it needs no other


def test_a_link_opens_what_it_leads_into_and_stays_there(opened, report):
    page = shown_on(opened, report)
    if opened.page.viewport_size["width"] == 400:
        page.click("nav summary")
    page.click("nav a[href='#mine-figures']")
    image = page.wait_for_selector("figure img")
    page.wait_for_function("document.querySelector('figure img').naturalWidth === 1600")
    assert image.bounding_box()["width"] <= page.viewport_size["width"]
    assert "The paper's Figure 7. " in page.inner_text("figcaption")
    for target in ("left-out", "cite"):  # below an image, which keeps its room from the beginning
        page = shown_on(opened, report, f"#{target}")
        top = page.eval_on_selector(f"#{target}", "part => part.getBoundingClientRect().bottom")
        assert 0 < top <= page.viewport_size["height"] + 1
    assert page.evaluate("document.querySelector('figure img').height") > 80
    assert page.inner_text("#left-out li") == f"Controls: {HOSTILE}."


def test_songs_play_separately_from_the_analysed_part(opened, report):
    page = shown_on(opened, report)
    first, gone = page.locator(".groups button").all()
    first.click()
    page.wait_for_function("document.querySelector('.songs audio').currentTime > 2")
    assert first.get_attribute("aria-pressed") == "true"
    first.click()
    assert page.eval_on_selector(".songs audio", "player => player.paused")
    page.wait_for_function("!document.querySelector('button[aria-pressed]')")
    gone.click()
    page.wait_for_function("document.querySelectorAll('.trouble')[1].textContent")
    assert page.locator(".trouble").nth(1).inner_text().startswith("gone.mp3 cannot be played")
    assert not page.locator(".songs audio").count()
    opened.faults.clear()  # the browser's own, of the file that is not there


def test_what_is_folded_is_printed_and_folded_again(opened, report):
    page = shown_on(opened, report)
    page.click("#mine-copies summary")
    assert page.inner_text("#mine-copies td") == f"{HOSTILE}.mp3"
    page.click("#mine-copies summary")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.is_visible("figure img") and page.is_visible("pre")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.is_visible("figure img") and not page.is_visible("#mine-copies td")


def test_the_contents_are_folded_on_a_phone(opened, report):
    page = shown_on(opened, report)
    is_phone = page.viewport_size["width"] == 400
    assert page.is_visible("nav a[href='#cite']") != is_phone
    if is_phone:
        page.click("nav summary")
    page.click("nav a[href='#cite']")
    assert page.is_visible("nav a[href='#cite']") != is_phone
    assert page.is_visible("#cite")


def test_a_representation_and_a_clusterer_of_the_same_name_have_titles_of_their_own():
    training = {"epochs": 2, "held_out": 0.1}
    config = {"training": training, "clusterers": ["spectral"], "seeds": [0]}
    titles = {"spectral": "Log-mel spectrogram"}
    text = settings_in_words(config, {"spectral": "these songs"}, titles)
    assert "Representations: Log-mel spectrogram (spectral)" in text
    assert "Clusterers: spectral clustering (spectral)" in text

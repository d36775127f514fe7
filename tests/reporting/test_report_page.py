"""The report: its words by hand, and its page in a real browser."""

from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
import soundfile

from hbvae.clustering.choice_of_k import Stability, write_curve
from hbvae.reporting.collection import Collection, read_collection
from hbvae.reporting.copies import copies_table
from hbvae.reporting.pictures import picture
from hbvae.reporting.report_page import (
    Part,
    citations,
    markdown_page,
    part,
    run_table,
)
from hbvae.reporting.report_tables import html_table
from hbvae.storage.clusters import write_assignments
from hbvae.storage.duplicates import Copy, write_duplicates
from hbvae.storage.latents import write_latents, write_map
from hbvae.storage.names import ClusterName
from hbvae.storage.slices import SliceIndex
from hbvae.storage.template import fill_template
from hbvae.storage.tracks import Track, write_lyrics, write_rejected, write_remarks, write_tracks

RESOURCES = Path(__file__).parents[2] / "resources/report"
NAMES = [ClusterName("heavy metal, hard rock", "Loud."), ClusterName("slow, dark", "Sad.")]
COPY = Copy("t2", "t1", "same recording", 0.999, 0.87, -2.0, 1.0, "t2.mp3", "t1.flac")
HOSTILE = "<img src=x onerror=document.title='owned'> & নদী"


def test_pages_of_other_rules_go_one_heading_down_and_carry_no_html():
    page = markdown_page("evidence", f"# Claims\n\n## First\n\n{HOSTILE}\n\n| a |\n|---|\n| 1 |")
    assert page.title == "Claims"
    assert "<h3>First</h3>" in page.body and "<h1>" not in page.body
    assert "<img" not in page.body and '<div class="wide"><table>' in page.body
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
    distance = np.arange(len(tracks), dtype=float)
    why_k = "2 clusters, one per genre, although stability over resampled songs chooses 3."
    return Collection(
        "mine", "Mine", tracks, clusters, "genre", NAMES, distance, why_k, 4, 1, list(rejected)
    )


def track(number, **labels):
    return Track(f"t{number}", f"t{number}.wav", labels=labels, title=f"T{number}", batch=0)


def test_a_collection_is_read_without_the_tracks_that_were_not_used(tmp_path):
    at = {name: str(tmp_path / name) for name in ("t", "l", "r", "m", "d", "h", "map", "s", "a")}
    tracks = [track(number, genre="Folk")._replace(lyrics="la") for number in range(3)]
    write_tracks(at["t"], tracks)
    write_lyrics(at["l"], tracks)
    write_rejected(at["r"], [("t0", "t0.wav", "it is silent")])
    write_remarks(at["m"], ["two tables"])
    write_duplicates(at["d"], [COPY])
    index = SliceIndex(["t2", "t1"], np.array([0, 0, 1], np.int32), np.zeros(3))
    write_latents(at["h"], np.array([[0.0, 0], [2, 0], [4, 0]]), index)
    write_curve(at["s"], [Stability(2, 0.9, 0.8, 1.0)])
    write_map(at["map"], np.zeros((3, 2)), np.array([0, 2]), index)
    write_assignments(at["a"], {"genre": {"track": np.zeros(2, np.int32)}}, {"track": 1})
    found = read_collection("mine", "Mine", "genre", 1, NAMES, *at.values())
    assert [track.track_id for track in found.tracks] == ["t2", "t1"]
    assert (found.n_slices, found.n_lyrics, found.factors) == (3, 3, ["genre"])
    assert found.distance.tolist() == [1.5, 1.5]  # tracks at 1 and 4
    assert found.rejected == [("t0", "t0.wav", "it is silent")]
    assert (found.remarks, found.copies) == (["two tables"], [COPY])
    assert found.sampled == (
        "1 of 2 songs were compared; the others joined the clusters nearest to them. "
        "For the map, 2 of 3 slices were compared; the others are placed by their nearest."
    )
    assert part(found, [], [], "joint_audio", "kmeans", 1).about_groups.endswith(found.sampled)
    assert found.why_k.startswith("1 cluster, one per genre, although stability")
    assert read_collection("mine", "Mine", "genre", None, NAMES, *at.values()).why_k == ""


def test_the_run_is_counted():
    one = collection([track(1, genre="Folk"), track(2, genre="Rock")], np.zeros(2, int))
    table = run_table([one, one._replace(tracks=[track(1)], n_slices=1234)])
    first, second = table.split("<tr>")[2:]
    assert [
        cell for cell in (">2", ">4", ">1", ">0", ">genre") if cell in first.replace(" ", "")
    ] == [">2", ">4", ">1", ">0", ">genre"]
    assert "1,234" in second and "none" in second


def test_a_part_says_what_its_groups_and_scores_are():
    one = collection([track(1, genre="Folk"), track(2, genre="Rock")], np.array([0, 1]))
    shown = part(one, [], [], "joint_audio", "kmeans", n_seeds=3)
    assert shown.about_groups.startswith(
        "Clusters of songs by kmeans on joint_audio. 2 clusters, one per genre, although "
        "stability over resampled songs chooses 3. They are numbered by size; "
    )
    assert "By kmeans, tracks, 3 seeds." in shown.about_scores
    assert "over tracks and seeds" in shown.about_scores
    assert "heavy metal, hard rock" in shown.groups and "Sad." in shown.groups
    assert "Folk 100 %" in shown.groups and "T2" in shown.groups
    assert (shown.rejected, shown.copies) == ("", "")
    assert shown.about_copies == "No song was found twice."
    shown = part(one._replace(copies=[COPY]), [], [], "joint_audio", "kmeans", 1)
    assert shown.about_copies.startswith("2 songs in 1 pair") and "t2.mp3" in shown.copies


def test_a_part_says_who_has_heard_the_songs():
    one = collection([track(1, genre="Folk"), track(2, genre="Rock")], np.array([0, 1]))
    row = {"dataset": "mine", "representation": "joint_audio", "clusterer": "ward"}
    rows = [row | {"learned_from": "tags of other songs"}]
    shown = part(one, rows, [], "joint_audio", "kmeans", 1, "musicnn 0.1.0 (ISC)")
    assert shown.about_groups.startswith(
        "Clusters of songs by kmeans on joint_audio, which is learned from tags of other songs as "
        "well. 2 clusters"
    )
    assert "has heard these: musicnn 0.1.0 (ISC). " in shown.about_scores
    shown = part(one, [], [], "joint_audio", "kmeans", 1)
    assert "heard" not in shown.about_scores


def test_without_labels_a_part_says_what_the_scores_do_not_say():
    refused = [("t3", "t3.wav", "it is silent")]
    one = collection([track(1), track(2)], np.array([0, 1]), refused)
    shown = part(one._replace(why_k=""), [], [], "joint_audio", "hdbscan", n_seeds=1)
    assert shown.about_groups.startswith(
        "Clusters of songs by hdbscan on joint_audio. They are numbered by size; "
    )
    assert "There are no labels" in shown.about_scores and "1 seed." in shown.about_scores
    assert "it is silent" in shown.rejected


# The page


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    image = folder / "fig07_latent_map.png"
    matplotlib.image.imsave(image, np.random.default_rng(0).random((600, 2400, 3)))
    soundfile.write(folder / "1.mp3", np.zeros(8000), 8000, format="MP3")
    wide = html_table([["x" * 20] * 12], [f"column {number}" for number in range(12)])
    figure = picture(str(image), {"timbre 1": str(folder / "1.mp3")}, wide)
    about = "About.", wide, "About scores.", wide, [figure], wide, [HOSTILE]
    copies = copies_table([COPY._replace(path=f"{HOSTILE}.mp3")] * 2)
    shown = Part("mine", HOSTILE, *about, HOSTILE, copies)
    fill_template(
        folder / "report.html",
        str(RESOURCES / "report.html"),
        datasets=[shown],
        any_lyrics=True,
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
    )
    return folder / "report.html"


def test_the_report_is_one_page_that_fits_its_screen(opened, report):
    page = opened.page
    page.goto(report.as_uri())
    assert page.title() == f"Report: {HOSTILE}"
    assert page.inner_text("h1") == f"Groups in {HOSTILE}"
    page.click("nav a[href='#left-out']")
    assert page.inner_text("#left-out li") == f"Controls: {HOSTILE}."
    page.click("nav a[href='#mine-copies']")
    assert not page.is_visible("#mine-copies + details table")
    page.click("#mine-copies + details summary")
    assert page.inner_text("#mine-copies + details td") == f"{HOSTILE}.mp3"
    page.click("nav a[href='#mine-figures']")
    image = page.wait_for_selector("figure img")
    page.wait_for_function("document.querySelector('figure img').naturalWidth === 1600")
    assert image.bounding_box()["width"] <= page.viewport_size["width"]
    assert "Figure 7. The latent as a map, by each label." in page.inner_text("figcaption")
    page.eval_on_selector("audio", "player => player.play()")
    page.wait_for_function("document.querySelector('audio').currentTime > 0.1")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    files = {address for address in opened.addresses if address.startswith("file:")}
    assert files == {report.as_uri()}  # it needs no other

"""The report: its tables by hand, and its page in a real browser."""

from math import nan
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
import soundfile

from hbvae.provenance import commit, config_digest, versions
from hbvae.reporting.report_page import (
    Part,
    fill_template,
    groups_table,
    html_table,
    markdown_page,
    picture,
    scores_table,
)

RESOURCES = Path(__file__).parents[2] / "resources/report"
HOSTILE = "<img src=x onerror=document.title='owned'> & নদী"


def cells(table):
    """The text of a table's cells, row by row."""
    rows = table.split("<tr>")[1:]
    return [[cell.split("</")[0].strip() for cell in row.split(">")[1::2] if cell] for row in rows]


def test_a_cell_is_text_whatever_is_in_it():
    table = html_table([[HOSTILE, "1e5"]], ["a", "b"])
    assert "<img" not in table and "&lt;img" in table
    assert ">1e5<" in table.replace(" ", "")


def test_groups_are_told_by_size_labels_and_central_songs():
    clusters = np.array([1, 1, 0, 1, 1, -1])
    distance = np.array([0.9, 0.1, 0, 0.2, 0.3, 0])
    labels = {"genre": ["Folk", "Folk", "Rock", "Folk", "Pop", "Pop"]}
    titles = [f"Song {number}" for number in range(6)]
    table = groups_table(clusters, distance, titles, labels)
    first, second, third = table.split("<tr>")[2:]
    assert "cluster 1" in first and ">4" in first
    assert "Folk 75 %, Pop 25 %" in first
    assert "Song 1; Song 3; Song 4" in first
    assert {"cluster 0" in second, "noise" in second} == {True, False}
    assert "noise" in second + third


def score(metric, value, reference="genre", **other):
    row = {"representation": "pca", "clusterer": "kmeans", "level": "track", "seed": "0", "k": 4}
    row |= {"reference": reference, "metric": metric, "low": nan, "high": nan, "chance": nan}
    return row | {"value": value} | other


def test_scores_have_intervals_and_chance():
    interval = {"low": 0.2, "high": 0.4, "chance": -0.001}
    rows = [score("ari", 0.3, **interval), score("nmi", 0.5, low=0.45, high=0.55)]
    rows.append(score("ari", 0.9, reference="language x genre"))  # of pairs the explorer tells
    table = scores_table(rows, "kmeans")
    assert "0.30 [0.20, 0.40]" in table and "0.50 [0.45, 0.55]" in table
    assert "0.00" in table and "-0.00" not in table
    assert "language" not in table


def test_without_labels_there_are_no_external_scores():
    table = scores_table([score("silhouette", 0.21, reference="none")], "kmeans")
    assert "Silhouette" in table and "0.21" in table
    assert "ARI" not in table and "NMI" not in table


def test_a_score_that_is_not_defined_is_not_nought():
    table = scores_table([score("silhouette", nan, reference="none")], "kmeans")
    assert "not defined" in table and "nan" not in table


def test_pages_of_other_rules_go_one_heading_down_and_carry_no_html():
    page = markdown_page("evidence", f"# Claims\n\n## First\n\n{HOSTILE}\n\n| a |\n|---|\n| 1 |")
    assert page.title == "Claims"
    assert "<h3>First</h3>" in page.body and "<h1>" not in page.body
    assert "<img" not in page.body and '<div class="wide"><table>' in page.body
    assert markdown_page("table1", "| a |\n|---|\n| 1 |", "Table 1").title == "Table 1"


# Provenance


def test_settings_in_another_order_have_the_same_digest():
    one = {"a": 1, "b": {"c": [2, 3], "d": 4}}
    assert config_digest(one) == config_digest({"b": {"d": 4, "c": [2, 3]}, "a": 1})
    assert config_digest(one) != config_digest(one | {"a": 2})


def test_code_that_is_in_no_repository_is_said_to_be_so(tmp_path):
    assert commit(str(tmp_path)) == "unknown: the code is not in a git repository"


def test_versions_are_those_that_are_installed():
    assert versions()["numpy"] == np.__version__


# The page


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    image = folder / "fig07_latent_map.png"
    matplotlib.image.imsave(image, np.random.default_rng(0).random((600, 2400, 3)))
    soundfile.write(folder / "1.mp3", np.zeros(8000), 8000, format="MP3")
    wide = html_table([["x" * 20] * 12], [f"column {number}" for number in range(12)])
    shown = picture(str(image), {"timbre 1": str(folder / "1.mp3")}, wide)
    part = Part("mine", HOSTILE, "About.", wide, "About scores.", wide, [shown], wide)
    fill_template(
        folder / "report.html",
        str(RESOURCES / "report.html"),
        datasets=[part],
        any_lyrics=True,
        controls="lyrics_without_language",
        run=wide,
        settings="Settings.",
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

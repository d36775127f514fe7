"""The tutorial and the page of additions: every command runs as printed, in their order.

A small collection, a run, labels, the model; then one addition of each kind. The settings that
the commands do not name, and the demo, are small. What a run of songs without labels leaves is
looked at here too.
"""

import csv
import re

import numpy as np
import pytest
from support.docs import RUN_COMPLETELY, clone, shell, steps
from support.project import ROOT
from support.settings import shrink_defaults

from hbvae.figures.catalogue import all_figures
from hbvae.storage.features import read_encoder_output
from hbvae.storage.tracks import read_tracks

pytestmark = pytest.mark.slow


def follow(project, page):
    """Do what a page says; what its commands printed."""
    printed = []
    for code, name, is_added in steps(ROOT / "docs" / page):
        if name is None:
            printed.append(shell(project, re.sub(r"^source .*\n", "", code, flags=re.M)))
        else:
            with open(project / name, "a" if is_added else "w", encoding="utf-8") as file:
                file.write(f"\n\n{code}" if is_added else code)
    return "\n".join(printed)


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """A project where the tutorial was followed, and what its commands printed."""
    project = clone(tmp_path_factory.mktemp("tutorial") / "project")
    shrink_defaults(project)
    return project, follow(project, RUN_COMPLETELY[0])


def test_the_tutorial_assigns_and_generates_songs(followed):
    project, printed = followed
    assert re.search(r"sound   .+ \(cluster \d", printed) and "folk.wav: " in printed
    assert (project / "results/my_songs/explorer.html").exists()
    assert (project / "results/my_songs/sweep/1.mp3").exists()
    assert (project / "results/labelled/release/generator.safetensors").exists()


def test_songs_without_labels_have_every_figure_that_needs_none(followed):
    results = followed[0] / "results"
    drawn = {path.stem for path in (results / "my_songs/figures").iterdir()}
    needs_labels = {figure.name for figure in all_figures().values() if figure.needs_labels}
    assert drawn == all_figures().keys() - needs_labels - {"generated"}
    report = (results / "report.html").read_text(encoding="utf-8")
    assert "There are no labels" in report and ">ARI<" not in report
    target = "results/my_songs/figures/fig14_confusion.png"
    command = f"snakemake {target} --configfile my_run.yaml --dry-run || echo failed"
    assert "has no factors: this figure needs labels" in shell(followed[0], command)


def test_additions_are_run_scored_and_drawn(followed):
    """One of each kind: the decoder reads what the layout lists, and the rest is scored of it."""
    project, _ = followed
    follow(project, RUN_COMPLETELY[1])
    with open(project / "results/metrics.tsv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    assert {row["representation"] for row in rows} == {"loudness", "linear", "pretrained"}
    encoded = read_encoder_output(str(project / "results/arrays/features.h5"))
    assert encoded.card["name"] == "octaves"
    np.testing.assert_allclose(encoded.tags.sum(axis=1), 1, atol=1e-6)
    assert {row["clusterer"] for row in rows} == {"kmeans", "birch", "reference"}
    assert {row["reference"] for row in rows} == {"pitch"}
    largest = [float(row["value"]) for row in rows if row["metric"] == "largest"]
    assert largest and all(0.5 <= value <= 1 for value in largest)
    assert len(read_tracks(str(project / "results/arrays/tracks.tsv"))) == 8
    assert (project / "results/arrays/figures/levels.pdf").stat().st_size > 3000

"""The report's tables, by hand."""

from math import nan

from hbvae.evaluation.score_table import with_kinds
from hbvae.reporting.report_tables import (
    accuracy_table,
    html_table,
    provenance_table,
    scores_tables,
)

TITLES = {"pca": "PCA of the spectrogram"}
HOSTILE = "<img src=x onerror=document.title='owned'> & নদী"


def test_a_cell_is_text_whatever_is_in_it():
    table = html_table([[HOSTILE, "1e5"]], ["a", "b"])
    assert "<img" not in table and "&lt;img" in table
    assert ">1e5<" in table.replace(" ", "")


def score(metric, value, reference="genre", **other):
    row = {"representation": "pca", "clusterer": "kmeans", "level": "track", "seed": "0", "k": 4}
    row |= {"reference": reference, "metric": metric, "low": nan, "high": nan, "chance": nan}
    return row | {"value": value, "learned_from": "these songs"} | other


def test_scores_have_intervals_and_chance():
    interval = {"low": 0.2, "high": 0.4, "chance": -0.001}
    rows = [score("ari", 0.3, **interval), score("nmi", 0.5, low=0.45, high=0.55)]
    rows.append(score("ari", 0.9, reference="language x genre"))  # of pairs the explorer tells
    table = scores_tables(rows, "kmeans", TITLES)
    assert "<b>0.30</b> <small>[0.20, 0.40] (0.00)</small>" in table and "-0.00" not in table
    assert "<b>0.50</b> <small>[0.45, 0.55] </small>" in table  # without chance
    assert "PCA of the spectrogram <code>pca</code>" in table
    assert "language" not in table


def test_kinds_of_training_data_are_separate():
    names = ("mfcc", "pretrained", "pca")
    rows = [score("ari", number / 4, representation=name) for number, name in enumerate(names)]
    rows += [score("nmi", 0.5, representation=name) for name in names]
    kinds = dict.fromkeys(names, "these songs")
    here, elsewhere = scores_tables(
        with_kinds(rows, kinds | {"pretrained": "tags of other songs"}), "kmeans", TITLES
    ).split("<h5>Learned from ")[1:]
    assert here.startswith("these songs</h5>") and elsewhere.startswith("tags of other songs</h5>")
    pca, mfcc = here.split("<tr>")[2:]
    assert ">mfcc<" in mfcc and ">pca<" in pca and "0.00" in mfcc and "0.50" in pca
    (pretrained,) = elsewhere.split("<tr>")[2:]
    assert ">pretrained<" in pretrained and "0.25" in pretrained


def test_the_best_comes_first_and_is_bold_if_above_chance():
    def row(name, ari, low, nmi):
        at_chance = {"representation": name, "low": 0.1, "high": 0.6, "chance": 0.2}
        scored = at_chance | {"low": low}
        return [score("ari", ari, **scored), score("nmi", nmi, **at_chance)]

    rows = [*row("mfcc", 0.3, 0.1, 0.4), *row("pca", 0.5, 0.4, 0.3), *row("lyrics", nan, nan, 0.2)]
    first, second, third = scores_tables(rows, "kmeans", TITLES).split("<tr>")[2:]
    assert ">pca<" in first and ">mfcc<" in second and ">lyrics<" in third
    assert "<b>0.50</b>" in first and "not defined" in third
    assert "<b>" not in second  # its NMI is the best, but its interval contains chance


def test_rows_of_a_single_kind_have_no_heading():
    assert "<h5>" not in scores_tables([score("ari", 0.5)], "kmeans", TITLES)
    assert scores_tables([], "kmeans", TITLES)


def test_without_labels_there_are_no_external_scores():
    table = scores_tables([score("silhouette", 0.21, reference="none")], "kmeans", TITLES)
    assert "Silhouette" in table and "0.21" in table
    assert "ARI" not in table and "NMI" not in table


def test_a_score_that_is_not_defined_is_not_nought():
    table = scores_tables([score("silhouette", nan, reference="none")], "kmeans", TITLES)
    assert "not defined" in table and "nan" not in table


def test_probe_results_follow_the_header():
    row = {"chance": "0.5", "real": "0.8", "generated": "0.9"}
    table = accuracy_table([row | {"factor": "genre", "labels": "2", "slices": "100"}])
    asked, labels, slices, generated, real, chance = table.split("<td")[1:]
    assert "genre" in asked and "2" in labels and "100" in slices
    assert "0.9" in generated and "0.8" in real and "0.5" in chance


def test_results_of_an_earlier_run_are_named():
    run = {"commit": "abc", "config digest": "123", "packages": {"numpy": "2.0"}}
    made = {"device": "the CPU", "commit": "abc", "config digest": "123"}
    table = provenance_table(run, [0, 1], [made, made | {"device": "a GPU"}])
    assert "earlier run" not in table
    assert "0, 1" in table and "a GPU; the CPU" in table and "numpy" in table
    table = provenance_table(run, [0], [made, made | {"commit": "old"}])
    assert "Some from an earlier run: commit" in table and "old" in table
    assert "earlier run: config digest" not in table

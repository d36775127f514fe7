"""The page of axes: measures of whole latents, and what each part tells."""

from math import nan

import pytest

from hbvae.evaluation.score_table import with_kinds
from hbvae.reporting.disentanglement_page import disentanglement_text


def score(representation, metric, value, part="whole", reference="language", **other):
    row = {"dataset": "songs", "representation": representation, "seed": "0", "part": part}
    row |= {"level": "slice"}
    row |= {"reference": reference, "metric": metric, "chance": nan, "low": nan, "high": nan}
    row |= {"learned_from": "these songs"}
    return row | {"value": value} | other


PROBES = [
    score("joint_vae", "probe", 0.9, part="lyrics", chance=0.5, low=0.85, high=0.95),
    score("joint_vae", "probe", 0.52, part="audio", chance=0.5, low=0.47, high=0.57),
    score("joint_vae", "hsic_p", 0.4, part="audio"),
    score("joint_vae", "hsic_p", 0.2, part="audio", seed="1"),
    score("joint_vae", "hsic_p", 0.002, part="lyrics"),
    score("mfcc_statistics", "probe", 0.6, chance=0.5),
]
MEASURES = [
    score("joint_vae", "mean_absolute_correlation", 0.1, reference="none"),
    score("joint_vae", "mig", 0.4),
    score("joint_vae", "mig", 0.25, reference="genre"),
]


TITLES = {"mfcc_statistics": "MFCC statistics", "songs": "My songs"}


def page(rows):
    return disentanglement_text(rows, TITLES)


def cells(text):
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]


def test_measures_have_a_column_for_each_factor_in_their_order():
    table = cells(page([*PROBES, *MEASURES]))
    assert ["representation", "MIG, language", "MIG, genre", "mean abs. correlation"] in table
    assert ["joint_vae", "0.40", "0.25", "0.10"] in table


def test_each_part_has_its_probe_with_interval_and_chance_and_its_p():
    text = page([*PROBES, *MEASURES])
    assert "## My songs" in text
    table = cells(text)
    assert ["representation", "part", "language", "by chance", "HSIC p"] in table
    assert ["joint_vae", "audio", "0.52 [0.47, 0.57]", "0.50", "0.300"] in table
    assert ["joint_vae", "whole", "", "", ""] in table
    assert ["MFCC statistics (`mfcc_statistics`)", "whole", "0.60", "0.50", ""] in table


def test_without_factors_there_are_no_probes():
    text = page(MEASURES[:1])
    assert ["joint_vae", "0.10"] in cells(text)
    assert "probe" not in text


def test_datasets_have_a_section_each():
    text = page([*MEASURES, score("mfcc", "sap", 0.3, dataset="others")])
    assert text.index("## My songs") < text.index("## others")
    assert text.count("mean abs. correlation") == 1


@pytest.mark.parametrize(
    ("level", "words"), [("track", "means of tracks, 10 trees"), ("slice", "slices, 50 trees")]
)
def test_the_page_explains_dci_if_it_is_measured(level, words):
    rows = [score("joint_vae", "completeness", 0.3, reference="none", level=level)]
    assert words in page(rows)
    assert "DCI" not in page(MEASURES)


def test_kinds_of_training_data_are_separate():
    learned_from = {"joint_vae": "tags of other songs", "mfcc_statistics": "these songs"}
    text = page(with_kinds([*PROBES, *MEASURES], learned_from))
    here, elsewhere = text.split("### Learned from ")[1:]
    assert here.startswith("these songs\n") and elsewhere.startswith("tags of other songs\n")
    # Its parts of sound and lyrics alone are what they are without the encoder.
    assert ["joint_vae", "audio", "0.52 [0.47, 0.57]", "0.50", "0.300"] in cells(here)
    assert ["MFCC statistics (`mfcc_statistics`)", "whole", "0.60", "0.50", ""] in cells(here)
    assert "The axes:" not in here
    assert ["joint_vae", "0.40", "0.25", "0.10"] in cells(elsewhere)
    assert "Learned from" not in page([*PROBES, *MEASURES])

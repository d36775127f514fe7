"""What a run leaves out of the full one, as its report names it."""

from pathlib import Path

import pytest
import yaml
from support.plans import make_plan

from hbvae.clustering.registry import all_clusterers
from hbvae.representations.registry import all_representations
from hbvae.workflow.left_out import full_command, left_out
from hbvae.workflow.map_folder import MARK, open_map
from hbvae.workflow.run_config import FULL

ROOT = Path(__file__).parents[2]


def text_lines(*run, **config):
    return left_out(make_plan(*run, **config), ROOT / FULL)


def test_the_default_run_leaves_out_controls_generation_clusterers_seeds_and_forests():
    controls, clusterers, generated, seeds, measures = text_lines().items()
    titles = [kind.title for kind in all_representations().values() if not kind.is_trained]
    assert controls[0] == "Controls" and len(controls[1]) == 3
    assert all(line.rpartition(" (")[0] in titles for line in controls[1])
    assert clusterers == (
        "Clusterers",
        [
            f"{all_clusterers()[name].title} ({name})"
            for name in ("hdbscan", "gaussian_mixture", "spectral")
        ],
    )
    assert generated[0] == "Slices of chosen labels" and "(cvae)" in generated[1][0]
    assert seeds == ("Seeds", ["5 instead of 1"])
    assert measures == ("Measures", ["DCI of each slice"])


def test_what_no_dataset_can_have_is_not_left_out():
    assert "Controls" not in text_lines("clips") and "Slices of chosen labels" in text_lines(
        "clips"
    )
    assert not {"Slices of chosen labels", "Measures"} & text_lines("folder").keys()
    assert len(text_lines("genres")["Controls"]) == 2  # the third needs the labels of a language
    assert text_lines("clips", representations=["pca"])["Other representations"][0].endswith(
        "(spectral)"
    )


def test_the_figures_that_are_not_shown_are_named():
    figures = text_lines("folder", figures={"shown": ["stability"]})["Figures"]
    assert "The collection as a map, by group (groups)" in figures
    assert not any("(stability)" in line or "(fig14_confusion)" in line for line in figures)


@pytest.mark.parametrize(
    ("config", "end"),
    [
        ({}, "full.yaml"),
        ({"datasets": ["a", "b"]}, "full.yaml"),
        ({"datasets": ["My songs"]}, "full.yaml --config dataset='My songs'"),
        ({"dataset": "songs", "datasets": ["a", "b"]}, "full.yaml --config dataset=songs"),
    ],
)
def test_the_command_of_the_full_run_names_the_dataset(config, end):
    assert (
        full_command(make_plan(**config), FULL) == f"snakemake --cores 2 --configfile config/{end}"
    )


def test_the_full_run_of_a_map_is_a_map_too(tmp_path, monkeypatch):
    place, songs = tmp_path / "my map", tmp_path / "songs"
    monkeypatch.chdir(tmp_path)
    for songs_folder, command in ((songs, f"hbvae map {songs}"), (None, "hbvae demo")):
        open_map(place, songs_folder, "demo")
        monkeypatch.chdir(place)
        assert full_command(make_plan(), FULL) == f"{command} --output '{place}' --preset full"
        (place / MARK).unlink()


def test_the_full_run_leaves_nothing_out():
    assert text_lines(**yaml.safe_load((ROOT / FULL).read_text(encoding="utf-8"))) == {}

"""What can be asked for by name, and that nothing else is made for it."""

import re
import shutil

import pytest
from support.finished import CLIPS
from support.project import dry_run, planned, ran, snakemake
from support.settings import write_run, write_yaml

from hbvae.features.audio_config import AudioConfig
from hbvae.figures.stages import RunSizes, run_stages

pytestmark = pytest.mark.slow
NUMBERS = [f"fig{number:02d}" for number in range(1, 15)]


def test_every_figure_and_table_has_a_name(finished_copy):
    results = finished_copy / "results"
    for folder in results.glob("*/figures"):
        shutil.rmtree(folder)
    for table in ("table1.md", "algorithms.tex"):
        (results / table).unlink()
    would = planned(finished_copy, *NUMBERS, "table1", "algorithms")
    plots = {name for name in would if name.startswith("plot_")}
    assert len(plots) == 14
    assert would == dict.fromkeys([*plots, *NUMBERS, "table1", "algorithms"], 1) | {
        "tabulate_scores": 2
    }


def test_a_figure_by_name_or_path_runs_only_what_it_needs(finished_copy):
    path = "results/songs/figures/fig07_latent_map.png"
    (finished_copy / path).unlink()
    assert planned(finished_copy, "fig07") == {"plot_latent_map": 1, "fig07": 1}
    assert ran(finished_copy, path, "--cores", "1") == {"plot_latent_map": 1}
    assert (finished_copy / path).exists()


def test_a_figure_of_a_new_collection_needs_a_single_model(finished_copy):
    write_yaml(finished_copy / "fresh.yaml", CLIPS)
    write_run(finished_copy, datasets=["fresh.yaml"])
    would = planned(finished_copy, "results/fresh/figures/fig10_correlation.png")
    assert would == {
        "extract_features": 2,
        "gather_rejected": 1,
        "merge_features": 1,
        "train_model": 1,
        "plot_correlation": 1,
    }


def test_a_figure_of_the_paper_needs_a_collection_that_repeats_its_experiment(finished_copy):
    write_yaml(finished_copy / "fresh.yaml", CLIPS)
    write_run(finished_copy, datasets=["fresh.yaml"])
    printed = dry_run(finished_copy, "fig10", succeeds=False)
    assert "no dataset of this run repeats the paper's experiment GTZAN" in printed


def test_the_pipeline_figure_shows_the_rules_there_are(finished_copy):
    """Its stages are rules, and each needs those before it, if not directly."""
    graph = snakemake(finished_copy, "results/songs/hybrid_vae/seed0/scores.tsv", "--rulegraph")
    names = dict(re.findall(r'(\d+)\[label = "(\w+)"', graph))
    edges = {(names[a], names[b]) for a, b in re.findall(r"(\d+) -> (\d+)", graph)}
    sizes = RunSizes(8, 16, (128, 128), 7, 384, 64, [2, 4])
    drawn = run_stages(sizes, AudioConfig(), "hybrid_vae", "kmeans")
    assert drawn[0].name == "listing"  # no rule's: it is done before
    for stage in drawn[1:]:
        assert stage.name in names.values()
        for before in set(stage.after) - {"listing"}:
            assert (before, stage.name) in edges
    aside = {"gather_rejected", "describe_tracks", "name_clusters"}  # names are scored, too
    assert {stage.name for stage in drawn[1:]} == {*names.values()} - aside


def test_the_default_run_and_the_papers_run_are_complete(finished_copy):
    named = {"fig07", "table1", "algorithms", "all"}
    would = planned(finished_copy, *named, configfile="config/config.yaml")
    assert would["render_demo"] == 8 + 10
    assert would["train_model"] == (4 + 1) + (3 + 1)
    assert would["cluster_latents"] == 4 * (15 + 10)
    assert named <= would.keys() and "generate_slices" not in would
    figure = "results/demo_genres/figures/generated.png"
    would = planned(finished_copy, figure, configfile="config/config.yaml")
    assert (would["train_model"], would["generate_slices"], would["plot_grid"]) == (1, 1, 1)


def test_the_full_run_is_complete(finished_copy):
    would = planned(finished_copy, configfile="config/full.yaml")
    n_seeds, n_clusterers = 5, 7
    assert would["train_model"] == n_seeds * ((4 + 3) + (3 + 1)) + 2
    assert would["cluster_latents"] == n_seeds * n_clusterers * (18 + 10)
    assert would["generate_slices"] == 2

"""The plan of a run: its figures, tables, pages and releases."""

from pathlib import Path

import pytest
from support.plans import SONGS, make_plan, make_shown

from hbvae.datasets.description import DatasetDescription
from hbvae.errors import ConfigError
from hbvae.workflow.plan import Plan
from hbvae.workflow.shown import Shown, figure_files

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "resources/paper/table1.tsv"
LABEL_FIGURES = {
    *("fig09_silhouette", "fig11_dendrogram", "fig14_confusion", "joint_maps", "generated"),
}


def figure_names(figures):
    return {figure.name for figure in figures}


def test_an_experiment_that_no_dataset_repeats_has_no_figure():
    shown = make_shown("songs", "folder")
    assert shown.paper_figure(7) == figure_files("songs", "fig07_latent_map")
    with pytest.raises(
        ConfigError,
        match="experiment GTZAN; add 'experiment: GTZAN' to the description of one of songs",
    ):
        shown.paper_figure(10)


def test_a_figure_of_labels_needs_labels():
    with pytest.raises(ConfigError, match="folder has no factors: this figure needs labels"):
        make_shown("folder").figure_factor("folder")
    assert make_shown("songs").figure_factor("songs") == "genre"


def test_datasets_with_a_recipe_are_synthetic_and_tables_say_so():
    made = DatasetDescription(**SONGS, recipe="songs.yaml", source="rendered")
    plan = Plan(make_plan("clips").config, {"made": made, "clips": made}, ["made"])
    assert plan.synthetic() == ["made"] and make_plan().synthetic() == []
    assert "songs of Songs of two languages are synthetic" in Shown(plan).table_caption("table1")
    assert "synthetic" not in make_shown().table_caption("table1")


def test_the_papers_claims_are_judged_where_an_experiment_is_repeated():
    assert make_shown("songs").verdicts() == "results/verdicts.tsv"
    assert make_shown("folder").verdicts() == []


def test_a_dataset_without_labels_has_no_figure_of_them():
    shown = make_shown("songs", "folder", generate=True)
    all_names = figure_names(shown.figures("songs"))
    assert len([name for name in all_names if name.startswith("fig")]) == 14
    assert all_names - figure_names(shown.figures("folder")) == LABEL_FIGURES


def test_a_slice_is_swept_where_the_joint_model_is_run():
    shown = make_shown("songs", representations=["pca", "joint_vae"])
    assert shown.grids("songs") == shown.released() == []
    shown = make_shown("songs", "folder")
    assert shown.grids("songs") == shown.grids("folder") == ["sweep"]
    assert shown.released() == ["songs", "folder"]


def test_slices_are_generated_of_labels_if_the_config_says_so():
    shown = make_shown("songs", "folder")
    assert shown.probe_tables() == shown.generator("songs") == []
    shown = make_shown("songs", "folder", generate=True, representations=["pca", "lyrics"])
    assert (shown.grids("songs"), shown.grids("folder")) == (["generated"], [])
    assert shown.probe_tables() == ["results/songs/generated.tsv"]
    assert shown.generator("songs") == "results/songs/cvae/seed0/weights.safetensors"
    assert shown.generator("folder") == []


def test_captions_of_generated_slices_include_the_seed():
    shown = make_shown(seeds=[5])
    assert shown.grid_caption("sweep").endswith("seed 5.")
    assert shown.grid_caption("generated").endswith("seed 5.")
    assert shown.grid_title("sweep").startswith("Joint model")
    assert shown.grid_title("generated").startswith("Conditional VAE: ")


def test_a_picture_of_every_figure_and_both_formats():
    shown = make_shown("clips")
    assert len(shown.all_figures()) == 2 * len(shown.figures("clips"))
    assert "results/clips/figures/stability.pdf" in shown.all_figures()


def test_the_figures_that_the_config_lists_are_shown_where_a_dataset_can_have_them():
    shown = make_shown("clips", "folder", figures={"shown": ["stability", "fig14_confusion"]})
    assert [figure.name for figure in shown.figures("clips")] == ["stability", "fig14_confusion"]
    assert figure_names(shown.figures("folder")) == {"stability"}
    assert shown.grids("clips") == shown.probe_tables() == []


def test_figure_9_compares_baselines_and_models():
    baselines = ["spectral", "pca", "autoencoder"]
    assert make_shown().compared("songs") == [*baselines, "hybrid_vae", "joint_audio"]
    assert make_shown().compared("clips") == [*baselines, "conv_vae", "joint_audio"]
    without = make_shown("clips", representations=["pca", "conv_vae"])
    assert without.compared("clips") == [*baselines, "conv_vae"]


def test_the_joint_model_is_shown_where_it_is_run():
    shown = make_shown("songs", "clips")
    assert shown.joint_parts("songs") == ["joint_audio", "joint_lyrics"]
    assert shown.joint_parts("clips") == ["joint_audio"]
    assert "joint_maps" in figure_names(shown.figures("clips"))
    without = make_shown("clips", representations=["pca", "conv_vae"])
    assert not without.joint_parts("clips")
    assert "joint_maps" not in figure_names(without.figures("clips"))


def test_the_number_of_groups_is_none_unless_it_is_set():
    assert make_shown("clips").n_groups("clips") == 10
    assert make_shown("folder").n_groups("folder") is None


def test_the_papers_tables_are_made_where_an_experiment_is_repeated():
    assert make_shown("folder").tables() == []
    assert make_shown("folder").report_pages() == []
    assert make_shown("folder", "genres").report_pages()[-1] == "results/disentanglement.md"
    assert len(make_shown("clips").tables()) == 7
    assert make_plan("clips", "gtzan").corpora() == {"gtzan": "GTZAN"}
    assert make_shown("unrepeated").tables() == ["results/evidence.md"]
    assert "results/evidence.md" in make_shown("unrepeated").report_pages()
    assert make_plan("songs", "folder", "clips").repeats() == {
        "HBLM-100": ["songs"],
        "GTZAN": ["clips"],
    }


def test_a_table_needs_the_scores_of_its_rows_and_no_others():
    files = make_shown("clips", seeds=[0, 1]).table_scores(TABLE)
    assert "results/clips/conv_vae/seed1/scores.tsv" in files
    assert not [file for file in files if "hybrid" in file or "songs" in file]
    assert len(files) == len(set(files))


def test_the_caption_of_a_table_says_how_long_models_were_trained():
    caption = make_shown(training={"epochs": 7}, seeds=[0, 1]).table_caption("table1")
    assert caption.startswith("Table 1. ") and "7 epochs" in caption and "2 seed(s)" in caption


def test_the_explorer_shows_the_maps_that_a_dataset_has():
    shown = make_shown()
    assert shown.mapped("songs") == ["joint_audio", "joint_lyrics", "hybrid_vae", "conv_vae"]
    assert shown.mapped("clips") == ["joint_audio", "conv_vae"]
    assert make_shown(representations=["mfcc", "pca"]).mapped("clips") == ["mfcc"]
    assert shown.first("clips") == "joint_audio"


def test_the_groups_that_are_shown_first_have_the_k_of_the_genre():
    shown = make_shown("songs", "folder")
    assert (shown.reference("songs"), shown.k("songs")) == ("genre", 4)
    assert (shown.reference("folder"), shown.k("folder")) == ("none", "auto")
    assert make_shown("songs", clusterers=["hdbscan"]).k("songs") is None


def test_a_release_assigns_by_sound_and_where_there_are_lyrics_by_them():
    shown = make_shown("songs", "clips", "folder")
    assert shown.plan.groupings("songs") == {"sound": "joint_audio", "lyrics": "joint_lyrics"}
    assert shown.plan.groupings("clips") == {"sound": "joint_audio"}
    assert shown.release_references("songs") == {"sound": "genre", "lyrics": "language"}
    assert shown.release_references("clips") == {"sound": "genre"}
    assert shown.release_references("folder") == {"sound": "none"}

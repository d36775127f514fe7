"""What a run consists of, from its config and the descriptions of its datasets."""

import sys
from pathlib import Path

import pytest
from support.plans import SONGS, plan_of
from support.tiny_checkpoints import save_ast

from hbvae.datasets.description import DatasetDescription
from hbvae.errors import ConfigError
from hbvae.features.pretrained.musicnn import CARD
from hbvae.features.pretrained.registry import encoder_class
from hbvae.representations.registry import all_representations
from hbvae.workflow.plan import Plan
from hbvae.workflow.shown import Shown, figure_files

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "resources/paper/table1.tsv"
OF_LABELS = {
    *("fig09_silhouette", "fig11_dendrogram", "fig14_confusion", "joint_maps", "generated"),
}


def shown_of(*run, **config):
    return Shown(plan_of(*run, **config))


def names_of(figures):
    return {figure.name for figure in figures}


# Config mistakes


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"representations": ["pca", "vae"]}, "representations: expected some of .*, got 'vae'"),
        ({"representations": ["joint_adio"]}, "did you mean 'joint_audio'?"),
        ({"representations": ["pca", "cvae"]}, "representations: cvae is given the labels"),
        ({"clusterers": ["kmean"]}, "clusterers: expected some of kmeans, .*; did you mean"),
        ({"explorer": {"maps": ["mfc"]}}, "explorer.maps: expected some of .*, got 'mfc'"),
        (
            {"figures": {"shown": ["stabilty"]}},
            "figures.shown: expected some of .*, got 'stabilty'; did you mean 'stability'?",
        ),
        ({"figures": {"map": "tsn"}}, "figures.map: expected some of tsne, umap, got 'tsn'"),
        ({"audio": {"n_frames": 131}}, "n_frames"),
        ({"audio": {"slice_duration": 60.0}}, "must be an integer multiple of slice_duration"),
        ({"audio": {"n_fft": 2047}}, "n_fft"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(config, message):
    with pytest.raises(ConfigError, match=message):
        plan_of(**config)


def test_a_dataset_that_can_have_no_representation_is_refused():
    with pytest.raises(ConfigError, match="folder has no lyrics or labels, and each of lyrics, "):
        plan_of("songs", "folder", representations=["lyrics", "lyrics_without_language"])


def test_an_experiment_that_no_dataset_repeats_has_no_figure():
    shown = shown_of("songs", "folder")
    assert shown.paper_figure(7) == figure_files("songs", "fig07_latent_map")
    with pytest.raises(
        ConfigError,
        match="experiment GTZAN; add 'experiment: GTZAN' to the description of one of songs",
    ):
        shown.paper_figure(10)


def test_a_figure_of_labels_needs_labels():
    with pytest.raises(ConfigError, match="folder has no factors: this figure needs labels"):
        shown_of("folder").figure_factor("folder")
    assert shown_of("songs").figure_factor("songs") == "genre"


# Representations


def test_a_dataset_without_lyrics_has_no_representation_of_them():
    plan = plan_of()
    needs_encoder = {"joint_audio_alone", "pretrained"}
    listed = [name for name in plan.config["representations"] if name not in needs_encoder]
    assert plan.representations("songs") == listed
    assert plan.representations("clips") == [
        *("spectral", "pca", "mfcc", "autoencoder", "conv_vae", "dense_vae"),
        *("joint_vae", "joint_audio"),
    ]


def test_a_run_without_an_encoder_has_no_representation_of_one():
    plan = plan_of("songs")
    assert "pretrained" in plan.config["representations"]
    assert "pretrained" not in plan.representations("songs")
    assert (plan.encoder, plan.encoder_modules(), plan.encoder_in_words()) == (None, [], "")
    assert set(plan.learned_from().values()) == {"these songs"}
    with pytest.raises(ConfigError, match=r"the run no encoder \(pretrained.encoder\), and"):
        plan_of("songs", representations=["pretrained"])


def test_without_the_weights_of_musicnn_a_run_goes_on_and_says_what_to_install(monkeypatch):
    plan_of("songs", representations=["pca"])  # imports what it needs
    encoder_class("musicnn")
    monkeypatch.setattr(sys, "path", [])
    plan = plan_of("songs", pretrained={"encoder": "musicnn"})
    (note,) = plan.notes
    assert "install them: pip install --no-deps musicnn==0.1.0. The run goes on without" in note
    assert plan.encoder is None and not plan.can_have("songs", "pretrained")


def test_what_an_encoder_hears_is_a_row_of_its_own_kind(monkeypatch):
    monkeypatch.setattr(encoder_class("musicnn"), "describe", lambda name: CARD)
    plan = plan_of("songs", pretrained={"encoder": "musicnn"})
    assert plan.representations("songs") == plan.config["representations"]
    kinds = plan.learned_from()
    elsewhere = {"pretrained", "joint_vae", "joint_audio"}
    assert {name for name, kind in kinds.items() if kind == "tags of other songs"} == elsewhere
    assert {kinds[name] for name in kinds.keys() - elsewhere} == {"these songs"}
    assert plan.encoder_modules() == ["hbvae.features.pretrained.musicnn"]
    assert plan.encoder_in_words().startswith("musicnn 0.1.0 (Pons & Serra 2019")
    assert Shown(plan).mapped("songs")[-1] == "pretrained"
    assert plan.encoder_record() == {"encoder musicnn": "0.1.0 (ISC licence)"}
    assert (plan.extraction_resources(), plan.extraction_threads()) == ({}, 1)


def test_a_large_encoder_is_given_a_gpu(tmp_path):
    plan = plan_of("songs", pretrained={"encoder": str(save_ast(tmp_path / "ast"))})
    assert plan.extraction_resources() == {"gpu": 1}
    assert plan.extraction_threads() == plan.config["devices"]["threads"]
    assert plan.encoder_modules() == ["hbvae.features.pretrained.spectrogram_transformer"]
    assert len(plan.encoder_version()) == 64
    assert set(plan.learned_from().values()) == {"these songs", "tags of other songs"}


def test_what_hears_with_an_encoder_where_there_is_one_has_a_twin_without(monkeypatch):
    monkeypatch.setattr(encoder_class("musicnn"), "describe", lambda name: CARD)
    baselines = {"joint_audio": {"n_neighbors": 7}}
    without = plan_of("songs", baselines=baselines)
    assert without.can_have("songs", "joint_audio")
    assert not without.can_have("songs", "joint_audio_alone")
    assert without.without_encoder() == {}
    assert set(without.learned_from().values()) == {"these songs"}
    plan = plan_of("songs", baselines=baselines, pretrained={"encoder": "musicnn"})
    assert plan.can_have("songs", "joint_audio") and plan.can_have("songs", "joint_audio_alone")
    assert plan.without_encoder()["joint_audio"] == "joint_audio_alone"
    assert plan.baseline_settings("joint_audio_alone") == {"n_neighbors": 7}
    learned_from = plan.learned_from()
    elsewhere = [name for name, source in learned_from.items() if source != "these songs"]
    assert elsewhere == ["joint_vae", "joint_audio", "pretrained"]
    assert plan.learned_in_words("joint_audio_alone") == "these songs"
    audio = "Audio part of the joint model"
    alone = plan.title_with_kind("joint_audio_alone")
    assert alone == plan.kinds["joint_audio_alone"].title
    assert plan.title_with_kind("joint_audio") == f"{audio} (learned from tags of other songs)"
    in_words = plan.learned_in_words("joint_audio")
    assert in_words.startswith("tags of other songs, by musicnn 0.1.0 (Pons & Serra 2019")


def test_a_control_without_its_labels_is_left_out():
    plan = plan_of("songs", "genres")
    assert plan.can_have("songs", "lyrics_without_language")
    assert not plan.can_have("genres", "lyrics_without_language")
    assert plan.can_have("genres", "joint_lyrics")


def test_every_representation_and_seed_is_scored():
    plan = plan_of("clips", representations=["pca", "lyrics", "mfcc"], seeds=[3, 1])
    assert plan.scored() == [
        *[("clips", "pca", 3), ("clips", "pca", 1)],
        *[("clips", "mfcc", 3), ("clips", "mfcc", 1)],
    ]
    assert plan.file("clips", "pca", "scores.tsv") == "results/clips/pca/seed3/scores.tsv"
    assert plan.file("clips", "pca", "scores.tsv", 1) == "results/clips/pca/seed1/scores.tsv"


def test_axes_are_measured_of_models_also_behind_others_and_of_one_baseline():
    plan = plan_of("songs", representations=["pca", "late_fusion", "shuffled_lyrics"])
    expected = ["conv_vae", "joint_vae_shuffled_lyrics", "mfcc_statistics"]
    assert plan.probed("songs") == expected


def test_the_papers_model_is_the_hybrid_where_there_are_lyrics():
    plan = plan_of()
    assert plan.main_model("songs") == "hybrid_vae"
    assert plan.main_model("clips") == "conv_vae"
    assert plan.main_file("clips", "latents.h5") == "results/clips/conv_vae/seed0/latents.h5"


# What jobs are given


@pytest.mark.parametrize(
    ("dataset", "representation", "has_lyrics"),
    [
        ("songs", "hybrid_vae", True),
        ("songs", "conv_vae", False),
        ("songs", "joint_vae", True),
        ("clips", "joint_vae", False),
        ("songs", "pca_lyrics", True),
        ("songs", "pca", False),
    ],
)
def test_lyrics_are_given_to_what_uses_them(dataset, representation, has_lyrics):
    expected = f"results/{dataset}/lyrics.h5" if has_lyrics else []
    assert plan_of().lyric_embeddings(dataset, representation) == expected


@pytest.mark.parametrize(
    ("representation", "has_labels"),
    [("cvae", True), ("lyrics_without_language", True), ("joint_vae", False), ("mfcc", False)],
)
def test_labels_are_given_to_a_generator_and_a_control_alone(representation, has_labels):
    assert bool(plan_of().labels("songs", representation)) == has_labels


def test_a_fusion_is_given_the_latents_of_its_model():
    plan = plan_of()
    expected = "results/songs/conv_vae/seed4/latents.h5"
    assert plan.model_latents("songs", "late_fusion", 4) == expected
    assert plan.model_latents("songs", "pca", 4) == []


def test_what_is_made_from_a_model_alone_can_be_made_anew_for_some_songs():
    plan = plan_of(baselines={"joint_audio": {"n_neighbors": 7}})
    module = "hbvae.representations.joint"
    assert plan.made_again("joint_audio") == (module, "joint_audio", {"n_neighbors": 7})
    assert plan.made_from("songs", "joint_audio", 4) == "results/songs/joint_vae/seed4/latents.h5"
    for name in ("pca", "joint_vae", "late_fusion", "shuffled_audio", "lyrics_without_language"):
        assert plan.made_again(name) is None
        assert plan.made_from("songs", name, 4) == []


def test_datasets_with_a_recipe_are_synthetic_and_tables_say_so():
    made = DatasetDescription(**SONGS, recipe="songs.yaml", source="rendered")
    plan = Plan(plan_of("clips").config, {"made": made, "clips": made}, ["made"])
    assert plan.synthetic() == ["made"] and plan_of().synthetic() == []
    assert "songs of Songs of two languages are synthetic" in Shown(plan).table_caption("table1")
    assert "synthetic" not in shown_of().table_caption("table1")


def test_each_model_of_a_run_has_its_epochs():
    models = {"joint_vae": {"training": {"epochs": 3}}}
    epochs = plan_of("clips", training={"epochs": 8}, models=models).epochs()
    assert epochs["joint_vae"] == 3 and epochs["conv_vae"] == 8
    assert "hybrid_vae" not in epochs and "pca" not in epochs


def test_people_have_a_title_for_whatever_is_run():
    titles = plan_of().titles()
    assert titles["joint_audio"] == "Audio part of the joint model"
    assert titles["spectral"] == "Log-mel spectrogram", "the clusterer of this name has another"


def test_the_papers_claims_are_judged_where_an_experiment_is_repeated():
    assert shown_of("songs").verdicts() == "results/verdicts.tsv"
    assert shown_of("folder").verdicts() == []


def test_the_stability_curve_is_made_where_k_is_open_and_asked_for():
    plan = plan_of("songs", "folder")
    curve = "results/folder/pca/seed0/stability.tsv"
    assert plan.stability("folder", "pca", 0, "kmeans") == curve
    assert plan.stability("folder", "pca", 0, "hdbscan") == []
    assert plan.stability("songs", "pca", 0, "kmeans") == []


def test_a_control_has_the_settings_of_what_it_controls():
    models = {"joint_vae": {"hidden": 64, "training": {"epochs": 3}}}
    baselines = {"joint_audio": {"n_neighbors": 7}}
    plan = plan_of(models=models, baselines=baselines)
    assert plan.model_settings("joint_vae_shuffled_audio")["hidden"] == 64
    assert "training" not in plan.model_settings("joint_vae_shuffled_audio")
    assert plan.training("joint_vae_shuffled_audio")["epochs"] == 3
    assert plan.training("conv_vae")["epochs"] == plan.config["training"]["epochs"]
    assert plan.baseline_settings("shuffled_audio") == {"n_neighbors": 7}
    assert plan.baseline_settings("lyrics") == {}
    assert plan.clusterer_settings("dbscan") == {"eps": 5.0, "min_samples": 5}


def test_a_new_size_of_batches_of_tracks_changes_no_feature():
    assert plan_of(audio={"tracks_per_job": 7}).audio == plan_of().audio
    assert plan_of(audio={"n_mels": 64}).audio != plan_of().audio


@pytest.mark.parametrize(
    ("devices", "resources"),
    [
        ({}, {"gpu": 1}),
        ({"per_node": 4}, {"gpu": 4}),
        (
            {"per_node": 2, "nodes": 3},
            {"gpu": 6, "nodes": 3, "tasks": 6, "tasks_per_gpu": 0, "mpi": "srun"},
        ),
    ],
)
def test_resources_of_training(devices, resources):
    assert plan_of(devices=devices).training_resources() == resources


def test_a_job_that_runs_one_model_depends_on_its_family_alone():
    plan = plan_of()
    assert plan.modules("hybrid_vae") == plan.modules("conv_vae") == ["hbvae.models.hybrid"]
    assert plan.modules("joint_vae", "cvae") == ["hbvae.models.conditional", "hbvae.models.joint"]
    assert plan.modules("joint_vae_shuffled_lyrics") == ["hbvae.models.joint"]
    assert plan.modules("pca") == ["hbvae.representations.baselines"]


# What people look at


def test_a_dataset_without_labels_has_no_figure_of_them():
    shown = shown_of("songs", "folder", generate=True)
    all_names = names_of(shown.figures("songs"))
    assert len([name for name in all_names if name.startswith("fig")]) == 14
    assert all_names - names_of(shown.figures("folder")) == OF_LABELS


def test_a_slice_is_swept_where_the_joint_model_is_run():
    shown = shown_of("songs", representations=["pca", "joint_vae"])
    assert shown.grids("songs") == shown.released() == []
    shown = shown_of("songs", "folder")
    assert shown.grids("songs") == shown.grids("folder") == ["sweep"]
    assert shown.released() == ["songs", "folder"]


def test_slices_are_generated_of_labels_if_the_config_says_so():
    shown = shown_of("songs", "folder")
    assert shown.probe_tables() == shown.generator("songs") == []
    shown = shown_of("songs", "folder", generate=True, representations=["pca", "lyrics"])
    assert (shown.grids("songs"), shown.grids("folder")) == (["generated"], [])
    assert shown.probe_tables() == ["results/songs/generated.tsv"]
    assert shown.generator("songs") == "results/songs/cvae/seed0/weights.safetensors"
    assert shown.generator("folder") == []


def test_captions_of_generated_slices_name_the_seed():
    shown = shown_of(seeds=[5])
    assert shown.grid_caption("sweep").endswith("seed 5.")
    assert shown.grid_caption("generated").endswith("seed 5.")
    assert shown.grid_title("sweep").startswith("Joint model")
    assert shown.grid_title("generated").startswith("Conditional VAE: ")


def test_a_picture_of_every_figure_and_both_formats():
    shown = shown_of("clips")
    assert len(shown.all_figures()) == 2 * len(shown.figures("clips"))
    assert "results/clips/figures/stability.pdf" in shown.all_figures()


def test_the_figures_that_the_config_lists_are_shown_where_a_dataset_can_have_them():
    shown = shown_of("clips", "folder", figures={"shown": ["stability", "fig14_confusion"]})
    assert [figure.name for figure in shown.figures("clips")] == ["stability", "fig14_confusion"]
    assert names_of(shown.figures("folder")) == {"stability"}
    assert shown.grids("clips") == shown.probe_tables() == []


def test_what_figure_9_compares():
    baselines = ["spectral", "pca", "autoencoder"]
    assert shown_of().compared("songs") == [*baselines, "hybrid_vae", "joint_audio"]
    assert shown_of().compared("clips") == [*baselines, "conv_vae", "joint_audio"]
    without = shown_of("clips", representations=["pca", "conv_vae"])
    assert without.compared("clips") == [*baselines, "conv_vae"]


def test_the_joint_model_is_shown_where_it_is_run():
    shown = shown_of("songs", "clips")
    assert shown.joint_parts("songs") == ["joint_audio", "joint_lyrics"]
    assert shown.joint_parts("clips") == ["joint_audio"]
    assert "joint_maps" in names_of(shown.figures("clips"))
    without = shown_of("clips", representations=["pca", "conv_vae"])
    assert not without.joint_parts("clips")
    assert "joint_maps" not in names_of(without.figures("clips"))


def test_the_number_of_groups_is_known_where_it_is_set():
    assert shown_of("clips").n_groups("clips") == 10
    assert shown_of("folder").n_groups("folder") is None


def test_the_papers_tables_are_made_where_an_experiment_is_repeated():
    assert shown_of("folder").tables() == []
    assert shown_of("folder").report_pages() == []
    assert shown_of("folder", "genres").report_pages()[-1] == "results/disentanglement.md"
    assert len(shown_of("clips").tables()) == 7
    assert plan_of("clips", "gtzan").corpora() == {"gtzan": "GTZAN"}
    assert shown_of("unrepeated").tables() == ["results/evidence.md"]
    assert "results/evidence.md" in shown_of("unrepeated").report_pages()
    assert plan_of("songs", "folder", "clips").repeats() == {
        "HBLM-100": ["songs"],
        "GTZAN": ["clips"],
    }


def test_a_table_needs_the_scores_of_its_rows_and_no_others():
    files = shown_of("clips", seeds=[0, 1]).table_scores(TABLE)
    assert "results/clips/conv_vae/seed1/scores.tsv" in files
    assert not [file for file in files if "hybrid" in file or "songs" in file]
    assert len(files) == len(set(files))


def test_the_caption_of_a_table_says_how_long_models_were_trained():
    caption = shown_of(training={"epochs": 7}, seeds=[0, 1]).table_caption("table1")
    assert caption.startswith("Table 1. ") and "7 epochs" in caption and "2 seed(s)" in caption


def test_the_explorer_shows_the_maps_that_a_dataset_has():
    shown = shown_of()
    assert shown.mapped("songs") == ["joint_audio", "joint_lyrics", "hybrid_vae", "conv_vae"]
    assert shown.mapped("clips") == ["joint_audio", "conv_vae"]
    assert shown_of(representations=["mfcc", "pca"]).mapped("clips") == ["mfcc"]
    assert shown.first("clips") == "joint_audio"


def test_the_groups_that_are_shown_first_have_the_k_of_the_genre():
    shown = shown_of("songs", "folder")
    assert (shown.reference("songs"), shown.k("songs")) == ("genre", 4)
    assert (shown.reference("folder"), shown.k("folder")) == ("none", "auto")
    assert shown_of("songs", clusterers=["hdbscan"]).k("songs") is None


def test_clusters_are_named_that_the_run_makes_or_a_release_has():
    plan = plan_of("songs", clusterers=["gaussian_mixture"])
    assert plan.named_clusterers("songs", "pca") == ["gaussian_mixture"]
    assert plan.named_clusterers("songs", "joint_lyrics") == ["gaussian_mixture", "kmeans"]


def test_clusters_are_named_by_what_their_representation_hears():
    hears = {name: kind.hears for name, kind in all_representations().items()}
    assert {name for name, heard in hears.items() if heard == "lyrics"} == {
        *("lyrics", "joint_lyrics", "lyrics_without_language", "shuffled_lyrics")
    }
    assert {hears[name] for name in ("joint_audio", "mfcc", "pretrained", "conv_vae")} == {"sound"}
    assert {hears[name] for name in ("joint_vae", "hybrid_vae", "late_fusion")} == {"both"}


def test_a_release_assigns_by_sound_and_where_there_are_lyrics_by_them():
    shown = shown_of("songs", "clips", "folder")
    assert shown.plan.groupings("songs") == {"sound": "joint_audio", "lyrics": "joint_lyrics"}
    assert shown.plan.groupings("clips") == {"sound": "joint_audio"}
    assert shown.release_references("songs") == {"sound": "genre", "lyrics": "language"}
    assert shown.release_references("clips") == {"sound": "genre"}
    assert shown.release_references("folder") == {"sound": "none"}

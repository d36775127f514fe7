"""The plan of a run: inputs, settings and resources of its jobs."""

import pytest
from support.plans import make_plan


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
    assert make_plan().lyric_embeddings(dataset, representation) == expected


@pytest.mark.parametrize(
    ("representation", "has_labels"),
    [("cvae", True), ("lyrics_without_language", True), ("joint_vae", False), ("mfcc", False)],
)
def test_labels_are_given_to_a_generator_and_a_control_alone(representation, has_labels):
    assert bool(make_plan().labels("songs", representation)) == has_labels


def test_a_fusion_is_given_the_latents_of_its_model():
    plan = make_plan()
    expected = "results/songs/conv_vae/seed4/latents.h5"
    assert plan.model_latents("songs", "late_fusion", 4) == expected
    assert plan.model_latents("songs", "pca", 4) == []


def test_representations_from_a_model_alone_can_be_recomputed():
    plan = make_plan(baselines={"joint_audio": {"n_neighbors": 7}})
    module = "hbvae.representations.joint"
    assert plan.made_again("joint_audio") == (module, "joint_audio", {"n_neighbors": 7})
    assert plan.made_from("songs", "joint_audio", 4) == "results/songs/joint_vae/seed4/latents.h5"
    for name in ("pca", "joint_vae", "late_fusion", "shuffled_audio", "lyrics_without_language"):
        assert plan.made_again(name) is None
        assert plan.made_from("songs", name, 4) == []


def test_each_model_of_a_run_has_its_epochs():
    models = {"joint_vae": {"training": {"epochs": 3}}}
    epochs = make_plan("clips", training={"epochs": 8}, models=models).epochs()
    assert epochs["joint_vae"] == 3 and epochs["conv_vae"] == 8
    assert "hybrid_vae" not in epochs and "pca" not in epochs


def test_everything_that_runs_has_a_title():
    titles = make_plan().titles()
    assert titles["joint_audio"] == "Audio part of the joint model"
    assert titles["spectral"] == "Log-mel spectrogram", "the clusterer of this name has another"


def test_the_stability_curve_is_made_only_if_k_is_open():
    plan = make_plan("songs", "folder")
    curve = "results/folder/pca/seed0/stability.tsv"
    assert plan.stability("folder", "pca", 0, "kmeans") == curve
    assert plan.stability("folder", "pca", 0, "hdbscan") == []
    assert plan.stability("songs", "pca", 0, "kmeans") == []


def test_a_control_has_the_settings_of_what_it_controls():
    models = {"joint_vae": {"hidden": 64, "training": {"epochs": 3}}}
    baselines = {"joint_audio": {"n_neighbors": 7}}
    plan = make_plan(models=models, baselines=baselines)
    assert plan.model_settings("joint_vae_shuffled_audio")["hidden"] == 64
    assert "training" not in plan.model_settings("joint_vae_shuffled_audio")
    assert plan.training("joint_vae_shuffled_audio")["epochs"] == 3
    assert plan.training("conv_vae")["epochs"] == plan.config["training"]["epochs"]
    assert plan.baseline_settings("shuffled_audio") == {"n_neighbors": 7}
    assert plan.baseline_settings("lyrics") == {}
    assert plan.clusterer_settings("dbscan") == {"eps": 5.0, "min_samples": 5}


def test_a_new_size_of_batches_of_tracks_changes_no_feature():
    assert make_plan(audio={"tracks_per_job": 7}).audio == make_plan().audio
    assert make_plan(audio={"n_mels": 64}).audio != make_plan().audio


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
    assert make_plan(devices=devices).training_resources() == resources


def test_a_job_depends_only_on_the_family_of_its_model():
    plan = make_plan()
    assert plan.modules("hybrid_vae") == plan.modules("conv_vae") == ["hbvae.models.hybrid"]
    assert plan.modules("joint_vae", "cvae") == ["hbvae.models.conditional", "hbvae.models.joint"]
    assert plan.modules("joint_vae_shuffled_lyrics") == ["hbvae.models.joint"]
    assert plan.modules("pca") == ["hbvae.representations.baselines"]

"""The plan of a run: errors in its config, and the representations of its datasets."""

import sys

import pytest
from support.plans import make_plan
from support.tiny_checkpoints import save_ast

from hbvae.errors import ConfigError
from hbvae.features.pretrained.musicnn import CARD
from hbvae.features.pretrained.registry import encoder_class
from hbvae.representations.registry import all_representations
from hbvae.workflow.shown import Shown

# Errors in the config


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"representations": ["pca", "vae"]}, "representations: expected some of .*, got 'vae'"),
        ({"representations": ["joint_adio"]}, "did you mean 'joint_audio'?"),
        ({"representations": ["pca", "cvae"]}, "representations: cvae uses the labels"),
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
def test_an_invalid_setting_is_an_error(config, message):
    with pytest.raises(ConfigError, match=message):
        make_plan(**config)


def test_a_dataset_that_can_have_no_representation_is_refused():
    with pytest.raises(ConfigError, match="folder has no lyrics or labels, but each of lyrics, "):
        make_plan("songs", "folder", representations=["lyrics", "lyrics_without_language"])


# Representations


def test_a_dataset_without_lyrics_omits_their_representations():
    plan = make_plan()
    needs_encoder = {"joint_audio_alone", "pretrained"}
    listed = [name for name in plan.config["representations"] if name not in needs_encoder]
    assert plan.representations("songs") == listed
    assert plan.representations("clips") == [
        *("spectral", "pca", "mfcc", "autoencoder", "conv_vae", "dense_vae"),
        *("joint_vae", "joint_audio"),
    ]


def test_a_run_without_an_encoder_omits_its_representations():
    plan = make_plan("songs")
    assert "pretrained" in plan.config["representations"]
    assert "pretrained" not in plan.representations("songs")
    assert (plan.encoder, plan.encoder_modules(), plan.encoder_in_words()) == (None, [], "")
    assert set(plan.learned_from().values()) == {"these songs"}
    with pytest.raises(ConfigError, match=r"the run no encoder \(pretrained.encoder\), but"):
        make_plan("songs", representations=["pretrained"])


def test_a_run_without_musicnn_continues_and_says_what_to_install(monkeypatch):
    make_plan("songs", representations=["pca"])  # imports what it needs
    encoder_class("musicnn")
    monkeypatch.setattr(sys, "path", [])
    plan = make_plan("songs", pretrained={"encoder": "musicnn"})
    (note,) = plan.notes
    assert "install them: pip install --no-deps musicnn==0.1.0. The run continues without" in note
    assert plan.encoder is None and not plan.can_have("songs", "pretrained")


def test_an_encoder_has_its_own_kind_of_rows(monkeypatch):
    monkeypatch.setattr(encoder_class("musicnn"), "describe", lambda name: CARD)
    plan = make_plan("songs", pretrained={"encoder": "musicnn"})
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
    plan = make_plan("songs", pretrained={"encoder": str(save_ast(tmp_path / "ast"))})
    assert plan.extraction_resources() == {"gpu": 1}
    assert plan.extraction_threads() == plan.config["devices"]["threads"]
    assert plan.encoder_modules() == ["hbvae.features.pretrained.spectrogram_transformer"]
    assert len(plan.encoder_version()) == 64
    assert set(plan.learned_from().values()) == {"these songs", "tags of other songs"}


def test_a_representation_that_uses_an_encoder_has_a_twin_without(monkeypatch):
    monkeypatch.setattr(encoder_class("musicnn"), "describe", lambda name: CARD)
    baselines = {"joint_audio": {"n_neighbors": 7}}
    without = make_plan("songs", baselines=baselines)
    assert without.can_have("songs", "joint_audio")
    assert not without.can_have("songs", "joint_audio_alone")
    assert without.without_encoder() == {}
    assert set(without.learned_from().values()) == {"these songs"}
    plan = make_plan("songs", baselines=baselines, pretrained={"encoder": "musicnn"})
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
    plan = make_plan("songs", "genres")
    assert plan.can_have("songs", "lyrics_without_language")
    assert not plan.can_have("genres", "lyrics_without_language")
    assert plan.can_have("genres", "joint_lyrics")


def test_every_representation_and_seed_is_scored():
    plan = make_plan("clips", representations=["pca", "lyrics", "mfcc"], seeds=[3, 1])
    assert plan.scored() == [
        *[("clips", "pca", 3), ("clips", "pca", 1)],
        *[("clips", "mfcc", 3), ("clips", "mfcc", 1)],
    ]
    assert plan.file("clips", "pca", "scores.tsv") == "results/clips/pca/seed3/scores.tsv"
    assert plan.file("clips", "pca", "scores.tsv", 1) == "results/clips/pca/seed1/scores.tsv"


def test_axes_of_all_models_and_a_baseline_are_measured():
    plan = make_plan("songs", representations=["pca", "late_fusion", "shuffled_lyrics"])
    expected = ["conv_vae", "joint_vae_shuffled_lyrics", "mfcc_statistics"]
    assert plan.probed("songs") == expected


def test_the_papers_model_is_the_hybrid_where_there_are_lyrics():
    plan = make_plan()
    assert plan.main_model("songs") == "hybrid_vae"
    assert plan.main_model("clips") == "conv_vae"
    assert plan.main_file("clips", "latents.h5") == "results/clips/conv_vae/seed0/latents.h5"


def test_clusters_of_the_run_and_of_releases_get_names():
    plan = make_plan("songs", clusterers=["gaussian_mixture"])
    assert plan.named_clusterers("songs", "pca") == ["gaussian_mixture"]
    assert plan.named_clusterers("songs", "joint_lyrics") == ["gaussian_mixture", "kmeans"]


def test_names_of_clusters_depend_on_the_input_of_a_representation():
    hears = {name: kind.hears for name, kind in all_representations().items()}
    assert {name for name, source in hears.items() if source == "lyrics"} == {
        *("lyrics", "joint_lyrics", "lyrics_without_language", "shuffled_lyrics")
    }
    assert {hears[name] for name in ("joint_audio", "mfcc", "pretrained", "conv_vae")} == {"sound"}
    assert {hears[name] for name in ("joint_vae", "hybrid_vae", "late_fusion")} == {"both"}

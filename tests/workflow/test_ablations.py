"""The target `ablations`: which variants there are, what they are given, and what it makes."""

import pytest
from support.plans import make_plan
from support.project import planned, ran
from support.settings import write_run, write_yaml

from hbvae.errors import ConfigError
from hbvae.evaluation.score_table import read_scores, select
from hbvae.representations.registry import all_representations
from hbvae.workflow.ablations import Ablations, variant_title

GRID = {"beta": [1, 4], "latent_dim": [16, 64]}  # 4 and 64 are the default config's own


def points(dataset, **config):
    plan = make_plan("songs", "clips", "folder", ablations=GRID, **config)
    return [tuple(point) for point in Ablations(plan).points(dataset)]


CONV, HYBRID = "Convolutional beta-VAE", "Hybrid beta-VAE"
SOUND_MODELS = [
    ("beta", CONV, "1", "conv_vae-beta1"),
    ("beta", CONV, "4", "conv_vae"),
    ("latent_dim", CONV, "16", "conv_vae-latent_dim16"),
    ("latent_dim", CONV, "64", "conv_vae"),
]


def test_without_lyrics_the_model_of_the_sound_is_compared_alone():
    assert points("clips") == SOUND_MODELS


def test_with_lyrics_both_models_and_all_fusions_are_compared():
    compared = points("songs")
    assert set(SOUND_MODELS) < set(compared)
    hybrids = [("beta", HYBRID, "1", "hybrid_vae-beta1"), ("beta", HYBRID, "4", "hybrid_vae")]
    assert set(hybrids) < set(compared)
    assert [(setting, name) for ablation, _, setting, name in compared if ablation == "fusion"] == [
        ("early", "hybrid_vae"),
        ("late", "late_fusion"),
        ("joint", "joint_vae"),
        ("joint, sound", "joint_audio"),
        ("joint, lyrics", "joint_lyrics"),
    ]


def test_what_hears_with_an_encoder_is_left_out(monkeypatch):
    plan = make_plan("songs")
    monkeypatch.setattr(plan, "encoder", "musicnn")
    fusions = {point.setting: point.representation for point in Ablations(plan).points("songs")}
    assert "joint" not in fusions and fusions["joint, sound"] == "joint_audio_alone"


def test_a_variant_changes_a_single_setting():
    plan = make_plan(ablations=GRID, models={"conv_vae": {"training": {"epochs": 9}}})
    own = plan.model_settings("conv_vae")
    assert plan.model_settings("conv_vae-beta1") == own | {"beta": 1}
    assert plan.model_settings("conv_vae-latent_dim16") == own | {"latent_dim": 16}
    assert plan.training("conv_vae-beta1")["epochs"] == 9
    assert plan.modules("conv_vae-beta1") == plan.modules("conv_vae")
    assert plan.lyric_embeddings("songs", "hybrid_vae-beta1") == "results/songs/lyrics.h5"
    assert variant_title("conv_vae-beta1") == f"{CONV}, beta 1"
    assert plan.kinds["hybrid_vae-latent_dim16"].title == f"{HYBRID}, 16 latent dimensions"


def test_the_value_that_the_config_has_is_no_variant():
    names = make_plan(ablations=GRID, models={"conv_vae": {"beta": 1.0}}).variants.keys()
    assert "conv_vae-beta4" in names and "conv_vae-beta1" not in names
    assert "hybrid_vae-beta1" in names and "hybrid_vae-beta4" not in names


def test_no_other_target_knows_of_variants():
    plan = make_plan(ablations=GRID)
    assert {name for _, name, _ in plan.scored()} <= all_representations().keys()
    assert plan.titles() == make_plan(ablations={"beta": [4], "latent_dim": [64]}).titles()
    assert plan.learned_from().keys() == all_representations().keys()
    with pytest.raises(ConfigError, match="representations: expected some of"):
        make_plan(ablations=GRID, representations=["conv_vae-beta1"])


def test_scores_of_every_seed_are_read_once():
    files = Ablations(make_plan("clips", ablations=GRID, seeds=[0, 3])).scores()
    names = ("conv_vae-beta1", "conv_vae", "conv_vae-latent_dim16")
    assert files == [
        f"results/clips/{name}/seed{seed}/scores.tsv" for name in names for seed in (0, 3)
    ]


def test_a_variant_is_clustered_by_the_papers_clusterer_alone():
    plan = make_plan(ablations=GRID, clusterers=["dbscan", "kmeans"])
    assert plan.named_clusterers("songs", "conv_vae-beta1") == ["kmeans"]
    assert plan.scored_clusterers("conv_vae") == ["dbscan", "kmeans"]


@pytest.mark.parametrize(
    ("run", "config", "message"),
    [
        (("songs",), {"clusterers": ["dbscan"]}, "need kmeans, got dbscan; add kmeans"),
        (("folder",), {}, "need labels, but there are none for folder"),
    ],
)
def test_a_run_that_can_have_no_ablations_says_why(run, config, message):
    with pytest.raises(ConfigError, match=message):
        Ablations(make_plan(*run, **config)).scores()


@pytest.mark.slow
def test_the_target_fits_each_setting_once(finished_copy):
    write_yaml(finished_copy / "alone.yaml", {"pretrained": {"encoder": None}})
    would = planned(finished_copy, "ablations", configfile="alone.yaml")
    changed = 3 + 3  # values of beta and of the latent size that the config has not
    assert would["train_model"] == (2 * (1 + changed) + 1) + (1 + changed)
    assert would["compute_baseline"] == 3
    n_scored = (2 * (1 + changed) + 4) + (1 + changed)
    assert would["score_clusters"] == n_scored
    assert (would["tabulate_ablations"], would["plot_ablations"], would["ablations"]) == (1, 1, 1)
    assert "write_report" not in would


@pytest.mark.slow
def test_ablations_of_a_small_collection(finished_copy):
    grid = {"beta": [4, 8], "latent_dim": [8]}
    write_run(finished_copy, datasets=["songs.yaml"], ablations=grid)
    done = ran(finished_copy, "ablations", "--cores", "2")
    assert (done["train_model"], done["cluster_latents"], done["score_clusters"]) == (2, 2, 2)
    results = finished_copy / "results"
    rows = select(read_scores([results / "ablations.tsv"]), metric="ari", reference="genre")
    shown = {(row["ablation"], row["model"], row["setting"]) for row in rows}
    changed = {("beta", "4"), ("beta", "8"), ("latent_dim", "8")}
    assert shown >= {(name, model, value) for name, value in changed for model in (CONV, HYBRID)}
    fusions = {setting for ablation, _, setting in shown if ablation == "fusion"}
    assert fusions >= {"early", "late", "joint, sound", "joint, lyrics"}
    assert (results / "ablations.md").read_text(encoding="utf-8").count("### ") == 3
    assert all((results / f"ablations.{ending}").stat().st_size > 2000 for ending in ("png", "pdf"))

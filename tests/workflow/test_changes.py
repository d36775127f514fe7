"""What runs again after a change, and what does not: each test changes a copy of a finished run."""

import csv
import os

import h5py
import pytest
import yaml
from mutagen.id3 import TIT2
from mutagen.wave import WAVE
from support.finished import SONGS
from support.project import dry_run, jobs, planned, ran, snakemake, wildcards
from support.settings import write_run, write_yaml
from support.songs import LYRICS, song_row, write_song, write_table

pytestmark = pytest.mark.slow
FITTED = {"extract_features", "merge_features", "train_model", "compute_baseline"}
FITTED |= {"cluster_latents", "embed_lyrics", "choose_k", "map_latents"}
REPORTED = {"write_report": 1, "all": 1}


def edit(project, name):
    """Change a Python file, not what it does."""
    path = project / name
    path.write_text(path.read_text(encoding="utf-8") + "\n# edited\n", encoding="utf-8")


def edit_songs(project, number, **cells):
    """Change cells of a song in the table of its collection."""
    columns = ("filename", "language", "genre", "label_id", "lyrics")
    rows = [song_row(row) for row in range(8)]
    for name, value in cells.items():
        rows[number][columns.index(name)] = value
    write_table(project / "my songs", rows)


def test_a_second_run_has_nothing_to_do(finished_copy):
    assert "Nothing to be done" in snakemake(finished_copy, "--cores", "2")


# Code


@pytest.mark.parametrize("name", ["errors.py", "provenance.py", "jobs/task.py"])
def test_an_edited_message_runs_nothing(finished_copy, name):
    edit(finished_copy, f"hbvae/{name}")
    assert planned(finished_copy) == {}


@pytest.mark.parametrize(
    ("name", "would"),
    [
        ("hbvae/figures/confusion.py", {"plot_confusion": 2}),
        ("workflow_scripts/plot_dendrogram.py", {"plot_dendrogram": 2}),
        ("hbvae/reporting/paper_tables.py", {"tabulate_scores": 2}),
        ("hbvae/reporting/evidence_page.py", {"write_evidence": 1}),
    ],
)
def test_an_edit_of_a_plot_redraws_it_and_the_report(finished_copy, name, would):
    edit(finished_copy, name)
    assert planned(finished_copy) == would | REPORTED


@pytest.mark.parametrize(
    ("name", "models", "baselines"),
    [
        ("hybrid", {"hybrid_vae", "conv_vae", "cvae"}, {"late_fusion"}),
        ("dense", {"autoencoder", "dense_vae"}, set()),
        (
            "joint",
            {"joint_vae", "joint_vae_shuffled_lyrics", "joint_vae_shuffled_audio"},
            {
                *("joint_audio", "joint_audio_alone", "joint_lyrics"),
                *("shuffled_lyrics", "shuffled_audio"),
            },
        ),
    ],
)
def test_an_edited_model_is_fitted_again_and_no_other(finished_copy, name, models, baselines):
    edit(finished_copy, f"hbvae/models/{name}.py")
    printed = dry_run(finished_copy)
    assert wildcards(printed, "train_model", "model") == models
    assert wildcards(printed, "compute_baseline", "baseline") == baselines
    assert wildcards(printed, "cluster_latents", "representation") <= models | baselines
    assert not {"extract_features", "merge_features", "embed_lyrics"} & jobs(printed).keys()


def test_an_edit_of_the_training_fits_all_models_and_extracts_nothing(finished_copy):
    edit(finished_copy, "hbvae/training/fitting.py")
    would = planned(finished_copy)
    assert would["train_model"] == (4 + 3) + (3 + 1) + 2
    assert not {"extract_features", "embed_lyrics"} & would.keys()


def test_an_edited_baseline_is_computed_again_and_trains_nothing(finished_copy):
    edit(finished_copy, "hbvae/representations/fusion.py")
    printed = dry_run(finished_copy)
    assert wildcards(printed, "compute_baseline", "baseline") == {"pca_lyrics", "late_fusion"}
    assert "train_model" not in jobs(printed)


def test_an_edit_of_the_extraction_repeats_everything(finished_copy):
    edit(finished_copy, "hbvae/features/log_mel.py")
    would = planned(finished_copy)
    assert would["extract_features"] == 2 + 2
    assert would["train_model"] == (4 + 3) + (3 + 1) + 2


# Settings


def test_settings_that_change_no_feature_extract_nothing(finished_copy):
    settings = {"tracks_per_job": 5}
    from support.settings import SMALL

    write_run(
        finished_copy,
        datasets=["songs.yaml", "clips.yaml"],
        audio=SMALL["audio"] | settings,
        max_rejected=0.3,
    )
    assert "extract_features" not in planned(finished_copy)


def test_a_new_clusterer_is_run_and_scored_and_nothing_else(finished_copy):
    write_run(finished_copy, datasets=["clips.yaml"], clusterers=["kmeans", "dbscan_knee"])
    scores = "results/clips/pca/seed0/scores.tsv"
    done = ran(finished_copy, scores, "--cores", "2")
    assert done == {"cluster_latents": 1, "name_clusters": 1, "score_clusters": 1}
    with open(finished_copy / scores, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    metrics = {row["metric"] for row in rows if row["clusterer"] == "dbscan_knee"}
    agreement = {"ari", "nmi", "v_measure", "purity", "accuracy"}
    shape = {"silhouette", "calinski_harabasz", "davies_bouldin"}
    assert metrics == agreement | shape | {"noise", "named"}


def test_a_smaller_run_lists_what_it_omits_and_repeats_nothing(finished_copy):
    default = yaml.safe_load((finished_copy / "config/config.yaml").read_text(encoding="utf-8"))
    less = {key: default[key] for key in ("representations", "generate")}
    write_run(finished_copy, datasets=["songs.yaml", "clips.yaml"], **less)
    ran = jobs(snakemake(finished_copy, "--cores", "2"))
    assert not (FITTED | {"score_clusters", "generate_slices"}) & ran.keys()
    results = finished_copy / "results"
    evidence = (results / "evidence.md").read_text(encoding="utf-8")
    (left_out,) = [line for line in evidence.splitlines() if "lyrics_without_language`" in line]
    assert left_out.startswith("Not run: ") and "(`shuffled_lyrics`), " in left_out
    assert evidence.count("config/full.yaml") == 1 and "a control that was given" not in evidence
    report = (results / "report.html").read_text(encoding="utf-8")
    _, left_out = report.split('<section id="left-out">')
    left_out = left_out.split("</section>")[0]
    for name in ("shuffled_audio", "lyrics_without_language", "cvae"):
        assert f"({name})" in left_out
    assert "hybrid_vae" not in left_out and 'id="songs-generated"' not in report
    assert not (results / "songs/release/generator.safetensors").exists()
    card = (results / "songs/release/README.md").read_text(encoding="utf-8")
    assert "It does not generate" in card and "hbvae generate" not in card


# Songs


def test_a_new_track_extracts_only_its_batch(finished_copy):
    batch = finished_copy / "results/songs/batches/00000.tsv"
    before = batch.read_text(encoding="utf-8")
    write_song(finished_copy / "my songs/audio" / song_row(8)[0], 500)
    rows = [song_row(number) for number in range(8)]
    write_table(finished_copy / "my songs", [rows[0], song_row(8), *rows[1:]])  # near the top
    assert ran(finished_copy, "results/songs/features.h5", "--cores", "2") == {
        "extract_features": 1,
        "gather_rejected": 1,
        "merge_features": 1,
    }
    assert batch.read_text(encoding="utf-8") == before
    with h5py.File(finished_copy / "results/songs/features.h5") as store:
        assert len(store["track_id"]) == 9


def test_a_removed_track_extracts_its_batch_without_it(finished_copy):
    write_table(finished_copy / "my songs", [song_row(number) for number in range(1, 8)])
    assert ran(finished_copy, "results/songs/features.h5", "--cores", "2") == {
        "extract_features": 1,
        "gather_rejected": 1,
        "merge_features": 1,
    }
    with h5py.File(finished_copy / "results/songs/features.h5") as store:
        assert len(store["track_id"]) == 7


def test_a_song_with_another_sound_extracts_its_batch(finished_copy):
    write_song(finished_copy / "clips/blues/blues.00000.wav", 333)
    assert ran(finished_copy, "results/clips/features.h5", "--cores", "2") == {
        "extract_features": 1,
        "gather_rejected": 1,
        "merge_features": 1,
    }


def test_a_touched_song_runs_nothing(finished_copy):
    os.utime(finished_copy / "my songs/audio" / song_row(3)[0])
    assert planned(finished_copy) == {}


def test_a_retitled_song_is_shown_with_its_title_and_nothing_is_fitted(finished_copy):
    song = WAVE(finished_copy / "my songs/audio" / song_row(3)[0])
    song.add_tags()
    song.tags.add(TIT2(text="The river"))
    song.save()
    printed = dry_run(finished_copy)
    assert wildcards(printed, "write_explorer", "dataset") == {"songs"}
    assert not FITTED & jobs(printed).keys()
    assert "score_clusters" not in jobs(printed)


def test_a_moved_collection_is_shown_at_its_place_and_nothing_is_fitted(finished_copy):
    (finished_copy / "my songs").rename(finished_copy / "moved")
    songs = SONGS | {"root": "moved", "experiment": "HBLM-100"}
    write_yaml(finished_copy / "songs.yaml", songs)
    printed = dry_run(finished_copy)
    assert not FITTED & jobs(printed).keys()
    assert "score_clusters" not in jobs(printed)


def test_a_corrected_label_is_scored_and_nothing_is_fitted(finished_copy):
    edit_songs(finished_copy, 3, genre="Folk")
    printed = dry_run(finished_copy)
    assert wildcards(printed, "score_clusters", "dataset") == {"songs"}
    assert jobs(printed)["score_clusters"] == 18
    # What is given labels: the generator, and the control that knows the language.
    assert wildcards(printed, "train_model", "model") <= {"cvae"}
    assert wildcards(printed, "compute_baseline", "baseline") <= {"lyrics_without_language"}
    assert not {"extract_features", "merge_features", "embed_lyrics"} & jobs(printed).keys()

    scores = "results/songs/pca/seed0/scores.tsv"
    before = (finished_copy / scores).read_text(encoding="utf-8")
    assert ran(finished_copy, scores, "--cores", "2") == {"score_clusters": 1}
    assert (finished_copy / scores).read_text(encoding="utf-8") != before


def test_a_corrected_lyric_fits_again_what_hears_lyrics_alone(finished_copy):
    edit_songs(finished_copy, 3, lyrics=LYRICS["English"] + "\nat last")
    printed = dry_run(finished_copy)
    assert jobs(printed)["embed_lyrics"] == 1
    assert wildcards(printed, "train_model", "model") == {
        *("hybrid_vae", "joint_vae", "joint_vae_shuffled_lyrics", "joint_vae_shuffled_audio")
    }
    fitted = wildcards(printed, "cluster_latents", "representation")
    assert not fitted & {"spectral", "pca", "mfcc", "autoencoder", "conv_vae", "dense_vae"}
    assert wildcards(printed, "cluster_latents", "dataset") == {"songs"}
    assert "extract_features" not in jobs(printed)

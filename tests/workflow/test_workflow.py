"""The real workflow, end to end, on a small collection of real files made for the test.

The tests of this module build on each other, in their order: a first run, then what runs again
after each kind of change.
"""

import csv
import json
import math
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import h5py
import numpy as np
import pytest
import soundfile
import yaml

from hbvae.clustering.choice_of_k import most_stable_k, read_curve
from hbvae.models.weights import load_model

ROOT = Path(__file__).parents[2]
SECONDS = 7.0  # two slices of 3 s
FIGURES = (
    *("fig01_distribution", "fig02_spectrogram", "fig03_pipeline", "fig04_architecture"),
    *("fig05_training", "fig06_reconstruction", "fig07_latent_map", "fig08_convergence"),
    *("fig09_silhouette", "fig10_correlation", "fig11_dendrogram", "fig12_maps"),
    *("fig13_latent_space", "fig14_confusion", "stability", "sweep", "generated"),
)
LYRICS = {
    "Bangla": "নদীর ঘাটে সন্ধ্যা নামে\nনৌকা ফেরে আপন গ্রামে",
    "English": 'The river bends, "slowly",\nand the boats come home',
}


def write_song(path, frequency, amplitude=0.5):
    time = np.arange(int(SECONDS * 22050)) / 22050
    noise = np.random.default_rng(int(frequency)).normal(0, 0.01, len(time))
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, amplitude * np.sin(2 * np.pi * frequency * time) + noise, 22050)


def write_table(folder, rows):
    with open(folder / "metadata.csv", "w", newline="", encoding="utf-8-sig") as file:
        table = csv.writer(file)
        table.writerow(["filename", "language", "genre", "label_id", "lyrics"])
        table.writerows(rows)


def song_row(number):
    language = ("Bangla", "English")[number % 2]
    genre = ("Folk", "Rock")[number // 2 % 2]
    lyrics = LYRICS[language] if number else ""  # the first has none
    return [f"{language.lower()}/song {number}.wav", language, genre, number % 2, lyrics]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project with a run of two small datasets, one of each layout."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("Snakefile", "rules", "workflow_scripts", "hbvae", "config", "resources"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    for name in ("environment.yml", "CITATION.cff"):
        shutil.copy(ROOT / name, folder)

    songs = folder / "my songs"
    for number in range(8):
        write_song(songs / "audio" / song_row(number)[0], 220 + 100 * (number // 2 % 2))
    write_table(songs, [song_row(number) for number in range(8)])
    clips = folder / "clips"
    for number in range(6):
        genre = ("blues", "metal")[number % 2]
        write_song(clips / genre / f"{genre}.{number:05d}.wav", 300 + 900 * (number % 2))

    factors = {"language": {"k": 2}, "genre": {"k": 2}}
    description = {"root": "my songs", "audio_dir": "audio", "layout": "table"}
    description |= {"factors": factors, "experiment": "HBLM-100"}
    (folder / "songs.yaml").write_text(yaml.safe_dump(description, sort_keys=False))
    description = {"root": "clips", "layout": "folders", "factors": {"genre": {"k": 2}}}
    (folder / "clips.yaml").write_text(yaml.safe_dump(description | {"experiment": "GTZAN"}))
    run = {"datasets": ["songs.yaml", "clips.yaml"], "training": {"epochs": 1}}
    run |= {"models": {"joint_vae": {"training": {"epochs": 1}}}}
    run |= {"audio": {"tracks_per_job": 4}, "clusterers": ["kmeans", "dbscan_knee"]}
    run |= {"stability": {"k_max": 3, "n_pairs": 2}, "scores": {"n_resamples": 20, "n_shuffles": 2}}
    (folder / "run.yaml").write_text(yaml.safe_dump(run))
    return folder


def snakemake(project, *arguments, succeeds=True):
    """Run the workflow; what it printed."""
    command = [Path(sys.executable).with_name("snakemake"), *arguments]
    if "--configfile" not in arguments:
        command += ["--configfile", "run.yaml"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=600)
    assert (done.returncode == 0) == succeeds, done.stdout + done.stderr
    return done.stdout + done.stderr


def jobs(output):
    """How many jobs of each rule ran, or would run."""
    names = re.findall(r"^(?:local)?(?:rule|checkpoint) (\w+):", output, re.MULTILINE)
    return {name: names.count(name) for name in names}


def changed(project):
    """What a run would do now."""
    return jobs(snakemake(project, "--dry-run", "--cores", "2"))


@pytest.fixture(scope="module")
def first_run(project):
    return snakemake(project, "--cores", "8", "--resources", "gpu=1")


def test_a_run_leaves_what_the_readme_promises(project, first_run):
    assert jobs(first_run)["extract_features"] == 2 + 2
    for name in (
        "metrics.tsv",
        "disentanglement.tsv",
        "disentanglement.md",
        "evidence.md",
        *(f"{table}.{end}" for table in ("table1", "algorithms") for end in ("tsv", "md", "tex")),
        "songs/tracks.tsv",
        "songs/features.h5",
        "songs/rejected.tsv",
        "songs/lyrics.h5",
        "songs/hybrid_vae/seed0/weights.safetensors",
        "songs/hybrid_vae/seed0/history.tsv",
        "songs/pca/seed0/kmeans/assignments.h5",
        "songs/joint_audio/seed0/stability.tsv",
        "clips/conv_vae/seed0/latents.h5",
        "report.html",
        "songs/explorer.html",
        "songs/atlas.parquet",
        "songs/sweep/6.mp3",
        "clips/generated/3.mp3",
        "clips/generated.tsv",
        "songs/release/weights.safetensors",
        "clips/release/generator.safetensors",
    ):
        assert (project / "results" / name).stat().st_size, name
    for dataset in ("songs", "clips"):
        folder = project / "results" / dataset / "figures"
        pictures = {picture.name for picture in folder.iterdir() if picture.stat().st_size > 3000}
        assert pictures == {f"{name}.{end}" for name in FIGURES for end in ("png", "pdf")}
    with h5py.File(project / "results/songs/features.h5") as store:
        assert store["mel"].shape == (16, 128, 128)
        assert store["mel"].dtype == np.float16
        assert store["mel"].chunks is None
    with h5py.File(project / "results/songs/lyrics.h5") as store:
        assert len(store["track_id"]) == 7


def test_metrics_are_tidy_and_whole(project, first_run):
    with open(project / "results/metrics.tsv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    seen = {(r["dataset"], r["representation"], r["level"], r["reference"]) for r in rows}
    audio = ("spectral", "pca", "mfcc", "autoencoder", "conv_vae", "dense_vae")
    audio += ("joint_vae", "joint_audio")
    sung = ("lyrics", "pca_lyrics", "hybrid_vae", "late_fusion", "joint_lyrics")
    sung += ("shuffled_lyrics", "shuffled_audio", "lyrics_without_language")
    assert seen == {
        (dataset, representation, level, reference)
        for dataset, representations, references in (
            ("songs", (*audio, *sung), ("language", "genre", "language x genre")),
            ("clips", audio, ("genre",)),
        )
        for representation in representations
        for level in ("slice", "track")
        for reference in references
    }
    agreement = ["ari", "nmi", "v_measure", "purity", "accuracy"]
    shape = ["silhouette", "calinski_harabasz", "davies_bouldin"]
    found = {}
    for row in rows:
        keys = ("dataset", "representation", "clusterer", "level", "reference")
        found.setdefault(tuple(row[key] for key in keys), {})[row["metric"]] = row
    for (_, _, clusterer, _, _), scores in found.items():
        expected = {"kmeans": {*agreement, *shape}, "reference": {*shape}}
        assert scores.keys() == expected.get(clusterer, {*agreement, *shape, "noise"})
    assert {key[2] for key in found} == {"kmeans", "dbscan_knee", "reference"}
    # Two tones far apart: anyone finds them, and PCA does. (The genres of the songs take turns in
    # the order of their ids, so that labels of another row would show.)
    for level in ("slice", "track"):
        for dataset in ("clips", "songs"):
            row = found[dataset, "pca", "kmeans", level, "genre"]["ari"]
            assert (row["value"], row["low"], row["high"], row["k"]) == ("1", "1", "1", "2")
            assert abs(float(row["chance"])) < 0.9
        lyrics = found["songs", "lyrics", "kmeans", level, "language"]["ari"]
        assert float(lyrics["value"]) > 0.5  # one has no lyrics


def test_axes_and_parts_are_measured(project, first_run):
    with open(project / "results/disentanglement.tsv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    parts = {(r["dataset"], r["part"]) for r in rows if r["representation"] == "joint_vae"}
    of_sound = ("whole", "timbre", "texture", "audio")
    assert parts == {("songs", part) for part in (*of_sound, "lyrics")} | {
        ("clips", part) for part in of_sound
    }
    of_hybrid = [r for r in rows if r["representation"] == "hybrid_vae"]
    assert {r["part"] for r in of_hybrid} == {"whole"}
    assert {(r["metric"], r["reference"]) for r in of_hybrid} >= {
        ("mig", "language"),
        ("sap", "genre"),
        ("probe", "genre"),
        ("modularity", "none"),
        ("total_correlation", "none"),
    }
    by_mfcc = [r for r in rows if r["representation"] == "mfcc_statistics"]
    assert {r["metric"] for r in by_mfcc} == {"probe"}
    assert {float(r["value"]) for r in by_mfcc if r["reference"] == "genre"} == {1.0}  # two tones


def test_shuffled_lyrics_are_the_same_lyrics_of_other_tracks(project, first_run):
    folder = project / "results/songs"
    kept, dealt = (
        h5py.File(folder / model / "seed0/latents.h5")
        for model in ("joint_lyrics", "joint_vae_shuffled_lyrics")
    )
    assert kept["latent"].shape == (16, 16)
    assert list(dealt["track"]) == list(kept["track"])
    with h5py.File(folder / "joint_vae_shuffled_audio/seed0/latents.h5") as store:
        assert list(store["track"]) == sorted(store["track"])
        assert sorted(store["start"]) == sorted(kept["start"])
    recipe = folder / "joint_vae_shuffled_audio/seed0/weights.safetensors"
    assert type(load_model(str(recipe))).__name__ == "JointVAE"


def test_the_evidence_page_has_every_claim(project, first_run):
    text = (project / "results/evidence.md").read_text(encoding="utf-8")
    with open(project / "resources/paper/claims.tsv", encoding="utf-8", newline="") as file:
        claims = dict.fromkeys(row["claim"] for row in csv.DictReader(file, dialect="excel-tab"))
    headings = [line.split(". ", 1)[1] for line in text.splitlines() if line.startswith("## ")]
    assert headings == list(claims)
    for name in ("hybrid_vae", "late_fusion", "joint_lyrics", "shuffled_lyrics"):
        assert f"`{name}`" in text
    assert "clips" in text and "songs" in text


def test_tables_set_published_beside_measured(project, first_run):
    with open(project / "results/table1.tsv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    (row,) = [
        row
        for row in rows
        if (row["method"], row["metric"], row["level"]) == ("Hybrid VAE", "ari", "track")
    ]
    assert (row["dataset"], row["published"], row["n"]) == ("songs", "1.00", "8")
    with open(project / "results/metrics.tsv", newline="", encoding="utf-8") as file:
        ours = [
            (r["value"], r["low"], r["high"], r["chance"])
            for r in csv.DictReader(file, dialect="excel-tab")
            if r["representation"] == "hybrid_vae" and r["clusterer"] == "kmeans"
            and (r["level"], r["reference"], r["metric"]) == ("track", "language", "ari")
        ]  # fmt: skip
    measured = [float(row[name]) for name in ("value", "low", "high", "chance")]
    assert measured == pytest.approx([float(cell) for cell in ours[0]])
    text = (project / "results/table1.md").read_text()
    assert "GTZAN, Conv-VAE" in text.split("\n\n")[-1]
    assert "\\toprule" in (project / "results/algorithms.tex").read_text()


def test_gpu_jobs_run_one_by_one(project, first_run):
    spans = {}  # of each job, by its log; Snakemake keeps a record of each of its outputs
    for record in (project / ".snakemake/metadata").rglob("*"):
        if (
            record.is_file()
            and (content := json.loads(record.read_text()))["rule"] == "train_model"
        ):
            start, end = spans.get(content["log"][0], (math.inf, 0))
            span = (min(start, content["starttime"]), max(end, content["endtime"]))
            spans[content["log"][0]] = span
    # Those of the paper; the joint model and two controls; those that generate.
    assert len(spans) == (4 + 3) + (3 + 1) + 2
    assert all(end <= start for (_, end), (start, _) in pairwise(sorted(spans.values())))


def test_a_second_run_has_nothing_to_do(project, first_run):
    assert "Nothing to be done" in snakemake(project, "--cores", "2")


def test_an_edited_module_runs_again_what_needs_it_and_no_more(project, first_run):
    def with_edited(module):
        path = project / "hbvae" / module
        before = path.read_text()
        path.write_text(before + "\n# edited\n")
        try:
            return changed(project)
        finally:
            path.write_text(before)

    training = with_edited("training.py")
    assert "train_model" in training
    assert not {"extract_features", "embed_lyrics"} & training.keys()
    # Those made from models: late_fusion, two parts, two controls; one part without lyrics.
    assert training["compute_baseline"] == 5 + 1
    for module in ("models/losses.py", "models/hybrid.py", "latents.py"):
        edited = with_edited(module).keys()
        assert "train_model" in edited
        assert "extract_features" not in edited
    shown = {"write_report", "all"}
    assert with_edited("figures/correlation.py").keys() == {"plot_correlation", *shown}
    assert with_edited("tables.py").keys() == {"tabulate_scores", *shown}
    claims = {"gather_disentanglement", "write_evidence"}
    assert with_edited("claims.py").keys() == claims | shown
    assert "extract_features" in with_edited("audio.py")
    assert "train_model" not in with_edited("representations.py")


def test_an_edited_plotting_script_draws_its_figure_alone(project, first_run):
    script = project / "workflow_scripts/plot_dendrogram.py"
    before = script.read_text()
    script.write_text(before.replace("Ward's", "Wards"))
    try:
        assert changed(project) == {"plot_dendrogram": 2, "write_report": 1, "all": 1}
    finally:
        script.write_text(before)


def test_every_figure_and_table_has_a_name(project, first_run):
    numbers = [f"fig{number:02d}" for number in range(1, 15)]
    made = [*(project / "results").glob("*/figures"), project / "results/table1.md"]
    made.append(project / "results/algorithms.tex")
    for path in made:
        path.rename(f"{path}.away")
    ran = jobs(snakemake(project, *numbers, "table1", "algorithms", "--dry-run"))
    for path in made:
        Path(f"{path}.away").rename(path)
    plots = {name for name in ran if name.startswith("plot_")}
    assert len(plots) == 14
    assert ran == dict.fromkeys([*plots, *numbers, "table1", "algorithms"], 1) | {
        "tabulate_scores": 2
    }


def test_a_figure_on_fresh_results_runs_only_what_it_needs(project):
    (project / "fresh.yaml").write_text("{root: clips, layout: folders, factors: {genre: {k: 2}}}")
    target = "results/fresh/figures/fig10_correlation.png"
    (project / "fresh_run.yaml").write_text(
        yaml.safe_dump({"datasets": ["fresh.yaml"], "training": {"epochs": 1}})
    )
    ran = jobs(snakemake(project, target, "--cores", "2", "--configfile", "fresh_run.yaml"))
    assert ran.keys() == {
        *("list_tracks", "extract_features", "gather_rejected", "merge_features"),
        *("train_model", "plot_correlation"),
    }
    assert ran["train_model"] == 1
    arguments = ("fig10", "--dry-run", "--configfile", "fresh_run.yaml")
    output = snakemake(project, *arguments, succeeds=False)
    assert "no dataset of this run repeats the paper's experiment GTZAN" in output


def test_a_collection_without_labels_is_clustered_into_a_stable_number(project):
    (project / "unlabelled.yaml").write_text("{root: clips, layout: folders}")
    run = {"datasets": ["unlabelled.yaml"], "representations": ["pca", "conv_vae"]}
    run |= {"clusterers": ["kmeans", "hdbscan"], "training": {"epochs": 1}}
    run |= {"stability": {"k_max": 3, "n_pairs": 4}}
    (project / "unlabelled_run.yaml").write_text(yaml.safe_dump(run))
    snakemake(project, "--cores", "2", "--configfile", "unlabelled_run.yaml")
    with open(project / "results/metrics.tsv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    shape = {"silhouette", "calinski_harabasz", "davies_bouldin"}
    assert {row["reference"] for row in rows} == {"none"}
    assert {row["metric"] for row in rows} == {*shape, "noise"}
    (row,) = [
        row
        for row in rows
        if (row["representation"], row["clusterer"]) == ("pca", "kmeans")
        and (row["level"], row["metric"]) == ("slice", "silhouette")
    ]
    curve = read_curve(project / "results/unlabelled/pca/seed0/stability.tsv")
    assert [point.k for point in curve] == [2, 3]
    assert row["k"] == str(most_stable_k(curve))
    pictures = {p.stem for p in (project / "results/unlabelled/figures").iterdir()}
    of_labels = {"fig09_silhouette", "fig11_dendrogram", "fig14_confusion"}
    of_the_joint_model = {"sweep", "generated"}
    assert pictures == set(FIGURES) - of_labels - of_the_joint_model
    assert not (project / "results/unlabelled/release").exists()
    report = (project / "results/report.html").read_text(encoding="utf-8")
    assert "There are no labels" in report and ">ARI<" not in report
    target = "results/unlabelled/figures/fig14_confusion.png"
    arguments = (target, "--dry-run", "--configfile", "unlabelled_run.yaml")
    output = snakemake(project, *arguments, succeeds=False)
    assert "unlabelled has no factors: this figure needs labels" in output


def test_a_folder_of_songs_is_all_that_is_needed(project):
    folder = project / "My গান"
    for number in range(10):
        write_song(folder / f"album {number % 2}" / f"সুর #{number}'s.wav", 300 + 900 * (number % 2))
        language = list(LYRICS)[number % 2]
        (folder / f"album {number % 2}" / f"সুর #{number}'s.lrc").write_text(
            f"[00:01.00]{LYRICS[language]}", encoding="utf-8"
        )
    run = yaml.safe_load((project / "run.yaml").read_text()) | {"clusterers": ["kmeans"]}
    run |= {"representations": ["mfcc", "joint_vae", "joint_audio", "joint_lyrics"]}
    (project / "own_run.yaml").write_text(yaml.safe_dump(run))
    arguments = ("--cores", "2", "--configfile", "own_run.yaml", "--config", "dataset=My গান")
    ran = jobs(snakemake(project, *arguments))
    assert not {"tabulate_scores", "write_evidence"} & ran.keys()
    results = project / "results/My_gan"
    assert {path.name for path in (results / "release").iterdir() if path.suffix} >= {
        *("weights.safetensors", "reference.safetensors", "README.md", "config.json")
    }
    assert not (results / "release/generator.safetensors").exists()
    assert (results / "explorer.html").exists() and (results / "sweep/1.mp3").exists()
    with open(project / "results/metrics.tsv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    assert {row["representation"] for row in rows} == set(run["representations"])
    assert not {"ari", "nmi", "purity", "accuracy"} & {row["metric"] for row in rows}


def test_the_pipeline_figure_shows_the_rules_there_are(project, first_run):
    """Its stages are rules, and each needs those before it, if not directly."""
    graph = snakemake(project, "results/songs/hybrid_vae/seed0/scores.tsv", "--rulegraph")
    names = dict(re.findall(r'(\d+)\[label = "(\w+)"', graph))
    edges = {(names[a], names[b]) for a, b in re.findall(r"(\d+) -> (\d+)", graph)}
    edges.add(("list_tracks", "extract_features"))  # a checkpoint's, which a done run leaves out
    sys.path.insert(0, str(ROOT / "workflow_scripts"))
    from plot_pipeline import stages

    audio = {"slice_duration": 3.0, "duration": 30.0}
    drawn = stages(8, 16, (128, 128), audio, (7, 384), "hybrid_vae", 64, [2, 4])
    for stage in drawn:
        assert stage.name in names.values()
        for before in stage.after:
            assert (before, stage.name) in edges
    assert {stage.name for stage in drawn} == {*names.values()} - {"gather_rejected"}


def test_one_figure_by_name_or_by_path_and_only_what_it_needs(project, first_run):
    picture = project / "results/songs/figures/fig07_latent_map.png"
    picture.unlink()
    assert jobs(snakemake(project, "fig07", "--dry-run")) == {"plot_latent_map": 1, "fig07": 1}
    path = "results/songs/figures/fig07_latent_map.png"
    assert jobs(snakemake(project, path, "--cores", "1")) == {"plot_latent_map": 1}
    assert picture.exists()


def test_a_new_track_extracts_one_batch(project, first_run):
    before = (project / "results/songs/batches/00000.tsv").read_text()
    write_song(project / "my songs/audio" / song_row(8)[0], 500)
    rows = [song_row(number) for number in range(8)]
    write_table(project / "my songs", [rows[0], song_row(8), *rows[1:]])  # near the top
    output = snakemake(project, "results/songs/features.h5", "--cores", "2")
    once = ("list_tracks", "extract_features", "gather_rejected", "merge_features")
    assert jobs(output) == dict.fromkeys(once, 1)
    assert (project / "results/songs/batches/00000.tsv").read_text() == before
    with h5py.File(project / "results/songs/features.h5") as store:
        assert len(store["track_id"]) == 9


@pytest.fixture(scope="module")
def scored(project):
    """Arguments for the scores of a representation of each kind."""
    run = yaml.safe_load((project / "run.yaml").read_text())
    kinds = [
        "pca",
        "lyrics",
        "hybrid_vae",
        "late_fusion",
        "joint_lyrics",
        "lyrics_without_language",
    ]
    (project / "scored.yaml").write_text(yaml.safe_dump(run | {"representations": kinds}))
    return ("results/metrics.tsv", "--cores", "2", "--configfile", "scored.yaml", "--verbose")


def test_a_corrected_label_extracts_nothing_and_is_scored(project, first_run, scored):
    output = snakemake(project, *scored)
    # Waiting jobs are looked at when one has ended, not every second.
    assert output.count("Ready jobs:") <= 2 * sum(jobs(output).values())
    rows = [song_row(number) for number in range(9)]
    rows[3][2] = "Folk"
    write_table(project / "my songs", rows)
    ran = jobs(snakemake(project, *scored))
    assert ran["score_clusters"] == 6
    assert not {"extract_features", "gather_rejected", "merge_features"} & ran.keys()


def test_a_label_corrected_by_listing_first_trains_nothing(project, first_run, scored):
    rows = [song_row(number) for number in range(9)]
    write_table(project / "my songs", rows)
    snakemake(project, "results/songs/tracks.tsv", "--cores", "1")
    ran = jobs(snakemake(project, *scored))
    assert ran["score_clusters"] == 6
    assert not {"embed_lyrics", "train_model"} & ran.keys()
    # The control that is given the labels, alone.
    assert (ran["compute_baseline"], ran["cluster_latents"]) == (1, 2)


def test_settings_that_change_no_feature_extract_nothing(project, first_run):
    run = yaml.safe_load((project / "run.yaml").read_text())
    (project / "other.yaml").write_text(
        yaml.safe_dump(run | {"audio": {"tracks_per_job": 5}, "max_rejected": 0.3})
    )
    would = jobs(snakemake(project, "--dry-run", "--configfile", "other.yaml"))
    assert "extract_features" not in would


def test_a_replaced_file_extracts_its_batch(project, first_run):
    write_song(project / "clips/blues/blues.00000.wav", 333)
    output = snakemake(project, "results/clips/features.h5", "--cores", "2")
    assert jobs(output)["extract_features"] == 1


def test_a_track_that_cannot_be_read_is_reported_and_the_run_goes_on(project, first_run):
    (project / "clips/metal/metal.00001.wav").write_text("not a sound")
    snakemake(project, "results/clips/features.h5", "--cores", "2")
    with open(project / "results/clips/rejected.tsv", newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file, dialect="excel-tab")
    assert (row["track_id"], row["path"]) == ("metal/metal.00001", "metal/metal.00001.wav")
    assert row["reason"]
    (project / "clips/metal/metal.00003.wav").write_text("nor this")
    output = snakemake(project, "results/clips/features.h5", "--cores", "2", succeeds=False)
    assert "2 of 6 tracks cannot be used, more than max_rejected = 0.1" in output
    assert row["reason"] in output


def test_problems_of_a_table_are_told_together(project, first_run):
    rows = [song_row(number) for number in range(9)]
    rows[2][0] = "bangla/nowhere.wav"
    rows[4][1] = ""
    write_table(project / "my songs", rows)
    output = snakemake(project, "results/songs/features.h5", "--cores", "2", succeeds=False)
    assert "nowhere.wav" in output
    assert "language" in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"trainning": {"epochs": 3}}, "trainning"),
        ({"audio": {"n_frames": 131}}, "n_frames"),
        ({"audio": {"slice_duration": 60.0}}, "must be a whole number of slices"),
        ({"training": {"epochs": "ten"}}, "'ten' is not of type 'integer'"),
        ({"seeds": 0}, "0 is not of type 'array'"),
        ({"max_rejected": 2}, "2 is greater than the maximum of 1"),
        ({"datasets": ["nowhere"]}, "nowhere"),
        ({"seeds": [-1]}, "seeds"),
        ({"clusterers": ["kmean"]}, "expected some of kmeans, agglomerative"),
        ({"representations": ["pca", "vae"]}, "got vae"),
        ({"representations": ["pca", "cvae"]}, "cvae is given the labels"),
        ({"dataset": "empty folder"}, "expected recordings"),
        ({"dataset": "broken.yaml"}, "broken.yaml: expected YAML in UTF-8"),
        ({"dataset": "list.yaml"}, "expected keys with values, got ['root']"),
    ],
)
def test_a_wrong_setting_is_told_before_any_job(project, settings, message):
    (project / "empty folder").mkdir(exist_ok=True)
    (project / "broken.yaml").write_text("root: [songs\n")
    (project / "list.yaml").write_text("- root\n")
    (project / "wrong.yaml").write_text(yaml.safe_dump(settings))
    output = snakemake(project, "--dry-run", "--configfile", "wrong.yaml", succeeds=False)
    assert message in output
    assert not jobs(output)


def test_the_default_run_and_the_papers_are_whole(project):
    named = {"fig07", "table1", "algorithms", "all"}
    output = snakemake(project, "--dry-run", *named, "--configfile", "config/config.yaml")
    ran = jobs(output)
    assert ran["render_demo"] == 8 + 10
    assert ran["train_model"] == (4 + 3) + (3 + 1) + 2
    assert ran["cluster_latents"] == 4 * (16 + 8)
    assert named <= ran.keys()

"""A run with an encoder that was trained on other songs, and what a run without one is spared."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.finished import CLIPS
from support.project import copy_project, copy_run, planned, snakemake
from support.settings import write_run, write_yaml
from support.songs import write_clips, write_song
from support.tiny_checkpoints import save_clap
from support.weights import needs_weights

from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoding import read_central_part
from hbvae.features.pretrained.registry import encoder, encoder_card
from hbvae.storage.features import map_mel, read_encoder_output, read_features_index
from hbvae.storage.latents import read_latents
from hbvae.storage.settled import Settled
from hbvae.storage.tracks import Track, read_rejected, write_batch

sys.path.insert(0, str(Path(__file__).parents[2] / "workflow_scripts"))
from extract_features import main as extract_features

ROOT = Path(__file__).parents[2]
AUDIO = AudioConfig(duration=6.0).model_dump()


@pytest.fixture
def extract(tmp_path):
    """A function of the encoder's name: extracts two songs and one that is none."""
    for name, hertz, seconds in (("b", 300, 7.5), ("a", 900, 3.2)):
        write_song(tmp_path / f"{name}.wav", hertz, seconds)
    (tmp_path / "bad.wav").write_text("no song")
    Settled({}, str(tmp_path), str(tmp_path), {}, {}).write(tmp_path)
    tracks = [Track(name, f"{name}.wav", 1, 1) for name in ("b", "bad", "a")]
    write_batch(str(tmp_path / "batch.tsv"), tracks)

    def run(pretrained):
        files = [str(tmp_path / name) for name in ("batch.tsv", "dataset.json")]
        features, rejected = (str(tmp_path / f"{pretrained}.{end}") for end in ("h5", "tsv"))
        extract_features(*files, [], [], features, rejected, AUDIO, pretrained, None)
        assert [row[0] for row in read_rejected(rejected)] == ["bad"]
        return features

    return run


@needs_weights
def test_an_encoder_hears_the_slices_that_are_extracted(extract, tmp_path):
    plain, encoded = extract(None), extract("musicnn")
    np.testing.assert_array_equal(map_mel(plain), map_mel(encoded))
    index = read_features_index(encoded)
    assert index.track_id == ["b", "a"] and index.track.tolist() == [0, 0, 1]
    output, ears = read_encoder_output(encoded), encoder("musicnn")
    assert output.card["name"] == "musicnn" and len(output.card["tags"]) == 50
    for row, name in enumerate(index.track_id):
        part = read_central_part(tmp_path / f"{name}.wav", AudioConfig(**AUDIO), 16_000)
        expected = ears.embed(part.also)
        np.testing.assert_allclose(output.embedding[index.track == row], expected.embedding, 1e-6)
        np.testing.assert_allclose(output.tags[index.track == row], expected.tags, 1e-6)


def test_a_run_without_an_encoder_imports_no_torch():
    code = "import sys, extract_features; print('torch' in sys.modules)"
    path = {"PYTHONPATH": f"{ROOT}:{ROOT}/workflow_scripts"}
    done = subprocess.run([sys.executable, "-c", code], env=path, capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with a finished run of a few clips, with an encoder."""
    project = copy_project(tmp_path_factory.mktemp("pretrained"))
    write_clips(project / "clips")
    write_yaml(project / "clips.yaml", CLIPS)
    write_settings(project, "musicnn")
    write_settings(project, None, "without.yaml")
    snakemake(project, "--cores", "2")
    return project


def write_settings(project, name, file="run.yaml"):
    write_run(
        project,
        file,
        dataset="clips.yaml",
        representations=["mfcc", "pretrained"],
        pretrained={"encoder": name},
        explorer={"maps": ["mfcc", "pretrained"]},
        figures={"shown": ["groups"]},
        generate=False,
    )


@needs_weights
@pytest.mark.slow
def test_what_it_hears_is_clustered_scored_mapped_and_reported(project):
    latent, index = read_latents(str(project / "results/clips/pretrained/seed0/latents.h5"))
    output = read_encoder_output(str(project / "results/clips/features.h5"))
    varies = output.embedding.std(0) > 1e-3
    expected = output.embedding[:, varies]
    expected = (expected - expected.mean(0)) / expected.std(0)
    np.testing.assert_allclose(latent[:, varies], expected, atol=1e-2)
    assert len(index.track_id) == 6 and latent.shape == (12, 200)

    with open(project / "results/metrics.tsv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    kinds = {row["representation"] for row in rows}
    assert kinds == {"mfcc", "pretrained"}
    report = (project / "results/report.html").read_text(encoding="utf-8")
    assert "tags of other songs" in report and "musicnn 0.1.0" in report
    assert (project / "results/clips/pretrained/seed0/tsne.h5").exists()  # of the explorer


@needs_weights
@pytest.mark.slow
def test_only_a_run_with_an_encoder_depends_on_it(project, tmp_path):
    project = copy_run(project, tmp_path / "project")
    assert planned(project) == {}
    module = project / "hbvae/features/pretrained/musicnn_network.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text + "# edited\n", encoding="utf-8")
    assert planned(project)["extract_features"] == 2
    features = "results/clips/features.h5"
    snakemake(project, features, "--cores", "2", configfile="without.yaml")
    module.write_text(text, encoding="utf-8")
    assert planned(project, features, configfile="without.yaml") == {}
    assert planned(project, features)["extract_features"] == 2


@pytest.mark.slow
def test_a_clap_model_in_a_folder_hears_the_songs(tmp_path):
    project = copy_project(tmp_path / "project")
    write_clips(project / "clips")
    write_yaml(project / "clips.yaml", CLIPS)
    ears = save_clap(project / "ears")
    write_settings(project, "ears")
    results = project / "results"
    snakemake(project, "results/metrics.tsv", "results/provenance.tsv", "--cores", "2")

    card = encoder_card(str(ears))
    output = read_encoder_output(str(results / "clips/features.h5"))
    assert (output.card["version"], output.card["licence"]) == (card.version, "apache-2.0")
    latent, index = read_latents(str(results / "clips/pretrained/seed0/latents.h5"))
    lengths = np.linalg.norm(
        [output.embedding[index.track == row].mean(axis=0) for row in range(6)], axis=1
    )
    np.testing.assert_allclose(lengths, 1, atol=1e-5)
    expected = (output.embedding - output.embedding.mean(0)) / output.embedding.std(0)
    np.testing.assert_allclose(latent, expected, atol=1e-2)
    provenance = (results / "provenance.tsv").read_text(encoding="utf-8")
    assert f"encoder ears {card.version} (apache-2.0 licence)" in provenance

    # Other weights hear the songs again; a folder that is gone ends the run with a sentence.
    assert planned(project, "results/metrics.tsv") == {}
    save_clap(ears, seed=1)
    assert planned(project, "results/metrics.tsv")["extract_features"] == 2
    shutil.rmtree(ears)
    printed = snakemake(project, "--dry-run", succeeds=False)
    assert "or a folder that exists; got 'ears'" in printed and "Traceback" not in printed

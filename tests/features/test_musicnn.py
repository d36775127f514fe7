"""MusiCNN in torch is the package's network, and its input is librosa's."""

import re
import sys
from pathlib import Path

import librosa
import numpy as np
import pytest
import torch
from support.librosa_reference import CONFIG, write_song
from support.musicnn_reference import musicnn_reference, random_variables
from support.weights import needs_weights

from hbvae.errors import ConfigError
from hbvae.features.decoding import read_central_part
from hbvae.features.pretrained.checkpoint import read_checkpoint
from hbvae.features.pretrained.musicnn import (
    FOLDER,
    INSTALL,
    TAGS,
    Musicnn,
    log_mel_patches,
    weights_files,
)
from hbvae.features.pretrained.musicnn_network import MusicnnNetwork
from hbvae.features.pretrained.registry import encoder, encoder_card

ROOT = Path(__file__).parents[2]
RATE = 16_000
TIME = np.arange(3 * RATE) / RATE


@pytest.fixture(scope="module")
def musicnn():
    return encoder("musicnn")


def noise(level, seed=0):
    return np.random.default_rng(seed).normal(0, level, len(TIME))


# The network


def embed_with_torch(variables, patches):
    with torch.inference_mode():
        return [output.numpy() for output in MusicnnNetwork(variables)(torch.from_numpy(patches))]


@pytest.mark.parametrize("n_frames", [1, 5, 23])
def test_a_small_network_is_the_packages_layer_by_layer(n_frames):
    variables = random_variables()
    patches = np.random.default_rng(1).normal(size=(3, n_frames, 10)).astype(np.float32)
    embeddings, logits = embed_with_torch(variables, patches)
    for patch, embedding, logit in zip(patches, embeddings, logits, strict=True):
        expected = musicnn_reference(variables, patch)
        np.testing.assert_allclose(embedding, expected[0], atol=2e-5)
        np.testing.assert_allclose(logit, expected[1], atol=2e-5)


def test_filters_without_weight_are_not_computed():
    network = MusicnnNetwork(random_variables())
    assert [len(layer.kernel) for layer in network.front] == [3, 2, 2, 2, 1]
    assert [len(layer.kernel) for layer in network.middle] == [2, 3, 3]


# Its input


@pytest.mark.parametrize("seconds, n_frames", [(3, 187), (1, 62), (5.5, 343)])
def test_patches_are_librosas(seconds, n_frames):
    random = np.random.default_rng(0)
    slices = random.normal(0, 0.1, (2, round(seconds * RATE))).astype(np.float32)
    slices[1] *= np.linspace(0, 1, slices.shape[1]) ** 4
    patches = log_mel_patches(slices)
    assert patches.shape == (2, n_frames, 96) and patches.dtype == np.float32
    for y, patch in zip(slices, patches, strict=True):
        mel = librosa.feature.melspectrogram(y=y, sr=RATE, n_fft=512, hop_length=256, n_mels=96)
        np.testing.assert_allclose(patch, np.log10(10_000 * mel.T[:n_frames] + 1), atol=1e-4)


@pytest.mark.parametrize("rate, channels", [(8000, 1), (16_000, 2), (22_050, 1), (44_100, 2)])
def test_it_hears_the_slices_that_are_extracted(rate, channels, tmp_path):
    """The same part of a recording, to two samples, from one decoding; four would be .007 off."""
    path = write_song(tmp_path / "song.flac", 17.31, rate, channels)
    part = read_central_part(path, CONFIG, RATE)
    np.testing.assert_array_equal(part.slices, read_central_part(path, CONFIG).slices)
    assert part.also.shape == (len(part.slices), 3 * RATE)
    complete, _ = librosa.load(path, sr=RATE)
    first = round(part.start * RATE)
    expected = complete[first : first + part.also.size].reshape(part.also.shape)
    off = np.abs(log_mel_patches(part.also) - log_mel_patches(expected)).mean()
    assert off < (1e-5 if RATE % rate == 0 else 0.003)


def test_the_end_of_a_short_recording_is_filled_with_silence(tmp_path):
    path = write_song(tmp_path / "song.wav", 6, 44_100, 1)
    assert read_central_part(path, CONFIG, 16_001).also.shape == (2, 48_003)


# The package's weights


@needs_weights
def test_the_weights_that_are_left_out_do_not_matter():
    variables = read_checkpoint(*weights_files())
    rows = [noise(0.1), np.sin(2 * np.pi * 440 * TIME), noise(0.5) * (TIME % 0.5 < 0.05)]
    patches = log_mel_patches(np.float32(rows))
    embeddings, logits = embed_with_torch(variables, patches)
    for patch, embedding, logit in zip(patches, embeddings, logits, strict=True):
        expected = musicnn_reference(variables, patch)
        np.testing.assert_allclose(embedding, expected[0], atol=1e-3)
        np.testing.assert_allclose(logit, expected[1], atol=1e-3)


@needs_weights
def test_slices_are_encoded_independently(musicnn):
    slices = np.float32([noise(0.1, seed) * (TIME % 0.5 < 0.1) for seed in range(12)])
    embedding = musicnn.embed(slices)
    assert embedding.embedding.shape == (12, 200) and embedding.tags.shape == (12, len(TAGS))
    assert embedding.embedding.dtype == embedding.tags.dtype == np.float32
    assert (embedding.tags > 0).all() and (embedding.tags < 1).all()
    alone = musicnn.embed(slices[7:8])
    np.testing.assert_allclose(alone.embedding[0], embedding.embedding[7], atol=1e-4)
    np.testing.assert_allclose(alone.tags[0], embedding.tags[7], atol=1e-5)
    again = musicnn.embed(slices)
    np.testing.assert_array_equal(again.embedding, embedding.embedding)


def dance_beat():
    """A bass drum on each beat, a hi-hat between, a square-wave bass: 125 beats a minute."""
    beat, off = TIME % 0.48, (TIME + 0.24) % 0.48
    drum = np.sin(2 * np.pi * 50 * beat + 8 * (1 - np.exp(-30 * beat))) * np.exp(-9 * beat)
    hat = noise(1) * np.exp(-60 * off)
    bass = np.sign(np.sin(2 * np.pi * 55 * TIME)) * (TIME % 0.24 > 0.12)
    return 0.6 * drum + 0.2 * hat + 0.15 * bass


def soft_chord():
    """Five sine tones that swell slowly."""
    tones = enumerate((110, 165, 220, 277, 330))
    swell = 2 * np.pi * 0.3 * TIME
    return sum(np.sin(2 * np.pi * f * TIME) * (1 + 0.2 * np.sin(swell + n)) for n, f in tones) / 40


def plucked_notes():
    """A broken chord of plucked strings."""
    y = np.zeros(len(TIME))
    for n, f in enumerate((262, 330, 392, 523, 392, 330)):
        since = np.maximum(TIME - n / 2, 0)
        tones = sum(np.sin(2 * np.pi * f * k * since) / k**1.5 for k in range(1, 8))
        y += (n / 2 <= TIME) * tones * np.exp(-3 * since)
    return 0.2 * y


@needs_weights
def test_tags_say_what_a_sound_is(musicnn):
    """The first tag of each was .84, .52 and .21 when this was written."""
    tags = musicnn.embed(np.float32([dance_beat(), soft_chord(), plucked_notes()])).tags
    assert [TAGS[row.argmax()] for row in tags] == ["electronic", "ambient", "instrumental"]
    beat, chord, plucks = (dict(zip(TAGS, row, strict=True)) for row in tags)
    assert beat["dance"] > 0.3 > 0.1 > max(chord["dance"], plucks["dance"])
    assert chord["ambient"] > 0.3 > 0.05 > beat["ambient"]


@needs_weights
def test_silence_is_encoded(musicnn):
    embedding = musicnn.embed(np.zeros((1, 3 * RATE), np.float32))
    assert np.isfinite(embedding.embedding).all() and np.isfinite(embedding.tags).all()


@needs_weights
def test_it_reads_no_text(musicnn):
    assert not musicnn.card.reads_text
    with pytest.raises(ConfigError, match="musicnn takes sound only, not text; choose a CLAP"):
        musicnn.embed_text(["slow piano"])


# Damaged, absent


def copy_package(folder, change=lambda content: content):
    """The package's weights as an installed package of another folder, with changes."""
    package_info = folder / "musicnn-0.1.0.dist-info"
    package_info.mkdir(parents=True)
    (package_info / "METADATA").write_text("Metadata-Version: 2.1\nName: musicnn\nVersion: 0.1.0\n")
    for path in weights_files():
        target = folder / FOLDER / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(change(path.read_bytes()))


def flipped(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@needs_weights
@pytest.mark.parametrize("change", [flipped, lambda content: content[:-1], lambda _: b""])
def test_damaged_weights_are_refused(change, tmp_path, monkeypatch):
    copy_package(tmp_path, change)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigError, match=re.escape(f"reinstall it: {INSTALL}")) as raised:
        Musicnn()
    assert str(tmp_path) in str(raised.value)


@needs_weights
def test_weights_that_are_missing_are_refused(tmp_path, monkeypatch):
    copy_package(tmp_path)
    (tmp_path / FOLDER / ".index").unlink()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigError, match="No such file"):
        Musicnn()


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(ConfigError, match=f"are not installed; install them: {INSTALL}") as raised:
        encoder_card("musicnn")
    assert "\n" not in str(raised.value)


def test_the_message_says_what_to_install():
    pages = ("docs/running.md", "docs/pretrained.md")
    for name in ("Makefile", "Dockerfile", "environment.yml", *pages):
        assert INSTALL.removeprefix("pip ") in (ROOT / name).read_text(encoding="utf-8"), name
    assert INSTALL.rpartition(" ")[2] in (ROOT / "constraints.txt").read_text().split()

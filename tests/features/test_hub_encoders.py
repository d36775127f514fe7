"""CLAP and AST: small checkpoints with random weights, through the door of all encoders."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from support.tiny_checkpoints import RATE, WINDOW, save_ast, save_clap
from transformers import (
    ASTFeatureExtractor,
    ASTForAudioClassification,
    AutoTokenizer,
    ClapFeatureExtractor,
    ClapModel,
)

from hbvae.errors import ConfigError
from hbvae.features.pretrained import windows
from hbvae.features.pretrained.registry import encoder

KINDS = {
    "clap": save_clap,
    "clap with fusion": lambda folder: save_clap(folder, has_fusion=True),
    "clap, audio alone": lambda folder: save_clap(folder, audio_alone=True),
    "ast": save_ast,
    "ast without tags": lambda folder: save_ast(folder, has_tags=False),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkpoints")
    return {kind: save(folder / kind) for kind, save in KINDS.items()}


@pytest.fixture(scope="module")
def encoders(folders):
    return {kind: encoder(str(folder)) for kind, folder in folders.items()}


def sound(rate, seconds, seed=0):
    """Noise whose loudness and colour change every second."""
    random = np.random.default_rng(seed)
    parts = [
        np.convolve(random.normal(0, 0.05 * (n + 1), rate + n), np.ones(n + 1), "valid")
        for n in range(seconds)
    ]
    return np.float32(np.concatenate(parts))


def unit(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


@pytest.mark.parametrize("kind", KINDS)
def test_every_encoder_keeps_the_contract(encoders, kind, monkeypatch):
    ears = encoders[kind]
    card = ears.card
    slices = sound(card.sample_rate, 9).reshape(9, card.sample_rate)
    embedding = ears.embed(slices)
    assert embedding.embedding.shape == (9, card.dim) and embedding.tags.shape == (
        9,
        len(card.tags),
    )
    assert embedding.embedding.dtype == embedding.tags.dtype == np.float32
    assert np.isfinite(embedding.embedding).all()
    assert ((embedding.tags > 0) & (embedding.tags < 1)).all()
    assert np.linalg.norm(embedding.embedding.mean(axis=0)) == pytest.approx(1, abs=1e-6)
    assert embedding.embedding.std(axis=0).max() > 1e-3  # it hears a difference

    again = ears.embed(slices)
    np.testing.assert_array_equal(again.embedding, embedding.embedding)
    monkeypatch.setattr(windows, "AT_ONCE", 1)
    alone = ears.embed(slices)
    np.testing.assert_allclose(alone.embedding, embedding.embedding, atol=1e-5)
    np.testing.assert_allclose(alone.tags, embedding.tags, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_silence_and_short_recordings_are_encoded(encoders, kind):
    ears = encoders[kind]
    for slices in (np.zeros((3, ears.card.sample_rate)), sound(ears.card.sample_rate, 1)[None]):
        assert np.isfinite(ears.embed(np.float32(slices)).embedding).all()


@pytest.mark.parametrize("kind", ["clap", "clap with fusion"])
def test_clap_hears_as_transformers_does(folders, encoders, kind):
    """Its embedding of each window, raw; their mean is normalised once."""
    y = sound(RATE, 3 * WINDOW)
    model = ClapModel.from_pretrained(folders[kind]).eval()
    extractor = ClapFeatureExtractor.from_pretrained(folders[kind])
    raw = []
    for window in y.reshape(3, -1):
        images = extractor(window, sampling_rate=RATE, return_tensors="pt")["input_features"]
        with torch.inference_mode():
            pooled = model.audio_model(images, is_longer=torch.zeros(1, 1)).pooler_output
            raw.append(model.audio_projection(pooled)[0].numpy())
    embedding = encoders[kind].embed(y.reshape(3, -1))  # a slice for each window
    expected = np.stack(raw) / np.linalg.norm(np.mean(raw, axis=0))
    np.testing.assert_allclose(embedding.embedding, expected, atol=1e-5)
    np.testing.assert_allclose(
        embedding.embedding.mean(axis=0), unit(np.mean(raw, axis=0)), atol=1e-5
    )

    halves = encoders[kind].embed(y.reshape(6, -1)).embedding
    np.testing.assert_allclose(halves, np.repeat(expected, 2, axis=0), atol=1e-5)
    odd = encoders[kind].embed(y.reshape(2, -1)).embedding  # the second window is in both slices
    weights = np.array([[2, 1, 0], [0, 1, 2]]) / 3
    np.testing.assert_allclose(odd, weights @ expected, atol=1e-5)


def test_the_cosine_of_sound_and_text_is_that_of_transformers(folders, encoders):
    y, texts = sound(RATE, WINDOW), ["slow sad piano", "happy drums", "fast"]
    model = ClapModel.from_pretrained(folders["clap"]).eval()
    extractor = ClapFeatureExtractor.from_pretrained(folders["clap"])
    tokens = AutoTokenizer.from_pretrained(folders["clap"])(
        texts, padding=True, return_tensors="pt"
    )
    images = extractor(y, sampling_rate=RATE, return_tensors="pt")
    with torch.inference_mode():
        output = model(
            tokens["input_ids"], images["input_features"], None, tokens["attention_mask"]
        )
    words = encoders["clap"].embed_text(texts)
    recording = encoders["clap"].embed(y.reshape(4, -1)).embedding.mean(axis=0)
    expected = (output.text_embeds @ output.audio_embeds.T)[:, 0]
    np.testing.assert_allclose(words @ recording, expected, atol=1e-5)


def test_texts_of_any_length_are_embedded_independently(encoders):
    texts = ["slow", "fast happy drums", "", "sad piano " * 50, "unheard-of"]
    rows = encoders["clap"].embed_text(texts)
    assert rows.shape == (5, 12) and rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    for row, text in zip(rows, texts, strict=True):
        np.testing.assert_allclose(encoders["clap"].embed_text([text])[0], row, atol=1e-5)
    assert rows[0] @ rows[1] < 0.9999
    assert encoders["clap"].embed_text([]).shape == (0, 12)


@pytest.mark.parametrize("kind", ["ast", "clap, audio alone"])
def test_an_encoder_without_a_network_for_text_says_so(encoders, kind):
    with pytest.raises(ConfigError, match="takes sound only, not text; choose a CLAP model"):
        encoders[kind].embed_text(["slow piano"])


def test_ast_hears_and_tags_as_transformers_does(folders, encoders):
    ears = encoders["ast"]
    length = round(ears.card.window * ears.card.sample_rate)
    y = sound(16_000, 3)[: 2 * length]
    model = ASTForAudioClassification.from_pretrained(folders["ast"]).eval()
    extractor = ASTFeatureExtractor.from_pretrained(folders["ast"])
    images = extractor(list(y.reshape(2, -1)), sampling_rate=16_000, return_tensors="pt")
    with torch.inference_mode():
        tags = model(**images).logits.sigmoid()
        pooled = model.audio_spectrogram_transformer(**images).pooler_output
    embedding = ears.embed(y.reshape(2, -1))
    np.testing.assert_allclose(embedding.tags, tags, atol=1e-5)
    expected = pooled / np.linalg.norm(pooled.mean(axis=0))
    np.testing.assert_allclose(embedding.embedding, expected, atol=1e-5)
    untagged = encoders["ast without tags"].embed(y.reshape(2, -1))
    np.testing.assert_allclose(untagged.embedding, expected, atol=1e-5)


def test_nothing_but_such_an_encoder_imports_transformers():
    code = """
import sys
from hbvae.jobs.forks import LIBRARIES
from hbvae.features.pretrained.registry import encoder_class, encoder_module
from hbvae.features.pretrained import clap, snapshot, spectrogram_transformer, windows
encoder_class("musicnn")
assert not any(name.partition(".")[0] == "transformers" for name in LIBRARIES)
print([name for name in ("torch", "transformers", "huggingface_hub") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stdout + done.stderr

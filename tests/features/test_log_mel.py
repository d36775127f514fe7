"""Log-mel slices and their statistics are those of librosa."""

import os
import subprocess
import sys
from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile
from support.librosa_reference import (
    CONFIG,
    reference_db,
    reference_image,
    reference_slices,
    write_song,
)

from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoding import read_central_part
from hbvae.features.log_mel import extract_track, log_mel, mel_filterbank, min_max


@pytest.fixture(scope="module")
def filterbank():
    return mel_filterbank(CONFIG)


def test_track_features(tmp_path, filterbank):
    path = write_song(tmp_path / "song.flac", 20.5, 44100, 2)
    features = extract_track(path, filterbank, CONFIG)
    assert features.mel.dtype == np.float16
    assert features.duration == 20.5
    np.testing.assert_allclose(features.start, [7.25, 10.25], atol=1 / 22050)
    image = reference_image(reference_db(reference_slices(path)[0]))
    np.testing.assert_allclose(features.mel, image, rtol=0, atol=1e-4 + 2.5e-4)  # float16's


def test_statistics_are_librosas(tmp_path, filterbank):
    """Tones, noise that alternates with silence, and an offset that hides zero crossings."""
    random = np.random.default_rng(0)
    t = np.arange(3 * CONFIG.slice_samples) / CONFIG.sample_rate
    y = 0.3 * np.sin(2 * np.pi * 440 * t) + random.normal(0, 0.1, len(t)) * (t % 1 > 0.6)
    y[CONFIG.slice_samples : 2 * CONFIG.slice_samples] += 0.2
    y[-20_000:] = 0
    path = tmp_path / "song.wav"
    soundfile.write(path, y, CONFIG.sample_rate, "FLOAT")
    read = extract_track(path, filterbank, CONFIG).statistics
    for y, statistics in zip(reference_slices(path)[0], read, strict=True):
        mfcc = librosa.feature.mfcc(y=y, sr=CONFIG.sample_rate, n_mfcc=20)
        centroid = librosa.feature.spectral_centroid(y=y, sr=CONFIG.sample_rate)
        crossings = librosa.feature.zero_crossing_rate(y)
        np.testing.assert_allclose(statistics[:20], mfcc.mean(axis=1), atol=2e-3)
        np.testing.assert_allclose(statistics[20:40], mfcc.std(axis=1), atol=2e-3)
        expected = [centroid.mean(), centroid.std(), crossings.mean()]
        np.testing.assert_allclose(statistics[40:], expected, rtol=2e-3)


@pytest.mark.parametrize(
    "change",
    [
        {"hop_length": 517, "n_frames": 128},  # frames that span exactly: 1 + 66150 // 517 = 128
        {"n_fft": 1024, "n_mels": 40, "top_db": 60.0},
        {"sample_rate": 16000, "n_frames": 60, "slice_duration": 2.0, "n_mels": 64},
    ],
)
def test_other_settings_equal_librosa(change, tmp_path):
    config = AudioConfig(**{"duration": 6.0, **change})
    path = write_song(tmp_path / "song.wav", 7, 44100, 1)
    slices, _ = reference_slices(path, config)
    db = log_mel(read_central_part(path, config).slices, mel_filterbank(config), config)
    np.testing.assert_allclose(db, reference_db(slices, config), rtol=0, atol=2e-3)


def test_tone_peaks_in_its_band(filterbank):
    """440 Hz is 6.6 mel of 49.9, which 130 edges divide: the band about edge 17.1, the 17th."""
    t = np.arange(CONFIG.slice_samples) / CONFIG.sample_rate
    tone = np.sin(2 * np.pi * 440 * t).astype(np.float32)
    db = log_mel(tone[None], filterbank, CONFIG)[0]
    assert set(db[:, 5:-5].argmax(axis=0)) == {16}


@pytest.mark.parametrize("offset", [0.5, 0.0])
@pytest.mark.parametrize("hertz", [55, 10_000])
def test_quiet_bins_beside_loud_ones(hertz, offset, filterbank):
    """Where a float32 transform would be 0.002 to 0.008 dB off."""
    t = np.arange(CONFIG.slice_samples) / CONFIG.sample_rate
    hiss = np.random.default_rng(0).normal(0, 1e-4, len(t))
    y = (offset + 0.4 * np.sin(2 * np.pi * hertz * t) + hiss).astype(np.float32)[None]
    db = log_mel(y, filterbank, CONFIG)
    np.testing.assert_allclose(db, reference_db(y), rtol=0, atol=2e-4)


def test_silent_slice_is_zeros_and_leaves_its_neighbour(filterbank):
    random = np.random.default_rng(0)
    y = np.zeros((2, CONFIG.slice_samples), np.float32)
    y[1] = random.normal(0, 0.1, y.shape[1])
    image = min_max(log_mel(y, filterbank, CONFIG))
    assert not image[0].any()
    np.testing.assert_allclose(image[1], reference_image(reference_db(y[1:]))[0], atol=1e-4)


def test_constant_input_equals_librosa(filterbank):
    y = np.full((1, CONFIG.slice_samples), 0.25, np.float32)
    db = log_mel(y, filterbank, CONFIG)
    np.testing.assert_allclose(db, reference_db(y), rtol=0, atol=2e-3)


@pytest.mark.parametrize("change", [{}, {"sample_rate": 1500}, {"n_mels": 40}, {"n_fft": 1024}])
def test_filterbank_is_librosas(change):
    settings = {"n_mels": 20, "hop_length": 256, "n_frames": 8} if "sample_rate" in change else {}
    config = AudioConfig(**settings | change)
    filters = mel_filterbank(config)
    exact = librosa.filters.mel(sr=config.sample_rate, n_fft=config.n_fft, n_mels=config.n_mels)
    assert filters.dtype == exact.dtype == np.float32
    np.testing.assert_allclose(filters, exact, rtol=1e-5, atol=1e-10)
    peaks = np.fft.rfftfreq(config.n_fft, 1 / config.sample_rate)[filters.argmax(axis=1)]
    assert np.abs(peaks - config.band_edges[1:-1]).max() < config.sample_rate / config.n_fft


def test_extraction_does_not_import_librosa():
    code = "import sys, hbvae.features.log_mel\n"
    code += "print('librosa' in sys.modules, 'scipy' in sys.modules)"
    root = Path(__file__).parents[2]
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=os.environ, capture_output=True, text=True
    )
    assert result.stdout.split() == ["False", "False"]

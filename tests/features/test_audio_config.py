"""Settings of the audio features that do not fit together are refused."""

import re

import librosa
import numpy as np
import pytest

from hbvae.errors import ConfigError
from hbvae.features.audio_config import AudioConfig


@pytest.mark.parametrize(
    "change, words",
    [
        ({"duration": 31.0}, ["duration 31.0", "slice_duration 3.0", "10.333"]),
        ({"duration": 2.0}, ["duration 2.0", "slice_duration 3.0"]),
        ({"n_frames": 131}, ["n_frames 131", "66150", "130 or less"]),
        ({"n_fft": 65538, "slice_duration": 1.0}, ["n_fft", "22050", "65538"]),
        ({"n_fft": 2047}, ["n_fft", "even", "2047"]),
        ({"hop_length": 4096}, ["hop_length 4096", "n_fft 2048"]),
        ({"n_mels": 1000}, ["n_mels 1000", "n_fft 2048", "no frequency bin"]),
        ({"sample_rate": 500}, ["sample_rate", "1000", "500"]),
        ({"sample_rate": 22050.0}, ["sample_rate", "22050.0"]),
        ({"n_mels": True}, ["n_mels", "True"]),
        ({"n_frames": 0}, ["n_frames", "0"]),
        ({"duration": "30"}, ["duration", "'30'"]),
        ({"top_db": float("nan")}, ["top_db", "nan"]),
        ({"slice_duration": -3.0}, ["slice_duration", "-3.0"]),
    ],
)
def test_settings_that_do_not_fit(change, words):
    with pytest.raises(ConfigError) as problem:
        AudioConfig(**change)
    for word in words:
        assert re.search(word, str(problem.value))


@pytest.mark.filterwarnings("ignore:Empty filters")
@pytest.mark.parametrize("sample_rate, n_fft", [(22050, 512), (8000, 256), (1500, 128)])
def test_empty_bands_are_those_of_librosa(sample_rate, n_fft):
    for n_mels in range(10, 80):
        weights = librosa.filters.mel(sr=sample_rate, n_fft=n_fft, n_mels=n_mels)
        empty = int(np.sum(~weights.any(axis=1)))
        try:
            AudioConfig(
                sample_rate=sample_rate, n_fft=n_fft, n_mels=n_mels, hop_length=64, n_frames=8
            )
            n_empty = 0
        except ConfigError as problem:
            n_empty = int(re.search(r"(\d+) mel bands", str(problem))[1])
        assert n_empty == empty

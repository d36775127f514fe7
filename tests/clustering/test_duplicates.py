"""Duplicates are detected; other songs in the same style are not."""

import numpy as np
import pytest
from support.melodies import RATE, melody, write_melody
from support.project import ROOT

from hbvae.clustering.duplicates import (
    EXACT,
    MAX_LISTED,
    NEAR,
    SAME,
    Chance,
    find_duplicates,
)
from hbvae.demo.corpus import render_cell
from hbvae.demo.recipe import load_recipe
from hbvae.features.audio_config import AudioConfig
from hbvae.features.log_mel import TrackFeatures, extract_track, mel_filterbank

CONFIG = AudioConfig()
FILTERBANK = mel_filterbank(CONFIG)
FRAME = CONFIG.hop_length / CONFIG.sample_rate
SECONDS = 24


def extract(path) -> TrackFeatures:
    return extract_track(path, FILTERBANK, CONFIG)


def duplicates(songs: list[TrackFeatures]):
    track = np.repeat(np.arange(len(songs)), [len(song.mel) for song in songs])
    columns = [
        np.concatenate([getattr(song, name) for song in songs]) for name in ("mel", "statistics")
    ]
    start = np.concatenate([song.start for song in songs])
    return find_duplicates(
        *columns, track, start, np.array([song.duration for song in songs]), FRAME
    )


def write_opus(path, y):
    """Encode at 48 kbit/s with FFmpeg's library."""
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("libopus", rate=48000, layout="mono")
        stream.bit_rate = 48000
        resampler = av.AudioResampler("flt", "mono", 48000)
        frame = av.AudioFrame.from_ndarray(np.float32(y)[None], "flt", "mono")
        frame.sample_rate = RATE
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def equalised(y):
    """Raise the bass and lower the treble by some dB, and compress louder parts."""
    spectrum = np.fft.rfft(y)
    spectrum *= np.interp(np.linspace(0, RATE / 2, len(spectrum)), [0, 500, 4000], [2, 1, 0.5])
    return np.tanh(3 * np.fft.irfft(spectrum, len(y))) / 3


def faster(y, speed):
    return np.interp(np.arange(0, len(y) - 1, speed), np.arange(len(y)), y)


def noisy(y):
    return y + np.random.default_rng(5).normal(0, 0.1 * y.std(), len(y))


@pytest.fixture(scope="module")
def songs(tmp_path_factory):
    """Features of eight songs in the same style, and the samples of the first song."""
    folder = tmp_path_factory.mktemp("songs")
    melodies = [melody(seed, SECONDS) for seed in range(8)]
    files = [write_melody(folder / f"{n}.wav", y) for n, y in enumerate(melodies)]
    return [extract(path) for path in files], melodies[0]


def test_songs_in_the_same_style_are_not_duplicates(songs):
    assert duplicates(songs[0]) == []


@pytest.mark.parametrize(
    "change, ending, kind, later, speed",
    [
        (lambda y: y, "flac", EXACT, 0, 1),
        (lambda y: y, "mp3", SAME, 0, 1),
        (lambda y: y, "ogg", SAME, 0, 1),
        (lambda y: y, "opus", SAME, 0, 1),
        (lambda y: 0.2 * y, "flac", SAME, 0, 1),
        (lambda y: y[2 * RATE :], "flac", SAME, -2, 1),
        (lambda y: y[2 * RATE :], "mp3", SAME, -2, 1),
        (lambda y: y[: 10 * RATE], "ogg", SAME, 0, 1),
        (lambda y: np.append(np.zeros(RATE), y), "flac", SAME, 1, 1),
        (equalised, "mp3", SAME, 0, 1),
        (noisy, "flac", SAME, 0, 1),
        (lambda y: faster(y, 1.02), "mp3", NEAR, 0, 1.02),
        (lambda y: faster(y, 0.97), "flac", NEAR, 0, 0.97),
    ],
)
def test_a_changed_copy_is_detected(songs, tmp_path, change, ending, kind, later, speed):
    others, y = songs
    path = tmp_path / f"copy.{ending}"
    path = (write_opus if ending == "opus" else write_melody)(path, change(y))
    (pair,) = duplicates([*others, extract(path)])
    assert (pair.track, pair.other, pair.kind) == (8, 0, kind)
    assert pair.confidence > 0.99
    if kind != NEAR:
        assert pair.shift == pytest.approx(later, abs=0.1)
    assert pair.speed == pytest.approx(speed, abs=0.002)
    assert pair.likeness == 1 if kind == EXACT else 0.5 < pair.likeness < 1


@pytest.mark.slow
@pytest.mark.parametrize("genre", ["hiphop", "disco"])
def test_demo_songs_with_the_same_drums_are_not_duplicates(tmp_path, genre):
    recipe = load_recipe(ROOT / "resources/demo/genres.yaml")
    render_cell(recipe, genre, tmp_path)
    songs = [extract(path) for path in sorted(tmp_path.iterdir())]
    assert len(songs) == 10 and duplicates(songs) == []
    kept = {name: getattr(songs[4], name)[2:] for name in ("mel", "statistics", "start")}
    copy = songs[4]._replace(**kept)
    (pair,) = duplicates([*songs, copy])
    assert (pair.other, pair.track, pair.kind) == (4, 10, SAME)


def test_the_order_of_the_songs_does_not_change_the_pairs(songs, tmp_path):
    others, y = songs
    copies = [extract(write_melody(tmp_path / "a.mp3", y)), others[3], others[0]]
    copies.append(extract(write_melody(tmp_path / "b.ogg", y[3 * RATE :])))
    collection = [*others, *copies]

    def pairs(order):
        pairs = duplicates([collection[number] for number in order])
        return {
            (*sorted((order[pair.track], order[pair.other])), pair.kind, round(pair.confidence, 6))
            for pair in pairs
        }

    expected = pairs(range(12))
    together = [{0, 8, 10, 11}, {3, 9}]
    assert {pair[:2] for pair in expected} == {
        (a, b) for group in together for a in group for b in group if a < b
    }
    for seed in range(3):
        assert pairs(np.random.default_rng(seed).permutation(12).tolist()) == expected


def test_many_copies_are_paired_with_the_first_copy_only(songs):
    others, _ = songs
    pairs = duplicates([*others, *[others[0]] * (MAX_LISTED + 4)])
    assert [(pair.other, pair.kind) for pair in pairs] == [(0, EXACT)] * (MAX_LISTED + 4)
    assert sorted(pair.track for pair in pairs) == list(range(8, 8 + MAX_LISTED + 4))


@pytest.mark.parametrize("n_slices, n_mels, n_frames", [(1, 128, 128), (3, 4, 5), (2, 128, 1)])
def test_short_and_silent_recordings_are_not_alike(n_slices, n_mels, n_frames):
    def song(level):
        mel = np.full((n_slices, n_mels, n_frames), level, np.float16)
        return TrackFeatures(mel, np.zeros((n_slices, 43)), 3.0 * np.arange(n_slices), 30.0)

    assert [pair.kind for pair in duplicates([song(0), song(0.5), song(1), song(1)])] == [EXACT]
    assert duplicates([song(0)]) == []


def test_confidence_grows_with_likeness_and_falls_with_the_size_of_the_collection():
    chance = Chance(begin=0.1, excess=0.02, n_pairs=1000)
    expected = 1000 * 0.1 * np.exp(-(0.3 - 0.1) / 0.02)  # expected pairs with this likeness
    assert chance.confidence(0.3) == pytest.approx(1 / (1 + expected))
    assert chance.confidence(0.0) == pytest.approx(1 / 1001)
    assert chance._replace(n_pairs=1e9).confidence(0.3) < chance.confidence(0.3, 8)
    assert chance.confidence(0.9) > 0.999999

"""Feature extraction, held against librosa's own pipeline.

The reference decodes the whole file with soundfile, resamples it with ``librosa.resample`` (soxr
HQ, what ``librosa.load`` does), cuts the centre, and calls librosa's mel spectrogram per slice.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile

from hbvae.errors import AudioError, ConfigError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoding import read_central_part
from hbvae.features.log_mel import extract_track, log_mel, mel_filterbank, min_max

CONFIG = AudioConfig(duration=6.0)  # two slices: short files will do
LOWEST = {"bitrate_mode": "CONSTANT", "compression_level": 0.99}  # mp3 without a length


@pytest.fixture(scope="module")
def filterbank():
    return mel_filterbank(CONFIG)


def write_song(path, seconds, rate, channels, **options):
    """A tone that comes and goes, noise bursts, and near silence: loud and quiet bins."""
    random = np.random.default_rng(rate + channels)
    t = np.arange(round(seconds * rate)) / rate
    burst = ((3 * t) % 1 < 0.1) + 0.02
    noise = 0.2 * random.standard_normal((len(t), channels)) * burst[:, None]
    tone = 0.3 * np.sin(2 * np.pi * 440 * t) * (np.sin(t) > 0)
    soundfile.write(path, noise + tone[:, None], rate, **options)
    return path


def write_wav(path, y, rate=22050):
    soundfile.write(path, np.asarray(y), rate, subtype="FLOAT")
    return path


def reference_slices(path, config=CONFIG):
    y, rate = soundfile.read(path, dtype="float32", always_2d=True)
    y = librosa.to_mono(y.T)
    y = librosa.resample(y, orig_sr=rate, target_sr=config.sample_rate, res_type="soxr_hq")
    need = config.n_slices * config.slice_samples
    start = max(0, len(y) - need) // 2
    whole = min(len(y), need) // config.slice_samples * config.slice_samples
    return y[start : start + whole].reshape(-1, config.slice_samples), start / config.sample_rate


def reference_db(slices, config=CONFIG):
    settings = {"sr": config.sample_rate, "n_fft": config.n_fft, "hop_length": config.hop_length}
    power = [librosa.feature.melspectrogram(y=y, n_mels=config.n_mels, **settings) for y in slices]
    db = [librosa.power_to_db(one, ref=np.max, top_db=config.top_db) for one in power]
    return np.stack(db)[:, :, : config.n_frames]


def reference_image(db):
    return np.stack([(one - one.min()) / (one.max() - one.min()) for one in db])


FILES = [
    *[("wav", rate, 1 + rate // 100 % 2, {}) for rate in (8000, 11025, 16000, 22050, 24000)],
    *[("wav", rate, 2, {}) for rate in (32000, 44100, 48000, 88200, 96000)],
    ("wav", 44100, 5, {}),
    *[("flac", rate, channels, {}) for rate, channels in ((8000, 2), (44100, 1), (96000, 2))],
    *[("ogg", rate, channels, {}) for rate, channels in ((8000, 1), (44100, 2), (96000, 1))],
    *[("au", rate, channels, {}) for rate, channels in ((22050, 1), (48000, 2))],
    *[("mp3", rate, 1, {}) for rate in (8000, 16000, 22050, 44100)],
    *[("mp3", rate, 2, {}) for rate in (24000, 32000, 44100, 48000)],
    *[("mp3", rate, 2, LOWEST) for rate in (22050, 24000, 44100)],
    ("mp3", 44100, 1, {"bitrate_mode": "VARIABLE", "compression_level": 0.99}),
]


@pytest.mark.parametrize("ending, rate, channels, options", FILES)
def test_equals_librosa(ending, rate, channels, options, tmp_path, filterbank):
    path = write_song(tmp_path / f"song.{ending}", 17.31, rate, channels, **options)
    slices, start = reference_slices(path)
    part = read_central_part(path, CONFIG)
    assert part.start == start
    np.testing.assert_allclose(part.slices, slices, rtol=0, atol=1e-6)

    db = log_mel(part.slices, filterbank, CONFIG)
    expected = reference_db(slices)
    np.testing.assert_allclose(db, expected, rtol=0, atol=2e-3)
    np.testing.assert_allclose(min_max(db), reference_image(expected), rtol=0, atol=1e-4)


def test_track_features(tmp_path, filterbank):
    path = write_song(tmp_path / "song.flac", 20.5, 44100, 2)
    found = extract_track(path, filterbank, CONFIG)
    assert found.mel.dtype == np.float16
    assert found.duration == 20.5
    np.testing.assert_allclose(found.start, [7.25, 10.25], atol=1 / 22050)
    image = reference_image(reference_db(reference_slices(path)[0]))
    np.testing.assert_allclose(found.mel, image, rtol=0, atol=1e-4 + 2.5e-4)  # float16's


def test_statistics_are_librosas(tmp_path, filterbank):
    """Tones, noise that alternates with silence, and an offset that hides zero crossings."""
    random = np.random.default_rng(0)
    t = np.arange(3 * CONFIG.slice_samples) / CONFIG.sample_rate
    y = 0.3 * np.sin(2 * np.pi * 440 * t) + random.normal(0, 0.1, len(t)) * (t % 1 > 0.6)
    y[CONFIG.slice_samples : 2 * CONFIG.slice_samples] += 0.2
    y[-20_000:] = 0
    path = tmp_path / "song.wav"
    soundfile.write(path, y, CONFIG.sample_rate, "FLOAT")
    found = extract_track(path, filterbank, CONFIG).statistics
    for y, statistics in zip(reference_slices(path)[0], found, strict=True):
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


@pytest.mark.parametrize(
    "seconds, n_slices, start", [(29.99, 9, 0), (30, 10, 0), (31, 10, 0.5), (3, 1, 0), (5.9, 1, 0)]
)
def test_slices_of_a_track(seconds, n_slices, start, tmp_path):
    random = np.random.default_rng(0)
    y = random.normal(0, 0.1, round(seconds * 22050)).astype(np.float32)
    part = read_central_part(write_wav(tmp_path / "a.wav", y), AudioConfig())
    assert (len(part.slices), part.start) == (n_slices, start)
    first = round(start * 22050)
    np.testing.assert_array_equal(part.slices.ravel(), y[first : first + part.slices.size])


@pytest.mark.parametrize("ending", ["mp3", "ogg", "wav"])
def test_file_that_is_cut_off_is_as_long_as_what_is_left(ending, tmp_path):
    path = write_song(tmp_path / f"song.{ending}", 20, 44100, 2)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    slices, start = reference_slices(path)
    part = read_central_part(path, CONFIG)
    assert 8 < part.duration < 16
    assert part.start == pytest.approx(start)
    np.testing.assert_allclose(part.slices, slices, rtol=0, atol=1e-6)


def test_mp3_with_a_picture_in_front(tmp_path):
    path = write_song(tmp_path / "song.mp3", 9, 44100, 2)
    slices, _ = reference_slices(path)
    tag = b"ID3\x04\x00\x00" + bytes([0, 1, 0, 0]) + bytes(1 << 14)
    path.write_bytes(tag + path.read_bytes())
    np.testing.assert_allclose(read_central_part(path, CONFIG).slices, slices, atol=1e-6)


def patched(path, at, value):
    """The file with the bytes ``value`` written at ``at``."""
    content = bytearray(path.read_bytes())
    content[at : at + len(value)] = value
    path.write_bytes(content)


def write_bad_file(kind, path):
    noise = np.random.default_rng(0).normal(0, 0.1, 22050 * 8)
    contents = {
        "empty": b"",
        "text": b"see the other folder\n" * 99,
        "web page": b"<!DOCTYPE html>\n<html><body>404</body></html>",
        "m4a": b"\0\0\0\x20ftypM4A \0\0\2\0" + bytes(4000),
        "bytes": np.random.default_rng(0).bytes(50_000),
    }
    if kind in contents:
        path.write_bytes(contents[kind])
    elif kind == "folder":
        path.mkdir()
    elif kind == "silent":
        write_wav(path, np.zeros(22050 * 8))
    elif kind == "constant":
        soundfile.write(path, np.full((48_000 * 8, 2), 0.7), 48_000)
    elif kind == "dither":  # the last bit of a CD
        write_wav(path, np.random.default_rng(0).integers(-1, 2, 22050 * 8) / 2**15)
    elif kind == "no frames":
        write_wav(path, noise[:0])
    elif kind == "short":
        write_wav(path, noise[: 22050 * 2])
    elif kind == "by a sample":
        write_wav(path, noise[: 22050 * 3 - 1])
    elif kind == "opposite":
        soundfile.write(path, np.stack([noise, -noise], axis=1), 22050)
    elif kind in ("nan", "inf", "-inf", "1e30"):
        noise[22050 * 4] = float(kind)
        write_wav(path, noise)
    elif kind in ("damaged", "unknown length", "absurd length"):
        soundfile.write(path, noise, 22050)
        if kind == "damaged":
            patched(path, path.stat().st_size // 2, bytes(9000))
        else:  # the 36 bits at the end of these 8 bytes
            low, rest = path.read_bytes()[21], 255 if kind == "absurd length" else 0
            patched(path, 21, bytes([low & 0xF0 | rest & 0x0F] + [rest] * 4))
    elif kind in ("rate", "channels"):
        soundfile.write(path, noise, 22050)
        at, value = {"rate": (24, 7), "channels": (22, 1000)}[kind]
        patched(path, at, value.to_bytes(2, "little"))


@pytest.mark.parametrize(
    "kind, name, reason",
    [
        ("absent", "a.mp3", "there is none at this path"),
        ("folder", "a.mp3", "got a folder"),
        ("empty", "a.mp3", "empty (0 bytes)"),
        *[("text", f"a.{ending}", "got text") for ending in ("mp3", "wav", "au", "raw")],
        ("web page", "a.mp3", "got a web page: the download failed"),
        ("web page", "a.au", "got a web page: the download failed"),
        ("m4a", "a.m4a", "got MPEG-4 audio or video (m4a, mp4); convert it"),
        ("bytes", "a.mp3", "got something else"),
        ("bytes", "a.au", "got something else"),
        *[(kind, "a.wav", "it is silent from 0.9 s to") for kind in ("silent", "dither")],
        ("constant", "a.flac", "it is silent from 0.0 s to"),
        ("opposite", "a.flac", "the part that is used, or its channels cancel each other out"),
        ("no frames", "a.wav", "expected at least 3 s of audio, got 0.00 s"),
        ("short", "a.wav", "expected at least 3 s of audio, got 2.00 s"),
        ("by a sample", "a.wav", "expected at least 3 s of audio, got 2.99 s"),
        *[(kind, "a.wav", "found NaN, infinite or") for kind in ("nan", "inf", "-inf", "1e30")],
        ("damaged", "a.flac", "decoding fails after"),
        ("unknown length", "a.flac", "its header does not say how long it is"),
        ("absurd length", "a.flac", "at most 24 hours, the header says"),
        ("rate", "a.wav", "expected 1000 to 1000000 Hz"),
        ("channels", "a.wav", "expected at least 3 s of audio"),
    ],
)
def test_refusal(kind, name, reason, tmp_path, filterbank):
    path = tmp_path / name
    write_bad_file(kind, path)
    with pytest.raises(AudioError, match=re.escape(reason)):
        extract_track(path, filterbank, CONFIG)


def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    path = write_song(tmp_path / "song.wav", 7, 22050, 1)
    path.chmod(0)
    tmp_path.chmod(0o755)
    root = os.geteuid() == 0  # who may read everything
    if root:
        os.seteuid(65534)
    try:
        with pytest.raises(AudioError, match="the file cannot be opened: Permission denied"):
            read_central_part(path, CONFIG)
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.parametrize("kind", ["quiet", "clipped"])
def test_quiet_and_clipped_songs_are_songs(kind, tmp_path):
    loud = np.sin(np.arange(22050 * 8) / 5)
    y = np.clip(50 * loud, -1, 1) if kind == "clipped" else 2e-4 * loud
    assert len(read_central_part(write_wav(tmp_path / "a.wav", y), CONFIG).slices) == 2


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


@pytest.mark.parametrize("change", [{}, {"sample_rate": 1500}, {"n_mels": 40}, {"n_fft": 1024}])
def test_filterbank_is_librosas(change):
    settings = {"n_mels": 20, "hop_length": 256, "n_frames": 8} if "sample_rate" in change else {}
    config = AudioConfig(**settings | change)
    found = mel_filterbank(config)
    exact = librosa.filters.mel(sr=config.sample_rate, n_fft=config.n_fft, n_mels=config.n_mels)
    assert found.dtype == exact.dtype == np.float32
    np.testing.assert_allclose(found, exact, rtol=1e-5, atol=1e-10)
    peaks = np.fft.rfftfreq(config.n_fft, 1 / config.sample_rate)[found.argmax(axis=1)]
    assert np.abs(peaks - config.band_edges[1:-1]).max() < config.sample_rate / config.n_fft


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
            found = 0
        except ConfigError as problem:
            found = int(re.search(r"(\d+) mel bands", str(problem))[1])
        assert found == empty


def test_extraction_does_not_import_librosa():
    code = "import sys, hbvae.features.log_mel\n"
    code += "print('librosa' in sys.modules, 'scipy' in sys.modules)"
    root = Path(__file__).parents[2]
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=os.environ, capture_output=True, text=True
    )
    assert result.stdout.split() == ["False", "False"]

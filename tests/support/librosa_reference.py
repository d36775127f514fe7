"""librosa's own way from a recording to log-mel slices, and recordings to compare it on.

The whole file is decoded with soundfile and resampled with ``librosa.resample`` (soxr HQ, as in
``librosa.load``); the centre is cut out, and each slice goes through librosa's mel spectrogram.
"""

import librosa
import numpy as np
import soundfile

from hbvae.features.audio_config import AudioConfig

CONFIG = AudioConfig(duration=6.0)  # two slices: short files will do


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
    n_used = min(len(y), need) // config.slice_samples * config.slice_samples
    return y[start : start + n_used].reshape(-1, config.slice_samples), start / config.sample_rate


def reference_db(slices, config=CONFIG):
    settings = {"sr": config.sample_rate, "n_fft": config.n_fft, "hop_length": config.hop_length}
    power = [librosa.feature.melspectrogram(y=y, n_mels=config.n_mels, **settings) for y in slices]
    db = [
        librosa.power_to_db(slice_power, ref=np.max, top_db=config.top_db) for slice_power in power
    ]
    return np.stack(db)[:, :, : config.n_frames]


def reference_image(db):
    return np.stack(
        [(slice_db - slice_db.min()) / (slice_db.max() - slice_db.min()) for slice_db in db]
    )

"""Slices back to sound: the time of it, and how far the sound's own slice is from what was asked.

    python tests/benchmarks/bench_sound.py [--dataset FOLDER]

Both ways take turns over the slices: the library's (least squares, librosa.feature.inverse) and
hbvae's (multiplicative updates). Without a folder the demo corpus is taken, if a run rendered it.
"""

import argparse
import time
from pathlib import Path

import librosa
import numpy as np
from report import ROOT, report

from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoders.registry import audio_endings
from hbvae.features.log_mel import extract_track, mel_filterbank
from hbvae.generation.sound import to_sound

N_SLICES = 20
CONFIG = AudioConfig()


def by_least_squares(mel: np.ndarray) -> np.ndarray:
    power = librosa.db_to_power(CONFIG.top_db * (mel - 1))
    magnitude = librosa.feature.inverse.mel_to_stft(
        power, sr=CONFIG.sample_rate, n_fft=CONFIG.n_fft
    )
    return librosa.griffinlim(magnitude, hop_length=CONFIG.hop_length, random_state=0)


def off_by(mel: np.ndarray, y: np.ndarray) -> float:
    """Mean distance of a sound's log-mel slice from the one that was asked for, dB."""
    power = librosa.feature.melspectrogram(
        y=y, sr=CONFIG.sample_rate, n_fft=CONFIG.n_fft, hop_length=CONFIG.hop_length,
        n_mels=CONFIG.n_mels,
    )  # fmt: skip
    level = librosa.power_to_db(power, ref=np.max, top_db=CONFIG.top_db) + CONFIG.top_db
    n = min(level.shape[1], mel.shape[1])
    return float(np.abs(level[:, :n] - CONFIG.top_db * mel[:, :n]).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, default=ROOT / "results/demo_bilingual/dataset")
    folder = parser.parse_args().dataset
    songs = sorted(p for p in folder.rglob("*") if p.suffix.lower() in audio_endings())
    if not songs:
        parser.error(f"expected recordings below {folder}, found none")
    filterbank = mel_filterbank(CONFIG)
    mels = [
        np.asarray(extract_track(song, filterbank, CONFIG).mel[0], np.float32)
        for song in songs[:: -(-len(songs) // N_SLICES)]
    ]
    ways = {"least squares": by_least_squares, "hbvae": lambda mel: to_sound(mel, CONFIG)}
    actual = {name: [] for name in ways}
    for mel in mels[:1] + mels:  # the first is for what is compiled on the way
        for name, way in ways.items():
            start = time.process_time()
            y = way(mel)
            actual[name].append((1e3 * (time.process_time() - start), off_by(mel, y)))
    rows = [[name, *np.median(all_of[1:], axis=0)] for name, all_of in actual.items()]
    title = f"Sound of a 3 s slice, medians of {len(mels)} songs"
    report("sound", title, ["way", "CPU ms", "mean distance, dB"], rows)


if __name__ == "__main__":
    main()

"""CPU time of feature extraction against librosa's plain way, and of an extraction job's imports.

    python tests/benchmarks/bench_extraction.py

Per file, in one warm process, the ways take turns: the reference loads the whole file with
librosa and calls its mel spectrogram once a slice; the floor only seeks and decodes the central
part. Times are medians of CPU time on one thread; on a shared machine quote the ratios.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median

# As Snakemake does for a job of one thread; before numpy loads its BLAS.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

import av
import librosa
import numpy as np
import soundfile
from report import report

from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoders.registry import open_recording
from hbvae.features.log_mel import extract_track, mel_filterbank
from hbvae.jobs.sandbox import guarded

CONFIG = AudioConfig()
FILES = {  # name: (ending, seconds, Hz, channels, options of soundfile)
    "4 min mp3 192k": (
        "mp3", 240, 44100, 2, {"bitrate_mode": "CONSTANT", "compression_level": 0.4}
    ),
    "4 min m4a 192k": ("m4a", 240, 44100, 2, {}),
    "4 min ogg": ("ogg", 240, 44100, 2, {}),
    "4 min flac": ("flac", 240, 44100, 2, {}),
    "4 min wav": ("wav", 240, 44100, 2, {}),
    "30 s 22 kHz wav": ("wav", 30, 22050, 1, {}),
}  # fmt: skip
IMPORTS = "import numpy, soundfile, soxr, h5py, hbvae.features.log_mel"
FIRST_USE = "; from scipy.fft import rfft"  # what the first slice imports besides


def write_song(path: Path, seconds: int, rate: int, channels: int, options: dict) -> None:
    """Chords and noise bursts, a second at a time: libsndfile crashes on long ogg writes."""
    random = np.random.default_rng(0)
    with soundfile.SoundFile(path, "w", rate, channels, **options) as file:
        for second in range(seconds):
            t = second + np.arange(rate) / rate
            root = 110 * 2 ** (random.integers(12) / 12)
            chord = sum(np.sin(2 * np.pi * root * k * t) / k for k in (1, 2, 2.5, 3, 5, 8))
            bursts = random.normal(0, 1, (rate, channels)) * np.exp(-20 * (4 * t % 1))[:, None]
            file.write(0.15 * chord[:, None] + 0.1 * bursts)


def as_m4a(wav: Path, path: Path) -> None:
    """AAC at 192 kbit/s, without noise that its decoder would make, another one each time."""
    with av.open(str(wav)) as source, av.open(str(path), "w", format="ipod") as container:
        stream = container.add_stream("aac", rate=44_100, layout="stereo", options={"aac_pns": "0"})
        stream.bit_rate = 192_000
        for frame in source.decode(audio=0):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def load(path: Path) -> np.ndarray:
    """The whole recording, mono, at the rate of the slices."""
    if path.suffix != ".m4a":  # librosa reads none
        return librosa.load(path, sr=CONFIG.sample_rate)[0]
    with open_recording(path) as recording:
        y = np.concatenate(list(recording.blocks(0, recording.frames())))
        mono = librosa.to_mono(y.T)
        return librosa.resample(mono, orig_sr=recording.rate, target_sr=CONFIG.sample_rate)


def reference(path: Path) -> np.ndarray:
    y = load(path)
    need = CONFIG.n_slices * CONFIG.slice_samples
    start = max(0, len(y) - need) // 2
    images = []
    for first in range(start, start + need, CONFIG.slice_samples):
        power = librosa.feature.melspectrogram(
            y=y[first : first + CONFIG.slice_samples],
            sr=CONFIG.sample_rate,
            n_fft=CONFIG.n_fft,
            hop_length=CONFIG.hop_length,
            n_mels=CONFIG.n_mels,
        )
        db = librosa.power_to_db(power, ref=np.max)[:, : CONFIG.n_frames]
        images.append((db - db.min()) / (db.max() - db.min()))
    return np.stack(images)


def floor(path: Path) -> None:
    with open_recording(path) as recording:
        frames = round(CONFIG.duration * recording.rate)
        first = (recording.frames() - frames) // 2
        for _ in recording.blocks(first, first + frames):
            pass


def cpu_ms(call, *arguments) -> float:
    start = time.process_time()
    call(*arguments)
    return 1e3 * (time.process_time() - start)


def ratio_in_turns(path: Path, other: Path, extract, rounds: int) -> float:
    """CPU time of a recording's extraction over that of another, with which it takes turns."""
    turns = [(cpu_ms(extract, path), cpu_ms(extract, other)) for _ in range(rounds)]
    first, second = map(median, zip(*turns, strict=True))
    return first / second


def guard_ms(path: Path, extract, n: int = 100) -> float:
    """CPU ms a track that its process with limits costs, of jobs of ``n`` tracks."""

    def cpu(call) -> float:
        before = sum(os.times()[:4])  # children too
        call()
        return sum(os.times()[:4]) - before

    paths = [path] * n
    turns = [
        (cpu(lambda: list(guarded(extract, paths))), cpu(lambda: list(map(extract, paths))))
        for _ in range(5)
    ]
    within, without = map(median, zip(*turns, strict=True))
    return 1e3 * (within - without) / n


def import_seconds(code: str, rounds: int) -> float:
    """CPU seconds of a fresh interpreter that runs ``code``, its own start included."""
    command = [sys.executable, "-c", f"{code}; import time; print(time.process_time())"]
    run = {"capture_output": True, "text": True, "check": True}
    return median(float(subprocess.run(command, **run).stdout) for _ in range(rounds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="turns of each way (default 7)")
    rounds = parser.parse_args().rounds
    filterbank = mel_filterbank(CONFIG)
    rows, paths = [], {}
    extract = partial(extract_track, filterbank=filterbank, config=CONFIG)
    with tempfile.TemporaryDirectory() as folder:
        for name, (ending, *song) in FILES.items():
            path = paths[name] = Path(folder, f"{len(paths)}.{ending}")
            made = path.with_suffix(".wav") if ending == "m4a" else path
            write_song(made, *song)
            if made != path:
                as_m4a(made, path)
            # The first turn warms up, and shows that the ways agree.
            error = np.abs(reference(path) - extract_track(path, filterbank, CONFIG).mel).max()
            turns = [
                (
                    cpu_ms(reference, path),
                    cpu_ms(extract_track, path, filterbank, CONFIG),
                    cpu_ms(floor, path),
                )
                for _ in range(rounds)
            ]
            slow, fast, least = map(median, zip(*turns, strict=True))
            rows.append([name, slow, fast, least, slow / fast, fast / least, f"{error:.0e}"])
        guard = guard_ms(path, extract)
        mp3, m4a = paths["4 min mp3 192k"], paths["4 min m4a 192k"]
        ratio = ratio_in_turns(m4a, mp3, extract, 5 * rounds)
    imports, first_use = (import_seconds(code, rounds) for code in (IMPORTS, IMPORTS + FIRST_USE))
    report(
        "extraction",
        f"Extraction, CPU ms a track, medians of {rounds} turns; imports of a job {imports:.2f} s, "
        f"{first_use:.2f} s with those of its first slice; its process with limits {guard:.1f} ms "
        f"a track; m4a takes {ratio:.2f} times the CPU of mp3, in turns",
        [
            *("file", "reference", "hbvae", "decode floor", "reference / hbvae", "hbvae / floor"),
            "largest difference",
        ],
        rows,
    )


if __name__ == "__main__":
    main()

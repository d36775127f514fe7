"""The songs that a release in tests is made of: tones, with lyrics beside them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from hbvae.storage.tracks import Track

RATE = 8000  # Hz
N_SONGS = 12
WORDS = {
    "Bangla": "নদীর ঘাটে সন্ধ্যা নামে\nনৌকা ফেরে আপন গ্রামে",
    "English": "The river bends slowly,\nand the boats come home",
}


def write_tone(path: Path, hertz: float, seed: int) -> None:
    """Write three seconds of a tone with noise."""
    random = np.random.default_rng(seed)
    time = np.arange(3 * RATE) / RATE
    sound = 0.4 * np.sin(2 * np.pi * hertz * time) + random.normal(0, 0.01, len(time))
    soundfile.write(path, sound, RATE)


def write_songs(folder: Path) -> Iterator[Track]:
    """Songs of two kinds of sound and of two languages, with their lyrics beside them."""
    folder.mkdir()
    for number in range(N_SONGS):
        language, genre = ("Bangla", "English")[number % 2], ("Folk", "Rock")[number // 2 % 2]
        name = f"song {number}"
        write_tone(folder / f"{name}.wav", (300, 2500)[genre == "Rock"] + 10 * number, seed=number)
        (folder / f"{name}.txt").write_text(f"{WORDS[language]}\n{number}", encoding="utf-8")
        labels = {"language": language, "genre": genre}
        yield Track(name, f"{name}.wav", labels=labels, title=name.title())

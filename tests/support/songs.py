"""Small collections of songs: tones with a little noise, a few seconds each."""

import csv
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soundfile

RATE = 8000  # Hz
SECONDS = 2.3  # two slices of 1 s, see `support.settings`
LYRICS = {
    "Bangla": "নদীর ঘাটে সন্ধ্যা নামে\nনৌকা ফেরে আপন গ্রামে",
    "English": 'The river bends, "slowly",\nand the boats come home',
}


def write_song(path: Path, frequency: float, seconds: float = SECONDS) -> None:
    """Write a tone of ``frequency`` Hz; the same frequency gives the same file."""
    time = np.arange(int(seconds * RATE)) / RATE
    noise = np.random.default_rng(int(frequency)).normal(0, 0.01, len(time))
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * frequency * time) + noise, RATE)


def write_table(folder: Path, rows: Iterable[list]) -> None:
    """Write a collection's metadata.csv as HBLM-100 has it."""
    with open(folder / "metadata.csv", "w", newline="", encoding="utf-8-sig") as file:
        table = csv.writer(file)
        table.writerow(["filename", "language", "genre", "label_id", "lyrics"])
        table.writerows(rows)


def song_row(number: int) -> list:
    """Row of a song in the table; languages and genres take turns, the first song has no lyrics."""
    language = ("Bangla", "English")[number % 2]
    genre = ("Folk", "Rock")[number // 2 % 2]
    lyrics = LYRICS[language] if number else ""
    return [f"{language.lower()}/song {number}.wav", language, genre, number % 2, lyrics]


def write_songs(folder: Path, n: int = 8) -> None:
    """Write a collection with a table: two languages, and two genres of one tone each."""
    for number in range(n):
        write_song(folder / "audio" / song_row(number)[0], 220 + 100 * (number // 2 % 2))
    write_table(folder, [song_row(number) for number in range(n)])


def write_clips(folder: Path, n: int = 6) -> None:
    """Write a collection in a folder a genre: blues are low tones, metal are high ones."""
    for number in range(n):
        genre = ("blues", "metal")[number % 2]
        write_song(folder / genre / f"{genre}.{number:05d}.wav", 300 + 900 * (number % 2))

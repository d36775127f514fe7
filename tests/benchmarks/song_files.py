"""Folders of songs for the benchmarks: four-minute mp3 files that differ, with tags and lyrics.

A few dozen clips of the demo corpora are encoded once; a song is the frames of one of them, from a
place of its own on, repeated to four minutes. So a thousand songs take seconds instead of an hour.
"""

from pathlib import Path

import numpy as np
import soundfile
import soxr
import yaml
from mutagen.id3 import ID3, TIT2, TPE1, USLT

from hbvae.demo.corpus import render_track
from hbvae.demo.recipe import load_recipe

ROOT = Path(__file__).parents[2]
RATE = 44_100
FRAME = 1152  # audio samples of an mp3 frame
KBITS = {9: 128, 10: 160, 11: 192}  # by the number in a frame of MPEG 1 layer 3
SECONDS = 240
N_CLIPS = 60
COUNTS = 8  # bytes from the word Info to the number of frames, which the number of bytes follows


def write_songs(folder: Path, n_songs: int) -> Path:
    """Write ``n_songs`` into a new folder, half of them with lyrics in their tags; returns it."""
    folder.mkdir(parents=True)
    clips = [_encode(number, folder) for number in range(min(N_CLIPS, n_songs))]
    lyrics = _lyrics()
    for number in range(n_songs):
        head, frames = clips[number % len(clips)]
        path = folder / f"artist {number % 25:02}" / f"song {number:04}.mp3"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(_repeat(head, frames, 97 * (number // len(clips))))
        tags = ID3()
        tags.add(TIT2(encoding=3, text=f"Song {number}"))
        tags.add(TPE1(encoding=3, text=f"Artist {number % 25}"))
        if number % 2:
            tags.add(USLT(encoding=3, lang="eng", text=lyrics[number % len(lyrics)]))
        tags.save(path)
    return folder


def _encode(number: int, folder: Path) -> tuple[bytearray, list[bytes]]:
    """A clip of the demo corpus of genres as mp3: its Info frame, and its frames of sound."""
    recipe = load_recipe(ROOT / "resources/demo/genres.yaml")
    cell = list(recipe.cells)[number % len(recipe.cells)]
    track = render_track(recipe, cell, number // len(recipe.cells))
    mono = soxr.resample(track.samples[:, 0], track.sample_rate, RATE)
    path = folder / "clip.mp3"
    options = {"bitrate_mode": "CONSTANT", "compression_level": 0.55}
    with soundfile.SoundFile(path, "w", RATE, 2, **options) as file:
        file.write(np.column_stack([mono, mono]))
    content = path.read_bytes()
    path.unlink()
    head, *frames = _frames(content)
    assert b"Info" in head
    return bytearray(head), frames


def _frames(content: bytes) -> list[bytes]:
    frames, first = [], 0
    while first + 4 <= len(content) and content[first] == 0xFF:
        kbits, is_padded = KBITS[content[first + 2] >> 4], content[first + 2] >> 1 & 1
        end = first + 144_000 * kbits // RATE + is_padded
        frames.append(content[first:end])
        first = end
    return frames


def _repeat(head: bytearray, frames: list[bytes], first: int) -> bytes:
    """Frames from ``first`` on, round and round for `SECONDS`, behind an Info frame that fits."""
    n = SECONDS * RATE // FRAME
    taken = [frames[(first + place) % len(frames)] for place in range(n)]
    counts = bytearray(head)
    place = head.index(b"Info") + COUNTS
    size = len(head) + sum(map(len, taken))
    counts[place : place + 8] = n.to_bytes(4, "big") + size.to_bytes(4, "big")
    return b"".join([bytes(counts), *taken])


def _lyrics() -> list[str]:
    """Lyrics of the bilingual demo corpus, the two languages in turn."""
    texts = [
        [song["lyrics"] for song in yaml.safe_load(path.read_text(encoding="utf-8"))]
        for path in sorted((ROOT / "resources/demo").glob("lyrics_*.yaml"))
    ]
    return [text for pair in zip(*texts, strict=True) for text in pair]

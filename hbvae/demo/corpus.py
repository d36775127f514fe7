"""Rendering the tracks of a demo corpus, and writing its table with the lyrics."""

import csv
import io
import os
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
import yaml

from hbvae.demo.arrangement import LAYERS, arrange, draw_song, perform
from hbvae.demo.production import draw_production, produce
from hbvae.demo.recipe import Recipe
from hbvae.errors import ConfigError

COLUMNS = ("filename", "language", "genre", "label_id", "lyrics")


class Track(NamedTuple):
    """A rendered track."""

    samples: np.ndarray  # float32, shape (n, channels), -1 to 1
    sample_rate: int  # Hz


def render_track(recipe: Recipe, cell: str, index: int) -> Track:
    """Render track ``index`` (from 0) of a cell.

    All random generators are seeded with the corpus's seed, the cell and the index, so a track has
    the same samples whatever other tracks are rendered, in whatever order or job.
    """
    seed = (recipe.seed, zlib.crc32(cell.encode()), index)
    rng = np.random.default_rng(seed)
    style = recipe.cells[cell].style
    song = draw_song(recipe.styles, style, recipe.difficulty, recipe.seconds, rng)
    production = draw_production(recipe.difficulty, rng)
    tuning = rng.uniform(0.9, 1.12)
    n = round(song.seconds * recipe.sample_rate)
    layers = {}
    for number, layer in enumerate(LAYERS):
        layer_seed = (*seed, number)
        events = arrange(song, layer, np.random.default_rng(layer_seed))
        if song.gains[layer] is None or not events:
            continue
        sound = perform(events, n, recipe.sample_rate, tuning, layer_seed)
        rms = np.sqrt(np.mean(np.square(sound), dtype=np.float64))
        sound *= np.float32(0.1 * 10 ** (song.gains[layer] / 20) / rms)
        layers[layer] = sound
    mix = produce(layers, song.style.sound, production, recipe.sample_rate, recipe.channels, rng)
    return Track(np.ascontiguousarray(mix.T), recipe.sample_rate)


def render_cell(recipe: Recipe, cell: str, folder: str | Path) -> None:
    """Write a cell's tracks as 16-bit FLAC files into ``folder``.

    A file appears in the folder only when it is complete.

    Raises:
        ConfigError: the recipe has no such cell.
    """
    if cell not in recipe.cells:
        raise ConfigError(f"expected a cell out of {', '.join(recipe.cells)}, got {cell!r}")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(recipe.cells[cell].tracks):
        track = render_track(recipe, cell, index)
        path = folder / Path(recipe.track_path(cell, index)).name
        partial = path.with_name(f".{path.name}.partial")
        samples = np.rint(track.samples * 32767).astype(np.int16)
        soundfile.write(
            partial, samples, track.sample_rate, "PCM_16", format="FLAC", compression_level=0.6
        )
        os.replace(partial, path)


def table_text(recipe: Recipe) -> str:
    """The table of a corpus with languages, in the format of the published HBLM-100 table.

    Lyrics are quoted and may span several lines; paths are relative to the audio folder. The n-th
    lyrics of a language belong to its n-th track in the recipe's order.

    Raises:
        ConfigError: a cell has no language, or the number of lyrics is not the number of tracks.
    """
    lyrics = {
        name: iter(_read_lyrics(recipe, name, language.lyrics))
        for name, language in recipe.languages.items()
    }
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for folder, cell in recipe.cells.items():
        if cell.language is None:
            raise ConfigError(f"cells.{folder}.language: expected a language, got None")
        language = recipe.languages[cell.language]
        for index in range(cell.tracks):
            filename = recipe.track_path(folder, index)
            genre = cell.style.capitalize()
            row = (filename, language.name, genre, language.label_id, next(lyrics[cell.language]))
            table.writerow(row)
    return text.getvalue()


def write_table(recipe: Recipe, path: str | Path) -> None:
    """Write `table_text` in UTF-8 with a byte-order mark; the file appears when it is complete."""
    partial = Path(f"{path}.partial")
    partial.parent.mkdir(parents=True, exist_ok=True)
    partial.write_text(table_text(recipe), encoding="utf-8-sig", newline="\n")
    os.replace(partial, path)


def _read_lyrics(recipe, name, file):
    """The lyrics of a language, one text per track."""
    path = recipe.folder / file
    try:
        songs = yaml.safe_load(path.read_text(encoding="utf-8"))
        texts = [song["lyrics"].strip() for song in songs]
    except (OSError, yaml.YAMLError, TypeError, KeyError, AttributeError) as error:
        raise ConfigError(f"{path}: expected a list of songs, each with lyrics: {error}") from None
    need = sum(cell.tracks for cell in recipe.cells.values() if cell.language == name)
    if len(texts) != need:
        raise ConfigError(
            f"{path}: expected {need} songs, one per track of {name}, got {len(texts)}"
        )
    return texts

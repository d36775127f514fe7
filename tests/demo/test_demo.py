"""The demo corpora: the same sound always, known pitches, balanced cells, lyrics and the table."""

import csv
import dataclasses
import io
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile
import yaml

from hbvae.demo.arrangement import arrange, draw_song
from hbvae.demo.corpus import render_cell, render_track, write_table
from hbvae.demo.harmony import lift, parse_progression, voice_chord
from hbvae.demo.instruments import DRUMS, INSTRUMENTS
from hbvae.demo.production import Production, equalise, reverberate
from hbvae.demo.recipe import load_recipe
from hbvae.demo.styles import Sound
from hbvae.demo.tones import frequency, play, strike
from hbvae.errors import ConfigError

DEMO = Path(__file__).parents[2] / "resources/demo"
GENRES = [
    "blues",
    "classical",
    "country",
    "disco",
    "hiphop",
    "jazz",
    "metal",
    "pop",
    "reggae",
    "rock",
]


@pytest.fixture(scope="module")
def bilingual():
    return load_recipe(DEMO / "bilingual.yaml")


@pytest.fixture(scope="module")
def confounded():
    return load_recipe(DEMO / "confounded.yaml")


@pytest.fixture(scope="module")
def genres():
    return load_recipe(DEMO / "genres.yaml")


@pytest.fixture(scope="module")
def short(genres):
    """Two tracks a cell, 3 s each: enough of everything that a whole track has."""
    cells = {folder: cell.model_copy(update={"tracks": 2}) for folder, cell in genres.cells.items()}
    return genres.model_copy(update={"seconds": (3.0, 3.5), "cells": cells})


def rng():
    return np.random.default_rng(0)


# Sounds


def peak_hz(sound, rate, low, high):
    """Frequency of the strongest bin between two, from a spectrum four times finer than the FFT."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 4 * len(sound)))
    hz = np.fft.rfftfreq(4 * len(sound), 1 / rate)
    spectrum[(hz < low) | (hz > high)] = 0
    return hz[spectrum.argmax()]


@pytest.mark.parametrize("rate", [22050, 44100])
@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_instrument_is_in_tune(name, rate):
    sound = play(INSTRUMENTS[name], (64,), 1.0, rate, rng())
    expected = 440 * 2 ** (-5 / 12)  # E4 is five semitones below A4
    held = sound[rate // 4 : rate]
    peak = peak_hz(held, rate, 0.9 * expected, 1.1 * expected)
    assert abs(1200 * np.log2(peak / expected)) < 8  # cents


def test_a_power_chord_is_louder_at_its_own_notes_than_between_them():
    sound = play(INSTRUMENTS["nylon_guitar"], (45, 52, 57), 1.0, 22050, rng())
    for midi in (45, 52, 57):
        hz = frequency(midi)
        assert peak_hz(sound, 22050, 0.97 * hz, 1.03 * hz) == pytest.approx(hz, rel=0.005)


def test_a_string_fades_by_60_db_in_its_time():
    instrument = dataclasses.replace(INSTRUMENTS["nylon_guitar"], fade=1.0, damping=0.0)
    sound = play(instrument, (57,), 1.0, 22050, rng())
    early, late = (np.sqrt(np.mean(sound[a : a + 2205] ** 2)) for a in (2205, 2205 * 6))
    assert 20 * np.log10(early / late) == pytest.approx(30, abs=1)  # half a second later


@pytest.mark.parametrize("name", DRUMS)
def test_a_drum_has_its_peak_and_ends(name):
    sound = strike(DRUMS[name], 1.0, 22050, rng())
    assert np.abs(sound).max() == pytest.approx(DRUMS[name].gain, rel=1e-5)
    assert np.abs(sound[-22:]).max() < 0.01


def test_an_equaliser_with_nothing_to_do_does_nothing():
    flat = Production(0, 0, 1000, 0, 0, 0, 1, -100, 1, 0.9)
    mix = rng().standard_normal((2, 10_000)).astype(np.float32)
    assert np.allclose(equalise(mix, Sound(), flat, 22050), mix, atol=1e-4)


def test_an_equaliser_tilts_and_cuts():
    made = Production(-3, 0, 1000, 5000, 0, 0, 1, -100, 1, 0.9)
    impulse = np.zeros((1, 8192), dtype=np.float32)
    impulse[0, 4096] = 1
    response = 20 * np.log10(np.abs(np.fft.rfft(equalise(impulse, Sound(), made, 44100)[0])))
    hz = np.fft.rfftfreq(8192, 1 / 44100)
    at = {f: response[np.abs(hz - f).argmin()] for f in (500, 1000, 2000, 10_000)}
    assert at[500] == pytest.approx(3, abs=0.5)
    assert at[2000] == pytest.approx(-3, abs=0.5)
    assert at[10_000] == pytest.approx(-3 * np.log2(10) - 24, abs=1.5)  # an octave above 5 kHz


def test_a_room_rings_for_its_time():
    click = np.zeros(22050, dtype=np.float32)
    click[0] = 1
    (tail,) = reverberate(click, 1.0, 22050, 1)
    level = [np.sqrt(np.mean(tail[a : a + 2205] ** 2)) for a in (4410, 4410 + 11025)]
    assert 20 * np.log10(level[0] / level[1]) == pytest.approx(30, abs=4)


# Music


def test_chords_by_numeral():
    assert parse_progression("I vi bVII7 ii7") == (
        (0, 4, 7),
        (9, 12, 16),
        (10, 14, 17, 20),
        (2, 5, 9, 12),
    )
    with pytest.raises(ValueError, match="Iv"):
        parse_progression("I Iv")


def test_voicings_of_c_major():
    c = (0, 4, 7)
    assert voice_chord(c, 48, "power", 40) == (48, 55, 60)
    assert voice_chord(c, 48, "triad", 55) == (55, 60, 64)
    assert voice_chord(c, 48, "open", 43) == (48, 55, 60, 64, 67)
    assert lift(61, 60) == 61 and lift(61, 62) == 73


def test_layers_play_the_chords_in_time(bilingual):
    """Without borrowing, each bass note of rock is a chord's root and on its bar's grid."""
    plain = bilingual.difficulty.model_copy(update={"borrow": 0.0, "drop": 0.0})
    song = draw_song(bilingual.styles, "rock", plain, (33.0, 36.0), rng())
    assert 104 <= song.bpm <= 152
    for event in arrange(song, "bass", rng()):
        step = event.start / song.bar * 16
        assert abs(step - round(step)) * song.bar / 16 < 0.03
        bar = round(step) // 16
        assert (event.notes[0] - song.key - song.chord(bar)[0]) % 12 == 0


@pytest.mark.parametrize("borrow, share", [(0.0, 0.0), (1.0, 1.0)])
def test_borrowing(bilingual, borrow, share):
    difficulty = bilingual.difficulty.model_copy(update={"borrow": borrow})
    songs = [
        draw_song(bilingual.styles, "folk", difficulty, (33.0, 36.0), np.random.default_rng(i))
        for i in range(20)
    ]
    borrowed = [song.style.chords != bilingual.styles["folk"].chords for song in songs]
    assert np.mean(borrowed) == share


def test_someone_always_plays(bilingual):
    difficulty = bilingual.difficulty.model_copy(update={"drop": 1.0})
    song = draw_song(bilingual.styles, "folk", difficulty, (33.0, 36.0), rng())
    assert [layer for layer, gain in song.gains.items() if gain is not None] == ["chords"]


# Tracks


def test_a_track_is_complete(bilingual):
    samples, rate = render_track(bilingual, "english/acoustic", 3)
    assert samples.dtype == np.float32 and samples.shape[1] == 2 and rate == 44100
    assert 33 <= len(samples) / rate <= 36
    assert 0.5 < np.abs(samples).max() < 0.95
    seconds = samples[: 33 * rate].reshape(33, -1)
    assert np.sqrt(np.mean(seconds**2, axis=1)).min() > 0.003


def test_no_clipping_no_silence(short):
    for cell in short.cells:
        for index in range(2):
            samples = render_track(short, cell, index).samples
            assert 0.5 < np.abs(samples).max() < 0.95
            assert np.sqrt(np.mean(samples**2)) > 0.02


def test_the_same_bytes_in_any_order_and_in_another_process(short, tmp_path):
    for folder, cells in {"a": ["metal", "jazz"], "b": ["jazz", "metal"]}.items():
        for cell in cells:
            render_cell(short, cell, tmp_path / folder / cell)
    files = {f"{c}/{c}.{n:05d}.flac" for c in ("metal", "jazz") for n in range(2)}
    content = {file: (tmp_path / "a" / file).read_bytes() for file in files}
    assert {str(f.relative_to(tmp_path / "a")) for f in (tmp_path / "a").glob("*/*")} == files
    assert content == {file: (tmp_path / "b" / file).read_bytes() for file in files}
    assert len(set(content.values())) == len(files)

    code = (
        "import sys; from hbvae.demo.corpus import *\n"
        "from hbvae.demo.recipe import *; recipe = load_recipe(sys.argv[1])\n"
        "recipe = recipe.model_copy(update={'seconds': (3.0, 3.5)})\n"
        "sys.stdout.buffer.write(render_track(recipe, 'jazz', 1).samples.tobytes())"
    )
    command = [sys.executable, "-c", code, DEMO / "genres.yaml"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=DEMO.parents[1])
    assert done.stdout == render_track(short, "jazz", 1).samples.tobytes()


def test_files_are_16_bit_flac(short, tmp_path):
    render_cell(short, "reggae", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "reggae.00000.flac",
        "reggae.00001.flac",
    ]
    with soundfile.SoundFile(tmp_path / "reggae.00001.flac") as file:
        assert (file.format, file.subtype) == ("FLAC", "PCM_16")
        assert (file.samplerate, file.channels) == (22050, 1)
        read = file.read(dtype="float32")
    samples = render_track(short, "reggae", 1).samples[:, 0]
    assert np.abs(read - samples).max() < 1e-4


def test_rendering_needs_neither_librosa_nor_torch():
    code = (
        "import sys, hbvae.demo; "
        "print([m for m in ('librosa', 'torch', 'sklearn', 'scipy.signal') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=DEMO.parents[1])
    assert done.stdout.strip() == "[]"


# Corpora


def test_bilingual_is_balanced(bilingual):
    languages, styles = Counter(), Counter()
    for folder, cell in bilingual.cells.items():
        languages[cell.language] += cell.tracks
        styles[cell.style] += cell.tracks
        assert folder == f"{cell.language}/{cell.style}"
    assert languages == {"bangla": 50, "english": 50}
    assert styles == dict.fromkeys(("rock", "pop", "folk", "acoustic"), 25)
    assert bilingual.seconds[0] >= 33
    names = [Path(path).name for path in bilingual.track_paths()]
    assert names == [f"song_{number}.flac" for number in range(1, 101)]


def test_language_has_no_part_in_the_sound(bilingual):
    """Its two cells of a genre share the style; swapping the languages leaves every sample."""
    swap = {"bangla": "english", "english": "bangla"}
    brief = bilingual.model_copy(update={"seconds": (2.0, 2.0)})
    cells = {
        folder: cell.model_copy(update={"language": swap[cell.language]})
        for folder, cell in bilingual.cells.items()
    }
    swapped = brief.model_copy(update={"cells": cells})
    for genre in bilingual.styles:
        folders = [f"{language}/{genre}" for language in swap]
        assert {bilingual.cells[folder].style for folder in folders} == {genre}
        for folder in folders:
            same = render_track(brief, folder, 0), render_track(swapped, folder, 0)
            assert np.array_equal(same[0].samples, same[1].samples)


def test_confounded_has_hblm100s_numbers(confounded, tmp_path):
    write_table(confounded, tmp_path / "metadata.csv")
    with open(tmp_path / "metadata.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    counts = Counter((row["language"], row["genre"]) for row in rows)
    assert counts == {
        ("Bangla", "Rock"): 25,
        ("Bangla", "Folk"): 25,
        ("English", "Rock"): 16,
        ("English", "Pop"): 25,
        ("English", "Acoustic"): 9,
    }
    genres = {genre for _, genre in counts}
    best = sum(max(counts["Bangla", genre], counts["English", genre]) for genre in genres)
    assert best / len(rows) == 0.84  # the share of languages that the genre alone predicts
    assert len({row["filename"] for row in rows}) == len({row["lyrics"] for row in rows}) == 100


def test_a_song_of_both_corpora_sounds_the_same(bilingual, confounded):
    assert confounded.styles == bilingual.styles
    brief = [
        recipe.model_copy(update={"seconds": (2.0, 2.0)}) for recipe in (bilingual, confounded)
    ]
    same = [render_track(recipe, "english/pop", 3).samples for recipe in brief]
    assert np.array_equal(*same)


def test_genres_are_laid_out_as_gtzan(genres):
    assert list(genres.cells) == GENRES
    assert {cell.tracks for cell in genres.cells.values()} == {10}
    assert genres.seconds == (30.0, 30.0)
    assert genres.track_path("blues", 7) == "blues/blues.00007.flac"


def test_table(bilingual, tmp_path):
    write_table(bilingual, tmp_path / "dataset/metadata.csv")
    content = (tmp_path / "dataset/metadata.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbffilename,language,genre,label_id,lyrics\n")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 100
    assert rows[0]["filename"] == "bangla/rock/song_1.flac"
    assert rows[99]["filename"] == "english/acoustic/song_100.flac"
    labels = Counter((row["language"], row["label_id"]) for row in rows)
    assert labels == {("Bangla", "0"): 50, ("English", "1"): 50}
    assert Counter(row["genre"] for row in rows) == dict.fromkeys(
        ("Rock", "Pop", "Folk", "Acoustic"), 25
    )
    for language in ("bangla", "english"):
        songs = yaml.safe_load((DEMO / f"lyrics_{language}.yaml").read_text(encoding="utf-8"))
        written = [row["lyrics"] for row in rows if row["language"].lower() == language]
        assert written == [song["lyrics"].strip() for song in songs]


@pytest.mark.parametrize("language", ["bangla", "english"])
def test_lyrics(language):
    songs = yaml.safe_load((DEMO / f"lyrics_{language}.yaml").read_text(encoding="utf-8"))
    assert len(songs) == len({song["title"] for song in songs}) == 50
    lines = [line.strip() for song in songs for line in song["lyrics"].splitlines()]
    lines = [line for line in lines if line]
    assert len(set(lines)) > 0.97 * len(lines)  # a chorus may return, a line is not recycled
    for song in songs:
        n_lines = len([line for line in song["lyrics"].splitlines() if line.strip()])
        assert 8 <= n_lines <= 24, song["title"]
        assert "\n\n" in song["lyrics"], f"{song['title']}: verse and chorus stand apart"
        letters = [c for c in song["lyrics"] if not (c.isspace() or c in ",.'?-")]
        bangla = np.mean(["\u0980" <= c <= "\u09ff" for c in letters])
        assert bangla == (1.0 if language == "bangla" else 0.0), song["title"]


# Recipes that cannot be


def changed(path, value):
    """The bilingual recipe's content with one key changed; ``path`` has its keys."""
    content = yaml.safe_load((DEMO / "bilingual.yaml").read_text(encoding="utf-8"))
    inner = content
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return content


@pytest.mark.parametrize(
    "path, value, named",
    [
        (["seed"], None, "seed"),
        (["seed"], -1, "seed"),
        (["sample_rat"], 44100, "sample_rat: no such key; did you mean 'sample_rate'?"),
        (["channels"], 3, "channels"),
        (["seconds"], [36, 33], "seconds"),
        (["file_name"], "song.flac", "file_name"),
        (["file_name"], "{song}.flac", "file_name"),
        (["difficulty", "borrow"], 1.5, "difficulty.borrow"),
        (["difficulty", "lowpas"], [1, 2], "difficulty.lowpas: no such key"),
        (["cells"], {}, "cells"),
        (["cells", "bangla/rock", "style"], "polka", "cells.bangla/rock.style"),
        (["cells", "bangla/rock", "language"], "french", "cells.bangla/rock.language"),
        (["cells", "bangla/rock", "tracks"], 0, "cells.bangla/rock.tracks"),
        (["cells", "bangla/rock", "tracks"], 1.5, "cells.bangla/rock.tracks"),
        (["cells", "../rock"], {"style": "rock", "tracks": 1}, "cells: expected a relative folder"),
        (["styles", "rock", "neighbours"], ["polka"], "styles.rock.neighbours"),
        (["styles", "rock", "tempo", "bpm"], [200], "styles.rock.tempo.bpm"),
        (["styles", "rock", "harmony", "progressions"], ["I X"], "styles.rock.harmony.progression"),
        (["styles", "rock", "bass", "instruments"], ["kazoo"], "styles.rock.bass.instruments"),
        (["styles", "rock", "bass", "rhythms"], ["x o x"], "styles.rock.bass.rhythms"),
        (["styles", "rock", "drums", "patterns"], [{"gong": "x"}], "styles.rock.drums.patterns"),
        (["styles", "rock", "lead"], None, "styles.rock.lead"),
    ],
)
def test_a_bad_recipe_names_the_key(tmp_path, path, value, named):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(yaml.safe_dump(changed(path, value)), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"expected|no such key") as error:
        load_recipe(recipe)
    assert f"{recipe}: {named}" in str(error.value)


@pytest.mark.parametrize("base", ["../bilingual.yaml", 3])
def test_a_recipe_may_extend_another(tmp_path, base):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(yaml.safe_dump({"based_on": base}), encoding="utf-8")
    with pytest.raises(ConfigError, match="based_on: expected a recipe beside this one, got"):
        load_recipe(recipe)


def test_no_recipe(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.yaml"):
        load_recipe(tmp_path / "none.yaml")


def test_lyrics_that_do_not_suffice(tmp_path):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text((DEMO / "bilingual.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    for language in ("bangla", "english"):
        (tmp_path / f"lyrics_{language}.yaml").write_text("- {title: one, lyrics: la la}\n")
    with pytest.raises(ConfigError, match=r"lyrics_bangla.yaml: expected 50 songs.*got 1"):
        write_table(load_recipe(recipe), tmp_path / "metadata.csv")
    assert not (tmp_path / "metadata.csv").exists()


def test_a_table_needs_languages(genres, tmp_path):
    with pytest.raises(ConfigError, match=r"cells.blues.language"):
        write_table(genres, tmp_path / "metadata.csv")


def test_an_unknown_cell(genres, tmp_path):
    with pytest.raises(ConfigError, match="polka"):
        render_cell(genres, "polka", tmp_path)

"""Songs of the demo: harmony, arrangement, and rendering that gives the same bytes."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from hbvae.demo.arrangement import arrange, draw_song
from hbvae.demo.corpus import render_cell, render_track
from hbvae.demo.harmony import lift, parse_progression, voice_chord

DEMO = Path(__file__).parents[2] / "resources/demo"


def rng():
    return np.random.default_rng(0)


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

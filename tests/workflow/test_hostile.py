"""A collection of everything that can be wrong with a recording, its name and what is said of it.

One run of the workflow takes all of it: the good songs are used, each bad one is a row of
rejected.tsv, and the pages show the names as what they are, text.
"""

import csv
import os
import shutil
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile
import yaml
from support.project import copy_project, snakemake
from support.settings import SMALL, write_yaml

from hbvae.storage.tsv import MAX_CELL

pytestmark = pytest.mark.slow
RATE = 22050
HTML = "<script>document.title='owned'</script><img src=x onerror=alert(1)>"
TITLE = f"Songs {HTML} & $x_1$ {{{{ 7*7 }}}} %d"
NAMES = {  # of good songs: file, and what is in the table beside it
    "plain.wav": ("Rock", "la la", "A"),
    "with space and 'quote' \"two\".wav": ("Rock", HTML, "B"),
    "line\nbreak\ttab.wav": ("Rock", "=HYPERLINK(\"http://x\")", "C"),
    "-rf --all.wav": ("Pop", "\x1b[31mred\x07\x00bell\u202eabc", "D"),
    "গান ✨🎵.wav": ("Pop", "নদীর ঘাটে", "E"),
    "Case.wav": ("Pop", "12.5", "F"),
    "case.wav": ("Pop", "NaN", "G"),
    "$(touch owned);`touch owned`|&>.wav": ("Rock", "\\input{/etc/passwd} $x_1$ %s {}", "H"),
    "x" * 251 + ".wav": ("Rock", "l" * 2**20, "I"),
    "{wildcard} {input} %d \\n.wav": ("Pop", "la", "J"),
}  # fmt: skip

TARGETS = [
    f"results/songs/{name}"
    for name in ("explorer.html", "release", "figures/fig01_distribution.png",
                 "figures/fig07_latent_map.png", "figures/fig14_confusion.png")
]  # fmt: skip


def sound(seconds, channels=1, rate=RATE, seed=0):
    random = np.random.default_rng(seed)
    t = np.arange(round(seconds * rate)) / rate
    tone = 0.3 * np.sin(2 * np.pi * (200 + 40 * seed) * t)[:, None]
    return tone + random.normal(0, 0.05, (len(t), channels))


def write(path, y, rate=RATE, **options):
    """Written a minute at a time: libsndfile crashes on long ogg writes."""
    with soundfile.SoundFile(path, "w", rate, y.shape[1], **options) as file:
        for first in range(0, len(y), 60 * rate):
            file.write(y[first : first + 60 * rate])


def cut(path, share):
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])


def hour_long(path):
    """An hour at 8 kHz, sparse on disk, that sounds in the middle."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 3600 * 8000, "NONE", ""))
        file.writeframes(b"")
    header = bytearray(path.read_bytes()[:44])
    header[4:8], header[40:44] = (n.to_bytes(4, "little") for n in (57_600_036, 57_600_000))
    with open(path, "wb") as file:
        file.write(header)
        file.seek(44 + 57_600_000 // 2 - 20 * 16_000)
        file.write((sound(40, rate=8000) * 20_000).astype("<i2").tobytes())
        file.truncate(44 + 57_600_000)


def bad_files(folder):
    """Files that cannot be used, by name: words of the reason."""
    page = b"<!DOCTYPE html><html>404</html>"
    for name, content in {"empty.mp3": b"", "text.mp3": b"la " * 99, "page.wav": page}.items():
        (folder / name).write_bytes(content)
    (folder / "text.au").write_bytes(b"la la " * 50_000)
    for ending in ("wav", "au", "mp3", "flac", "ogg", "aiff"):
        write(folder / f"cut.{ending}", sound(12))
        cut(folder / f"cut.{ending}", 0.2)
    write(folder / "damaged.flac", sound(40))
    content = bytearray((folder / "damaged.flac").read_bytes())
    content[len(content) // 3 : 2 * len(content) // 3] = bytes(len(content) // 3)
    (folder / "damaged.flac").write_bytes(content)
    write(folder / "lies.wav", sound(2), subtype="PCM_16")
    content = bytearray((folder / "lies.wav").read_bytes())
    content[40:44] = (2**31 - 100).to_bytes(4, "little")
    (folder / "lies.wav").write_bytes(content)
    write(folder / "no frames.wav", sound(0))
    write(folder / "short.wav", sound(2.9))
    write(folder / "silent.wav", np.zeros((30 * RATE, 1)))
    write(folder / "constant.flac", np.full((30 * RATE, 1), 0.5))
    for name, value in (("nan", np.nan), ("inf", np.inf)):
        y = sound(5)
        y[RATE] = value
        write(folder / f"{name}.wav", y, subtype="FLOAT")
    (folder / "folder.wav").mkdir()
    (folder / "dangling.wav").symlink_to("nowhere.wav")
    (folder / "outside.wav").symlink_to(folder.parents[1] / "outside.wav")
    return {
        "empty.mp3": "the file is empty (0 bytes)",
        "text.mp3": "got a text file",
        "text.au": "got a text file",
        "page.wav": "got a web page",
        **{f"cut.{ending}": "s of audio|breaks off|damaged" for ending in ("wav", "au", "aiff")},
        **{f"cut.{ending}": "s of audio|breaks off|damaged" for ending in ("mp3", "flac", "ogg")},
        "damaged.flac": "decoding fails after",
        "lies.wav": "expected at least 3 s of audio, got|breaks off after",
        "no frames.wav": "got 0.00 s",
        "short.wav": "got 2.90 s",
        "silent.wav": "it is silent from 0.0 s to",
        "constant.flac": "it is silent from 0.0 s to",
        "nan.wav": "got NaN",
        "inf.wav": "got NaN, infinity",
        "folder.wav": "is a folder, expected a file",
        "dangling.wav": "is not in",
        "outside.wav": "outside the dataset",
        "nowhere at all.wav": "is not in",
        "../../outside.wav": "leaves the audio folder",
        "notes.pdf": "expected .wav, .au",
    }  # fmt: skip


def good_files(folder):
    """Files that are strange, but can be used, by name: how many slices."""
    write(folder / "almost 30 s.wav", sound(30)[:-5])
    write(folder / "8 kHz.wav", sound(6, rate=8000), 8000)
    write(folder / "192 kHz.flac", sound(6, rate=192_000), 192_000)
    write(folder / "six channels.wav", sound(6, channels=6))
    write(folder / "clipped.wav", np.clip(20 * sound(6), -1, 1))
    write(folder / "played by no browser.aiff", sound(6))
    hour_long(folder / "an hour.wav")
    return {"almost 30 s.wav": 9, "an hour.wav": 10} | dict.fromkeys(
        ("8 kHz.wav", "192 kHz.flac", "six channels.wav", "clipped.wav",
         "played by no browser.aiff"), 2,
    )  # fmt: skip


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    """The project with a run of the collection: its folder, the bad files, the good ones."""
    top = tmp_path_factory.mktemp("hostile")
    project = top / "project"
    copy_project(project)
    audio = top / "songs/audio"
    audio.mkdir(parents=True)
    write(top / "outside.wav", sound(5))
    (audio / "notes.pdf").write_text("notes")
    bad, good = bad_files(audio), good_files(audio)
    for number, name in enumerate(NAMES):
        write(audio / name, sound(7, seed=number))
    with open(top / "songs/metadata.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["filename", "genre", "lyrics", HTML])
        table.writerows([name, genre, words, note] for name, (genre, words, note) in NAMES.items())
        table.writerows([name, "Rock", "", "=1+1"] for name in bad)
        table.writerows([name, HTML, "@SUM(1)", ""] for name in good)
    names = ["mfcc", "lyrics", "joint_vae", "joint_audio"]
    run = {key: value for key, value in SMALL.items() if key != "audio"}
    run |= {"dataset": str(top / "songs.yaml"), "max_rejected": 0.9, "representations": names}
    write_yaml(project / "run.yaml", run)
    description = {"root": str(top / "songs"), "audio_dir": "audio", "layout": "table"}
    description |= {"title": TITLE, "factors": {"genre": {"k": 3}}}
    write_yaml(top / "songs.yaml", description)
    yield project, bad, good, snakemake(project, *TARGETS, "--cores", "2", "--resources", "gpu=1")
    shutil.rmtree(top)


def rows(path):
    csv.field_size_limit(MAX_CELL)
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, dialect="excel-tab"))


def test_each_bad_file_is_rejected_with_its_reason_and_no_other(collection):
    project, bad, good, output = collection
    reasons = {row["path"]: row["reason"] for row in rows(project / "results/songs/rejected.tsv")}
    assert reasons.keys() == bad.keys()
    for name, words in bad.items():
        assert any(word in reasons[name] for word in words.split("|")), (name, reasons[name])
    listed = {row["path"] for row in rows(project / "results/songs/tracks.tsv")}
    assert listed >= NAMES.keys() | good.keys()
    assert "Traceback" not in output


def test_strange_songs_are_used_as_long_as_they_are(collection):
    from hbvae.storage.features import read_features_index

    project, _, good, _ = collection
    index = read_features_index(str(project / "results/songs/features.h5"))
    count = dict(zip(index.track_id, np.bincount(index.track).tolist(), strict=True))
    assert {name: count[Path(name).stem] for name in good} == good
    assert {count[Path(name).stem] for name in NAMES} == {2}


def test_what_is_no_lyrics_is_none(collection):
    project, *_ = collection
    with_lyrics = {row["track_id"] for row in rows(project / "results/songs/lyrics.tsv")}
    assert not with_lyrics & {"Case", "case"}
    assert with_lyrics >= {"plain", "গান ✨🎵", "x" * 251}


def test_no_name_was_run(collection):
    project, *_ = collection
    assert not list(project.parent.rglob("owned"))


def test_the_pages_show_text(collection, opened):
    """Were any of it HTML, the title would be another one, or the console would have errors.

    Of the report test_report.py holds the same.
    """
    project, *_ = collection
    page = opened.page
    page.goto((project / "results/songs/explorer.html").as_uri())
    page.wait_for_selector("body[data-ready=yes]")
    assert page.title() == f"{TITLE}: explorer"
    assert HTML in page.inner_text("body")
    page.fill("#search", "input{")
    page.wait_for_selector("#songs button")
    assert "touch owned" in page.inner_text("#songs")
    page.click("#songs button")
    page.wait_for_selector("#song:not([hidden])")
    page.wait_for_function("document.querySelector('audio').currentTime > 0.1")
    assert page.is_hidden("#trouble")


def test_the_released_model_takes_the_songs_too(collection):
    import subprocess
    import sys

    project, bad, good, _ = collection
    audio = project.parent / "songs/audio"
    songs = [str(audio / name) for name in (*good, *NAMES, *bad) if os.path.isfile(audio / name)]
    command = [Path(sys.executable).with_name("hbvae"), "assign", "--json", "--nearest", "1"]
    done = subprocess.run(
        [*command, "--model", "results/songs/release", "--", *songs],
        cwd=project, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    answer = yaml.safe_load(done.stdout)
    outside = {str(audio / name) for name in ("outside.wav", "../../outside.wav")}
    used = {song["song"] for song in answer["songs"]} - outside
    assert used == {str(audio / name) for name in (*good, *NAMES)}
    assert "Traceback" not in done.stderr

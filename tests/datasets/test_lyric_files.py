"""Lyrics beside recordings and in their tags: which are taken, in which order, from which names."""

import subprocess
import sys
import unicodedata

import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC
from mutagen.id3 import ID3, SYLT, TXXX, USLT
from mutagen.oggopus import OggOpus

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.listing import list_tracks
from hbvae.datasets.sidecars import ENDINGS, Sidecars
from hbvae.datasets.tags import all_song_lyrics, find_lyrics, read_lyrics

KITE = "paper kite above the bay\nstring is burning in my hand"
LRC = "[ti:Kite]\n[00:12.30]paper kite above the bay\n[00:15.00]string is burning in my hand\n"


def record(path, **kind):
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.zeros(2000), 8000, **kind)
    return path


def with_fields(path, **fields):
    tags = FLAC(record(path))
    for name, text in fields.items():
        tags[name.replace("_", " ")] = text
    tags.save()
    return path


def with_frames(path, *frames):
    tags = ID3()
    for frame in frames:
        tags.add(frame)
    tags.save(record(path))
    return path


def lyrics(lang, text):
    return USLT(encoding=3, lang=lang, desc="", text=text)


SIDECARS = [  # in their order
    *("song.lrc", "Song.LRC", "song.wav.lrc", "song.en.lrc", "song.zh-Hans.lrc", "song lyrics.lrc"),
    *("song.elrc", "song.txt", "song.wav.txt", "song.de.txt", "song.srt", "song.en.vtt"),
    *("lyrics/song.lrc", "lyrics/song.txt"),
]


@pytest.mark.parametrize("name", [*SIDECARS, "song.Lrc", "SONG.lrc", "LYRICS/Song.lrc"])
def test_a_text_is_matched_by_its_name(tmp_path, name):
    song = record(tmp_path / "song.wav")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(LRC)
    assert read_lyrics(song) == (KITE, name.split("/")[-1], "")


@pytest.mark.parametrize("number", range(len(SIDECARS) - 1))
def test_texts_have_an_order(tmp_path, number):
    song = record(tmp_path / "song.wav")
    (tmp_path / "lyrics").mkdir()
    for name in reversed(SIDECARS[number:]):
        (tmp_path / name).write_text(f"these are the words of {name}")
    assert Sidecars().beside(song)[0] == tmp_path / SIDECARS[number]
    assert read_lyrics(song).source == SIDECARS[number].split("/")[-1]


def test_texts_of_other_songs_are_not_taken(tmp_path):
    for name in ("song.wav", "SONG.wav", "song.en.wav", "other.wav"):
        record(tmp_path / name)
    for name in ("SONG.lrc", "song.en.lrc", "songs.txt", "song 2.txt", "xsong.lrc", "song.png"):
        (tmp_path / name).write_text(f"words of {name}")
    lyrics = all_song_lyrics(tmp_path / name for name in ("song.wav", "SONG.wav", "song.en.wav"))
    assert [song_lyrics.text for song_lyrics in lyrics] == [
        None,
        "words of SONG.lrc",
        "words of song.en.lrc",
    ]


@pytest.mark.parametrize("forms", [("NFC", "NFD"), ("NFD", "NFC")])
def test_the_unicode_form_of_a_name_makes_no_difference(tmp_path, forms):
    song, text = (unicodedata.normalize(form, "Noël") for form in forms)
    (tmp_path / f"{text}.lrc").write_text(LRC)
    assert find_lyrics(record(tmp_path / f"{song}.wav")) == KITE


BY_TITLE = [
    ("01 - Title.wav", "Title.lrc"),
    ("01. Title.wav", "Title.txt"),
    ("1-01 Title.wav", "Title.lrc"),
    ("Artist - Title.wav", "Title.lrc"),
    ("01 - Artist - Title.wav", "Artist - Title.lrc"),
    ("Title.wav", "Artist - Title.lrc"),
    ("01 - Title.wav", "Lyrics/Artist - Title.txt"),
    ("Ti\u2019tle.wav", "Ti'tle.lrc"),
    ("Title.wav", "Title (lyrics).txt"),
    ("Title.wav", "lyrics - Title.txt"),
    ("Title.wav", "Title.synced.lrc"),
    ("Title.wav", "Title.English.lrc"),
    ("Music/Title.wav", "Lyrics/Title.txt"),
]


@pytest.mark.parametrize(("song", "text"), BY_TITLE)
def test_a_text_of_the_only_song_with_its_title(tmp_path, song, text):
    (tmp_path / text).parent.mkdir(exist_ok=True)
    (tmp_path / text).write_text(LRC)
    assert find_lyrics(record(tmp_path / song)) == KITE


@pytest.mark.parametrize("other", ["Title.wav", "05 - Title.wav", "Artist - Title.wav"])
def test_an_ambiguous_text_is_not_used(tmp_path, other):
    (tmp_path / "Title.lrc").write_text(LRC)
    record(tmp_path / other)
    assert find_lyrics(record(tmp_path / "01 - Title.wav")) is None
    assert find_lyrics(tmp_path / other) == (KITE if other == "Title.wav" else None)


def test_conflicting_texts_are_not_used(tmp_path):
    for name in ("A - Title.lrc", "B - Title.lrc"):
        (tmp_path / name).write_text(f"words of {name}")
    assert find_lyrics(record(tmp_path / "Title.wav")) is None


def test_lyrics_in_a_folder_beside_that_of_the_sound(tmp_path):
    (tmp_path / "lyrics").mkdir()
    (tmp_path / "lyrics/song.txt").write_text(KITE)
    assert find_lyrics(record(tmp_path / "mp3/song.mp3", format="MP3")) == KITE
    assert find_lyrics(record(tmp_path / "an album/song.wav")) is None


def test_a_text_without_words_is_skipped_with_a_remark(tmp_path):
    song = with_fields(tmp_path / "song.flac", lyrics=KITE)
    (tmp_path / "song.lrc").write_text("[00:00.00]Instrumental\n")
    (tmp_path / "song.txt").write_text("{\\rtf1\\ansi paper kite}")
    assert read_lyrics(song) == (KITE, "tag lyrics", "")
    FLAC(song).delete()
    remark = "it says that there are no words; it is RTF: save it as plain text"
    assert read_lyrics(song) == (None, "", remark)


FIELDS = {
    "LYRICS": {"LYRICS": KITE},
    "times": {"lyrics": LRC},
    "UNSYNCED LYRICS": {"UNSYNCED_LYRICS": KITE},
    "UNSYNCEDLYRICS": {"unsyncedlyrics": LRC},
    "LYRICS-ENG": {"LYRICS-ENG": KITE},
    "SYNCEDLYRICS": {"SYNCEDLYRICS": LRC},
    "a placeholder first": {"UNSYNCEDLYRICS": "Instrumental", "LYRICS": KITE},
    "plain ones first": {
        "SYNCEDLYRICS": "[00:01]less",
        "LYRICS": "less too",
        "UNSYNCEDLYRICS": LRC,
    },
}


@pytest.mark.parametrize("fields", FIELDS.values(), ids=FIELDS)
def test_fields_of_vorbis_comments(tmp_path, fields):
    assert find_lyrics(with_fields(tmp_path / "song.flac", **fields)) == KITE


def test_the_same_field_is_taken_at_every_run(tmp_path):
    song = with_fields(
        tmp_path / "a.flac", LYRICS="some", UNSYNCEDLYRICS=KITE, SYNCEDLYRICS="other"
    )
    code = (
        "import sys; from hbvae.datasets.tags import find_lyrics; print(find_lyrics(sys.argv[1]))"
    )
    for seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", code, song],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), "PYTHONUTF8": "1"},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout == KITE + "\n"


FRAMES = {
    "USLT": [lyrics("eng", LRC)],
    "TXXX": [TXXX(encoding=3, desc="LYRICS", text=[KITE])],
    "TXXX of another name": [TXXX(encoding=3, desc="Unsynced Lyrics", text=[LRC])],
    "USLT before TXXX": [TXXX(encoding=3, desc="LYRICS", text=["less"]), lyrics("eng", KITE)],
    "SYLT": [
        SYLT(encoding=3, lang="eng", format=2, type=1, desc="",
             text=[("string is burning in my hand", 2000), ("paper kite above the bay", 900)])
    ],
    "SYLT of words": [
        SYLT(encoding=3, lang="eng", format=2, type=1, desc="", text=[
            ("paper ", 1), ("kite ", 2), ("above the bay", 3), ("\nstring is ", 4),
            ("burning in my hand", 5)])
    ],
    "chords": [
        SYLT(encoding=3, lang="eng", format=2, type=5, desc="", text=[("Am", 900)]),
        SYLT(encoding=3, lang="eng", format=2, type=1, desc="x", text=[(KITE, 900)]),
    ],
}  # fmt: skip


@pytest.mark.parametrize("frames", FRAMES.values(), ids=FRAMES)
def test_frames_of_id3(tmp_path, frames):
    assert find_lyrics(with_frames(tmp_path / "song.mp3", *frames)) == KITE


def test_the_order_of_languages_in_a_tag_does_not_matter(tmp_path):
    frames = lyrics("eng", KITE), lyrics("jpn", "古い橋の上で")
    ways = [with_frames(tmp_path / f"{n}.mp3", *frames[::way]) for n, way in enumerate((1, -1))]
    assert find_lyrics(ways[0]) == find_lyrics(ways[1])


def test_the_tags_of_opus(tmp_path):
    soundfile.write(tmp_path / "song.opus", np.zeros(48000), 48000, format="OGG", subtype="OPUS")
    tags = OggOpus(tmp_path / "song.opus")
    tags["lyrics"] = LRC
    tags.save()
    assert find_lyrics(tmp_path / "song.opus") == KITE


def test_tags_that_were_read_in_a_wrong_encoding_are_put_right(tmp_path):
    text = "ветер над старым мостом\nжду письма от тебя"
    frame = USLT(encoding=0, lang="rus", desc="", text=text.encode("cp1251").decode("latin-1"))
    assert find_lyrics(with_frames(tmp_path / "song.mp3", frame)) == text


def listed(folder, **description):
    mapping = {"root": str(folder), "layout": "folders"} | description
    return list_tracks(DatasetDescription.from_mapping("mine", mapping))


def test_lyrics_of_a_single_song_are_used(tmp_path):
    for number in range(102):
        (tmp_path / f"{number:03d}.wav").write_bytes(b"RIFF")
    with_fields(tmp_path / "051.flac", lyrics=KITE)
    (tmp_path / "051.wav").unlink()
    texts = {track.track_id: track.lyrics for track in listed(tmp_path).tracks}
    assert texts.pop("051") == KITE
    assert set(texts.values()) == {None}


def test_remarks_on_texts(tmp_path):
    pairs = zip(["古い橋の上で", "手紙を待っている"], ["on the bridge", "I wait"], strict=True)
    text = "".join(f"[00:0{n}]{a}\n[00:0{n}]{b}\n" for n, (a, b) in enumerate(pairs))
    for name in ("a", "b", "c"):
        record(tmp_path / f"{name}.wav")
    for name in ("a", "b"):
        (tmp_path / f"{name}.lrc").write_text(text)
    (tmp_path / "c.txt").write_text("<html>paper kite</html>")
    tracks, _, remarks = listed(tmp_path)
    assert [track.lyrics for track in tracks] == ["古い橋の上で\n手紙を待っている"] * 2 + [None]
    assert [track.lyrics_from for track in tracks] == ["a.lrc", "b.lrc", ""]
    assert remarks == [
        "the text of 2 songs (a, b): of lines in two languages the first are kept, Latin letters "
        "left out",
        "the text of 1 song (c): it is a web page: save its lyrics as plain text",
    ]


def test_lyrics_in_a_table_are_cleaned(tmp_path):
    record(tmp_path / "a.wav")
    record(tmp_path / "b.wav")
    (tmp_path / "metadata.csv").write_text(
        f'filename,lyrics\na.wav,"{LRC}"\nb.wav,[Instrumental]\n'
    )
    tracks = listed(tmp_path, layout="table").tracks
    assert [(track.lyrics, track.lyrics_from) for track in tracks] == [
        (KITE, "column lyrics"),
        (None, ""),
    ]


def test_every_ending_that_is_looked_for_means_other_lyrics(tmp_path):
    song = record(tmp_path / "song.wav")
    states = [Sidecars().state(song)]
    for ending in ENDINGS:
        (tmp_path / f"song{ending}").write_text(KITE)
        states.append(Sidecars().state(song))
    assert len(set(states)) == len(states)

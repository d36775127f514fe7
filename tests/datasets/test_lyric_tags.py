"""Titles and lyrics in the tags of every format, in odd places, encodings and numbers of values."""

import struct

import av
import numpy as np
import pytest
import soundfile
from mutagen.apev2 import APEv2
from mutagen.asf import ASF
from mutagen.flac import FLAC
from mutagen.id3 import COMM, ID3, SYLT, TCON, TIT2, TPE1, TPE2, TXXX, USLT
from mutagen.mp4 import MP4
from mutagen.wave import WAVE

from hbvae.datasets.tags import find_lyrics, read_label, read_lyrics, read_metadata

KITE = "paper kite above the bay\nstring is burning in my hand"
LRC = "[ti:Kite]\n[00:12.30]paper kite above the bay\n[00:15.00]string is burning in my hand\n"
RUSSIAN = "ветер над старым мостом\nжду письма от тебя"
JAPANESE = "古い橋の上で\n手紙を待っている"


def record(path, **kind):
    soundfile.write(path, np.zeros(8000), 8000, **kind)
    return path


def encoded(path, codec, container, **tags):
    """A recording that FFmpeg writes."""
    with av.open(str(path), "w", format=container) as file:
        file.metadata.update(tags)
        stream = file.add_stream(codec, rate=48000)
        stream.layout, stream.bit_rate = "stereo", 128000
        size = stream.codec_context.frame_size or 960
        resampler = av.AudioResampler(stream.codec_context.format, "stereo", 48000, size)
        sound = np.zeros((2, 24000), np.float32)
        frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="stereo")
        frame.sample_rate = 48000
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return path


def with_fields(folder, fields):
    path = record(folder / "song.flac")
    tags = FLAC(path)
    for name, value in fields:
        tags.tags.append((name, value))
    tags.save()
    return path


def with_frames(folder, *frames, version=4):
    tags = ID3()
    for frame in frames:
        tags.add(frame)
    tags.save(record(folder / "song.mp3", format="MP3"), v2_version=version)
    return folder / "song.mp3"


def lyrics(text, lang="eng", encoding=3, desc=""):
    return USLT(encoding=encoding, lang=lang, desc=desc, text=text)


def synced(*words):
    return SYLT(encoding=3, lang="eng", format=2, type=1, desc="", text=words)


NAMES = """
LYRICS UNSYNCEDLYRICS UNSYNCED_LYRICS SYNCEDLYRICS LYRIC USLT LYRICS:ENG LYRICS_EN SYLT SONGLYRICS
PLAINLYRICS
"""
OTHER_NAMES = "LYRICIST COMMENT LYRICSBY LYRICS_URL LYRICS_WRITER"


@pytest.mark.parametrize("name", NAMES.split())
def test_names_of_fields(tmp_path, name):
    assert find_lyrics(with_fields(tmp_path, [(name.replace("_", " "), LRC)])) == KITE


@pytest.mark.parametrize("name", OTHER_NAMES.split())
def test_other_fields_are_no_lyrics(tmp_path, name):
    assert find_lyrics(with_fields(tmp_path, [(name.replace("_", " "), "Somebody Else")])) is None


VALUES = {
    "twice the same": [("LYRICS", KITE), ("LYRICS", KITE)],
    "placeholder first": [("LYRICS", "Instrumental"), ("LYRICS", KITE)],
    "empty first": [("LYRICS", " "), ("UNSYNCEDLYRICS", ""), ("SYNCEDLYRICS", LRC)],
    "a line each": [("LYRICS", line) for line in KITE.split("\n")],
    "two languages": [("LYRICS", KITE), ("LYRICS", JAPANESE)],
}


@pytest.mark.parametrize("fields", VALUES.values(), ids=VALUES)
def test_several_values_of_a_field(tmp_path, fields):
    assert find_lyrics(with_fields(tmp_path, fields)) == KITE


FRAMES = {
    "UTF-16": ([lyrics(JAPANESE, encoding=1)], JAPANESE),
    "line ends": ([lyrics(KITE.replace("\n", "\r"))], KITE),
    "another script": ([lyrics(RUSSIAN.encode("cp1251").decode("latin-1"), encoding=0)], RUSSIAN),
    "no words in one language": ([lyrics("Instrumental"), lyrics(JAPANESE, "jpn")], JAPANESE),
    "comment": ([COMM(encoding=3, lang="eng", desc="Lyrics", text=[KITE])], KITE),
    "comment of another kind": ([COMM(encoding=3, lang="eng", desc="", text=[KITE])], None),
    "field of one's own": ([TXXX(encoding=3, desc="LYRICS-ENG", text=[KITE])], KITE),
    "syllables": (
        [synced(("paper", 1), (" kite above the bay", 2), ("\rstring is", 3),
                (" burning in my hand", 4))],
        KITE,
    ),
    "syllables with spaces": ([synced(("pa", 1), ("per ", 2), ("kite ", 3))], "paper kite"),
}  # fmt: skip


@pytest.mark.parametrize(("frames", "text"), FRAMES.values(), ids=FRAMES)
@pytest.mark.parametrize("version", [3, 4])
def test_frames_of_id3(tmp_path, frames, text, version):
    assert find_lyrics(with_frames(tmp_path, *frames, version=version)) == text


def id3v2_2(folder):
    frames = ((b"ULT", b"\0eng\0" + KITE.encode()), (b"TT2", b"\0Kite"), (b"TP1", b"\0Me"))
    body = b"".join(name + struct.pack(">I", len(data))[1:] + data for name, data in frames)
    path = record(folder / "song.mp3", format="MP3")
    path.write_bytes(b"ID3\2\0\0\0\0\0" + bytes([len(body)]) + body + path.read_bytes())
    return path


def id3v1(title=b"Kite", artist=b"Me"):
    fields = (title.ljust(30, b"\0"), artist.ljust(30, b"\0"), bytes(64), b"\xff")
    return b"TAG" + b"".join(fields)


def lyrics3(folder):
    text = LRC.replace("\n", "\r\n").encode()
    block = b"LYRICSBEGININD0000210LYR%05d%s" % (len(text), text)
    path = record(folder / "song.mp3", format="MP3")
    path.write_bytes(path.read_bytes() + block + b"%06dLYRICS200" % len(block) + id3v1())
    return path


def first_lyrics3(folder):
    path = record(folder / "song.mp3", format="MP3")
    path.write_bytes(path.read_bytes() + b"LYRICSBEGIN" + LRC.encode() + b"LYRICSEND" + id3v1())
    return path


def ape(folder):
    path = record(folder / "song.mp3", format="MP3")
    tags = APEv2()
    tags["Lyrics"], tags["Title"], tags["Artist"] = LRC, "Kite", "Me"
    tags.save(path)
    return path


def mpeg4(folder):
    path = encoded(folder / "song.m4a", "aac", "ipod")
    tags = MP4(path)
    tags["\xa9lyr"], tags["\xa9nam"], tags["aART"] = [LRC], ["Kite"], ["Me"]
    tags.save()
    return path


def write_mpeg4(folder):
    path = encoded(folder / "song.m4a", "aac", "ipod", title="Kite", artist="Me")
    tags = MP4(path)
    tags["----:com.apple.iTunes:LYRICS"] = [LRC.encode()]
    tags.save()
    return path


def windows_media(folder):
    path = encoded(folder / "song.wma", "wmav2", "asf")
    tags = ASF(path)
    tags["WM/Lyrics"], tags["Title"], tags["Author"] = [LRC], ["Kite"], ["Me"]
    tags.save()
    return path


def wave(folder):
    tags = WAVE(record(folder / "song.wav"))
    tags.add_tags()
    for frame in (lyrics(KITE), TIT2(text=["Kite"]), TPE2(text=["Me"])):
        tags.tags.add(frame)
    tags.save()
    return folder / "song.wav"


def matroska(folder):
    tags = {"title": "Kite", "ARTIST": "Me", "LYRICS": LRC}
    return encoded(folder / "song.mka", "libopus", "matroska", **tags)


FORMATS = (
    *(id3v2_2, lyrics3, first_lyrics3, ape, mpeg4, write_mpeg4, windows_media, wave),
    matroska,
)


@pytest.mark.parametrize("make", FORMATS, ids=lambda make: make.__name__)
def test_tags_of_every_format(tmp_path, make):
    path = make(tmp_path)
    assert find_lyrics(path) == KITE
    assert read_metadata(path).name == "Me: Kite"


@pytest.mark.parametrize("make", FORMATS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("ending", ["mp3", "wav", "flac", "ogg"])
def test_a_wrong_ending_costs_no_lyrics(tmp_path, make, ending):
    path = make(tmp_path)
    assert find_lyrics(path.rename(tmp_path / f"other.{ending}")) == KITE


@pytest.mark.parametrize("ending", ["mp3", "wav", "m4a", "ogg"])
def test_flac_of_another_ending(tmp_path, ending):
    path = with_fields(tmp_path, [("LYRICS", LRC), ("title", "Kite")])
    path = path.rename(tmp_path / f"other.{ending}")
    assert (find_lyrics(path), read_metadata(path).name) == (KITE, "Kite")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_the_names_that_a_wav_has_of_its_own(tmp_path, encoding):
    parts = b""
    for name, text in ((b"INAM", "Ветер над старым мостом"), (b"IART", "Группа")):
        data = text.encode(encoding) + b"\0"
        data += b"\0" * (len(data) % 2)
        parts += name + struct.pack("<I", len(data)) + data
    path = record(tmp_path / "song.wav")
    sound = path.read_bytes() + b"LIST" + struct.pack("<I", len(parts) + 4) + b"INFO" + parts
    path.write_bytes(sound[:4] + struct.pack("<I", len(sound) - 8) + sound[8:])
    assert read_metadata(path).name == "Группа: Ветер над старым мостом"


@pytest.mark.parametrize("data", [b"", b"LYRICS200" + bytes(128), b"x000009LYRICS200" + id3v1()])
def test_damaged_tags_are_none(tmp_path, data):
    path = tmp_path / "song.mp3"
    path.write_bytes(data)
    assert read_lyrics(path) == (None, "", "")


def latin(text, encoding):
    return text.encode(encoding).decode("latin-1")


TITLES = {
    "plain": ("Kite", "Me", "Me: Kite"),
    "accents": ("Ágætis byrjun", "Sigur Rós", "Sigur Rós: Ágætis byrjun"),
    "Cyrillic": (
        latin("Ветер над мостом", "cp1251"), latin("Группа Мост", "cp1251"),
        "Группа Мост: Ветер над мостом",
    ),
    "Chinese": (
        latin("月亮代表我的心", "gbk"), latin("邓丽君", "gbk"), "邓丽君: 月亮代表我的心",
    ),
    "UTF-8": (latin("Où es-tu, été", "utf-8"), "Me", "Me: Où es-tu, été"),
    "quotes": ("Donâ€™t Stop", "Me", "Me: Don’t Stop"),
    "HTML": ("Rock &amp; Roll", "A &amp; B", "A & B: Rock & Roll"),
    "marks": ("\ufeffKite\r\n(live)\x07", "\u202eMe", "Me: Kite (live)"),
    "question": ("Why???", "Me", "Me: Why???"),
    "lost": ("?????", "Me", "Me: song"),
    "lost letters": ("\ufffd\ufffd\ufffd", "Me", "Me: song"),  # the file's name
}  # fmt: skip


@pytest.mark.parametrize(("title", "artist", "shown"), TITLES.values(), ids=TITLES)
def test_titles_as_they_were_written(tmp_path, title, artist, shown):
    frames = TIT2(encoding=3, text=[title]), TPE1(encoding=3, text=[artist])
    assert read_metadata(with_frames(tmp_path, *frames)).name == shown


GENRES = {
    "number": (["(17)"], "Rock"),
    "bare number": (["17"], "Rock"),
    "number and name": (["(4)Eurodisco"], "Disco\nEurodisco"),
    "two": (["Rock", "Pop"], "Rock\nPop"),
    "between NULs": (["Rock\0Pop"], "Rock\nPop"),
    "no genre's number": (["1999"], "1999"),
    "wrong encoding": ([latin("Русский рок и романс", "cp1251")], "Русский рок и романс"),
    "HTML": (["R&amp;B"], "R&B"),
    "as it is": (["Hip-Hop/Rap; Soul"], "Hip-Hop/Rap; Soul"),
}


@pytest.mark.parametrize(("values", "genres"), GENRES.values(), ids=GENRES)
@pytest.mark.parametrize("kind", ["TCON", "TXXX", "Vorbis"])
def test_genres_as_people_write_them(tmp_path, kind, values, genres):
    frame = TCON(encoding=3, text=values) if kind == "TCON" else None
    if kind == "Vorbis":
        path = with_fields(tmp_path, [("genre", value) for value in values])
    else:
        frame = frame or TXXX(encoding=3, desc="Genre", text=values)
        path = with_frames(tmp_path, frame)
    assert read_label(path, "genre") == genres


def test_several_artists_and_that_of_an_album(tmp_path):
    fields = [("title", "Kite"), ("artist", "A"), ("artist", "B"), ("albumartist", "Various")]
    assert read_metadata(with_fields(tmp_path, fields)).name == "A, B: Kite"
    assert (
        read_metadata(with_fields(tmp_path, [("title", "Kite"), ("albumartist", "Me")])).name
        == "Me: Kite"
    )

"""Recordings with a cue sheet: each of its songs is a track; what does not fit changes nothing."""

import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC
from support.collections import folders_config

from hbvae.datasets.collections import describe
from hbvae.datasets.fingerprint import fingerprint
from hbvae.datasets.listing import list_tracks
from hbvae.storage.tracks import Span, read_batch, read_tracks, write_batch, write_tracks

RATE = 8000


def sheet(name, starts=(0, 60, 130), title="Song", by="Somebody"):
    """A sheet of songs that begin at so many seconds."""
    lines = [f'PERFORMER "{by}"', f'FILE "{name}" WAVE']
    for number, start in enumerate(starts, 1):
        lines += [f"  TRACK {number:02d} AUDIO", f'    TITLE "{title} {number}"']
        lines += [f"    INDEX 01 {start // 60:02d}:{start % 60:02d}:00"]
    return "\n".join(lines) + "\n"


def record(path, seconds=200):
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.random.default_rng(0).normal(0, 0.1, seconds * RATE), RATE)


def listed(folder, **changes):
    config = folders_config(folder, audio_dir=None, factors=None, **changes)
    listing = list_tracks(config, max_rejected=0.1)
    return listing.tracks, "\n".join(listing.remarks)


def spans(tracks):
    return [(track.path, *track.span) if track.span else track.path for track in tracks]


def test_each_song_of_a_sheet_is_a_track(tmp_path):
    record(tmp_path / "CD/Album.flac")
    record(tmp_path / "other.wav", 10)
    (tmp_path / "CD/Album.cue").write_text(sheet("Album.flac"))
    tracks, remarks = listed(tmp_path)
    assert [(track.track_id, track.metadata.name, track.span) for track in tracks] == [
        ("CD/Album.flac/01 Song 1", "Somebody: Song 1", Span(0, 60)),
        ("CD/Album.flac/02 Song 2", "Somebody: Song 2", Span(60, 130)),
        ("CD/Album.flac/03 Song 3", "Somebody: Song 3", Span(130, 200)),
        ("other", "", None),
    ]
    assert remarks == (
        "recordings divided by a cue sheet: 1, into 3 songs ('CD/Album.flac' by 'CD/Album.cue')"
    )
    for write, read in ((write_batch, read_batch), (write_tracks, read_tracks)):
        write(str(tmp_path / "list.tsv"), [track._replace(batch=0) for track in tracks])
        assert [track.span for track in read(str(tmp_path / "list.tsv"))] == [
            track.span for track in tracks
        ]


@pytest.mark.parametrize(
    "titles, encoding",
    [
        (("Käse", "Müller", "Straße"), "cp1252"),
        (("夜の向こう", "さくらの雨", "君と歩いた道"), "shift_jis"),
        (("春天的花", "月亮代表我的心", "海阔天空"), "gbk"),
        (("Käse", "さくらの雨", "海阔天空"), "utf-8-sig"),
        (("Käse", "さくらの雨", "海阔天空"), "utf-16"),
    ],
)
def test_a_sheet_in_any_usual_encoding(tmp_path, titles, encoding):
    record(tmp_path / "Album.flac")
    text = sheet("Album.flac", by=titles[0])
    for number, title in enumerate(titles, 1):
        text = text.replace(f"Song {number}", title)
    (tmp_path / "Album.cue").write_bytes(text.encode(encoding))
    tracks, _ = listed(tmp_path)
    assert [track.metadata.name for track in tracks] == [
        f"{titles[0]}: {title}" for title in titles
    ]


@pytest.mark.parametrize(
    "file, cue, names",
    [
        ("Album.flac", "Album.cue", "Album.wav"),
        ("ALBUM.Flac", "x.cue", "album.FLAC"),
        ("Album.flac", "Album.flac.cue", "CDImage.wav"),
        ("Album.flac", "Album.cue", "CDImage.wav"),
        ("The_Album-(1999).flac", "whatever.CUE", "C:\\rips\\The Album [1999].ape"),
        ("sub/Album.flac", "Album.cue", "sub\\Album.flac"),
        ("sub/Album.flac", "sub/Album.cue", "D:\\Music\\Album.flac"),
    ],
)
def test_the_recording_of_a_sheet_may_be_called_otherwise(tmp_path, file, cue, names):
    record(tmp_path / file)
    (tmp_path / cue).write_text(sheet(names))
    tracks, _ = listed(tmp_path)
    assert spans(tracks) == [(file, 0, 60), (file, 60, 130), (file, 130, 200)]


@pytest.mark.parametrize(
    "text, why",
    [
        (sheet("gone.wav"), "it names 'gone.wav', which does not exist"),
        (sheet("game.bin"), "it names 'game.bin', which does not exist"),
        (
            sheet("Album.flac", (0, 60, 999)),
            "song 3 begins at 999 s, but 'Album.flac' lasts only 200 s",
        ),
        (sheet("Album.flac", (0, 60, 60)), "track 3 begins at 60 s, track 2 before it at 60 s"),
        (sheet("Album.flac").replace("01:00:00", "1 min"), "line 8: expected"),
        ("My notes", "none of its songs has an INDEX 01"),
        (b"\x00\xff\xfe\x81" * 40, ""),
    ],
)
def test_a_sheet_that_fits_no_file_or_is_broken_is_a_remark_and_the_file_stays(tmp_path, text, why):
    record(tmp_path / "Album.flac")
    record(tmp_path / "other.wav", 10)
    data = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "x.cue").write_bytes(data)
    tracks, remarks = listed(tmp_path)
    assert spans(tracks) == ["Album.flac", "other.wav"]
    assert remarks.startswith("cue sheets not used: 'x.cue': ") and why in remarks


def test_files_that_are_songs_already_stay_as_they_are(tmp_path):
    lines = []
    for number in (1, 2, 3):
        record(tmp_path / f"{number:02d}.wav", 10)
        lines += [f'FILE "{number:02d}.wav" WAVE', f"TRACK {number:02d} AUDIO", "INDEX 01 00:00:00"]
    (tmp_path / "Album.cue").write_text("\n".join(lines))
    assert [*listed(tmp_path)] == [listed(tmp_path)[0], ""]
    assert spans(listed(tmp_path)[0]) == ["01.wav", "02.wav", "03.wav"]


def test_only_sheet_files_with_several_songs_are_divided(tmp_path):
    record(tmp_path / "side A.wav")
    record(tmp_path / "bonus.wav", 20)
    bonus = 'FILE "bonus.wav" WAVE\n  TRACK 04 AUDIO\n    INDEX 01 00:00:00\n'
    (tmp_path / "Album.cue").write_text(sheet("side A.wav") + bonus)
    tracks, _ = listed(tmp_path)
    assert spans(tracks) == [
        "bonus.wav", ("side A.wav", 0, 60), ("side A.wav", 60, 130), ("side A.wav", 130, 200),
    ]  # fmt: skip


def test_two_sheets_for_a_recording_and_gaps(tmp_path):
    record(tmp_path / "Album.flac")
    (tmp_path / "Album.cue").write_text(sheet("Album.flac", (0, 60, 62, 65, 130)))
    (tmp_path / "Album2.cue").write_text(sheet("Album.flac"))
    tracks, remarks = listed(tmp_path)
    assert [track.span for track in tracks] == [(0, 60), (65, 130), (130, 200)]
    assert "; 2 of less than 5 s are left out" in remarks
    assert "'Album2.cue': 'Album.cue' already divides 'Album.flac'" in remarks


def test_a_sheet_in_the_tags_of_a_large_flac_is_used(tmp_path):
    album = tmp_path / "Album.flac"
    record(album)
    tags = FLAC(album)
    tags["cuesheet"] = sheet("CDImage.flac")
    tags.save()
    assert len(listed(tmp_path)[0]) == 1  # a small one is not opened
    with album.open("r+b") as file:  # as large as an album, without its sound
        file.truncate(51 << 20)
    tracks, remarks = listed(tmp_path)
    assert [track.span for track in tracks] == [(0, 60), (60, 130), (130, 200)]
    assert "('Album.flac' by a tag)" in remarks


def test_a_row_of_a_table_is_about_all_songs_of_a_recording(tmp_path):
    record(tmp_path / "Album.flac")
    record(tmp_path / "b.wav", 10)
    record(tmp_path / "c.wav", 10)
    (tmp_path / "Album.cue").write_text(sheet("Album.flac"))
    (tmp_path / "songs.csv").write_text("filename,genre\nAlbum.flac,rock\nb.wav,pop\nc.wav,pop\n")
    config = describe("mine", {"folder": str(tmp_path)})
    tracks = list_tracks(config).tracks
    assert [(track.metadata.name, track.labels["genre"]) for track in tracks][:3] == [
        (f"Somebody: Song {n}", "rock") for n in (1, 2, 3)
    ]


def test_lyrics_of_an_album_are_those_of_no_song(tmp_path):
    record(tmp_path / "Album.flac")
    record(tmp_path / "b.wav", 10)
    (tmp_path / "Album.cue").write_text(sheet("Album.flac"))
    for name in ("Album.lrc", "b.lrc"):
        (tmp_path / name).write_text("[00:01.00]hello there you people of the sea\n")
    lyrics = [track.lyrics for track in listed(tmp_path, lyrics_files=True)[0]]
    assert lyrics == [None, None, None, "hello there you people of the sea"]


def test_a_changed_sheet_is_noticed_and_a_recording_can_be_left_out(tmp_path):
    record(tmp_path / "Album.flac")
    record(tmp_path / "b.wav", 10)
    config = folders_config(tmp_path, audio_dir=None, factors=None)
    digests = [fingerprint(config)]
    for starts in ((0, 60), (0, 70, 100)):
        (tmp_path / "Album.cue").write_text(sheet("Album.flac", starts))
        digests.append(fingerprint(config))
    assert len(set(digests)) == 3
    for pattern in ("Album.*", "*.flac"):
        tracks, remarks = listed(tmp_path, exclude=pattern)
        assert spans(tracks) == ["b.wav"] and "cue" not in remarks


def test_a_name_that_may_be_two_recordings_is_a_remark(tmp_path):
    for name in ("Album.flac", "Album.ogg"):
        record(tmp_path / name, 20)
    (tmp_path / "Album.cue").write_text(sheet("Album.wav", (0, 9)))
    tracks, remarks = listed(tmp_path)
    assert spans(tracks) == ["Album.flac", "Album.ogg"]
    assert "it names 'Album.wav', which matches 'Album.flac', 'Album.ogg'" in remarks

"""A folder a label: what is listed, what is rejected, what is a problem."""

import logging
import os
from itertools import permutations

import pytest
from support.collections import folders_config, make

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.discovery import describe_folder
from hbvae.datasets.listing import list_tracks
from hbvae.errors import DatasetError


def test_folders_are_listed_in_order(tmp_path, caplog):
    files = ["blues/blues.00001.au", "blues/blues.00000.wav", "Pop/live/x.FLAC", "Pop/notes.pdf"]
    make(tmp_path / "audio", [*files, ".snakemake_timestamp", "blues/._a.wav", ".git/a.wav"])
    caplog.set_level(logging.INFO)
    tracks = list_tracks(folders_config(tmp_path)).tracks
    assert [(t.track_id, t.path, t.labels["genre"]) for t in tracks] == [
        ("Pop/live/x", "Pop/live/x.FLAC", "Pop"),
        ("blues/blues.00000", "blues/blues.00000.wav", "blues"),
        ("blues/blues.00001", "blues/blues.00001.au", "blues"),
    ]
    assert caplog.messages == ["files of other kinds left out (1): ['Pop/notes.pdf']"]


def test_bad_folders_are_named(tmp_path):
    audio = tmp_path / "audio"
    make(
        audio,
        [
            "stray.wav",
            "jazz/a.wav",
            "jazz/a.au",
            "jazz  x/b.wav",
            "jazz x/b.wav",
            os.fsdecode(b"pop/\xff.wav"),
        ],
    )
    (audio / "jazz/round").symlink_to("..")
    (audio / "jazz/gone.mp3").symlink_to("no.mp3")
    with pytest.raises(DatasetError) as raised:
        list_tracks(folders_config(tmp_path))
    assert sorted((p.kind, p.where) for p in raised.value.problems) == [
        ("missing file", "'jazz/gone.mp3'"),
        ("unreadable file", "'pop/\\udcff.wav'"),
        ("unreadable folder", "'jazz/round/'"),
    ]
    str(raised.value).encode()  # can be printed


def test_files_that_cannot_be_used_are_rejected_and_the_others_are_listed(tmp_path):
    files = ["jazz/a.wav", "jazz/a.au", "pop/b.wav", "pop/B.wav", os.fsdecode(b"pop/\xff.wav")]
    make(tmp_path / "audio", files)
    (tmp_path / "audio/jazz/round").symlink_to("..")
    (tmp_path / "audio/jazz/gone.mp3").symlink_to("no.mp3")
    (tmp_path / "audio/jazz/out.mp3").symlink_to("/etc/hostname")
    (tmp_path / "audio/pop/folder.mp3").mkdir()
    (tmp_path / "audio/pop/folder.mp3/c.wav").write_bytes(b"another")
    listing = list_tracks(folders_config(tmp_path), max_rejected=0.5)
    assert [track.track_id for track in listing.tracks] == [
        *("jazz/a.au", "jazz/a.wav", "pop/B", "pop/b", "pop/folder.mp3/c"),
    ]
    assert [
        (rejected_track.track_id, rejected_track.path, rejected_track.problem.kind)
        for rejected_track in listing.rejected
    ] == [
        ("jazz/round/", "jazz/round/", "unreadable folder"),
        ("jazz/gone", "jazz/gone.mp3", "missing file"),
        ("jazz/out", "jazz/out.mp3", "outside"),
        ("pop/\\udcff", "pop/\\udcff.wav", "unreadable file"),
    ]
    assert (
        "add that song's folder, /etc, or link that entire folder"
        in listing.rejected[2].problem.text
    )
    with pytest.raises(DatasetError, match=r"3 of 9 tracks cannot be used; up to 0.3 of them"):
        list_tracks(folders_config(tmp_path), max_rejected=0.3)


def test_audio_of_other_kinds_is_rejected_not_passed_over(tmp_path):
    make(tmp_path / "audio", ["a/a.wav", "b/b.wav", "b/tune.mid", "b/bought.M4P"])
    make(tmp_path / "audio", ["b/phone.m4a", "a/cover.jpg", "b/cover.JPG", "b/booklet.pdf"])
    listing = list_tracks(folders_config(tmp_path), max_rejected=0.1)
    assert [track.path for track in listing.tracks] == ["a/a.wav", "b/b.wav", "b/phone.m4a"]
    reasons = {
        rejected_track.path: rejected_track.problem.text for rejected_track in listing.rejected
    }
    assert reasons.keys() == {"b/tune.mid", "b/bought.M4P"}
    assert "MIDI: it holds notes, not sound" in reasons["b/tune.mid"]
    assert "encrypted (DRM)" in reasons["b/bought.M4P"]
    assert "3 files of other kinds skipped: 2 .jpg, 1 .pdf" in listing.remarks
    with pytest.raises(DatasetError, match="2 x unread kind"):
        list_tracks(folders_config(tmp_path), max_rejected=0)


def test_blanks_and_dots_behind_an_ending_are_no_part_of_it(tmp_path):
    names = ["a/one.MP3 ", "a/two.wav.", "a/three.flac\xa0", "b/four.m4a  ", "b/five.weba", "b/mp3"]
    make(tmp_path / "audio", names)
    listing = list_tracks(folders_config(tmp_path))
    assert {track.path for track in listing.tracks} == {*names} - {"b/mp3"}
    assert {track.track_id for track in listing.tracks} >= {"a/one", "b/four", "b/five"}
    assert listing.remarks == ["1 file of other kinds skipped: 1 without ending"]


def test_each_odd_file_is_counted_or_rejected(tmp_path):
    odd = [
        "a.mp3.part",
        "b.flac.crdownload",
        "c.m4a~",
        "d.wav.gz",
        "e.zip",
        "f.iso",
        "g.RAR",
        "h.als",
    ]
    odd += ["i.mp3.bak", "j.m3u8", "k.nfo", "l"]
    shops = ["m.ncm", "n.qmcflac", "o.aax", "p.kgm", "q.cda", "r.ofr", "s.mid"]
    used = ["a.stem.mp4", "b.vob", "c.ogx", "d.oma", "e.wmv", "f.M2TS"]
    make(tmp_path / "audio", ["a/a.wav", *(f"a/{name}" for name in odd)])
    make(tmp_path / "audio", [f"b/{name}" for name in (*used, *shops)])
    listing = list_tracks(folders_config(tmp_path), max_rejected=0.9)
    assert {track.path for track in listing.tracks} == {"a/a.wav", *(f"b/{name}" for name in used)}
    assert {rejected.path for rejected in listing.rejected} == {f"b/{name}" for name in shops}
    (remark,) = listing.remarks
    assert remark.startswith("12 files of other kinds skipped: ")
    assert all(f"1 {ending}" in remark for ending in (".part", ".m4a~", ".gz", ".iso", ".rar"))
    assert remark.endswith("; unpack archives to include their songs")


def test_folders_without_a_factor_need_no_labels(tmp_path):
    make(tmp_path / "audio", ["a.wav", "b/c.wav"])
    (tmp_path / "link").symlink_to("audio")
    tracks = list_tracks(folders_config(tmp_path, factors=None, audio_dir="link")).tracks
    assert [(t.path, t.labels) for t in tracks] == [("a.wav", {}), ("b/c.wav", {})]


def test_excluded_tracks_are_left_out_whatever_is_wrong_with_them(tmp_path, caplog):
    make(tmp_path / "audio", ["a/1.wav", "a/2.wav", "b/1.wav"])
    (tmp_path / "audio/a/2.wav").write_bytes(b"")
    tracks = list_tracks(folders_config(tmp_path), {"a/2", "nowhere"}).tracks
    assert [track.track_id for track in tracks] == ["a/1", "b/1"]
    assert "1 of 2 tracks listed in exclude do not exist: nowhere" in caplog.text


def test_a_song_that_is_linked_is_used_once_at_the_path_that_is_no_link(tmp_path):
    make(tmp_path / "audio", ["b/1.wav", "b/2.wav", "c/3.wav"])
    (tmp_path / "audio/a linked").symlink_to("b")
    (tmp_path / "audio/c/0.wav").symlink_to("../b/1.wav")
    os.link(tmp_path / "audio/c/3.wav", tmp_path / "audio/c/4.wav")
    listing = list_tracks(folders_config(tmp_path))
    assert [(track.path, track.labels["genre"]) for track in listing.tracks] == [
        ("b/1.wav", "b"), ("b/2.wav", "b"), ("c/3.wav", "c"),
    ]  # fmt: skip
    real = os.path.realpath(tmp_path / "audio/b")
    assert listing.remarks == [
        f"skipped, with all their contents: 'a linked' (a link to {real}, where its songs are"
        " used)",
        "links to songs, which are used once: 2 ('c/0.wav' is 'b/1.wav', 'c/4.wav' is 'c/3.wav')",
    ]


def test_folders_that_are_linked_from_each_other_are_walked_once(tmp_path):
    names = [f"{number:02}" for number in range(24)]
    make(tmp_path / "audio", [f"{name}/{name}.wav" for name in names])
    for name, other in permutations(names, 2):
        (tmp_path / f"audio/{name}/to {other}").symlink_to(f"../{other}")
    (tmp_path / "audio/00/machine").symlink_to("/")
    listing = list_tracks(folders_config(tmp_path), max_rejected=0.1)
    assert [track.path for track in listing.tracks] == [f"{name}/{name}.wav" for name in names]
    (machine,) = listing.rejected
    assert machine.problem.text.endswith("is left out: a link to /, a folder above it")


def test_similar_folder_names_are_the_same_label(tmp_path):
    songs = ["stray.wav", "jazz  x/a.wav", "jazz x/b.wav", "Jazz X/c.wav", "d/e.wav"]
    make(tmp_path / "audio", songs)
    listing = list_tracks(folders_config(tmp_path))
    assert {track.path: track.labels["genre"] for track in listing.tracks} == {
        "stray.wav": "", "jazz  x/a.wav": "jazz x", "jazz x/b.wav": "jazz x",
        "Jazz X/c.wav": "jazz x", "d/e.wav": "d",
    }  # fmt: skip
    assert "genre: songs without a label: 1 of 5; scores leave them out" in listing.remarks


def test_a_folder_of_hidden_recordings_alone_says_so(tmp_path):
    make(tmp_path / ".hidden", ["a.wav"])
    with pytest.raises(DatasetError, match=r"got none; skipped: '.hidden' \(its name begins"):
        describe_folder(str(tmp_path))


def test_files_of_many_kinds_are_counted_in_a_line(tmp_path):
    names = [f"{number}.e{number // 2}" for number in range(200)]
    make(tmp_path / "audio", ["a/song.wav", "b/song.wav", *(f"a/{name}" for name in names)])
    (remark,) = list_tracks(folders_config(tmp_path)).remarks
    assert remark.startswith("200 files of other kinds skipped: 2 .e0, ")
    assert remark.endswith(", 176 others") and len(remark) < 300


ODD = (
    *(
        "1999",
        "2023_01",
        "Songs #1",
        "100%",
        "Best of: live",
        "a, b",
        "[mix]",
        "{x}",
        "$HOME",
        "null",
    ),
    *(
        "~",
        "~tape",
        "- dash",
        "--help",
        "trailing.",
        "trailing ",
        "'90s",
        "a\nb",
        "a\tb",
        "CON",
        "a\\b",
    ),
    *(
        "*stars*",
        "??",
        "x|y",
        "<b>",
        'a"b',
        "é",
        "e\u0301",
        "\u202ertl",
        "...And",
        "a&b;c",
        "%20",
        "🎸",
    ),
    *("Songs", "songs", "x.mp3", "y" * 250),
)


def test_folders_may_have_any_name(tmp_path):
    make(tmp_path, [f"{name}/{name[:240]}.wav" for name in ODD])
    description = {"root": str(tmp_path), "layout": "folders", "lyrics_files": False}
    listing = list_tracks(DatasetDescription.from_mapping("mine", description))
    assert sorted(track.path for track in listing.tracks) == sorted(
        f"{name}/{name[:240]}.wav" for name in ODD
    )
    assert (listing.rejected, listing.remarks) == ([], [])


def test_what_systems_and_programs_leave_in_a_folder_is_no_song(tmp_path):
    hidden = [".Trashes/501", ".Trash-1000/files", ".stversions", ".AppleDouble", ".sync/Archive"]
    system = ["@eaDir", "#recycle", "$RECYCLE.BIN", "__MACOSX", "#snapshot", "lost+found"]
    left = [f"{folder}/song.wav" for folder in (*hidden, *system)]
    make(tmp_path, ["song.wav", "._song.wav", *left])
    description = {"root": str(tmp_path), "layout": "folders", "lyrics_files": False}
    listing = list_tracks(DatasetDescription.from_mapping("mine", description))
    assert [track.path for track in listing.tracks] == ["song.wav"] and listing.rejected == []

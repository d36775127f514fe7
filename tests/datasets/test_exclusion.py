"""What a description leaves out of a collection, and that it is counted."""

import unicodedata

import pytest
from support.collections import folders_config, list_songs, make

from hbvae.datasets.collections import read_description
from hbvae.datasets.listing import list_tracks
from hbvae.errors import ConfigError, DatasetError

FILES = [
    *("Podcasts/a.wav", "Podcasts/2020/b.mp3", "Podcasts/c.mid", "Podcasts/cover.jpg"),
    *("rock/a.live.flac", "rock/b.wav", "rock/Podcasts/d.wav", "pop/#1 hits/e.wav", "pop/f.wav"),
]


def listed(folder, exclude):
    return list_tracks(folders_config(folder, exclude=exclude, factors=None), max_rejected=0.5)


@pytest.mark.parametrize(
    "exclude, left_out",
    [
        ("Podcasts/**", FILES[:4]),
        (["Podcasts/"], [*FILES[:4], "rock/Podcasts/d.wav"]),
        (["/Podcasts", "*.live.*"], FILES[:5]),
        (["./Podcasts/**", "!b.mp3"], ["Podcasts/a.wav", "Podcasts/c.mid", "Podcasts/cover.jpg"]),
        ("#1 hits/", ["pop/#1 hits/e.wav"]),
        (["*.wav", "!/rock/**"], ["Podcasts/a.wav", "pop/#1 hits/e.wav", "pop/f.wav"]),
    ],
)
def test_excluded_files_have_no_remarks(tmp_path, exclude, left_out):
    make(tmp_path / "audio", FILES)
    listing = listed(tmp_path, exclude)
    kept = set(FILES) - set(left_out)
    audio = {path for path in kept if not path.endswith((".mid", ".jpg"))}
    assert {track.path for track in listing.tracks} == audio
    assert [rejected_track.path for rejected_track in listing.rejected] == [
        p for p in FILES if p in kept and ".mid" in p
    ]
    joined = "; ".join(listing.remarks)
    assert ("1 file of other kinds" in joined) == ("Podcasts/cover.jpg" in kept)


def test_remarks_count_the_files_of_each_pattern(tmp_path):
    make(tmp_path / "audio", FILES)
    listing = listed(tmp_path, ["Podcasts/**", "*.live.*", "podcasts/**", "!nothing"])
    assert [remark for remark in listing.remarks if remark.startswith("exclude")] == [
        "exclude: 4 recordings left out: 3 by 'Podcasts/**', 1 by '*.live.*' ('Podcasts/2020/b.mp3'"
        ", 'Podcasts/a.wav', 'Podcasts/c.mid' ...)",
        "exclude: no recording matches 'podcasts/**'; patterns are relative to the audio "
        "folder and case-sensitive",
    ]


def test_accents_may_be_composed_or_not(tmp_path):
    make(tmp_path / "audio", [unicodedata.normalize("NFD", "Café/a.wav"), "b.wav"])
    assert [track.path for track in listed(tmp_path, "Café/").tracks] == ["b.wav"]


def test_rows_of_a_table_are_left_out_too_though_their_files_are_missing(tmp_path):
    rows = "filename,genre,lyrics\na.wav,rock,\nb.wav,pop,\nlive/c.wav,folk,\nlive/d.mp3,folk,\n"
    files = ("a.wav", "b.wav", "live/d.wav")
    tracks = list_songs(tmp_path, rows, files, exclude=["live/"])
    assert [(track.path, track.labels["genre"]) for track in tracks] == [
        ("a.wav", "rock"), ("b.wav", "pop"),
    ]  # fmt: skip
    tracks = list_songs(tmp_path, rows, files, exclude=["live/"], table={"complete": False})
    assert [track.path for track in tracks] == ["a.wav", "b.wav"]


def test_excluding_everything_is_reported(tmp_path):
    make(tmp_path / "audio", ["a.wav", "b/c.wav"])
    with pytest.raises(DatasetError, match="exclude leaves out all 2 recordings"):
        listed(tmp_path, "*")


@pytest.mark.parametrize("bad", ["", "!", "[", ["a", ""], ["a", 3], 3])
def test_a_pattern_that_means_nothing_is_named(tmp_path, bad):
    with pytest.raises(ConfigError, match=r"mine\.yaml: exclude: expected .*patterns of paths"):
        folders_config(tmp_path, exclude=bad)


@pytest.mark.parametrize("line", ["exclude: *.live.*", "exclude: [*live]", "exclude: !live/*"])
def test_a_pattern_that_yaml_wants_in_quotes_is_named(tmp_path, line):
    file = tmp_path / "mine.yaml"
    file.write_text(f"root: .\nlayout: folders\n{line}\n")
    with pytest.raises(DatasetError, match=r"put text that begins with . in quotes"):
        read_description(file)

"""Labels in the tags of recordings, as each format has them."""

import numpy as np
import pytest
import soundfile
from mutagen import File
from mutagen.id3 import TALB, TCON, TLAN, TPE1, TXXX

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.listing import DatasetProblems, list_tracks
from hbvae.datasets.table_description import FactorDescription
from hbvae.datasets.tag_fields import LABELS
from hbvae.datasets.tags import read_label
from hbvae.errors import ConfigError

ID3 = {
    "genre": TCON(text=["Rock", "(17)"]),
    "artist": TPE1(text=["Ann"]),
    "album": TALB(text=["One"]),
    "language": TLAN(text=["deu"]),
    "mood": TXXX(desc="MOOD", text=["calm"]),
}
VORBIS = {
    "genre": ["Rock", "Pop"],
    "artist": "Ann",
    "album": "One",
    "language": "deu",
    "mood": "calm",
}


def write_tagged(path, tags):
    """A recording with tags: those of a frame's type, or by name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.zeros(800), 8000)
    file = File(path)
    if file.tags is None:
        file.add_tags()
    for name, value in tags.items():
        if isinstance(value, str | list):
            file.tags[name] = value
        else:
            file.tags.add(value)
    file.save()
    return path


@pytest.mark.parametrize(
    ("name", "tags", "genre"),
    [
        ("a.mp3", ID3, "Rock\nRock"),
        ("a.wav", ID3, "Rock\nRock"),
        ("a.flac", VORBIS, "Rock\nPop"),
        ("a.ogg", VORBIS, "Rock\nPop"),
    ],
)
def test_each_label_is_read_where_a_format_keeps_it(tmp_path, name, tags, genre):
    path = write_tagged(tmp_path / name, tags)
    read = {label: read_label(path, label) for label in LABELS}
    assert read == {
        "genre": genre,
        "artist": "Ann",
        "album": "One",
        "language": "deu",
        "mood": "calm",
    }


def describe(root, **factors):
    mapping = {"root": str(root), "layout": "folders", "factors": factors}
    return DatasetDescription.from_mapping("mine", mapping)


def read_labels(tracks):
    return {track.track_id: (track.labels, dict(track.others)) for track in tracks}


def test_songs_are_labelled_by_their_tags_beside_their_folder(tmp_path):
    write_tagged(tmp_path / "live/a.flac", {"genre": "Rock; Hip-Hop", "artist": "Ann"})
    write_tagged(tmp_path / "live/b.flac", {"genre": ["hip hop", "Rock"]})
    write_tagged(tmp_path / "studio/c.flac", {"genre": "Unknown", "artist": "Bo"})
    (tmp_path / "studio/d.flac").write_bytes(b"no recording")
    genre = {"k": "auto", "tag": "genre", "separator": ";"}
    factors = {"folder": {"k": 2}, "genre": genre, "artist": {"k": 2, "tag": "artist"}}
    tracks, _, remarks = list_tracks(describe(tmp_path, **factors))
    assert read_labels(tracks) == {
        "live/a": (
            {"folder": "live", "genre": "Rock", "artist": "Ann"},
            {"genre": ("Hip-Hop",)},
        ),
        "live/b": ({"folder": "live", "genre": "Hip-Hop", "artist": ""}, {"genre": ("Rock",)}),
        "studio/c": ({"folder": "studio", "genre": "", "artist": "Bo"}, {}),
        "studio/d": ({"folder": "studio", "genre": "", "artist": ""}, {}),
    }
    assert "genre: songs without a label: 2 of 4; scores leave them out" in remarks


def test_songs_whose_tags_have_no_label_are_a_problem(tmp_path):
    for name in ("a", "b"):
        write_tagged(tmp_path / f"{name}.flac", {})
    with pytest.raises(DatasetProblems, match=r"mood: too few labels: .* got none"):
        list_tracks(describe(tmp_path, mood={"k": "auto", "tag": "mood"}))


def test_tag_labels_are_not_for_tables():
    choices = FactorDescription.model_json_schema()["properties"]["tag"]["anyOf"][0]["enum"]
    assert choices == list(LABELS)
    with pytest.raises(ConfigError, match=r"tag: expected 'genre', .* got 'colour'"):
        describe("x", colour={"k": 2, "tag": "colour"})
    mapping = {"root": "x", "layout": "table", "factors": {"genre": {"k": 2, "tag": "genre"}}}
    with pytest.raises(ConfigError, match=r"factors.genre.tag: is allowed only in layouts without"):
        DatasetDescription.from_mapping("mine", mapping)
    with pytest.raises(ConfigError, match="layout folders has at most 1, got a, b"):
        describe("x", a={"k": 2}, b={"k": 2}, c={"k": 2, "tag": "mood"})

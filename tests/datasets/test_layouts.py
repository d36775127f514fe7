"""What every layout keeps to; a new one is tested here by being registered."""

import pytest

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.files import Disk, Planned
from hbvae.datasets.layouts import LAYOUTS
from hbvae.datasets.listing import list_tracks
from hbvae.errors import ConfigError

SONGS = ("pop/a.wav", "pop/b.mp3", "rock/c.flac", "rock/live/d.ogg")


@pytest.fixture(params=LAYOUTS)
def described(request, tmp_path):
    """A description of four songs in two folders, in each layout."""
    for song in SONGS:
        (tmp_path / song).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / song).write_bytes(song.encode())
    rows = [f"{song},{song.split('/')[0]}" for song in SONGS]
    (tmp_path / "metadata.csv").write_text("\n".join(["filename,genre", *rows]) + "\n")
    mapping = {"root": str(tmp_path), "layout": request.param, "factors": {"genre": {"k": 2}}}
    if LAYOUTS[request.param].has_table:
        mapping["table"] = {"lyrics": None}
    return DatasetDescription.from_mapping("mine", mapping)


def test_a_layout_lists_each_song_with_its_label(described):
    tracks, rejected, remarks = list_tracks(described)
    assert [(track.path, track.labels) for track in tracks] == [
        (song, {"genre": song.split("/")[0]}) for song in SONGS
    ]
    assert [track.track_id for track in tracks] == ["pop/a", "pop/b", "rock/c", "rock/live/d"]
    assert all(track.bytes == len(track.path) for track in tracks)
    assert rejected == []
    assert remarks in ([], ["1 file of other kinds skipped: 1 .csv"])  # the unused table


def test_a_layout_lists_planned_files_as_it_lists_them_on_disk(described):
    table = described.table_file.read_bytes() if described.table else None
    planned = list_tracks(described, planned=Planned(SONGS, table)).tracks
    on_disk = list_tracks(described).tracks
    assert planned == [track._replace(bytes=0, modified=0) for track in on_disk]


def test_a_layout_adds_what_is_wrong_instead_of_raising(described):
    problems, rejected = [], []
    layout = LAYOUTS[described.layout]
    gone = described.model_copy(update={"root": f"{described.root}/gone"})
    assert layout.rows(gone, Disk(gone), problems, rejected, []) == []
    assert len(problems) + len(rejected) == 1


def test_a_layout_says_what_it_is_and_what_it_can_state(described):
    layout = LAYOUTS[described.layout]
    assert layout.description
    column = {"root": "x", "layout": described.layout, "factors": {"a": {"k": 2, "column": "A"}}}
    many = {"root": "x", "layout": described.layout, "factors": {}}
    many["factors"] |= {f"f{n}": {"k": 2} for n in range((layout.most_factors or 5) + 1)}
    for mapping, allowed in ((column, layout.has_table), (many, layout.most_factors is None)):
        if allowed:
            DatasetDescription.from_mapping("mine", mapping)
        else:
            with pytest.raises(ConfigError, match=f"layout {described.layout}"):
                DatasetDescription.from_mapping("mine", mapping)

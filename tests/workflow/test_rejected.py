"""When rejected tracks stop a run."""

import sys
from pathlib import Path

import pytest

from hbvae.datasets.usable import counted_rejected
from hbvae.errors import AudioError, ConfigError
from hbvae.storage.tracks import Track, read_rejected, write_batch, write_rejected

sys.path.insert(0, str(Path(__file__).parents[2] / "workflow_scripts"))
from gather_rejected import main


@pytest.fixture
def gather(tmp_path):
    """A function of how many tracks there are, how many cannot be read, how many are not there."""

    def run(n, n_unread, n_absent=0, max_rejected=0.1, k=None):
        tracks = [Track(f"t{number}", f"t{number}.mp3", 1, 1) for number in range(n - n_absent)]
        write_batch(str(tmp_path / "b.tsv"), tracks)
        unread = [(track.track_id, track.path, "it is silent") for track in tracks[:n_unread]]
        write_rejected(str(tmp_path / "r.tsv"), unread)
        absent = [(f"x{number}", f"x{number}.mp3", "not there") for number in range(n_absent)]
        write_rejected(str(tmp_path / "u.tsv"), absent)
        files = [str(tmp_path / name) for name in ("u.tsv", "b.tsv", "r.tsv", "out.tsv")]
        main(files[0], [files[1]], [files[2]], files[3], max_rejected, k or {"none": "auto"})
        return read_rejected(files[3])

    return run


@pytest.mark.parametrize("n, n_unread, n_absent", [(20, 2, 0), (20, 1, 1), (8, 1, 0), (5, 0, 1)])
def test_a_tenth_and_a_single_one_are_left_out(gather, n, n_unread, n_absent):
    assert len(gather(n, n_unread, n_absent)) == n_unread + n_absent


@pytest.mark.parametrize("n, n_unread, n_absent", [(20, 3, 0), (20, 1, 2), (9, 1, 1)])
def test_more_of_them_stop_the_run_with_their_reasons(gather, n, n_unread, n_absent):
    with pytest.raises(AudioError) as raised:
        gather(n, n_unread, n_absent)
    message = str(raised.value)
    assert (
        f"{n_unread + n_absent} of {n} tracks cannot be used, more than max_rejected = 0.1"
        in message
    )
    assert "t0: it is silent" in message
    assert ("x0: not there" in message) == bool(n_absent)


def test_none_may_be_rejected_where_the_config_says_so(gather):
    assert gather(20, 0, max_rejected=0) == []
    with pytest.raises(AudioError, match="1 of 20 tracks cannot be used"):
        gather(20, 1, max_rejected=0)


def test_files_of_a_rare_kind_none_of_which_can_be_used_are_not_held_against_a_collection():
    songs = [f"{number}.wav" for number in range(8)]
    rare = ["a.mid", "b.MID", "c.dsf", "d.m4a"]
    assert counted_rejected(rare, songs) == []
    assert counted_rejected([*rare, "broken.wav"], songs) == ["broken.wav"]
    assert counted_rejected(rare, [*songs, "e.m4a"]) == ["d.m4a"]
    assert counted_rejected(rare, songs[:3]) == rare  # most of the collection


@pytest.mark.parametrize("n, n_unread", [(1, 0), (3, 0), (4, 1)])
def test_too_few_songs_have_no_groups(gather, n, n_unread):
    with pytest.raises(AudioError, match=rf"{n - n_unread} of {n} tracks can be used, expected at"):
        gather(n, n_unread)


def test_more_clusters_than_usable_tracks_are_told_before_anything_is_fitted(gather):
    gather(8, 0, k={"genre": 8})
    with pytest.raises(ConfigError, match=r"got 8 clusters \(genre\), and only 7 of 8 tracks"):
        gather(8, 1, k={"language": 2, "genre": 8})

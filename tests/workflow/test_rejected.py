"""When rejected tracks stop a run."""

import sys
from pathlib import Path

import numpy as np
import pytest

from hbvae.datasets.usable import counted_rejected
from hbvae.errors import AudioError, ConfigError
from hbvae.features.log_mel import TrackFeatures
from hbvae.storage.features import N_STATISTICS, write_features
from hbvae.storage.tracks import Track, read_rejected, write_batch, write_rejected

sys.path.insert(0, str(Path(__file__).parents[2] / "workflow_scripts"))
from gather_rejected import main


def write_durations(path, durations):
    """A batch of tracks of a slice each, that last so long."""
    audio = {"n_mels": 2, "n_frames": 2}
    slices = np.zeros((1, 2, 2)), np.zeros((1, N_STATISTICS)), np.zeros(1)
    write_features(path, {name: TrackFeatures(*slices, s) for name, s in durations.items()}, audio)


@pytest.fixture
def gather(tmp_path):
    """A function of how many tracks there are, how many cannot be read, how many are not there."""

    def run(n, n_unread, n_absent=0, max_rejected=0.1, k=None, longer_than=None):
        tracks = [Track(f"t{number}", f"t{number}.mp3", 1, 1) for number in range(n - n_absent)]
        write_batch(str(tmp_path / "b.tsv"), tracks)
        unread = [(track.track_id, track.path, "it is silent") for track in tracks[:n_unread]]
        write_rejected(str(tmp_path / "r.tsv"), unread)
        absent = [(f"x{number}", f"x{number}.mp3", "not there") for number in range(n_absent)]
        write_rejected(str(tmp_path / "u.tsv"), absent)
        write_durations(
            str(tmp_path / "b.h5"), {t.track_id: 100.0 * i for i, t in enumerate(tracks)}
        )
        names = ("u.tsv", "b.tsv", "r.tsv", "b.h5", "out.tsv")
        listed, *batch, rejected = [str(tmp_path / name) for name in names]
        file_batches = [[file] for file in batch]
        main(listed, *file_batches, rejected, max_rejected, k or {"none": "auto"}, longer_than)
        return read_rejected(rejected)

    return run


@pytest.mark.parametrize("n, n_unread, n_absent", [(20, 2, 0), (20, 1, 1), (8, 1, 0), (5, 0, 1)])
def test_a_tenth_of_the_tracks_or_a_single_track_may_be_unusable(gather, n, n_unread, n_absent):
    assert len(gather(n, n_unread, n_absent)) == n_unread + n_absent


@pytest.mark.parametrize("n, n_unread, n_absent", [(20, 3, 0), (20, 1, 2), (9, 1, 1)])
def test_more_of_them_stop_the_run_with_their_reasons(gather, n, n_unread, n_absent):
    with pytest.raises(AudioError) as raised:
        gather(n, n_unread, n_absent)
    message = str(raised.value)
    assert (
        f"{n_unread + n_absent} of {n} tracks cannot be used, which is more than the share "
        f"max_rejected = 0.1" in message
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


def test_more_clusters_than_usable_tracks_are_an_early_error(gather):
    gather(8, 0, k={"genre": 8})
    with pytest.raises(ConfigError, match=r"got 8 clusters \(genre\), but only 7 of 8 tracks"):
        gather(8, 1, k={"language": 2, "genre": 8})


def test_songs_that_are_too_long_are_named_and_not_held_against_a_collection(gather):
    left_out = gather(20, 1, longer_than=900)
    assert left_out[0] == ("t0", "t0.mp3", "it is silent")
    assert {name for name, *_ in left_out[1:]} == {f"t{number}" for number in range(10, 20)}
    reason = "it lasts 1900 s: recordings longer than 900 s are left out"
    assert ("t19", "t19.mp3", reason) in left_out
    with pytest.raises(
        AudioError, match=r"3 of 20 .* can be used.* longer_than, which leaves out 1"
    ):
        gather(20, 0, longer_than=200)

"""HDF5 files are complete or absent, and a reader refuses any other file."""

import h5py
import numpy as np
import pytest

from hbvae.errors import StoreError
from hbvae.features.log_mel import TrackFeatures
from hbvae.features.pretrained.base import EncodedSlices
from hbvae.storage.clusters import read_assignments, read_compared, write_assignments
from hbvae.storage.features import (
    N_STATISTICS,
    map_mel,
    merge_features,
    read_durations,
    read_encoder_output,
    read_features_index,
    read_statistics,
    write_features,
)
from hbvae.storage.hdf5 import create_store, open_store
from hbvae.storage.latents import read_latents, write_latents
from hbvae.storage.lyrics import LyricsTable, read_embeddings, write_lyrics_table
from hbvae.storage.slices import SliceIndex

AUDIO = {"n_mels": 4, "n_frames": 3}


ENCODER = {"name": "ears", "dim": 2, "tags": ["loud", "soft", "odd"]}


def write_batch(path, counts, audio=AUDIO, encoder=None):
    """Write a batch whose slices all hold the number of their track, the last digit of its name."""
    tracks = {}
    for name, n in counts.items():
        number = int(name[-1])
        mel = np.full((n, 4, 3), number / 10, np.float16)
        encoded = EncodedSlices(np.full((n, 2), number / 7), np.full((n, 3), number / 8))
        tracks[name] = TrackFeatures(
            mel,
            np.full((n, N_STATISTICS), number),
            3.0 * np.arange(n),
            30.0 + number,
            encoded=encoded,
        )
    write_features(str(path), tracks, audio, encoder=encoder)
    return str(path)


def test_merge_sorts_tracks_of_any_batches(tmp_path):
    together = write_batch(tmp_path / "a.h5", {"t3": 2, "t1": 1, "t2": 3})
    apart = [
        write_batch(tmp_path / "b.h5", {"t2": 3}),
        write_batch(tmp_path / "empty.h5", {}),
        write_batch(tmp_path / "c.h5", {"t3": 2, "t1": 1}),
    ]
    for sources in ([together], apart):
        merged = str(tmp_path / "merged.h5")
        assert merge_features(sources, merged) == 6
        index = read_features_index(merged)
        assert index.track_id == ["t1", "t2", "t3"]
        assert index.track.tolist() == [0, 1, 1, 1, 2, 2]
        assert index.start.tolist() == [0, 0, 3, 6, 0, 3]
        expected = np.float16([0.1, 0.2, 0.2, 0.2, 0.3, 0.3])
        assert (map_mel(merged) == expected[:, None, None]).all()
        assert (read_statistics(merged)[:, 0] == [1, 2, 2, 2, 3, 3]).all()
        with open_store(merged, "features") as store:
            assert store["duration"][:].tolist() == [31, 32, 33]
            assert store["mel"].attrs["axes"] == "slice, mel band, frame"


def test_merge_leaves_out_tracks_that_are_too_long(tmp_path):
    batch = write_batch(tmp_path / "a.h5", {"t3": 2, "t1": 1, "t2": 3}, encoder=ENCODER)
    merged = str(tmp_path / "merged.h5")
    assert merge_features([batch], merged, 32.0) == 4
    index = read_features_index(merged)
    assert (index.track_id, index.track.tolist()) == (["t1", "t2"], [0, 1, 1, 1])
    assert (map_mel(merged) == np.float16([0.1, 0.2, 0.2, 0.2])[:, None, None]).all()
    assert len(read_encoder_output(merged).embedding) == 4
    assert read_durations([batch]) == {"t1": 31, "t2": 32, "t3": 33}


def test_encoder_output_is_merged(tmp_path):
    sources = [
        write_batch(tmp_path / "b.h5", {"t2": 3}, encoder=ENCODER),
        write_batch(tmp_path / "empty.h5", {}, encoder=ENCODER),
        write_batch(tmp_path / "c.h5", {"t3": 2, "t1": 1}, encoder=ENCODER),
    ]
    merged = str(tmp_path / "merged.h5")
    merge_features(sources, merged)
    output = read_encoder_output(merged)
    tracks = np.array([1, 2, 2, 2, 3, 3])
    np.testing.assert_array_equal(output.embedding, np.float32(tracks / 7)[:, None] + [[0, 0]])
    np.testing.assert_array_equal(output.tags, np.float32(tracks / 8)[:, None] + [[0, 0, 0]])
    assert output.card == ENCODER


def test_a_file_without_encoder_output(tmp_path):
    path = write_batch(tmp_path / "a.h5", {"t1": 1})
    with open_store(path, "features") as store:
        assert not {"embedding", "tags"} & store.keys() and "encoder" not in store.attrs
    with pytest.raises(StoreError, match=r"its slices have no encoder output; set pretrained\.enc"):
        read_encoder_output(path)


def test_merge_refuses_batches_that_do_not_belong_together(tmp_path):
    first = write_batch(tmp_path / "1.h5", {"t1": 1})
    again = write_batch(tmp_path / "2.h5", {"t2": 1, "t1": 1})
    other = write_batch(tmp_path / "3.h5", {"t3": 1}, {**AUDIO, "hop_length": 7})
    with pytest.raises(StoreError, match="t1 is also in another batch; delete both and run again"):
        merge_features([first, again], str(tmp_path / "merged.h5"))
    path = write_batch(tmp_path / "4.h5", {"t4": 1}, encoder=ENCODER)
    for differs in (other, path):
        with pytest.raises(StoreError, match="with the same settings"):
            merge_features([first, differs], str(tmp_path / "merged.h5"))
    assert not (tmp_path / "merged.h5").exists()


def test_an_interrupted_store_is_absent(tmp_path):
    path = str(tmp_path / "latents.h5")
    with pytest.raises(KeyboardInterrupt), create_store(path, "latents"):
        raise KeyboardInterrupt
    assert not (tmp_path / "latents.h5").exists()


def test_foreign_and_broken_files_are_named(tmp_path):
    path = write_batch(tmp_path / "features.h5", {"t1": 1})
    with pytest.raises(StoreError, match=r"expected hbvae latents, version 4; got hbvae features"):
        read_latents(path)
    foreign = tmp_path / "foreign.h5"
    h5py.File(foreign, "w").close()
    with pytest.raises(StoreError, match="got unknown"):
        read_latents(str(foreign))
    broken = tmp_path / "broken.h5"
    complete = (tmp_path / "features.h5").read_bytes()
    for length in (0, 1, 600, len(complete) // 2, len(complete) - 1):
        broken.write_bytes(complete[:length])
        with pytest.raises(StoreError, match="cannot be opened"):
            map_mel(str(broken))
    with pytest.raises(StoreError, match="expected slices, got none"):
        map_mel(write_batch(tmp_path / "none.h5", {}))


def test_lyrics_are_aligned_and_masked(tmp_path):
    path = str(tmp_path / "lyrics.h5")
    table = LyricsTable(["b", "a"], np.float32([[2, 2], [1, 1]]), np.int32([5, 6]))
    write_lyrics_table(path, table, model="m")
    embedding, mask = read_embeddings(path, ["a", "without", "b"])
    assert embedding.tolist() == [[1, 1], [0, 0], [2, 2]]
    assert mask.tolist() == [True, False, True]


def test_latents_and_assignments_come_back(tmp_path):
    index = SliceIndex(["বাংলা/১", "b"], np.int32([0, 0, 1]), np.array([0.0, 3.0, 0.0]))
    latent = np.random.default_rng(0).normal(size=(3, 2)).astype(np.float32)
    write_latents(str(tmp_path / "l.h5"), latent, index, model="pca", seed=0)
    stored, its_index = read_latents(str(tmp_path / "l.h5"))
    assert (stored == latent).all()
    assert its_index.track_id == index.track_id
    assert (its_index.track == index.track).all()
    clusters = {"genre": {"slice": np.int32([0, 1, 1]), "track": np.int32([0, 1])}}
    write_assignments(str(tmp_path / "a.h5"), clusters, {"slice": 2}, k={"genre": 2})
    assert read_compared(str(tmp_path / "a.h5")) == {"slice": 2}
    back = read_assignments(str(tmp_path / "a.h5"))
    assert {level: values.tolist() for level, values in back["genre"].items()} == {
        "slice": [0, 1, 1],
        "track": [0, 1],
    }

"""Features files: the log-mel slices and statistics of a batch of tracks, or of all tracks."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import h5py
import numpy as np

from hbvae.errors import StoreError
from hbvae.storage.hdf5 import create_store, open_store, write_array
from hbvae.storage.slices import SliceIndex, read_index, write_index

N_STATISTICS = 43  # per slice, see `hbvae.features.gtzan_statistics`


class EncoderOutput(NamedTuple):
    """An encoder's output for the slices of a features file."""

    embedding: np.ndarray  # (slices, dim) float32
    tags: np.ndarray  # (slices, n_tags) float32, the probability of each
    card: dict  # of the encoder, see `hbvae.features.pretrained.base.EncoderCard`


class BatchFeatures(NamedTuple):
    """The features of a track in a batch's file."""

    mel: np.ndarray  # these three as in `hbvae.features.log_mel.TrackFeatures`
    statistics: np.ndarray
    start: np.ndarray
    version: tuple[int, int]  # size and time of the recording


def write_features(
    path: str,
    tracks: Mapping[str, Any],
    audio: Mapping,
    versions: Mapping[str, tuple[int, int]] | None = None,
    encoder: Mapping | None = None,
) -> None:
    """Write the slices of a batch of tracks.

    Args:
        path: the file to write.
        tracks: `hbvae.features.log_mel.TrackFeatures` by track id.
        audio: settings that made the features, with ``n_mels`` and ``n_frames``.
        versions: size and modification time of each track's file, from the list of the batch.
        encoder: card of the encoder that was applied to the tracks, if any.
    """
    counts = [len(track.mel) for track in tracks.values()]
    start = np.concatenate([np.empty(0), *(track.start for track in tracks.values())])
    index = SliceIndex(list(tracks), np.repeat(np.arange(len(tracks)), counts), start)
    with create_store(path, "features", audio=audio, **_attribute(encoder)) as store:
        mel, statistics = _create_slices(store, len(start), audio)
        encoded = _create_encoded(store, len(start), encoder)
        last = np.cumsum(counts, dtype=int)
        for track, first, end in zip(tracks.values(), last - counts, last, strict=True):
            mel[first:end] = track.mel
            statistics[first:end] = track.statistics
            for name, values in encoded.items():
                values[first:end] = getattr(track.encoded, name)
        write_index(store, index)
        durations = np.array([track.duration for track in tracks.values()], np.float64)
        write_array(store, "duration", durations, "s", "track")
        pairs = [(versions or {}).get(track_id, (0, 0)) for track_id in tracks]
        pairs = np.array(pairs, np.int64).reshape(-1, 2)
        write_array(store, "version", pairs, "bytes, ns since 1970", "track")


def read_batch_features(
    path: str, track_ids: Sequence[str]
) -> tuple[dict[str, BatchFeatures], dict]:
    """Read features of some tracks of a batch, and the settings that made them.

    Args:
        path: the batch's file.
        track_ids: tracks to read; those that are not in the batch are skipped.

    Raises:
        StoreError: the file is not a features file.
    """
    wanted, features = set(track_ids), {}
    with open_store(path, "features") as batch:
        index = read_index(batch)
        for row, track_id in enumerate(index.track_id):
            if track_id in wanted:
                first, last = np.searchsorted(index.track, [row, row + 1])
                arrays = batch["mel"][first:last], batch["statistics"][first:last]
                version = tuple(batch["version"][row].tolist())
                features[track_id] = BatchFeatures(*arrays, index.start[first:last], version)
        return features, json.loads(batch.attrs["audio"])


def read_durations(paths: Sequence[str]) -> dict[str, float]:
    """Durations of the tracks in some batches, in seconds, by track id.

    Raises:
        StoreError: a file is not a features file.
    """
    durations = {}
    for path in paths:
        with open_store(path, "features") as batch:
            durations |= zip(read_index(batch).track_id, batch["duration"][:].tolist(), strict=True)
    return durations


def merge_features(paths: Sequence[str], path: str, longer_than: float | None = None) -> int:
    """Merge batches into one file, with the tracks in ascending order of their ids.

    The order depends only on the tracks, not on their batches. Only the slices of one track are
    in memory at a time.

    Args:
        paths: files of the batches.
        path: the file to write.
        longer_than: s; tracks that last longer are left out. None keeps all tracks.

    Returns:
        The number of slices.

    Raises:
        StoreError: the batches were made with different settings, or two batches share a track.
    """
    counts, durations, audio, encoder = _survey(paths)
    ids = sorted(
        track_id for track_id in counts if durations[track_id] <= (longer_than or math.inf)
    )
    lengths = np.array([counts[track_id] for track_id in ids], int)
    offsets = dict(zip(ids, (np.cumsum(lengths) - lengths).tolist(), strict=True))
    start = np.empty(lengths.sum())
    with create_store(path, "features", audio=audio, **_attribute(encoder)) as store:
        mel, statistics = _create_slices(store, len(start), audio)
        encoded = _create_encoded(store, len(start), encoder)
        for source in paths:
            with open_store(source, "features") as batch:
                index = read_index(batch)
                for row, track_id in enumerate(index.track_id):
                    if track_id not in offsets:
                        continue
                    first, last = np.searchsorted(index.track, [row, row + 1])
                    rows = slice(offsets[track_id], offsets[track_id] + last - first)
                    mel[rows] = batch["mel"][first:last]
                    statistics[rows] = batch["statistics"][first:last]
                    for name, values in encoded.items():
                        values[rows] = batch[name][first:last]
                    start[rows] = index.start[first:last]
        write_index(store, SliceIndex(ids, np.repeat(np.arange(len(ids)), lengths), start))
        lasting = np.array([durations[track_id] for track_id in ids], np.float64)
        write_array(store, "duration", lasting, "s", "track")
    return len(start)


def _survey(
    paths: Sequence[str],
) -> tuple[dict[str, int], dict[str, float], dict, dict | None]:
    """Slices and seconds of each track; the audio settings and encoder that all batches share."""
    counts, durations, settings = {}, {}, {}
    for path in paths:
        with open_store(path, "features") as batch:
            index = read_index(batch)
            n_slices = np.bincount(index.track, minlength=len(index.track_id)).tolist()
            tracks = dict(zip(index.track_id, n_slices, strict=True))
            if twice := tracks.keys() & counts.keys():
                raise StoreError(
                    f"{path}: {min(twice)} is also in another batch; delete both and run again"
                )
            counts |= tracks
            durations |= zip(index.track_id, batch["duration"][:], strict=True)
            settings[batch.attrs["audio"], batch.attrs.get("encoder", "null")] = path
    if len(settings) != 1:
        raise StoreError(
            f"expected batches with the same settings, got {sorted(settings.values())}; delete "
            "them and run again"
        )
    audio, encoder = map(json.loads, settings.popitem()[0])
    return counts, durations, audio, encoder


def _attribute(encoder: Mapping | None) -> dict:
    """The attribute that names the encoder that was applied to the tracks, if any."""
    return {"encoder": encoder} if encoder else {}


def _create_slices(store: h5py.File, n: int, audio: Mapping) -> tuple[h5py.Dataset, h5py.Dataset]:
    """Allocate ``n`` slices. The spectrograms are contiguous, so a reader can map them."""
    mel = store.create_dataset("mel", (n, audio["n_mels"], audio["n_frames"]), np.float16)
    mel.attrs.update(units="min-max of each slice's dB, 0 to 1", axes="slice, mel band, frame")
    statistics = store.create_dataset("statistics", (n, N_STATISTICS), np.float32)
    statistics.attrs.update(
        units="dB, Hz and shares, see gtzan_statistics", axes="slice, statistic"
    )
    return mel, statistics


def _create_encoded(store: h5py.File, n: int, encoder: Mapping | None) -> dict[str, h5py.Dataset]:
    """Allocate an encoder's output for ``n`` slices, by name; empty without an encoder."""
    if not encoder:
        return {}
    embedding = store.create_dataset("embedding", (n, encoder["dim"]), np.float32)
    embedding.attrs.update(units="1", axes="slice, dimension")
    tags = store.create_dataset("tags", (n, len(encoder["tags"])), np.float32)
    tags.attrs.update(units="probability, 0 to 1", axes="slice, tag")
    return {"embedding": embedding, "tags": tags}


def read_features_index(path: str) -> SliceIndex:
    """Read the index of a features file's slices, in the order of `map_mel`.

    Raises:
        StoreError: the file is not a features file.
    """
    with open_store(path, "features") as store:
        return read_index(store)


def map_mel(path: str) -> np.memmap:
    """Map the slices of a features file into memory, (slices, n_mels, n_frames) float16.

    Reading rows in random order takes half the time of h5py's fancy indexing.

    Raises:
        StoreError: the file holds no slices.
    """
    return _map(path, "mel")


def map_embedding(path: str) -> np.memmap:
    """Map the encoder's embeddings of the slices into memory, (slices, dim) float32.

    Raises:
        StoreError: the file holds no slices, or no encoder output.
    """
    return _map(path, "embedding")


def _map(path: str, name: str) -> np.memmap:
    with open_store(path, "features") as store:
        if name not in store:
            raise _no_encoder_output(path)
        values = store[name]
        if not values.size:
            raise StoreError(f"{path}: expected slices, got none; rejected.tsv has the reasons")
        return np.memmap(path, values.dtype, "r", values.id.get_offset(), values.shape)


def read_statistics(path: str) -> np.ndarray:
    """Read the statistics of a features file's slices, (slices, N_STATISTICS) float32."""
    with open_store(path, "features") as store:
        return store["statistics"][:]


def read_encoder_output(path: str) -> EncoderOutput:
    """Read the encoder's output for a features file's slices.

    Raises:
        StoreError: the file holds no encoder output.
    """
    with open_store(path, "features") as store:
        if "encoder" not in store.attrs:
            raise _no_encoder_output(path)
        card = json.loads(store.attrs["encoder"])
        return EncoderOutput(store["embedding"][:], store["tags"][:], card)


def _no_encoder_output(path: str) -> StoreError:
    return StoreError(
        f"{path}: its slices have no encoder output; set pretrained.encoder in the config and run "
        "again"
    )

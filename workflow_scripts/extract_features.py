"""Decode a batch of tracks; write their log-mel slices, and a reason for each that has none."""

import logging
from pathlib import Path

import numpy as np

from hbvae.audio import AudioConfig, extract_track
from hbvae.errors import AudioError
from hbvae.manifest import read_batch, write_rejected
from hbvae.store import SliceIndex, write_features
from hbvae.tasks import run_task

logger = logging.getLogger("hbvae")


def main(tracks, filterbank, features, rejected, audio_folder, audio):
    config = AudioConfig(**audio)
    bank = np.load(filterbank)
    ids, found, reasons = [], [], []
    for track in read_batch(tracks):
        try:
            found.append(extract_track(Path(audio_folder, track.path), bank, config))
            ids.append(track.track_id)
        except AudioError as problem:
            logger.warning("%s is left out: %s", track.track_id, problem)
            reasons.append((track.track_id, track.path, str(problem)))
    counts = [len(one.mel) for one in found]
    index = SliceIndex(
        ids,
        np.repeat(np.arange(len(ids)), counts),
        np.concatenate([one.start for one in found]) if found else np.empty(0),
    )
    write_features(features, [one.mel for one in found], index, [one.duration for one in found], audio)  # fmt: skip
    write_rejected(rejected, reasons)


if "snakemake" in globals():
    run_task(main, snakemake)

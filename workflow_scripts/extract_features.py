"""Decode a batch of tracks; write their log-mel slices, and a reason for each that has none."""

import logging
from pathlib import Path

from hbvae.audio import AudioConfig
from hbvae.errors import AudioError
from hbvae.manifest import read_batch, write_rejected
from hbvae.mel import extract_track, mel_filterbank
from hbvae.store import write_features
from hbvae.tasks import run_task

logger = logging.getLogger("hbvae")


def main(tracks, features, rejected, audio_folder, audio):
    config = AudioConfig(**audio)
    filterbank = mel_filterbank(config)
    found, reasons = {}, []
    for track in read_batch(tracks):
        try:
            path = Path(audio_folder, track.path)
            found[track.track_id] = extract_track(path, filterbank, config)
        except AudioError as problem:
            logger.warning("%s is left out: %s", track.track_id, problem)
            reasons.append((track.track_id, track.path, str(problem)))
    write_features(features, found, audio)
    write_rejected(rejected, reasons)


if "snakemake" in globals():
    run_task(main, snakemake)

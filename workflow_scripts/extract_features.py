"""Decode a batch of tracks; write the features of their slices, and why tracks were rejected."""

import logging
from functools import partial

from hbvae.errors import AudioError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoding import Passage
from hbvae.features.log_mel import extract_track, mel_filterbank
from hbvae.features.pretrained.registry import encoder
from hbvae.jobs.sandbox import guarded
from hbvae.jobs.task import run_task
from hbvae.storage.features import write_features
from hbvae.storage.settled import read_audio_folder
from hbvae.storage.tracks import read_batch, write_rejected

logger = logging.getLogger("hbvae")


def main(
    tracks, dataset, rendered, table, features, rejected, audio, pretrained, encoder_version
):  # fmt: skip
    folder = read_audio_folder(dataset)
    config = AudioConfig(**audio)
    song_encoder = encoder(pretrained, encoder_version) if pretrained else None
    also_at = song_encoder and song_encoder.card.sample_rate
    if song_encoder and song_encoder.card.window != config.slice_duration:
        lasting = song_encoder.card.window, config.slice_duration
        logger.info(
            "%s was trained on excerpts of %g s; a slice is %g s", song_encoder.card.name, *lasting
        )
    filterbank = mel_filterbank(config)
    extract = partial(extract_track, filterbank=filterbank, config=config, also_at=also_at)
    listed = read_batch(tracks)
    parts = [Passage(folder / track.path, track.span) for track in listed]
    usable, reasons = {}, []
    for track, outcome in zip(listed, guarded(extract, parts), strict=True):
        if isinstance(outcome, AudioError):
            logger.warning("%s is left out: %s", track.track_id, outcome)
            reasons.append((track.track_id, track.path, str(outcome)))
        else:
            if song_encoder:
                outcome = outcome._replace(encoded=song_encoder.embed(outcome.sound), sound=None)
            usable[track.track_id] = outcome
    versions = {track.track_id: (track.bytes, track.modified) for track in listed}
    write_features(features, usable, audio, versions, song_encoder and song_encoder.card._asdict())
    write_rejected(rejected, reasons)


if "snakemake" in globals():
    run_task(main, snakemake)

"""Describe each track: properties of its sound, an encoder's tags, its language and words."""

import logging

import numpy as np

from hbvae.features.lyric_words import list_words, lyric_words
from hbvae.features.pretrained.words import tag_scores
from hbvae.features.sound_properties import PROPERTIES, sound_properties
from hbvae.jobs.task import run_task
from hbvae.storage.features import (
    map_mel,
    read_encoder_output,
    read_features_index,
    read_statistics,
)
from hbvae.storage.tracks import read_lyrics
from hbvae.storage.traits import Traits, write_traits

logger = logging.getLogger("hbvae")


def main(features, lyrics, traits, frame, has_encoder):
    index = read_features_index(features)
    n_tracks = len(index.track_id)
    slice_arrays = map_mel(features), read_statistics(features), index.track
    properties = sound_properties(*slice_arrays, n_tracks, frame)
    tags, levels = [], np.zeros((n_tracks, 0))
    if has_encoder:
        encoded = read_encoder_output(features)
        tags = encoded.card["tags"]
        levels = tag_scores(encoded.tags, index.track, n_tracks)
    texts = read_lyrics(lyrics)
    sung = [lyric_words(texts.get(track_id, "")) for track_id in index.track_id]
    languages = [song.language for song in sung]
    logger.info("languages of the lyrics: %s", sorted(set(languages) - {""}))
    levels = levels.astype(np.float32)
    made = Traits(index.track_id, properties, list(tags), levels, languages, *list_words(sung))
    write_traits(traits, made, PROPERTIES)


if "snakemake" in globals():
    run_task(main, snakemake)

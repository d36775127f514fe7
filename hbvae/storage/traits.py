"""traits.h5: traits of each track, used to name its cluster.

Nothing in it comes from labels.
"""

from typing import NamedTuple

import numpy as np

from hbvae.storage.hdf5 import TEXT, create_store, open_store, write_array


class Traits(NamedTuple):
    """Traits of tracks: properties of the sound, tags, language and words."""

    track_id: list[str]  # as in `hbvae.storage.slices.SliceIndex`
    properties: dict[str, np.ndarray]  # properties of the sound by name, each (tracks,)
    tags: list[str]  # the encoder's tags; empty without an encoder
    tag_levels: np.ndarray  # (tracks, n_tags) float32, mean of the slices' log-probabilities
    language: list[str]  # English name of the lyrics' language; "" if unknown or without lyrics
    words: list[str]  # words of all lyrics
    mentions: np.ndarray  # (mentions, 3) int32: row of a track, row of a word, number of times


def write_traits(path: str, traits: Traits, units: dict[str, str]) -> None:
    """Write traits; ``units`` are those of the properties, by name."""
    with create_store(path, "traits") as store:
        texts = {"track_id": "track", "language": "track", "tags": "tag", "words": "word"}
        for name, axis in texts.items():
            values = np.array(getattr(traits, name), object)
            store.create_dataset(name, data=values, dtype=TEXT).attrs["axes"] = axis
        for name, values in traits.properties.items():
            write_array(store, f"properties/{name}", values, units[name], "track")
        write_array(store, "tag_levels", traits.tag_levels, "log-probability", "track, tag")
        write_array(store, "mentions", traits.mentions, "row, row, times", "mention, value")


def read_traits(path: str) -> Traits:
    """Read traits.

    Raises:
        StoreError: the file is missing or holds something else.
    """
    with open_store(path, "traits") as store:
        texts = {
            name: list(store[name].asstr()[:]) for name in ("track_id", "language", "tags", "words")
        }
        properties = {name: values[:] for name, values in store["properties"].items()}
        return Traits(
            properties=properties,
            tag_levels=store["tag_levels"][:],
            mentions=store["mentions"][:],
            **texts,
        )

"""traits.h5: what each track of a dataset is like, from which its clusters get their names.

Nothing in it was read from labels.
"""

from typing import NamedTuple

import numpy as np

from hbvae.storage.hdf5 import TEXT, create_store, open_store, write_array


class Traits(NamedTuple):
    """What tracks are like."""

    track_id: list[str]  # as in `hbvae.storage.slices.SliceIndex`
    properties: dict[str, np.ndarray]  # (tracks,) by name, of the sound
    tags: list[str]  # of an encoder; empty without
    tag_levels: np.ndarray  # (tracks, n_tags) float32, mean of the slices' log-probabilities
    language: list[str]  # of the lyrics, in English; "" where there are none or it is not known
    words: list[str]  # of all lyrics
    mentions: np.ndarray  # (mentions, 3) int32, row of a track, row of a word, times it is sung


def write_traits(path: str, traits: Traits, units: dict[str, str]) -> None:
    """Write traits, with the units of the properties by their names."""
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
        StoreError: the file is missing, or holds something else.
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

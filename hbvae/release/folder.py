"""Read and write the folder of a released model.

=====================  =========================================================================
weights.safetensors    the joint model, with the settings that shape it
generator.safetensors  the conditional VAE, if the run trained it (it needs labels)
config.json            settings of features and lyric embeddings, names of the clusters, provenance
reference.safetensors  whitening and tracks of `JointAudio`, centroids, points of the tracks
known_tracks.tsv       the tracks that the model was fitted to: titles, labels, clusters
words.safetensors      for search by words, if the run's encoder supports it: each track's tag
                       scores, or its embedding if the encoder embeds texts
README.md              the model card
=====================  =========================================================================

The folder contains no code: arrays are safetensors, everything else is text.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hbvae.errors import ConfigError, StoreError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.pretrained.base import EncoderCard
from hbvae.representations.joint import PARTS, JointAudio
from hbvae.representations.whitening import Whitening
from hbvae.storage.names import ClusterName
from hbvae.storage.tsv import read_rows, write_rows

if TYPE_CHECKING:
    from hbvae.features.pretrained.base import Encoder
    from hbvae.models.base import Model

FORMAT = 4
FILES = ("weights.safetensors", "config.json", "reference.safetensors", "known_tracks.tsv")


class Grouping(NamedTuple):
    """Clusters of the fitted tracks in a representation."""

    points: np.ndarray  # (tracks, dimensions), mean over each track's slices
    clusters: np.ndarray  # (tracks,)
    centroids: np.ndarray  # (clusters, dimensions), mean over each cluster's tracks

    @classmethod
    def from_points(cls, points: np.ndarray, clusters: np.ndarray) -> "Grouping":
        """Compute centroids from points, (tracks, dimensions), and clusters, (tracks,)."""
        means = [points[clusters == number].mean(0) for number in range(clusters.max() + 1)]
        return cls(points, clusters, np.stack(means))


class WordIndex(NamedTuple):
    """What search by words needs: an encoder's features of the fitted tracks."""

    card: EncoderCard
    features: np.ndarray  # (tracks, n_tags) from `tag_scores`, or (tracks, dim) if it embeds texts


class Searchable(NamedTuple):
    """The parts of a model folder that search by words needs."""

    word_index: WordIndex
    config: dict  # config.json
    track_rows: list[dict]  # rows of known_tracks.tsv


class FittedTracks(NamedTuple):
    """The tracks that a model was fitted to, and their points."""

    groupings: dict[str, Grouping]  # by name: "sound", "lyrics"
    rows: list[dict]  # of known_tracks.tsv, in the order of the groupings' points


class Release(NamedTuple):
    """Content of a model folder."""

    model: "Model"  # the joint model
    config: dict  # config.json
    space: JointAudio
    groupings: dict[str, Grouping]  # by name: "sound", and "lyrics" if the model has lyrics
    track_rows: list[dict]  # rows of known_tracks.tsv
    folder: Path

    @property
    def audio(self) -> AudioConfig:
        return AudioConfig(**self.config["audio"])

    def load_encoder(self) -> "Encoder | None":
        """Load the pretrained encoder that the model uses; None if it uses none.

        Raises:
            ConfigError: the encoder is not installed, or only in another version.
        """
        from hbvae.features.pretrained.registry import encoder

        about = self.config["encoder"]
        return encoder(about["name"], about["version"]) if about else None

    @property
    def names(self) -> dict[str, list[ClusterName]]:
        """Names of the clusters of each grouping, by number."""
        return {
            grouping: [ClusterName(**name) for name in names]
            for grouping, names in self.config["names"].items()
        }


def write_reference(path: str, space: JointAudio, groupings: Mapping[str, Grouping]) -> None:
    """Write reference.safetensors."""
    from safetensors.numpy import save

    arrays = {"n_neighbors": np.array([space.n_neighbors])}
    for part, whitening in space.whitening.items():
        arrays |= {f"{part}.{key}": array for key, array in whitening._asdict().items()}
    arrays |= {f"steps.{number}": tracks for number, tracks in enumerate(space.steps)}
    for name, grouping in groupings.items():
        arrays |= {f"{name}.{key}": array for key, array in grouping._asdict().items()}
    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    Path(path).write_bytes(save(contiguous))


def write_track_rows(path: str, rows: Sequence[Mapping]) -> None:
    """Write known_tracks.tsv."""
    write_rows(path, list(rows[0]), (row.values() for row in rows))


def write_word_index(path: str, word_index: WordIndex) -> None:
    """Write words.safetensors."""
    from safetensors.numpy import save

    features = np.ascontiguousarray(word_index.features, np.float32)
    card = json.dumps(word_index.card._asdict())
    Path(path).write_bytes(save({"known": features}, metadata={"card": card}))


def load_searchable(folder: str | os.PathLike) -> Searchable:
    """Read what search by words needs.

    Raises:
        ConfigError: the run had no encoder, or its encoder does not support words.
        StoreError: the folder is no model.
    """
    from safetensors import SafetensorError, safe_open

    folder = Path(folder)
    config = read_config(folder)
    path = folder / "words.safetensors"
    if not path.exists():
        raise ConfigError(
            f"{folder}: this model cannot be searched by words, because its run had no encoder "
            "that supports words; set pretrained.encoder to musicnn or a CLAP model in the "
            "config, and run the workflow again"
        )
    try:
        with safe_open(path, "numpy") as file:
            card, features = json.loads(file.metadata()["card"]), file.get_tensor("known")
        card = EncoderCard(**card | {"tags": tuple(card["tags"])})
        rows = read_rows(str(folder / "known_tracks.tsv"), ["track_id", "title"])
    except (OSError, ValueError, KeyError, TypeError, StoreError, SafetensorError) as problem:
        raise _damaged(folder, problem) from problem
    return Searchable(WordIndex(card, features), config, rows)


def load_fitted_tracks(folder: str | os.PathLike) -> FittedTracks:
    """Read the fitted tracks of a model folder, without loading the model.

    Raises:
        StoreError: a file is missing, damaged or of another version.
    """
    from safetensors import SafetensorError

    folder = Path(folder)
    config = read_config(folder)
    try:
        _, groupings = _read_reference(str(folder / "reference.safetensors"), config["references"])
        rows = read_rows(str(folder / "known_tracks.tsv"), ["track_id", "title"])
    except (OSError, ValueError, KeyError, TypeError, StoreError, SafetensorError) as problem:
        raise _damaged(folder, problem) from problem
    return FittedTracks(groupings, rows)


def load_release(folder: str | os.PathLike) -> Release:
    """Read a model folder.

    Raises:
        StoreError: a file is missing, damaged or of another version.
    """
    from safetensors import SafetensorError

    from hbvae.models.weights import load_model

    config = read_config(Path(folder))
    folder = Path(folder)
    try:
        model = load_model(str(folder / "weights.safetensors"))
        space, groupings = _read_reference(
            str(folder / "reference.safetensors"), config["references"]
        )
        track_rows = read_rows(str(folder / "known_tracks.tsv"), ["track_id", "title"])
    except (OSError, ValueError, KeyError, TypeError, StoreError, SafetensorError) as problem:
        raise _damaged(folder, problem) from problem
    return Release(model, config, space, groupings, track_rows, folder)


def read_config(folder: Path) -> dict:
    """Read config.json of a model folder.

    Raises:
        StoreError: the folder contains no model, or a model of another format.
    """
    expected = f"{folder}: expected a model folder, such as a run's results/NAME/release"
    if not folder.is_dir():
        raise StoreError(f"{expected}; there is no such folder")
    if missing := [name for name in FILES if not (folder / name).is_file()]:
        inside = sorted(config.parent for config in folder.glob("**/release/config.json"))
        meant = f"; did you mean {inside[0]}?" if inside else ""
        verb = "is" if len(missing) == 1 else "are"
        raise StoreError(f"{expected}; {', '.join(missing)} {verb} missing{meant}")
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        version = config.get("format")
    except (OSError, ValueError, AttributeError) as problem:
        raise _damaged(folder, problem) from problem
    if version != FORMAT:
        raise StoreError(
            f"{folder}: expected a model of format {FORMAT}, got {version}; make the release "
            "again with this version of hbvae"
        )
    return config


def _damaged(folder: Path, problem: Exception) -> StoreError:
    return StoreError(
        f"{folder}: the model cannot be read: it is damaged, or hbvae did not write it ({problem})"
    )


def _read_reference(path: str, names: Iterable[str]) -> tuple[JointAudio, dict[str, Grouping]]:
    from safetensors.numpy import load_file

    arrays = load_file(path)
    whitening = {
        part: Whitening(arrays[f"{part}.centre"], arrays[f"{part}.axes"])
        for part in PARTS
        if f"{part}.centre" in arrays
    }
    steps = [arrays[name] for name in sorted(arrays) if name.startswith("steps.")]
    groupings = {
        name: Grouping(*(arrays[f"{name}.{key}"] for key in Grouping._fields)) for name in names
    }
    return JointAudio(whitening, steps, int(arrays["n_neighbors"][0])), groupings


def no_generator(config: Mapping) -> str:
    """Say why a model folder has no generator.

    Args:
        config: the content of its config.json.
    """
    if not config["conditions"]:
        return "its collection has no labels"
    return (
        "its run did not train the conditional VAE; run the workflow again with `generate: true` "
        "in the config, or with --configfile config/full.yaml"
    )


def load_generator(folder: str | os.PathLike):
    """Load the conditional VAE of a model folder, its `Conditions`, and config.json.

    Raises:
        ConfigError: the folder has no conditional VAE.
        StoreError: the folder is no model.
    """
    from safetensors import SafetensorError

    from hbvae.models.labels import Conditions
    from hbvae.models.weights import load_model

    folder = Path(folder)
    config = read_config(folder)
    path = folder / "generator.safetensors"
    if not path.exists():
        raise ConfigError(f"{folder}: this model cannot generate: {no_generator(config)}")
    try:
        model = load_model(str(path))
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as problem:
        raise _damaged(folder, problem) from problem
    return model, Conditions(config["conditions"]), config

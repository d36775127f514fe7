"""A trained model in a folder of its own.

=====================  =========================================================================
weights.safetensors    the joint model, with the settings that shape it
generator.safetensors  the conditional VAE, where the collection has labels and the run made it
config.json            how features and lyric embeddings are made, what the clusters are called, and
                       where the model comes from
reference.safetensors  whitening and tracks of `JointAudio`, centroids, points of the tracks
known_tracks.tsv       the tracks it was fitted to: title, labels, its clusters and their names
words.safetensors      where the run's encoder knows words: how well each of these tracks fits its
                       tags, or what it hears of them where it embeds texts
README.md              the model card
=====================  =========================================================================

Nothing in it is code: the arrays are safetensors, the rest is text.
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
    """The clusters of the known tracks in one representation."""

    points: np.ndarray  # (tracks, dimensions), means of the tracks' slices
    clusters: np.ndarray  # (tracks,)
    centroids: np.ndarray  # (clusters, dimensions), means of the tracks of each

    @classmethod
    def from_points(cls, points: np.ndarray, clusters: np.ndarray) -> "Grouping":
        """That of tracks, (tracks, dimensions), whose clusters, (tracks,), are known."""
        means = [points[clusters == number].mean(0) for number in range(clusters.max() + 1)]
        return cls(points, clusters, np.stack(means))


class Hearing(NamedTuple):
    """What the encoder of a run knows of the tracks of a model, so that they are found by words."""

    card: EncoderCard
    known: np.ndarray  # (tracks, n_tags) from `tag_scores`; (tracks, dim) where it embeds texts


class Searchable(NamedTuple):
    """What of a model folder it takes to find songs by words."""

    hearing: Hearing
    config: dict  # config.json
    known: list[dict]  # rows of known_tracks.tsv


class Known(NamedTuple):
    """The tracks that a model was fitted to, and where they lie."""

    groupings: dict[str, Grouping]  # by what songs are assigned by
    rows: list[dict]  # of known_tracks.tsv, in the order of the groupings' points


class Release(NamedTuple):
    """What a model folder holds."""

    model: "Model"  # the joint model
    config: dict  # config.json
    space: JointAudio
    groupings: dict[str, Grouping]  # by what songs are assigned by: sound, and lyrics where known
    known: list[dict]  # rows of known_tracks.tsv
    folder: Path

    @property
    def audio(self) -> AudioConfig:
        return AudioConfig(**self.config["audio"])

    def load_encoder(self) -> "Encoder | None":
        """The encoder that has heard the collection; None where no encoder has.

        Raises:
            ConfigError: it is not here, or only in another version.
        """
        from hbvae.features.pretrained.registry import encoder

        about = self.config["encoder"]
        return encoder(about["name"], about["version"]) if about else None

    @property
    def names(self) -> dict[str, list[ClusterName]]:
        """What the clusters of each grouping are called, by their numbers."""
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
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    Path(path).write_bytes(save(whole))


def write_known(path: str, rows: Sequence[Mapping]) -> None:
    """Write known_tracks.tsv."""
    write_rows(path, list(rows[0]), (row.values() for row in rows))


def write_hearing(path: str, hearing: Hearing) -> None:
    """Write words.safetensors."""
    from safetensors.numpy import save

    known = np.ascontiguousarray(hearing.known, np.float32)
    card = json.dumps(hearing.card._asdict())
    Path(path).write_bytes(save({"known": known}, metadata={"card": card}))


def load_searchable(folder: str | os.PathLike) -> Searchable:
    """Read what it takes to find songs by words.

    Raises:
        ConfigError: the run had no encoder, or one that knows no words.
        StoreError: the folder is no model.
    """
    from safetensors import SafetensorError, safe_open

    folder = Path(folder)
    config = read_config(folder)
    path = folder / "words.safetensors"
    if not path.exists():
        raise ConfigError(
            f"{folder}: this model cannot be searched by words, because its run had no encoder "
            "that knows words; set pretrained.encoder to musicnn or a CLAP model in the config, "
            "and run the workflow again"
        )
    try:
        with safe_open(path, "numpy") as file:
            card, known = json.loads(file.metadata()["card"]), file.get_tensor("known")
        card = EncoderCard(**card | {"tags": tuple(card["tags"])})
        rows = read_rows(str(folder / "known_tracks.tsv"), ["track_id", "title"])
    except (OSError, ValueError, KeyError, TypeError, StoreError, SafetensorError) as problem:
        raise _damaged(folder, problem) from problem
    return Searchable(Hearing(card, known), config, rows)


def load_known(folder: str | os.PathLike) -> Known:
    """Read the tracks of a model folder, without its model.

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
    return Known(groupings, rows)


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
        known = read_rows(str(folder / "known_tracks.tsv"), ["track_id", "title"])
    except (OSError, ValueError, KeyError, TypeError, StoreError, SafetensorError) as problem:
        raise _damaged(folder, problem) from problem
    return Release(model, config, space, groupings, known, folder)


def read_config(folder: Path) -> dict:
    """The config of the model in a folder.

    Raises:
        StoreError: the folder holds no model, or a model in another format.
    """
    expected = f"{folder}: expected a model folder, such as results/NAME/release of a run"
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
    """Why a model folder has no generator.

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
    """The conditional VAE of a model folder, its `Conditions`, and config.json.

    Raises:
        ConfigError: it has none.
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

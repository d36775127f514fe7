"""The trained models, by name.

This file is a table: it imports no model, and no job depends on it. A job that runs a model
depends on the module of that model's family (`module`), so an edit to a family reruns only the
jobs of that family.
"""

from collections.abc import Set
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from hbvae.models.base import Model

Input = Literal["spectrogram", "statistics", "lyrics", "labels", "encoder"]


@dataclass(frozen=True)
class Architecture:
    """A network that can be trained.

    Attributes:
        path: module and class, such as "hbvae.models.hybrid:HybridVAE".
        title: the model's name for readers.
        inputs: required inputs; "statistics" are those of `hbvae.features.gtzan_statistics`,
            "encoder" are embeddings by an encoder trained on other songs.
        optional: inputs that the model uses if the dataset or the run has them.
        roles: what the workflow uses the model for, `hbvae.representations.base.Role`.
    """

    path: str
    title: str
    inputs: Set[Input]
    optional: Set[Input] = frozenset()
    roles: Set[str] = frozenset()


MODELS: dict[str, Architecture] = {
    "autoencoder": Architecture(
        "hbvae.models.dense:Autoencoder",
        title="Autoencoder",
        inputs={"spectrogram"},
        roles={"compared", "plain_autoencoder"},
    ),
    "conv_vae": Architecture(
        "hbvae.models.hybrid:HybridVAE",
        title="Convolutional beta-VAE",
        inputs={"spectrogram"},
        roles={"paper_model"},
    ),
    "hybrid_vae": Architecture(
        "hbvae.models.hybrid:HybridVAE",
        title="Hybrid beta-VAE",
        inputs={"spectrogram", "lyrics"},
        roles={"paper_model"},
    ),
    "dense_vae": Architecture(
        "hbvae.models.dense:DenseVAE",
        title="VAE of 43 statistics",
        inputs={"statistics"},
    ),
    "joint_vae": Architecture(
        "hbvae.models.joint:JointVAE",
        title="Joint model",
        inputs={"spectrogram"},
        optional={"lyrics", "encoder"},
        roles={"released_model", "swept"},
    ),
    "cvae": Architecture(
        "hbvae.models.conditional:ConditionalVAE",
        title="Conditional VAE",
        inputs={"spectrogram", "labels"},
        roles={"generator"},
    ),
}


def module(name: str) -> str:
    """The module with the model's class, such as "hbvae.models.hybrid"."""
    return MODELS[name].path.partition(":")[0]


def model_class(name: str) -> "type[Model]":
    """Import the model's family and return its class."""
    path, _, class_name = MODELS[name].path.partition(":")
    return vars(import_module(path))[class_name]

"""The trained models, by name, and how they are kept: weights with the settings that shape them."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import save
from torch import nn

from hbvae.errors import StoreError
from hbvae.models.conditional import ConditionalVAE
from hbvae.models.dense import Autoencoder, DenseConfig, DenseVAE, DenseVAEConfig
from hbvae.models.hybrid import HybridVAE, VAEConfig
from hbvae.models.joint import JointConfig, JointVAE
from hbvae.provenance import record

MODELS = {
    "autoencoder": (Autoencoder, DenseConfig),
    "conv_vae": (HybridVAE, VAEConfig),
    "hybrid_vae": (HybridVAE, VAEConfig),
    "joint_vae": (JointVAE, JointConfig),
    "cvae": (ConditionalVAE, VAEConfig),
    "dense_vae": (DenseVAE, DenseVAEConfig),
}


def build_model(
    name: str, settings: Mapping, input_shape: tuple[int, ...], lyrics_dim: int
) -> nn.Module:
    """A new, untrained model.

    Args:
        name: one of `MODELS`.
        settings: its section of the config.
        input_shape: of what is known of a slice: (n_mels, n_frames), or (n_statistics,).
        lyrics_dim: length of a lyric embedding, or of what else is known of a slice's track; 0 for
            a model of the sound alone.
    """
    model, config = MODELS[name]
    return model(config(**settings), tuple(input_shape), lyrics_dim)


def save_model(path: str, model: nn.Module, name: str, input_shape, lyrics_dim: int) -> None:
    """Write weights as safetensors, what `build_model` needs in the same file's metadata."""
    recipe = {
        "name": name,
        "settings": asdict(model.config),
        "input_shape": list(input_shape),
        "lyrics_dim": lyrics_dim,
    }
    weights = {key: value.detach().cpu().contiguous() for key, value in model.state_dict().items()}
    # One entry: safetensors writes several in a random order.
    about = {"hbvae": json.dumps(recipe | {"provenance": record()})}
    Path(path).write_bytes(save(weights, about))


def load_model(path: str) -> tuple[nn.Module, dict]:
    """The model that `save_model` wrote, ready to encode, and the arguments of its `build_model`.

    Raises:
        StoreError: the file carries no settings.
    """
    with safe_open(path, "pt") as file:
        metadata = file.metadata() or {}
        if "hbvae" not in metadata:
            raise StoreError(f"{path}: expected weights written by hbvae, with their settings")
        recipe = json.loads(metadata["hbvae"])
        recipe.pop("provenance", None)
        weights = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    model = build_model(**recipe)
    model.load_state_dict(weights)
    return model.eval(), recipe

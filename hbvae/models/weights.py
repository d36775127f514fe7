"""A model as a file: weights with the settings that shape them."""

import json
from collections.abc import Mapping
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import save

from hbvae.errors import ConfigError, StoreError
from hbvae.models.base import InputSizes, Model
from hbvae.models.registry import model_class
from hbvae.provenance import record


def build_model(name: str, settings: Mapping, sizes: InputSizes) -> Model:
    """A new, untrained model.

    Args:
        name: a key of `hbvae.models.registry.MODELS`.
        settings: the model's section of the config.
        sizes: of what the model is given.

    Raises:
        ConfigError: settings are unknown, out of range, or do not fit the sizes.
    """
    family = model_class(name)
    try:
        config = family.Config(**settings)
    except ConfigError as problem:
        raise ConfigError(f"models.{name}: {problem}") from None
    return family(config, sizes)


def save_model(path: str, model: Model, name: str) -> None:
    """Write weights as safetensors, what `build_model` needs in the same file's metadata."""
    recipe = {
        "name": name,
        "settings": model.config.model_dump(mode="json"),
        "sizes": model.sizes._asdict(),
    }
    weights = {key: value.detach().cpu().contiguous() for key, value in model.state_dict().items()}
    # One entry: safetensors writes several in a random order.
    about = {"hbvae": json.dumps(recipe | {"provenance": record()})}
    Path(path).write_bytes(save(weights, about))


def load_model(path: str) -> Model:
    """The model that `save_model` wrote, ready to encode.

    Raises:
        StoreError: the file carries no settings, or those of another version of hbvae.
    """
    with safe_open(path, "pt") as file:
        metadata = file.metadata() or {}
        if "hbvae" not in metadata:
            raise StoreError(f"{path}: expected weights written by hbvae, with their settings")
        recipe = json.loads(metadata["hbvae"])
        weights = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    if "heard_dim" not in recipe.get("sizes", {}):
        raise StoreError(
            f"{path}: an older version of hbvae wrote these weights; train the model again"
        )
    sizes = InputSizes(**recipe["sizes"] | {"shape": tuple(recipe["sizes"]["shape"])})
    try:
        model = build_model(recipe["name"], recipe["settings"], sizes)
    except ConfigError as problem:
        raise StoreError(
            f"{path}: these weights are of another version of hbvae ({problem}); train the model "
            "again"
        ) from None
    model.load_state_dict(weights)
    return model.eval()

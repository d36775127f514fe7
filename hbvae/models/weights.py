"""Files of models: weights with the settings that shape them."""

import json
from collections.abc import Mapping
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import save

from hbvae.errors import ConfigError, StoreError
from hbvae.models.base import InputSizes, Model
from hbvae.models.registry import model_class
from hbvae.provenance import record

ENCODED_DIM = "heard_dim"  # key of `InputSizes.encoded_dim` in a file


def build_model(name: str, settings: Mapping, sizes: InputSizes) -> Model:
    """A new, untrained model.

    Args:
        name: a key of `hbvae.models.registry.MODELS`.
        settings: the model's section of the config.
        sizes: sizes of the model's inputs.

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
    """Write weights as safetensors, with the arguments of `build_model` in the file's metadata."""
    sizes = model.sizes._asdict()
    sizes[ENCODED_DIM] = sizes.pop("encoded_dim")
    recipe = {
        "name": name,
        "settings": model.config.model_dump(mode="json"),
        "sizes": sizes,
    }
    weights = {key: value.detach().cpu().contiguous() for key, value in model.state_dict().items()}
    # A single entry, because safetensors writes several in random order.
    about = {"hbvae": json.dumps(recipe | {"provenance": record()})}
    Path(path).write_bytes(save(weights, about))


def load_model(path: str) -> Model:
    """Load a model that `save_model` wrote, in evaluation mode.

    Raises:
        StoreError: the file has no settings, or settings of another version of hbvae.
    """
    with safe_open(path, "pt") as file:
        metadata = file.metadata() or {}
        if "hbvae" not in metadata:
            raise StoreError(
                f"{path}: expected a model written by hbvae, got weights without settings"
            )
        recipe = json.loads(metadata["hbvae"])
        weights = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    sizes = recipe.get("sizes", {})
    if ENCODED_DIM not in sizes:
        raise StoreError(
            f"{path}: an older version of hbvae wrote this model; train the model again"
        )
    sizes |= {"shape": tuple(sizes["shape"]), "encoded_dim": sizes.pop(ENCODED_DIM)}
    try:
        model = build_model(recipe["name"], recipe["settings"], InputSizes(**sizes))
    except ConfigError as problem:
        raise StoreError(
            f"{path}: another version of hbvae wrote this model ({problem}); train the model again"
        ) from None
    model.load_state_dict(weights)
    return model.eval()

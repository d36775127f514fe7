"""The registry of encoders: look an encoder up by name, and load it."""

import importlib

from hbvae.errors import ConfigError
from hbvae.features.pretrained.base import Encoder, EncoderCard

ENCODERS = {  # module and class by name; imported only if a run uses the encoder
    "musicnn": ("hbvae.features.pretrained.musicnn", "Musicnn"),
}
OTHERS = "hbvae.features.pretrained.snapshot"  # finds the class for a folder or a name on the hub


def encoder_module(name: str) -> str:
    """The module of an encoder; argument and errors are those of `encoder_card`."""
    return _place(name)[0]


def encoder_class(name: str) -> type[Encoder]:
    """The class of an encoder; argument and errors are those of `encoder_card`."""
    module, class_name = _place(name)
    return getattr(importlib.import_module(module), class_name)


def encoder_card(name: str) -> EncoderCard:
    """Describe an encoder without reading its weights.

    Args:
        name: a key of `ENCODERS`; the folder of a checkpoint that `transformers` saved; or the name
            of such a checkpoint on the model hub, optionally with ``@`` and a revision.

    Raises:
        ConfigError: the weights are not on this machine, or may not be loaded; the message says
            what to do.
    """
    return encoder_class(name).describe(name)


def encoder(name: str, version: str | None = None) -> Encoder:
    """Load an encoder with its weights.

    Args:
        name: as in `encoder_card`.
        version: the expected version, because outputs of different versions cannot be compared;
            None for any version.

    Raises:
        ConfigError: the weights are missing, damaged, of another version, or may not be loaded.
    """
    card = encoder_card(name)
    if version not in (None, card.version):
        raise ConfigError(
            f"pretrained.encoder: expected {card.name} in version {version}, which encoded the "
            f"other songs, got version {card.version}; install that version, or run the workflow "
            "again with this one"
        )
    return encoder_class(name)(name)


def _place(name: str) -> tuple[str, str]:
    return ENCODERS.get(name) or importlib.import_module(OTHERS).loading_class(name)

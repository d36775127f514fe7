"""Every encoder by name; the door through which one is asked for."""

import importlib

from hbvae.errors import ConfigError
from hbvae.features.pretrained.base import Encoder, EncoderCard

ENCODERS = {  # the module and the class of each; imported only where a run has that encoder
    "musicnn": ("hbvae.features.pretrained.musicnn", "Musicnn"),
}
OTHERS = "hbvae.features.pretrained.snapshot"  # knows the class of a folder, of a name on the hub


def encoder_module(name: str) -> str:
    """The module that an encoder is in; argument and errors are those of `encoder_card`."""
    return _place(name)[0]


def encoder_class(name: str) -> type[Encoder]:
    """The class of an encoder; argument and errors are those of `encoder_card`."""
    module, class_name = _place(name)
    return getattr(importlib.import_module(module), class_name)


def encoder_card(name: str) -> EncoderCard:
    """What is known of an encoder without reading its weights.

    Args:
        name: a key of `ENCODERS`; the folder of a checkpoint that `transformers` saved; or the name
            of such a folder on the model hub, with ``@`` and a revision where need be.

    Raises:
        ConfigError: they are not here, or may not be loaded; says what to do.
    """
    return encoder_class(name).describe(name)


def encoder(name: str, version: str | None = None) -> Encoder:
    """An encoder with its weights loaded.

    Args:
        name: that of `encoder_card`.
        version: what the card must say; None, whichever is here. What another version hears cannot
            be compared.

    Raises:
        ConfigError: its weights are not here, damaged, of another version, or may not be loaded.
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

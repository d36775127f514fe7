"""Every encoder by name; the door through which one is asked for."""

import importlib

from hbvae.features.pretrained.base import Encoder, EncoderCard

ENCODERS = {  # the module and the class of each; imported only where a run has that encoder
    "musicnn": ("hbvae.features.pretrained.musicnn", "Musicnn"),
}


def encoder_module(name: str) -> str:
    """The module that an encoder is in."""
    return ENCODERS[name][0]


def encoder_class(name: str) -> type[Encoder]:
    """The class of an encoder."""
    module, class_name = ENCODERS[name]
    return getattr(importlib.import_module(module), class_name)


def encoder_card(name: str) -> EncoderCard:
    """What is known of an encoder without reading its weights.

    Raises:
        ConfigError: they are not here; says what to do.
    """
    return encoder_class(name).describe(name)


def encoder(name: str) -> Encoder:
    """An encoder with its weights loaded.

    Raises:
        ConfigError: its weights are not installed, or damaged.
    """
    return encoder_class(name)(name)

"""Every encoder by name; the door through which one is asked for."""

import importlib

from hbvae.features.pretrained.base import Encoder

ENCODERS = {  # the module and the class of each; imported only where a run has that encoder
    "musicnn": ("hbvae.features.pretrained.musicnn", "Musicnn"),
}


def encoder_class(name: str) -> type[Encoder]:
    """The class of an encoder, which has its card and knows whether it is installed."""
    module, class_name = ENCODERS[name]
    return getattr(importlib.import_module(module), class_name)


def encoder(name: str) -> Encoder:
    """An encoder with its weights loaded.

    Raises:
        ConfigError: its weights are not installed, or damaged.
    """
    return encoder_class(name)()

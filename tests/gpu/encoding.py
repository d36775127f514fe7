"""Slices a second that each fitted model encodes, and lyrics a second that become embeddings."""

import time

import numpy as np
from setting import CPU, Setting, device, fabric_on, new_model, slices_for

from hbvae.features.lyric_embedding import LyricsConfig, embed_lyrics, load_encoder
from hbvae.models.registry import MODELS
from hbvae.training.fitting import encode


def measure(setting: Setting) -> None:
    """A row for each model and batch size, then the lyrics."""
    n = setting.size(20_000, 80)
    fabric = fabric_on(device())
    for batch in (16,) if setting.small else (256, 1024, 4096):
        for name in MODELS:
            slices = slices_for(name, n, setting.small)
            model = new_model(name, slices, setting.small)
            encode(fabric, model, slices._replace(x=slices.x[: 2 * batch]), batch)
            start = time.perf_counter()
            encode(fabric, model, slices, batch)
            _keep(setting, f"{name}, slices", batch, n, time.perf_counter() - start)
    _embed(setting)


def _embed(setting: Setting) -> None:
    """Embed 300 texts of 300 words, each by itself, as the workflow does."""
    try:
        encoder = load_encoder(LyricsConfig().model)
    except ImportError as missing:
        setting.keep(measured=f"lyrics: left out, {missing}")
        return
    random = np.random.default_rng(0)
    words = ["love", "night", "river", "road", "light", "heart", "morning", "rain", "dance"]
    texts = [" ".join(random.choice(words, 300)) for _ in range(setting.size(300, 3))]
    for place in dict.fromkeys((CPU, device())):
        encoder.to(place)
        embed_lyrics(texts[:3], encoder, "windows", LyricsConfig().window)
        start = time.perf_counter()
        embed_lyrics(texts, encoder, "windows", LyricsConfig().window)
        seconds = time.perf_counter() - start
        _keep(setting, f"lyrics of 300 words, on {place.type}", None, len(texts), seconds)


def _keep(setting: Setting, what: str, batch: int | None, n: int, seconds: float) -> None:
    setting.keep(measured=what, batch=batch, n=n, seconds=seconds, **{"a second": n / seconds})

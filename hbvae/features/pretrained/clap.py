"""CLAP, trained to match sounds with texts: any `ClapModel` of `transformers`."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from hbvae.features.pretrained.base import EncodedSlices, EncoderCard
from hbvae.features.pretrained.snapshot import snapshot
from hbvae.features.pretrained.windows import WindowEncoder

TEXTS_AT_ONCE = 64  # in a batch; limits memory
WITH_TEXT = "ClapModel"  # the class that also has a network for texts


class Clap(WindowEncoder):
    """Embeddings of sound and text in a common space (Wu et al. 2023, arXiv:2211.06687)."""

    def __init__(self, name: str):
        from transformers import ClapAudioModelWithProjection, ClapFeatureExtractor

        from hbvae.features.pretrained.loading import load_network

        super().__init__(name)
        self.snapshot = snapshot(name)
        self.extractor = ClapFeatureExtractor.from_dict(dict(self.snapshot.extractor))
        config = self._config("audio_config")
        self.network = load_network(ClapAudioModelWithProjection, self.snapshot, config)

    @classmethod
    def describe(cls, name: str) -> EncoderCard:
        """Read the card from the files beside the weights; defaults are those of the classes."""
        checkpoint = snapshot(name)
        return EncoderCard(
            name=checkpoint.name,
            version=checkpoint.revision,
            licence=checkpoint.licence,
            source=checkpoint.architecture,
            learned_from="texts of other songs",
            sample_rate=checkpoint.extractor.get("sampling_rate", 48_000),
            window=checkpoint.extractor.get("max_length_s", 10),
            dim=checkpoint.config.get("projection_dim", 512),
            tags=(),
            reads_text=checkpoint.architecture == WITH_TEXT,
            wants_gpu=True,
        )

    def embed_text(self, texts: Sequence[str]) -> np.ndarray:
        """Embed texts in the space of sounds, (texts, dim) float32, rows of unit length."""
        import torch

        if not self.card.reads_text:
            return super().embed_text(texts)
        tokenizer, network = self._reader
        rows = [torch.empty(0, self.card.dim)]
        for first in range(0, len(texts), TEXTS_AT_ONCE):
            some = list(texts[first : first + TEXTS_AT_ONCE])
            tokens = tokenizer(some, padding=True, truncation=True, return_tensors="pt")
            with torch.inference_mode():
                raw = network(tokens["input_ids"], tokens["attention_mask"]).text_embeds
            rows.append(torch.nn.functional.normalize(raw, dim=1))
        return torch.cat(rows).numpy()

    def _encode(self, windows: np.ndarray) -> EncodedSlices:
        import torch

        from hbvae.features.pretrained.loading import device

        rate = self.card.sample_rate
        images = self.extractor(list(windows), sampling_rate=rate)["input_features"]
        images = torch.from_numpy(np.asarray(images, np.float32)).to(device())
        # The extractor marks a random window as longer than it is; no window is.
        is_longer = torch.zeros(len(images), 1, dtype=torch.bool)
        with torch.inference_mode():
            raw = self.network.to(images.device)(images, is_longer).audio_embeds
        return EncodedSlices(raw.cpu().numpy(), np.empty((len(windows), 0), np.float32))

    @cached_property
    def _reader(self):
        """The tokenizer and the network for texts, loaded when the first text is embedded."""
        from transformers import AutoTokenizer, ClapTextModelWithProjection

        from hbvae.features.pretrained.loading import load_network

        config = self._config("text_config")
        network = load_network(ClapTextModelWithProjection, self.snapshot, config)
        tokenizer = AutoTokenizer.from_pretrained(
            self.snapshot.folder, local_files_only=True, trust_remote_code=False
        )
        # Positions are counted from the position after the padding's.
        longest = config.max_position_embeddings - config.pad_token_id - 1
        tokenizer.model_max_length = min(tokenizer.model_max_length, longest)
        return tokenizer, network

    def _config(self, part: str):
        """The config of the network for sounds, ``audio_config``, or for texts, ``text_config``."""
        from transformers import ClapAudioConfig, ClapConfig

        config = dict(self.snapshot.config)
        if self.card.reads_text:
            return getattr(ClapConfig.from_dict(config), part)
        return ClapAudioConfig.from_dict(config)

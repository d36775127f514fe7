"""The Audio Spectrogram Transformer (AST): any checkpoint for its classes in `transformers`."""

import warnings

import numpy as np

from hbvae.features.pretrained.base import EncodedSlices, EncoderCard
from hbvae.features.pretrained.snapshot import snapshot
from hbvae.features.pretrained.windows import WindowEncoder

FRAME, STEP = 0.025, 0.01  # length and hop of the spectrogram's frames, s
TAGGER = "ASTForAudioClassification"  # the class that has tags


class SpectrogramTransformer(WindowEncoder):
    """An embedding of sound, and tags (Gong, Chung & Glass 2021, arXiv:2104.01778)."""

    def __init__(self, name: str):
        from transformers import ASTConfig, ASTFeatureExtractor, ASTForAudioClassification, ASTModel

        from hbvae.features.pretrained.loading import load_network

        super().__init__(name)
        checkpoint = snapshot(name)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "At least one mel filter")  # also in AST's training
            self.extractor = ASTFeatureExtractor.from_dict(dict(checkpoint.extractor))
        config = ASTConfig.from_dict(dict(checkpoint.config))
        kind = ASTForAudioClassification if self.card.tags else ASTModel
        self.network = load_network(kind, checkpoint, config)

    @classmethod
    def describe(cls, name: str) -> EncoderCard:
        """Read the card from the files beside the weights; defaults are those of the classes."""
        checkpoint = snapshot(name)
        labels = checkpoint.config.get("id2label", {}) if checkpoint.architecture == TAGGER else {}
        n_frames = checkpoint.extractor.get("max_length", 1024)
        return EncoderCard(
            name=checkpoint.name,
            version=checkpoint.revision,
            licence=checkpoint.licence,
            source=checkpoint.architecture,
            learned_from="tags of other songs",
            sample_rate=checkpoint.extractor.get("sampling_rate", 16_000),
            window=FRAME + (n_frames - 1) * STEP,
            dim=checkpoint.config.get("hidden_size", 768),
            tags=tuple(labels[number] for number in sorted(labels, key=int)),
            wants_gpu=True,
        )

    def _encode(self, windows: np.ndarray) -> EncodedSlices:
        import torch

        from hbvae.features.pretrained.loading import device

        rate = self.card.sample_rate
        images = self.extractor(list(windows), sampling_rate=rate)["input_values"]
        images = torch.from_numpy(np.asarray(images, np.float32)).to(device())
        network = self.network.to(images.device)
        with torch.inference_mode():
            if not self.card.tags:
                raw = network(images).pooler_output
                return EncodedSlices(raw.cpu().numpy(), np.empty((len(windows), 0), np.float32))
            pooled = network.audio_spectrogram_transformer(images).pooler_output
            tags = torch.sigmoid(network.classifier(pooled))
        return EncodedSlices(pooled.cpu().numpy(), tags.cpu().numpy())

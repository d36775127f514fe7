"""Transcribing lyrics with a Whisper model of `transformers`.

The user chooses the model. Its weights are read only from safetensors, and no code that comes with
them is run. `hbvae.features.lyric_gates` decides which texts are kept.
"""

from itertools import chain
from typing import ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from hbvae.config import PositiveInt, Section
from hbvae.errors import ConfigError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.lyric_gates import GatesConfig
from hbvae.features.pretrained.snapshot import Snapshot, Wanted, snapshot

WHISPER = Wanted("lyrics.transcribe", ("WhisperForConditionalGeneration",), "openai/whisper-small")
RATE = 16_000  # Hz, the sample rate of every Whisper model
WINDOW = 30  # s, length of the model's input
SHORTEST = 3  # s; a shorter remainder at the end of a recording is not transcribed
# Greedy first; if a text repeats itself or is improbable, again at a higher temperature.
TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
# Whisper's thresholds for this. transformers computes the compression ratio of token ids, for which
# 1.35 corresponds to 2.4 for a text.
REPEATS, IMPROBABLE, SILENT = 1.35, -1.0, 0.6
SEED = 0  # for temperatures above 0, set for each window: no text depends on another


class TranscriptionConfig(Section):
    """Transcription of tracks without lyrics, and the gates for its texts."""

    section: ClassVar[str] = "lyrics"

    transcribe: str | None = Field(
        None,
        description="Whisper model to transcribe tracks without lyrics: a folder, or a name on "
        "the model hub (openai/whisper-small, or with a revision, NAME@REVISION); null: these "
        "tracks stay without lyrics",
    )
    seconds: PositiveInt = Field(
        90,
        description="s; length of the central part of a recording to transcribe; the model takes "
        "30 s at a time",
    )
    gates: GatesConfig = Field(
        GatesConfig(), description="checks that a transcribed text must pass to be used as lyrics"
    )


class Written(NamedTuple):
    """The transcription of one window."""

    start: float  # s from the beginning of the sound
    language: str  # ISO 639-1
    no_speech: float  # probability that nobody speaks or sings
    log_probability: float  # mean over the text's tokens and its end, nats
    text: str  # one line per phrase


def hearing(seconds: int) -> AudioConfig:
    """Settings for reading the central part of a recording, in complete seconds, for the model."""
    return AudioConfig(sample_rate=RATE, duration=seconds, slice_duration=1.0, n_frames=1)


def model_snapshot(name: str) -> Snapshot:
    """Locate a Whisper model with its revision and licence, without loading it.

    Args:
        name: see `TranscriptionConfig.transcribe`.

    Raises:
        ConfigError: the model is not on this machine and cannot be downloaded, is not a Whisper
            model, or may not be loaded.
    """
    return snapshot(name, WHISPER)


def in_words(checkpoint: Snapshot) -> str:
    """Name, revision and licence of a model, for people."""
    return f"{checkpoint.name} {checkpoint.revision[:12]} ({checkpoint.licence} licence)"


class Whisper:
    """A Whisper model with its weights loaded, on the GPU if there is one.

    Args:
        name: see `TranscriptionConfig.transcribe`.
        revision: the expected revision, because texts of different models cannot be compared.

    Raises:
        ConfigError: the model has another revision or is damaged; see also `model_snapshot`.
    """

    def __init__(self, name: str, revision: str):
        import torch
        from transformers import WhisperConfig, WhisperForConditionalGeneration, WhisperProcessor

        from hbvae.features.pretrained.loading import device, load_network

        checkpoint = model_snapshot(name)
        if checkpoint.revision != revision:
            raise ConfigError(
                f"lyrics.transcribe: expected {checkpoint.name} in revision {revision}, got "
                f"revision {checkpoint.revision}; run the workflow again with this one"
            )
        config = WhisperConfig.from_dict(dict(checkpoint.config))
        model = load_network(WhisperForConditionalGeneration, checkpoint, config)
        self.model = model.to(device(), torch.float16 if device().type == "cuda" else None)
        self.processor = WhisperProcessor.from_pretrained(checkpoint.folder, local_files_only=True)
        self.settings = model.generation_config
        if not hasattr(self.settings, "no_timestamps_token_id"):
            raise ConfigError(
                f"lyrics.transcribe: {checkpoint.folder}: expected generation_config.json with the "
                "tokens of a Whisper model; copy it from the source of the weights"
            )

    def transcribe(self, sound: np.ndarray) -> list[Written]:
        """Transcribe sound in windows of 30 s.

        Args:
            sound: (samples,) float32 at 16 kHz, mono.
        """
        step, least = WINDOW * RATE, SHORTEST * RATE
        starts = [first for first in range(0, len(sound), step) if len(sound) - first >= least]
        return [self._write(sound[first : first + step], first) for first in starts or [0]]

    def _write(self, sound: np.ndarray, first: int) -> Written:
        """Transcribe a window that begins at sample ``first``."""
        import torch

        torch.manual_seed(SEED)
        inputs = self.processor.feature_extractor(sound, sampling_rate=RATE, return_tensors="pt")
        features = inputs.input_features.to(self.model.device, self.model.dtype)
        with torch.inference_mode():
            language = self._language(features)
            chosen = {"language": language, "task": "transcribe"} if language else {}
            written = self.model.generate(
                features,
                return_timestamps=True,
                return_segments=True,
                temperature=TEMPERATURES,
                compression_ratio_threshold=REPEATS,
                logprob_threshold=IMPROBABLE,
                no_speech_threshold=SILENT,
                condition_on_prev_tokens=False,
                max_new_tokens=self.model.config.max_target_positions // 2,  # as in Whisper
                **chosen,
            )
            end = self.settings.eos_token_id  # ids above it are not text
            phrases = [
                [token for token in segment["tokens"].tolist() if token < end]
                for segment in written["segments"][0]
            ]
            no_speech, log_probability = self._measure(features, language, [*chain(*phrases)])
        lines = (self.processor.tokenizer.decode(phrase).strip() for phrase in phrases)
        text = "\n".join(filter(None, lines))
        code = language.strip("<|>") if language else "en"
        return Written(first / RATE, code, no_speech, log_probability, text)

    def _language(self, features) -> str | None:
        """The token of the language that the model detects; None for an English-only model."""
        if not getattr(self.settings, "is_multilingual", True):
            return None
        language_token = self.model.detect_language(
            features, generation_config=self.settings
        ).item()
        return next(
            token for token, number in self.settings.lang_to_id.items() if number == language_token
        )

    def _measure(self, features, language: str | None, tokens: list[int]) -> tuple[float, float]:
        """Probability of no speech, and the mean log-probability of a text, at temperature 1.

        `generate` returns neither. Unlike Whisper's mean, this one excludes time stamps.
        """
        import torch

        settings = self.settings
        prompt = [settings.decoder_start_token_id]
        if language:
            prompt += [settings.lang_to_id[language], settings.task_to_id["transcribe"]]
        prompt.append(settings.no_timestamps_token_id)
        text = [*tokens, settings.eos_token_id]
        text = text[: self.model.config.max_target_positions - len(prompt)]
        read = torch.tensor([[*prompt, *text[:-1]]], device=features.device)
        logits = self.model(input_features=features, decoder_input_ids=read).logits[0].float()
        no_speech = logits[0].softmax(-1)[settings.no_timestamps_token_id - 1]
        chosen = torch.tensor(text, device=features.device)[:, None]
        means = logits[len(prompt) - 1 :].log_softmax(-1).gather(1, chosen).mean()
        return float(no_speech), float(means)

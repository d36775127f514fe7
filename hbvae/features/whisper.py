"""Lyrics by ear: what a Whisper model of `transformers` writes down of a recording.

The model is the user's choice. Its weights are read from safetensors alone and no code that comes
with them is run. What is kept of its texts is decided elsewhere, `hbvae.features.lyric_gates`.
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
RATE = 16_000  # Hz, of what every Whisper model hears
WINDOW = 30  # s that it hears at once
SHORTEST = 3  # s; what is left at the end of a recording and shorter is not heard
# Greedy first; where a text repeats itself or is improbable, again at a higher temperature.
TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
# Thresholds of that, as Whisper has them. The ratio is that of token ids, of which transformers
# measures it: 1.35 stands for 2.4 of a text.
REPEATS, IMPROBABLE, SILENT = 1.35, -1.0, 0.6
SEED = 0  # of a temperature above 0, for each window anew: a text depends on no other one


class TranscriptionConfig(Section):
    """Whether lyrics are transcribed where there are none, and which texts are kept."""

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
    """What the model writes of one window."""

    start: float  # s from the beginning of the sound
    language: str  # ISO 639-1
    no_speech: float  # probability that nobody speaks or sings
    log_probability: float  # mean over the text's tokens and its end, nats
    text: str  # a line a phrase


def hearing(seconds: int) -> AudioConfig:
    """How a recording is read for the model: its middle, whole seconds of it."""
    return AudioConfig(sample_rate=RATE, duration=seconds, slice_duration=1.0, n_frames=1)


def model_snapshot(name: str) -> Snapshot:
    """Where a Whisper model is, its revision and its licence, without loading it.

    Args:
        name: see `TranscriptionConfig.transcribe`.

    Raises:
        ConfigError: it is not here and cannot be downloaded, is no Whisper model, or may not be
            loaded.
    """
    return snapshot(name, WHISPER)


def in_words(checkpoint: Snapshot) -> str:
    """For people: which model it is, and under which licence."""
    return f"{checkpoint.name} {checkpoint.revision[:12]} ({checkpoint.licence} licence)"


class Whisper:
    """A Whisper model with its weights loaded, on the GPU where there is one.

    Args:
        name: see `TranscriptionConfig.transcribe`.
        revision: which one is expected; what two models write cannot be compared.

    Raises:
        ConfigError: it is another revision, damaged, or see `model_snapshot`.
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
        """Write down what is sung, in windows of 30 s.

        Args:
            sound: (samples,) float32 at 16 kHz, mono.
        """
        step, least = WINDOW * RATE, SHORTEST * RATE
        starts = [first for first in range(0, len(sound), step) if len(sound) - first >= least]
        return [self._write(sound[first : first + step], first) for first in starts or [0]]

    def _write(self, sound: np.ndarray, first: int) -> Written:
        """What the model writes of a window that begins at sample ``first``."""
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
                max_new_tokens=self.model.config.max_target_positions // 2,  # as Whisper has it
                **chosen,
            )
            end = self.settings.eos_token_id  # the ids of all that is no text are above it
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
        """The token of the language that the model hears; None of a model of English alone."""
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

        `generate` keeps neither. Unlike Whisper's own mean this one leaves the times out.
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

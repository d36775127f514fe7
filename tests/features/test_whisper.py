"""What a Whisper model writes down, with a tiny one that says what it is made to say."""

import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from support.tiny_whisper import TEXT, write_whisper

from hbvae.errors import ConfigError
from hbvae.features.decoding import read_central_part
from hbvae.features.whisper import RATE, Whisper, hearing, in_words, model_snapshot

BANGLA = " নদীর ঘাটে সন্ধ্যা নামে নৌকা ফেরে আপন গ্রামে"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_whisper(tmp_path_factory.mktemp("whisper") / "tiny", BANGLA)


def load(folder):
    return Whisper(folder, model_snapshot(folder).revision)


def noise(seconds):
    return np.random.default_rng(0).normal(0, 0.1, round(seconds * RATE)).astype(np.float32)


def test_each_window_has_text_and_language(folder):
    written = load(folder).transcribe(noise(95))
    assert [window.start for window in written] == [0, 30, 60, 90]
    for window in written:
        assert (window.text, window.language) == (BANGLA.strip(), "bn")
        assert window.log_probability == pytest.approx(0, abs=1e-3)
        assert window.no_speech < 1e-3


def test_a_short_remainder_is_not_transcribed(folder):
    model = load(folder)
    assert [window.start for window in model.transcribe(noise(62.9))] == [0, 30]
    assert [window.start for window in model.transcribe(noise(1))] == [0]


def test_an_english_model_writes_english(tmp_path):
    (written,) = load(write_whisper(tmp_path / "en", is_multilingual=False)).transcribe(noise(5))
    assert (written.text, written.language) == (TEXT.strip(), "en")


def test_an_untrained_model_has_low_probabilities(tmp_path):
    model = load(write_whisper(tmp_path / "random", text=None))
    first, again = model.transcribe(noise(3)), model.transcribe(noise(3))
    assert first == again  # chance is seeded
    assert first[0].log_probability < -5


def test_measures_are_those_of_the_text_at_temperature_one(folder):
    """Of a model that says one thing, of another text, by hand."""
    model = load(folder)
    features = model.processor.feature_extractor(noise(3), sampling_rate=RATE, return_tensors="pt")
    settings = model.settings
    prompt = [settings.decoder_start_token_id, settings.lang_to_id["<|en|>"]]
    prompt += [settings.task_to_id["transcribe"], settings.no_timestamps_token_id]
    tokens = model.processor.tokenizer.encode("ab", add_special_tokens=False)
    read = torch.tensor([[*prompt, *tokens]])
    with torch.inference_mode():
        logits = model.model(features.input_features, decoder_input_ids=read).logits[0]
        measures = model._measure(features.input_features, "<|en|>", tokens)
    steps = logits[len(prompt) - 1 :].log_softmax(-1)
    chosen = [steps[row, token] for row, token in enumerate([*tokens, settings.eos_token_id])]
    silent = logits[0].softmax(-1)[settings.no_timestamps_token_id - 1]
    assert measures == pytest.approx((float(silent), float(sum(chosen)) / len(chosen)), rel=1e-5)


def test_sound_is_the_middle_of_a_recording_at_16_khz(tmp_path):
    import soundfile

    time = np.arange(200 * 8000) / 8000
    soundfile.write(tmp_path / "long.wav", np.sin(2 * np.pi * 440 * time), 8000)
    part = read_central_part(tmp_path / "long.wav", hearing(90))
    assert part.start == pytest.approx(55) and part.slices.size == 90 * RATE


# Which models are taken


def test_the_card_has_the_licence_and_which_weights_they_are(folder):
    snapshot = model_snapshot(folder)
    assert in_words(snapshot) == f"tiny {snapshot.revision[:12]} (mit licence)"
    with pytest.raises(ConfigError, match=r"^lyrics\.transcribe: expected tiny in revision other"):
        Whisper(folder, "other")


def change_json(path, **changes):
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.mark.parametrize(
    "damage, message",
    [
        (
            lambda f: change_json(f / "config.json", architectures=["ClapModel"]),
            "expected a WhisperForConditionalGeneration, got a ClapModel",
        ),
        (
            lambda f: change_json(f / "config.json", auto_map={"AutoModel": "mine.Model"}),
            "requests running its own code",
        ),
        (
            lambda f: (f / "model.safetensors").rename(f / "pytorch_model.bin"),
            "expected weights as safetensors",
        ),
    ],
)
def test_what_may_not_be_loaded_is_refused_before_anything_runs(tmp_path, damage, message):
    write_whisper(tmp_path / "tiny")
    damage(tmp_path / "tiny")
    with pytest.raises(ConfigError, match=f"^lyrics.transcribe: .*{message}"):
        model_snapshot(str(tmp_path / "tiny"))


def test_a_name_that_is_none_is_explained():
    with pytest.raises(ConfigError, match="expected a name on the model hub such as openai/whisp"):
        model_snapshot("/no/such/folder")


def test_incomplete_weights_are_refused(tmp_path):
    write_whisper(tmp_path / "tiny")
    path = tmp_path / "tiny/model.safetensors"
    weights = load_file(path)
    del weights["model.encoder.conv1.weight"]
    save_file(weights, path, {"format": "pt"})
    with pytest.raises(ConfigError, match=r"model\.encoder\.conv1\.weight is missing"):
        load(str(tmp_path / "tiny"))


def test_a_model_that_does_not_say_what_its_tokens_mean_is_refused(tmp_path):
    write_whisper(tmp_path / "tiny")
    (tmp_path / "tiny/generation_config.json").unlink()
    with pytest.raises(ConfigError, match=r"expected generation_config\.json"):
        load(str(tmp_path / "tiny"))

"""A Whisper model of a few thousand weights, in a folder, that says what a test wants.

It is whole: a configuration, a tokenizer of a few words, a feature extractor, weights. The one that
speaks has decoder layers that pass on what they are given, and embeddings of positions that are
those of the word to come; so it says its text of any sound. The one that mumbles is random.
"""

from pathlib import Path

import torch
from tokenizers import pre_tokenizers
from transformers import (
    GenerationConfig,
    WhisperConfig,
    WhisperFeatureExtractor,
    WhisperForConditionalGeneration,
    WhisperProcessor,
    WhisperTokenizer,
)

DIM = 64
LONGEST = 128  # tokens of a text and its prompt
TEXT = " The tide comes in, the lanterns sway, and I keep walking home to you"
LANGUAGES = ("en", "bn")
MARKS = (
    *("<|endoftext|>", "<|startoftranscript|>", *(f"<|{code}|>" for code in LANGUAGES)),
    *("<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>"),
    *("<|notimestamps|>", *(f"<|{0.02 * step:.2f}|>" for step in range(1501))),
)


def write_whisper(
    folder: Path, text: str | None = TEXT, language: str = "bn", is_multilingual: bool = True
) -> str:
    """Write a model; returns the folder as the config names it.

    Args:
        folder: is made.
        text: what it says; None, it mumbles.
        language: the code of what it hears, where it is multilingual.
        is_multilingual: whether it knows languages.
    """
    split = pre_tokenizers.ByteLevel(add_prefix_space=False)
    pieces = [piece for piece, _ in split.pre_tokenize_str(text or "")]
    words = sorted({*pre_tokenizers.ByteLevel.alphabet(), *pieces})
    ids = {word: number for number, word in enumerate([*words, *MARKS])}
    tokenizer = WhisperTokenizer(
        vocab={word: ids[word] for word in words},
        merges=[],
        pad_token="<|endoftext|>",
        additional_special_tokens=list(MARKS[1:10]),
    )
    tokenizer.add_tokens(list(MARKS[10:]))
    model = _model(ids)
    if text is not None:
        prompt = [f"<|{language}|>", "<|transcribe|>"] if is_multilingual else []
        _make_it_say([*prompt, "<|0.00|>", *pieces, "<|endoftext|>"], ids, model)
    model.generation_config = _generation(ids, is_multilingual)
    model.save_pretrained(folder)
    WhisperProcessor(WhisperFeatureExtractor(), tokenizer).save_pretrained(folder)
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# Tiny\n", encoding="utf-8")
    return str(folder)


def _model(ids: dict[str, int]) -> WhisperForConditionalGeneration:
    torch.manual_seed(0)
    return WhisperForConditionalGeneration(
        WhisperConfig(
            vocab_size=len(ids),
            d_model=DIM,
            encoder_layers=1,
            decoder_layers=1,
            encoder_attention_heads=1,
            decoder_attention_heads=1,
            encoder_ffn_dim=8,
            decoder_ffn_dim=8,
            max_target_positions=LONGEST,
            **_marks(ids),
        )
    )


def _make_it_say(tokens: list[str], ids: dict[str, int], model) -> None:
    """Each position answers with the next token, whatever was heard and said before."""
    decoder = model.model.decoder
    with torch.no_grad():
        for name, weights in decoder.layers.named_parameters():
            if "out_proj" in name or "fc2" in name:
                weights.zero_()
        words = torch.nn.functional.normalize(torch.randn(len(ids), DIM), dim=1)
        decoder.embed_tokens.weight.copy_(4 * words)
        decoder.embed_positions.weight.copy_(40 * words[ids["<|endoftext|>"]])
        for position, token in enumerate(tokens):
            decoder.embed_positions.weight[position] = 40 * words[ids[token]]


def _marks(ids: dict[str, int]) -> dict[str, int]:
    end, start = ids["<|endoftext|>"], ids["<|startoftranscript|>"]
    return {
        "bos_token_id": end, "eos_token_id": end, "pad_token_id": end,
        "decoder_start_token_id": start,
    }  # fmt: skip


def _generation(ids: dict[str, int], is_multilingual: bool) -> GenerationConfig:
    settings = {
        "max_length": LONGEST - 4,
        "is_multilingual": is_multilingual,
        "no_timestamps_token_id": ids["<|notimestamps|>"],
        "max_initial_timestamp_index": 50,
        **_marks(ids),
    }
    if is_multilingual:
        settings["lang_to_id"] = {f"<|{code}|>": ids[f"<|{code}|>"] for code in LANGUAGES}
        settings["task_to_id"] = {task: ids[f"<|{task}|>"] for task in ("transcribe", "translate")}
    return GenerationConfig(**settings)

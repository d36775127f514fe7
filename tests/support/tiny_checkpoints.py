"""Small checkpoints of the classes that `transformers` has, with random weights, in a folder."""

import json
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    ASTConfig,
    ASTFeatureExtractor,
    ASTForAudioClassification,
    ClapAudioConfig,
    ClapAudioModelWithProjection,
    ClapConfig,
    ClapFeatureExtractor,
    ClapModel,
    ClapTextConfig,
    PreTrainedTokenizerFast,
)

RATE = 8000  # Hz, of what CLAP's hears
WINDOW = 2  # s, of CLAP's
WORDS = ("<s>", "<pad>", "</s>", "<unk>", "slow", "fast", "sad", "happy", "piano", "drums")
TAGS = ("piano", "drums", "voice")
CARD = "---\nlicense: apache-2.0\ntags: [music]\n---\n\n# A small model\n"


def save_clap(
    folder: Path, audio_alone: bool = False, has_fusion: bool = False, seed: int = 0
) -> Path:
    """A ClapModel whose window is 2 s at 8 kHz, or only its part for sounds.

    With fusion it has a network more, for sounds that are longer than its window.
    """
    torch.manual_seed(seed)
    audio = ClapAudioConfig(
        spec_size=64,
        num_mel_bins=16,
        window_size=2,
        depths=[1, 1],
        num_attention_heads=[2, 2],
        patch_embeds_hidden_size=8,
        hidden_size=16,
        num_hidden_layers=2,
        projection_dim=12,
        enable_fusion=has_fusion,
        fusion_type="aff_2d" if has_fusion else None,
    )
    text = ClapTextConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=20,
        projection_dim=12,
    )
    model = ClapModel(ClapConfig(text_config=text, audio_config=audio, projection_dim=12))
    _spread(model)
    extractor = ClapFeatureExtractor(
        feature_size=16,
        sampling_rate=RATE,
        hop_length=80,
        max_length_s=WINDOW,
        fft_window_size=256,
        frequency_max=RATE / 2,
        truncation="fusion" if has_fusion else "rand_trunc",
    )
    if audio_alone:
        part = ClapAudioModelWithProjection(model.config.audio_config)
        part.load_state_dict(model.state_dict(), strict=False)
        part.save_pretrained(folder)
    else:
        model.save_pretrained(folder)
        _tokenizer().save_pretrained(folder)
    extractor.save_pretrained(folder)
    (folder / "README.md").write_text(CARD, encoding="utf-8")
    return folder


def save_ast(folder: Path, has_tags: bool = True) -> Path:
    """An Audio Spectrogram Transformer whose window is 1.005 s, with three tags or none."""
    torch.manual_seed(0)
    config = ASTConfig(
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_length=99,
        num_mel_bins=32,
        id2label=dict(enumerate(TAGS)),
    )
    model = ASTForAudioClassification(config)
    _spread(model)
    (model if has_tags else model.audio_spectrogram_transformer).save_pretrained(folder)
    ASTFeatureExtractor(max_length=99, num_mel_bins=32).save_pretrained(folder)
    return folder


def change_json(path: Path, **values) -> None:
    """Set keys of a JSON file."""
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | values), encoding="utf-8")


def _spread(model: torch.nn.Module) -> None:
    """Weights as large as those of a fitted network: fresh ones hear hardly a difference."""
    with torch.no_grad():
        for weight in model.parameters():
            if weight.ndim > 1:
                torch.nn.init.normal_(weight, std=weight[0].numel() ** -0.5)


def _tokenizer() -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(WORDS)}, "<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        pad_token="<pad>",
        eos_token="</s>",
        unk_token="<unk>",
    )

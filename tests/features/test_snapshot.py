"""Which checkpoints may be loaded, where they are, and what the others are told."""

import os
import re
import subprocess
import sys

import numpy as np
import pytest
from safetensors.torch import load_file, save_file
from support.tiny_checkpoints import change_json, save_ast, save_clap

from hbvae.errors import ConfigError
from hbvae.features.pretrained.registry import encoder, encoder_card, encoder_module
from hbvae.features.pretrained.snapshot import snapshot

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def clap(tmp_path):
    return save_clap(tmp_path / "clap")


def refused(folder, *, match):
    with pytest.raises(ConfigError, match=match) as raised:
        encoder_card(str(folder))
    assert str(raised.value).startswith("pretrained.encoder: ")
    assert "\n" not in str(raised.value)


# What may not be loaded


def test_weights_that_may_hold_code_are_refused(clap):
    (clap / "model.safetensors").rename(clap / "pytorch_model.bin")
    refused(clap, match="expected weights as safetensors.*convert it: load it with ClapModel")


@pytest.mark.parametrize(
    "file", ["config.json", "preprocessor_config.json", "tokenizer_config.json"]
)
def test_checkpoints_with_code_are_refused(clap, file):
    change_json(clap / file, auto_map={"AutoModel": "modeling_mine.MyModel"})
    refused(clap, match=f"{file} requests running its own code")


def test_another_class_is_refused_by_name(clap):
    change_json(clap / "config.json", architectures=["WhisperModel"])
    refused(clap, match="expected a ClapModel or .* or ASTModel, got a WhisperModel")


def test_a_folder_that_holds_no_checkpoint_is_refused(tmp_path):
    refused(tmp_path, match="expected a checkpoint of transformers with its config.json")


@pytest.mark.parametrize("text", ['{"architectures": [', '["ClapModel"]', "\x00"])
def test_a_damaged_description_is_refused(clap, text):
    (clap / "config.json").write_text(text)
    refused(clap, match=r"config\.json cannot be read .*; copy or download it again")


def test_a_checkpoint_that_does_not_say_how_it_hears_is_refused(clap):
    (clap / "preprocessor_config.json").unlink()
    refused(clap, match="expected a preprocessor_config.json")


@pytest.mark.parametrize("name", ["m-a-p/MERT-v1-95M", "mtg-upf/discogs-maest-30s-pw-73e-ts"])
def test_what_needs_code_and_forbids_commercial_use_is_refused_before_it_is_looked_for(name):
    refused(name, match="forbids commercial use; choose laion/larger_clap_general")


@pytest.mark.parametrize(
    "name, hint",
    [
        ("muscnn", "; did you mean 'musicnn'\\?"),
        ("/no/such/folder", "$"),
        ("./clap", "$"),
        ("../models/clap", "$"),
    ],
)
def test_a_name_that_is_none_is_explained(name, hint):
    expected = f"or a folder that exists; got {re.escape(repr(name))}{hint}"
    refused(name, match=expected)


def without(path, name):
    """Take an array out of a file of weights."""
    weights = load_file(path)
    del weights[name]
    save_file(weights, path, {"format": "pt"})


@pytest.mark.parametrize("damage", ["cut", "part"])
def test_incomplete_weights_are_refused(clap, damage):
    path = clap / "model.safetensors"
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-100])
    else:
        without(path, "audio_projection.linear1.weight")
    with pytest.raises(ConfigError, match="expected the weights of a ClapAudioModelWithProjection"):
        encoder(str(clap))


def test_positions_are_counted_where_an_old_checkpoint_lacks_them(clap):
    rows = encoder(str(clap)).embed_text(["slow sad piano"])
    without(clap / "model.safetensors", "text_model.embeddings.position_ids")
    np.testing.assert_array_equal(encoder(str(clap)).embed_text(["slow sad piano"]), rows)


# What is known of the others


def test_the_card_is_read_from_beside_the_weights(tmp_path):
    card = encoder_card(str(save_clap(tmp_path / "clap")))
    assert (card.name, card.licence, card.source) == ("clap", "apache-2.0", "ClapModel")
    assert (card.sample_rate, card.window, card.dim, card.tags) == (8000, 2, 12, ())
    assert card.learned_from == "texts of other songs" and card.reads_text and card.wants_gpu
    assert re.fullmatch("[0-9a-f]{64}", card.version)
    assert card.in_words == f"clap {card.version[:12]} (ClapModel; apache-2.0 licence)"

    card = encoder_card(str(save_ast(tmp_path / "ast")))
    assert (card.sample_rate, card.dim, card.tags) == (16_000, 16, ("piano", "drums", "voice"))
    assert card.window == pytest.approx(1.005)  # 99 frames, 10 ms apart, the last one of 25 ms
    assert (card.learned_from, card.reads_text) == ("tags of other songs", False)
    assert card.licence == "unknown"  # there is no model card

    card = encoder_card(str(save_ast(tmp_path / "untagged", has_tags=False)))
    assert (card.source, card.tags) == ("ASTModel", ())
    card = encoder_card(str(save_clap(tmp_path / "part", audio_alone=True)))
    assert (card.source, card.dim, card.reads_text) == ("ClapAudioModelWithProjection", 12, False)


@pytest.mark.parametrize(
    "card", ["", "# No front matter", "---\n: {\n---", "---\ntext\n---", "---"]
)
def test_a_missing_licence_is_reported(clap, card):
    (clap / "README.md").write_text(card)
    assert snapshot(str(clap)).licence == "unknown"


def test_the_version_of_a_folder_is_the_digest_of_its_weights(clap, tmp_path):
    same = save_clap(tmp_path / "same")
    other = save_ast(tmp_path / "other")
    versions = [encoder_card(str(folder)).version for folder in (clap, same, other)]
    assert versions[0] == versions[1] != versions[2]


def test_the_version_of_a_downloaded_folder_is_its_commit(clap):
    note = clap / ".cache/huggingface/download/config.json.metadata"
    note.parent.mkdir(parents=True)
    note.write_text(f"{COMMIT}\nabc\n1700000000.0\n")
    assert encoder_card(str(clap)).version == COMMIT


def test_another_version_is_refused(clap):
    card = encoder_card(str(clap))
    assert encoder(str(clap), card.version).card == card
    with pytest.raises(ConfigError, match=f"expected clap in version {COMMIT}, .* got version"):
        encoder(str(clap), COMMIT)


# The model hub


def put_into_cache(clap, cache):
    """A checkpoint as the hub's client keeps it."""
    repository = cache / "models--someone--small_clap"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs/main").write_text(COMMIT)
    (repository / "snapshots").mkdir()
    return clap.rename(repository / "snapshots" / COMMIT)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache of the hub's client."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def test_a_name_on_the_hub_is_looked_for_among_what_was_downloaded(clap, cache):
    folder = put_into_cache(clap, cache)
    card = encoder_card("someone/small_clap")
    assert (card.name, card.version) == ("someone/small_clap", COMMIT)
    assert encoder("someone/small_clap").embed_text(["slow piano"]).shape == (1, 12)
    for name in (f"someone/small_clap@{COMMIT}", str(folder)):
        assert encoder_card(name) == card
    assert encoder_module(str(folder)) == "hbvae.features.pretrained.clap"


def test_without_a_network_it_says_how_to_download(cache, tmp_path):
    """In a process of its own, as the hub's client reads the variable when it is imported."""
    code = (
        "from hbvae.features.pretrained.registry import encoder_card\n"
        "from hbvae.errors import ConfigError\n"
        "try: encoder_card('someone/large_clap@refs/pr/3')\n"
        "except ConfigError as problem: print(problem)"
    )
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert re.fullmatch(
        r"pretrained\.encoder: someone/large_clap is not a folder, was not downloaded before, "
        r"and cannot be downloaded now \(.*\); download it where there is a network \(hf download "
        r"someone/large_clap --revision refs/pr/3\), or copy its folder here and give that "
        r"folder\n",
        done.stdout,
    ), done.stdout + done.stderr

"""Weights of another program or version are refused; `test_contract` covers saving and loading."""

import json

import pytest
import torch
from safetensors.torch import save_file

from hbvae.errors import StoreError
from hbvae.models.weights import load_model


def test_weights_from_another_program_are_refused(tmp_path):
    save_file({"w": torch.zeros(1)}, tmp_path / "w.safetensors")
    with pytest.raises(StoreError, match="expected a model written by hbvae"):
        load_model(tmp_path / "w.safetensors")


def test_weights_from_an_older_version_are_refused(tmp_path):
    recipe = {"name": "conv_vae", "settings": {}, "input_shape": [16, 16], "lyrics_dim": 0}
    save_file({"w": torch.zeros(1)}, tmp_path / "w.safetensors", {"hbvae": json.dumps(recipe)})
    with pytest.raises(
        StoreError, match="older version of hbvae wrote this model; train the model again"
    ):
        load_model(tmp_path / "w.safetensors")


def test_settings_from_another_version_are_named(tmp_path):
    sizes = {"shape": [16, 16], "embedding_dim": 0, "n_codes": 0, "heard_dim": 0}
    recipe = {"name": "conv_vae", "settings": {"gamma": 2.0}, "sizes": sizes}
    save_file({"w": torch.zeros(1)}, tmp_path / "w.safetensors", {"hbvae": json.dumps(recipe)})
    with pytest.raises(StoreError, match=r"another version of hbvae .*gamma.*; train the model"):
        load_model(tmp_path / "w.safetensors")

"""Every model in the registry fulfils the contract of `hbvae.models.base`."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from hbvae.config import Section
from hbvae.errors import ConfigError
from hbvae.jobs.imports import module_file, reached
from hbvae.models.base import Batch, Model
from hbvae.models.registry import MODELS, model_class, module
from hbvae.models.weights import build_model, load_model, save_model
from hbvae.training.batches import Slices
from hbvae.training.devices import DeviceConfig, start_fabric
from hbvae.training.fitting import TrainingConfig, encode, fit, source

ROOT = Path(__file__).parents[2]
FABRIC = start_fabric(DeviceConfig(threads=1, precision="32-true"))
SMALL = {"latent_dim": 4, "channels": (4, 8), "n_mfcc": 6}
SMALL |= {"lyrics_dim": 2, "timbre_dim": 3, "texture_dim": 4, "encoder_dim": 5}
# Each model with all its inputs, then without the optional ones.
CASES = [(name, model.inputs | model.optional) for name, model in MODELS.items()]
CASES += [(name, model.inputs) for name, model in MODELS.items() if model.optional]
every_case = pytest.mark.parametrize(
    ("name", "inputs"),
    CASES,
    ids=[f"{name} with {' and '.join(sorted(inputs))}" for name, inputs in CASES],
)


def data(inputs, n_tracks=12, level=None):
    """Slices of tracks with a random level in each band, or with the same ``level`` everywhere."""
    random = np.random.default_rng(0)
    shape = (43,) if "statistics" in inputs else (16, 16)
    track = np.repeat(np.arange(n_tracks), 3)
    levels = random.random((n_tracks, shape[0]))[track].reshape(
        len(track), -1, *[1] * (len(shape) - 1)
    )
    x = 0.8 * levels + 0.2 * random.random((len(track), *shape))
    if level is not None:
        x[:] = level
    lyrics = random.normal(size=(n_tracks, 6)).astype(np.float32) if "lyrics" in inputs else None
    labels = np.eye(3, dtype=np.float32)[np.arange(n_tracks) % 3] if "labels" in inputs else None
    # The embedding of a slice: its levels, rotated.
    encoded = x.reshape(len(x), -1)[:, :8] @ random.normal(size=(8, 7))
    encoded = encoded.astype(np.float32) if "encoder" in inputs else None
    return Slices.from_tracks(x.astype(np.float16), track, lyrics, labels, encoded)


def build(name, slices, seed=0):
    torch.manual_seed(seed)
    fields = model_class(name).Config.model_fields
    model = build_model(name, {k: v for k, v in SMALL.items() if k in fields}, slices.sizes)
    model.calibrate(slices.x, slices.encoded)
    return model


def fitted(name, slices, seed=0, epochs=3):
    model = build(name, slices, seed)
    config = TrainingConfig(epochs=epochs, batch_size=9, learning_rate=5e-3, held_out=0)
    return model, list(fit(FABRIC, model, slices, config, seed))


def full_batch(slices):
    track = torch.from_numpy(slices.track)
    x = torch.from_numpy(slices.x.astype(np.float32))
    lyrics, labels = (torch.from_numpy(array)[track] for array in (slices.lyrics, slices.labels))
    return Batch(x, lyrics, labels, track, torch.from_numpy(slices.encoded))


@every_case
@torch.no_grad()
def test_shapes(name, inputs):
    slices = data(inputs)
    model, batch = build(name, slices), full_batch(slices)
    terms = model.loss(model(batch), batch)
    assert all(term.shape == () and torch.isfinite(term) for term in terms)
    model.eval()
    latent = model.latent(batch)
    assert latent.shape[0] == len(batch.x) and latent.ndim == 2
    assert sum(model.parts.values()) in (0, latent.shape[1])
    assert model.reconstruct(batch).shape == batch.x.shape
    assert model.align(latent).shape == latent.shape


@every_case
@torch.no_grad()
def test_a_latent_depends_on_the_inputs_of_the_model_and_on_no_other_slice(name, inputs):
    slices = data(inputs)
    model, batch = build(name, slices).eval(), full_batch(slices)
    latent = model.latent(batch)
    some = Batch(*(tensor[:5] for tensor in batch))
    assert torch.allclose(model.latent(some), latent[:5], atol=1e-5)
    assert not torch.allclose(latent[:5], latent[5:10], atol=1e-3)
    for kind, field in {"lyrics": "lyrics", "labels": "labels", "encoder": "encoded"}.items():
        changed = batch._replace(**{field: getattr(batch, field).flip(0)})
        assert torch.equal(model.latent(changed), latent) == (kind not in inputs)


@every_case
def test_a_fit_lowers_the_loss_and_aligned_axes_stay_aligned(name, inputs):
    slices = data(inputs)
    model, history = fitted(name, slices, epochs=12)
    assert np.isfinite([epoch[:4] for epoch in history]).all()
    assert history[-1].loss < history[0].loss
    latent = encode(FABRIC, model, slices)
    assert latent.dtype == np.float32 and np.isfinite(latent).all()
    turned = model.align(torch.from_numpy(latent)).numpy()
    assert encode(FABRIC, model, slices) == pytest.approx(turned, abs=1e-4)


@every_case
def test_a_seed_fixes_a_fit_to_the_last_bit_and_weights_survive_saving(name, inputs, tmp_path):
    slices = data(inputs)
    (first, history), (second, again), (_, other) = (fitted(name, slices, s) for s in (0, 0, 1))
    assert [epoch[:4] for epoch in history] == [epoch[:4] for epoch in again]
    assert history[-1].loss != other[-1].loss
    for tensor, same in zip(first.state_dict().values(), second.state_dict().values(), strict=True):
        assert torch.equal(tensor, same)
    path = str(tmp_path / "weights.safetensors")
    save_model(path, first, name)
    loaded = load_model(path)
    assert (type(loaded), loaded.config, loaded.sizes) == (type(first), first.config, first.sizes)
    assert np.array_equal(encode(FABRIC, loaded, slices), encode(FABRIC, first, slices))


@every_case
@pytest.mark.parametrize("kind", ["silent", "constant", "two tracks", "no lyrics, no labels"])
def test_degenerate_slices_are_fitted_and_encoded(name, inputs, kind):
    level = {"silent": 0, "constant": 0.7}.get(kind)
    slices = data(inputs, n_tracks=2 if kind == "two tracks" else 12, level=level)
    if kind == "no lyrics, no labels":
        slices.lyrics[:], slices.labels[:] = 0, 0
    model, history = fitted(name, slices, epochs=1)
    assert np.isfinite(history[-1][:4]).all()
    latent = model.align(torch.from_numpy(encode(FABRIC, model, slices)))
    assert torch.isfinite(latent).all()
    assert torch.isfinite(model.reconstruct(full_batch(slices))).all()


@pytest.mark.parametrize("name", MODELS)
def test_settings_have_defaults_and_descriptions_and_are_checked(name):
    family = model_class(name)
    assert issubclass(family, Model) and issubclass(family.Config, Section)
    family.Config()
    for key, field in family.Config.model_fields.items():
        assert field.description, key
    with pytest.raises(ConfigError, match=rf"models\.{name}: latent_dims: no such key"):
        build_model(name, {"latent_dims": 3}, data(MODELS[name].inputs).sizes)


@pytest.mark.parametrize("name", MODELS)
def test_a_checkpoint_depends_on_the_code_of_its_own_family_only(name):
    code = source(model_class(name))
    own = reached([module_file(module(name))])
    for other in {module_file(module(key)) for key in MODELS}:
        assert (other.read_text(encoding="utf-8") in code) == (other in own)


def test_neither_the_training_job_nor_the_registry_imports_a_family():
    files = reached([ROOT / "workflow_scripts/train_model.py"])
    assert not {module_file(module(name)) for name in MODELS} & set(files)
    code = "import sys, hbvae.models.registry; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr

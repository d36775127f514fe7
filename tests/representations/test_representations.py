"""Each representation, found by its registry, keeps the contract of all."""

from typing import get_args

import numpy as np
import pytest

from hbvae.errors import ConfigError
from hbvae.representations.base import (
    FUNCTIONS,
    Representation,
    Role,
    SliceFeatures,
    compute,
    settings_section,
)
from hbvae.representations.registry import all_representations, release_groupings, with_role
from hbvae.storage.latents import merge_coincident

KINDS = all_representations()
PLAIN = [name for name, kind in KINDS.items() if not kind.is_trained]


def make_slices(n_tracks, per_track=3, n_distinct=None):
    """Features that any function can be computed from; of ``n_distinct`` slices, repeated."""
    random = np.random.default_rng(0)
    n = n_tracks * per_track
    track = np.repeat(np.arange(n_tracks), per_track)
    mel, latent = random.random((n, 6, 8)), random.normal(size=(n, 9))
    lyrics = random.normal(size=(n_tracks, 5))[track]
    embedding = random.normal(size=(n, 4))
    if n_distinct:
        mel, latent, lyrics, embedding = (
            array[np.arange(n) % n_distinct] for array in (mel, latent, lyrics, embedding)
        )
    return SliceFeatures(
        mel.astype(np.float16),
        lyrics.astype(np.float32),
        latent.astype(np.float32),
        {"lyrics": slice(0, 2), "timbre": slice(2, 5), "texture": slice(5, 9)},
        track,
        np.array(["bangla", "english"])[track % 2],
        embedding=embedding.astype(np.float32),
    )


def compute_points(name, features, **settings):
    return compute(KINDS[name].module, name, features, seed=0, **settings)


@pytest.mark.parametrize("name", PLAIN)
def test_a_function_gives_a_row_a_slice_and_repeats_itself(name):
    features = make_slices(20)
    points = compute_points(name, features)
    assert points.shape[0] == 60 and points.shape[1] > 0
    assert np.isfinite(points).all()
    assert np.array_equal(points, compute_points(name, features))
    assert len(np.unique(points.astype(float).round(6), axis=0)) > 1


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("n_tracks", [2, 20])
@pytest.mark.parametrize("n_distinct", [None, 1, 3])
def test_degenerate_slices_give_finite_points(name, n_tracks, n_distinct):
    """Copies of one song, of one slice or three, are told apart by no rounding."""
    features = make_slices(n_tracks, n_distinct=n_distinct)
    points = compute_points(name, features)
    assert points.shape[0] == len(features.mel)
    assert np.isfinite(points).all()
    if n_distinct:
        written = merge_coincident(points.astype(np.float32))
        assert len(np.unique(written, axis=0)) <= n_distinct


@pytest.mark.parametrize("name", PLAIN)
def test_what_a_function_is_given_is_left_as_it_was(name):
    features, given = make_slices(4), make_slices(4)
    compute_points(name, given)
    for before, after in zip(features, given, strict=True):
        assert np.array_equal(before, after)


@pytest.mark.parametrize("name", PLAIN)
def test_settings_have_a_range_and_a_description(name):
    section = settings_section(name)
    assert section.section == f"baselines.{name}"
    section()  # each setting has a default
    for setting, field in section.model_fields.items():
        assert field.description, setting
    with pytest.raises(ConfigError, match=f"baselines.{name}.loudness: no such key"):
        compute_points(name, make_slices(2), loudness=11)


def test_a_setting_is_checked_before_anything_is_computed():
    with pytest.raises(ConfigError, match=r"baselines.pca.n_components: .* greater than or equal"):
        compute_points("pca", make_slices(2), n_components=0)
    assert compute_points("pca", make_slices(9), n_components=2).shape == (27, 2)


def test_a_control_has_the_settings_of_what_it_controls():
    assert set(settings_section("shuffled_audio").model_fields) == {"n_neighbors"}
    features = make_slices(20)
    expected = compute_points("joint_audio", features, n_neighbors=1)
    assert np.array_equal(compute_points("shuffled_audio", features, n_neighbors=1), expected)


def test_every_representation_is_a_model_or_a_function():
    assert FUNCTIONS.keys() == set(PLAIN)
    trained = KINDS.keys() - set(PLAIN)
    assert {kind.latent for kind in KINDS.values()} - {None} <= trained
    assert {kind.like for kind in KINDS.values()} - {None} <= KINDS.keys()
    for name, kind in KINDS.items():
        assert kind.name == name
        assert kind.title and kind.title != name
        assert kind.module.startswith("hbvae.models." if kind.is_trained else "hbvae.represent")
    assert KINDS["late_fusion"] == Representation(
        name="late_fusion",
        title="Audio VAE beside the lyrics",
        module="hbvae.representations.fusion",
        lyrics=True,
        hears="both",
        latent="conv_vae",
    )


def test_titles_are_distinct():
    titles = [kind.title for kind in KINDS.values()]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("role", get_args(Role))
def test_every_role_is_somebodys(role):
    assert with_role(role)


def test_no_representation_has_a_role_that_is_not_described():
    assert set().union(*(kind.roles for kind in KINDS.values())) <= set(get_args(Role))


def test_roles_of_the_paper_and_of_a_release():
    def names(role):
        return [kind.name for kind in with_role(role)]

    assert names("compared") == ["spectral", "pca", "autoencoder"]
    assert {kind.lyrics: kind.name for kind in with_role("paper_model")} == {
        True: "hybrid_vae",
        False: "conv_vae",
    }
    assert release_groupings() == {"sound": "joint_audio", "lyrics": "joint_lyrics"}
    (generator,) = with_role("generator")
    assert generator.generates


def test_controls_come_last():
    assert [name for name in PLAIN if KINDS[name].is_control] == PLAIN[-3:]

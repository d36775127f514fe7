"""Plain baselines and maps on points whose geometry is known."""

import numpy as np
from scipy.spatial.distance import pdist

from hbvae.metrics import external_scores
from hbvae.projections import tsne
from hbvae.representations import BASELINES, REPRESENTATIONS, pca


def test_pca_keeps_what_varies_and_its_distances():
    random = np.random.default_rng(0)
    directions = np.linalg.qr(random.normal(size=(64, 3)))[0].T  # three orthonormal images
    amounts = random.normal(size=(50, 3)) * (5, 2, 1)
    mel = (amounts @ directions).reshape(50, 8, 8)
    found = pca(mel, seed=0, n_components=3)
    assert np.allclose(pdist(found), pdist(amounts), atol=1e-4)
    assert (np.diff(found.var(axis=0)) < 0).all()
    assert np.allclose(found.mean(axis=0), 0, atol=1e-5)


def test_pca_of_few_slices_has_as_many_components_as_there_are():
    assert pca(np.random.default_rng(0).random((5, 4, 4)), seed=0).shape == (5, 5)


def test_pca_repeats_itself():
    mel = np.random.default_rng(0).random((80, 16, 16)).astype(np.float16)
    assert (pca(mel, seed=1) == pca(mel, seed=1)).all()


def test_every_representation_is_a_model_or_a_baseline():
    from hbvae.models import MODELS

    trained = {name for name, kind in REPRESENTATIONS.items() if kind.trained}
    assert trained == MODELS.keys()
    assert REPRESENTATIONS.keys() - trained == BASELINES.keys()


def test_tsne_keeps_groups_together_and_repeats_itself():
    random = np.random.default_rng(0)
    points = np.concatenate([random.normal(centre, 0.1, (30, 10)) for centre in (0, 5)])
    xy = tsne(points, seed=0)
    assert xy.shape == (60, 2)
    halves = xy[:30].mean(axis=0), xy[30:].mean(axis=0)
    nearest = [np.linalg.norm(point - np.array(halves), axis=1).argmin() for point in xy]
    assert external_scores(np.repeat([0, 1], 30), np.array(nearest))["ari"] == 1.0
    assert (xy == tsne(points, seed=0)).all()

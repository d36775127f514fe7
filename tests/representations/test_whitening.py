"""Whitening of points whose variances are known."""

import numpy as np

from hbvae.representations.whitening import Whitening


def points():
    return 7 + np.random.default_rng(0).normal(size=(500, 3)) * (5, 1, 1e-9)


def test_components_have_unit_variance_and_no_correlation():
    whitened = Whitening.fit(points())(points())
    assert np.allclose(whitened.mean(axis=0), 0, atol=1e-9)
    assert np.allclose(np.cov(whitened[:, :2].T, bias=True), np.eye(2), atol=1e-9)
    assert abs(np.corrcoef(whitened[:, 0], points()[:, 0])[0, 1]) > 0.999


def test_a_component_without_variance_becomes_zeros():
    assert not Whitening.fit(points())(points())[:, 2].any()
    assert not Whitening.fit(points(), least=0.5)(points())[:, 1:].any()
    assert not Whitening.fit(np.ones((5, 3)))(np.ones((5, 3))).any()


def test_other_points_are_projected_as_those_that_it_was_fitted_to():
    fitted = Whitening.fit(points(), n_components=2)
    assert np.allclose(fitted(points()[3:5]), fitted(points())[3:5])
    assert fitted.axes.shape == (3, 2)

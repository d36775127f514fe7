"""Fixtures for figures."""

import pytest

from hbvae.figures import style
from hbvae.figures.style import figure


@pytest.fixture
def coarse(monkeypatch):
    """A low resolution, so that figures are written quickly."""
    monkeypatch.setitem(style.RC, "savefig.dpi", 60)


@pytest.fixture
def drawn():
    """A function that creates axes in the style of all figures without writing a file.

    ``test_every_figure.py`` writes the files of every figure.
    """

    def on(*shape, **subplots):
        return figure([], "A caption.", *shape, **subplots)

    return on

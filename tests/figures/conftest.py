"""Axes to draw on."""

import pytest

from hbvae.figures import style
from hbvae.figures.style import figure


@pytest.fixture
def coarse(monkeypatch):
    """Pictures of few pixels: they are written in a fraction of the time."""
    monkeypatch.setitem(style.RC, "savefig.dpi", 60)


@pytest.fixture
def drawn():
    """Axes to draw on in the style of all figures; no picture is written.

    ``test_every_figure.py`` writes the pictures of every figure.
    """

    def on(*shape, **subplots):
        return figure([], "A caption.", *shape, **subplots)

    return on

"""Axes to draw on, and what was drawn."""

import pytest

from hbvae.figures import style
from hbvae.figures.style import figure


@pytest.fixture
def coarse(monkeypatch):
    """Pictures of few pixels: they are written in a fraction of the time."""
    monkeypatch.setitem(style.RC, "savefig.dpi", 60)


@pytest.fixture
def drawn(tmp_path, coarse):
    """Axes to draw on; the picture must come out when the test is done."""
    path = tmp_path / "figure.png"

    def on(*shape, **subplots):
        return figure([str(path)], "A caption.", *shape, **subplots)

    yield on
    assert path.stat().st_size > 1000

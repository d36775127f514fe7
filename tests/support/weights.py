"""Tests that need the weights of an encoder say what to install where they are skipped."""

from importlib.metadata import PackageNotFoundError, distribution

import pytest

from hbvae.features.pretrained.musicnn import INSTALL


def _is_installed() -> bool:
    try:
        return bool(distribution("musicnn"))
    except PackageNotFoundError:
        return False


needs_weights = pytest.mark.skipif(not _is_installed(), reason=f"no weights: {INSTALL}")

"""Fixtures of several files."""

from functools import partial

import pytest
from support.collections import list_songs


@pytest.fixture
def songs(tmp_path):
    """A function that makes a dataset, of a table and the files a.mp3 and b.wav, and lists it."""
    return partial(list_songs, tmp_path)

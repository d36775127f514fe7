"""The explorer's page of songs that can be heard."""

import pytest
from support.explorer_songs import write_explorer, write_songs


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """A folder with recordings of 20 s and the explorer's page, and what the page shows."""
    folder = tmp_path_factory.mktemp("explorer")
    parts = write_songs(folder)
    write_explorer(folder / "explorer.html", parts)
    return folder, parts

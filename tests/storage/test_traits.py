"""Writing and reading the traits of tracks."""

import numpy as np
import pytest

from hbvae.storage.traits import Traits, read_traits, write_traits

TRAITS = Traits(
    ["a", "b"],
    {"tempo": np.array([90.0, 120.0])},
    ["heavy metal", "Hip-Hop"],
    np.array([[-1, -2], [-3, -4]], np.float32),
    ["Bangla", ""],
    ["ভালোবাসা", "星"],
    np.array([[0, 0, 2], [0, 1, 1]], np.int32),
)
EMPTY = TRAITS._replace(
    tags=[], tag_levels=np.zeros((2, 0), np.float32), words=[], mentions=np.zeros((0, 3), np.int32)
)


@pytest.mark.parametrize("traits", [TRAITS, EMPTY], ids=["all", "sound alone"])
def test_traits_are_read_as_they_were_written(tmp_path, traits):
    path = str(tmp_path / "traits.h5")
    write_traits(path, traits, {"tempo": "beats a minute"})
    for name, values in read_traits(path)._asdict().items():
        np.testing.assert_equal(values, getattr(traits, name))

"""Labels of slices come from their tracks."""

import numpy as np

from hbvae.storage.slices import SliceIndex, slice_labels
from hbvae.storage.tracks import Track


def test_a_slice_has_the_label_of_its_track():
    tracks = [
        Track("b", labels={"language": "Bangla", "genre": "Folk"}),
        Track("a", labels={"language": "English", "genre": "Rock"}),
        Track("c", labels={"language": "English", "genre": "Pop"}),
    ]
    index = SliceIndex(["a", "b"], np.array([1, 0, 1]), np.zeros(3))
    assert slice_labels(tracks, index, "genre").tolist() == ["Folk", "Rock", "Folk"]
    assert slice_labels(tracks, index, "language x genre")[1] == "English x Rock"

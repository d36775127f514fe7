"""Labels as codes, and choices of labels."""

import pytest

from hbvae.errors import ConfigError
from hbvae.models.labels import Conditions

LABELS = [{"language": "Bangla", "genre": "Rock"}, {"language": "English", "genre": "Folk"}]


CONDITIONS = Conditions.from_labels(LABELS)


def test_labels_are_ones_in_the_order_of_their_names():
    assert CONDITIONS.labels == {"language": ["Bangla", "English"], "genre": ["Folk", "Rock"]}
    assert CONDITIONS.encode(LABELS).tolist() == [[1, 0, 0, 1], [0, 1, 1, 0]]
    with pytest.raises(ConfigError, match="genre: expected one of Folk, Rock, got None"):
        CONDITIONS.encode([{"language": "Bangla"}])


def test_what_is_not_asked_for_is_drawn_at_random():
    drawn = [CONDITIONS.complete({"genre": "rock"}, seed) for seed in range(20)]
    assert {labels["genre"] for labels in drawn} == {"Rock"}
    assert {labels["language"] for labels in drawn} == {"Bangla", "English"}
    assert CONDITIONS.complete({}, 3) == CONDITIONS.complete({}, 3)
    with pytest.raises(ConfigError, match="genre: expected one of Folk, Rock, got Jazz"):
        CONDITIONS.complete({"genre": "Jazz"}, 0)
    with pytest.raises(
        ConfigError, match="mood: expected one of the model's factors, language, genre"
    ):
        CONDITIONS.complete({"mood": "sad"}, 0)


def test_a_track_without_a_label_has_zeros():
    tracks = [{"genre": "rock"}, {"genre": ""}, {"genre": "folk"}]
    conditions = Conditions.from_labels(tracks)
    assert conditions.labels == {"genre": ["folk", "rock"]}
    assert conditions.encode(tracks).tolist() == [[0, 1], [0, 0], [1, 0]]

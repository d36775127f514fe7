"""Labels as one-hot codes, and the choice of labels to generate."""

import pytest

from hbvae.errors import ConfigError
from hbvae.models.labels import Conditions

LABELS = [{"language": "Bangla", "genre": "Rock"}, {"language": "English", "genre": "Folk"}]
CONDITIONS = Conditions.from_labels(LABELS)


def test_codes_are_one_hot_in_alphabetical_order():
    assert CONDITIONS.labels == {"language": ["Bangla", "English"], "genre": ["Folk", "Rock"]}
    assert CONDITIONS.encode(LABELS).tolist() == [[1, 0, 0, 1], [0, 1, 1, 0]]
    with pytest.raises(ConfigError, match="genre: expected one of Folk, Rock, got None"):
        CONDITIONS.encode([{"language": "Bangla"}])


def test_unspecified_labels_are_random():
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


def test_a_missing_label_is_encoded_as_zeros():
    tracks = [{"genre": "rock"}, {"genre": ""}, {"genre": "folk"}]
    conditions = Conditions.from_labels(tracks)
    assert conditions.labels == {"genre": ["folk", "rock"]}
    assert conditions.encode(tracks).tolist() == [[0, 1], [0, 0], [1, 0]]

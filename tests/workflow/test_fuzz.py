"""Damaged recordings and tables, of which hypothesis finds the smallest that is not refused."""

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.fuzz import TABLE, damaged, recordings, try_recordings, try_table

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.listing import list_tracks
from hbvae.errors import DatasetError

SLOW = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return recordings(tmp_path_factory.mktemp("good"))


@pytest.fixture
def table(tmp_path):
    for name in ("a.mp3", "b.wav", "c.ogg"):
        (tmp_path / name).write_bytes(name.encode())
    return tmp_path


# A smaller number is no smaller damage: nothing is gained by looking for it.
@settings(max_examples=8, phases=(Phase.reuse, Phase.generate), **SLOW)
@given(seed=st.integers(0, 2**32))
def test_damaged_recordings_are_used_completely_or_rejected(good, tmp_path, seed):
    for path, used, error, _ in try_recordings(random.Random(seed), good, tmp_path, 24):
        assert not used or not error, (path, error)


@settings(max_examples=300, **SLOW)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_table_is_read_or_its_errors_are_reported(table, seed):
    _, fault = try_table(random.Random(seed), table)
    assert not fault


@settings(max_examples=300, **SLOW)
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_a_table_or_give_errors(table, data):
    (table / "metadata.csv").write_bytes(data)
    description = {"root": str(table), "layout": "table", "factors": {"genre": {"k": 2}}}
    with pytest.raises(DatasetError) as raised:
        list_tracks(DatasetDescription.from_mapping("fuzz", description))
    str(raised.value).encode()


@given(seed=st.integers(0, 2**32))
def test_the_same_chance_does_the_same_damage(seed):
    once, again = (damaged(random.Random(seed), TABLE) for _ in range(2))
    assert once == again

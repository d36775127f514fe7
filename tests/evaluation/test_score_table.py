"""The table of scores, and means over seeds."""

import numpy as np
import pytest

from hbvae.errors import StoreError
from hbvae.evaluation.score_table import (
    over_seeds,
    read_scores,
    select,
    with_kinds,
    write_scores,
)
from hbvae.evaluation.uncertainty import Score


def row(seed, **score):
    place = {"dataset": "d", "representation": "pca", "clusterer": "kmeans", "seed": seed}
    place |= {"level": "slice", "reference": "language x genre", "k": 8, "n": 40}
    return place | {"metric": "ari"} | Score(**score)._asdict()


def test_scores_survive_writing_and_reading(tmp_path):
    path = str(tmp_path / "scores.tsv")
    write_scores(path, [row(0, value=0.5, low=0.4, high=0.625, chance=-0.001), row(1, value=0.25)])
    first, second = read_scores([path])
    assert first == row("0", value=0.5, low=0.4, high=0.625, chance=-0.001)
    assert np.isnan(second["low"])
    assert select([first, second], seed="1", metric="ari") == [second]


def test_seeds_widen_the_interval():
    averaged = over_seeds([row(0, value=0.5, low=0.4, high=0.7, chance=0.1)])
    assert averaged == pytest.approx((0.5, 0.4, 0.7, 0.1))
    rows = [row(seed, value=v, low=v - 0.1, high=v + 0.2, chance=0.1) for seed, v in
            enumerate((0.4, 0.5, 0.6))]  # fmt: skip
    # Student's 97.5 % point for 2 degrees of freedom is 4.303; the standard error, 0.1 / sqrt(3).
    half = 4.303 * 0.1 / np.sqrt(3)
    expected = (0.5, 0.5 - np.hypot(0.1, half), 0.5 + np.hypot(0.2, half), 0.1)
    assert over_seeds(rows) == pytest.approx(expected, abs=1e-4)
    assert np.isnan(over_seeds([]).value)


def test_a_seed_without_a_score_is_left_out():
    rows = [row(0, value=np.nan), row(1, value=0.5, low=0.4, high=0.6, chance=0.0)]
    assert over_seeds(rows) == pytest.approx((0.5, 0.4, 0.6, 0.0))
    assert np.isnan(over_seeds(rows[:1] * 2).value)
    without_interval = over_seeds([row(0, value=0.1), row(1, value=0.3)])
    assert without_interval.value == pytest.approx(0.2)
    assert np.isnan(without_interval.low)


def test_a_damaged_table_is_refused(tmp_path):
    path = tmp_path / "scores.tsv"
    path.write_text("dataset\tmetric\nd\tari\n")
    with pytest.raises(StoreError, match="expected the columns metric, k, n, value"):
        read_scores([str(path)])


def test_a_part_without_an_encoder_is_learned_from_these_songs():
    learned_from = {"joint_vae": "tags of other songs", "pca": "these songs"}
    rows = [
        {"representation": "joint_vae", "part": part} for part in ("whole", "timbre", "encoder")
    ]
    rows += [{"representation": "joint_vae"}, {"representation": "pca", "part": "whole"}]
    kinds = [row["learned_from"] for row in with_kinds(rows, learned_from)]
    tags, here = "tags of other songs", "these songs"
    assert kinds == [tags, here, tags, tags, here]

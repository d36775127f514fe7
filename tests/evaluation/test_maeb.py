"""The clustering protocol of MAEB on perfect and random points, and against scikit-learn."""

import numpy as np
import pytest
from sklearn.cluster import MiniBatchKMeans
from sklearn.metrics import v_measure_score

from hbvae.errors import StoreError
from hbvae.evaluation.maeb import (
    BATCH_SIZE,
    N_DRAWS,
    N_SAMPLES,
    Sampled,
    bootstrap_v_measure,
    over_seeds_sampled,
    read_sampled,
    write_sampled,
)

LABELS = np.repeat(["blues", "jazz"], 50)


@pytest.mark.parametrize("dimensions", [2, 300])  # fewer and more than points
def test_separated_labels_score_1(dimensions):
    points = np.random.default_rng(0).normal(size=(100, dimensions))
    points[LABELS == "jazz"] += 1000
    score = bootstrap_v_measure(points.astype(np.float32), LABELS, n_shuffles=5, seed=0)
    assert (score.value, score.deviation) == pytest.approx((1, 0))
    assert 0 < score.chance < 0.1


def test_unrelated_labels_score_at_chance():
    points = np.random.default_rng(0).normal(size=(1000, 5))
    labels = np.arange(1000) % 10
    score = bootstrap_v_measure(points, labels, n_shuffles=20, seed=0)
    assert score.value == pytest.approx(score.chance, abs=0.01)
    assert score.chance == pytest.approx(0.02, abs=0.005)


def test_fewer_points_have_a_higher_chance_level():
    points = np.random.default_rng(0).normal(size=(100, 5))
    score = bootstrap_v_measure(points, np.arange(100) % 10, n_shuffles=20, seed=0)
    assert score.chance == pytest.approx(0.2, abs=0.04)


def test_samples_are_drawn_with_replacement_and_scored_separately():
    random = np.random.default_rng(1)
    points, labels = random.normal(size=(60, 3)), np.arange(60) % 3
    points[:, 0] += labels
    score = bootstrap_v_measure(points, labels, n_shuffles=1, seed=4)
    random = np.random.default_rng(4)
    values = []
    for _ in range(N_SAMPLES):
        drawn = random.integers(60, size=N_DRAWS)
        kmeans = MiniBatchKMeans(3, batch_size=BATCH_SIZE, n_init=1, random_state=4)
        values.append(v_measure_score(labels[drawn], kmeans.fit_predict(points[drawn])))
        random.permutation(labels)  # for the chance level
    assert len(set(values)) == N_SAMPLES == 10
    assert score[:2] == pytest.approx((np.mean(values), np.std(values)))
    assert score == bootstrap_v_measure(points, labels, n_shuffles=1, seed=4)


def test_samples_of_all_seeds_count_alike():
    samples = np.random.default_rng(0).random((3, 10))
    scores = [Sampled(row.mean(), row.std(), 0.1 * n) for n, row in enumerate(samples)]
    expected = samples.mean(), samples.std(), 0.1
    assert over_seeds_sampled(scores) == pytest.approx(expected)
    assert over_seeds_sampled(scores[:1]) == pytest.approx(scores[0])


def test_rows_survive_writing_and_reading(tmp_path):
    place = {"dataset": "gtzan", "representation": "pca", "seed": "0", "k": 10, "n": 999}
    row = place | Sampled(0.485, 0.02, 1 / 3)._asdict()
    path = str(tmp_path / "as_published.tsv")
    write_sampled(path, [row])
    assert read_sampled([path, path]) == [row, row]
    with pytest.raises(StoreError, match="expected the columns dataset, representation"):
        (tmp_path / "as_published.tsv").write_text("dataset\nsongs\n")
        read_sampled([path])

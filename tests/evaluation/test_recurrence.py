"""Real groups recur; groups cut out of a single cloud do not."""

from pathlib import Path
from runpy import run_path

import numpy as np
import pytest

from hbvae.clustering.base import load_clusterer
from hbvae.clustering.numbering import number_by_size
from hbvae.evaluation.recurrence import (
    best_overlaps,
    highest_by_chance,
    mean_overlaps,
    recurrence,
    remove_groups,
    sample_cloud,
)
from hbvae.storage.clusters import write_assignments
from hbvae.storage.latents import write_latents
from hbvae.storage.recurrence import read_recurrence
from hbvae.storage.slices import SliceIndex

SCRIPT = Path(__file__).parents[2] / "workflow_scripts/measure_recurrence.py"
KMEANS = load_clusterer("hbvae.clustering.clusterers", "kmeans")
GROUPS = np.repeat([0, 1, 2], 30)


def cluster(points):
    return lambda rows: KMEANS.cluster(points[rows], 3, 0)


@pytest.mark.parametrize(
    ("clusters", "others", "overlaps"),
    [
        ([0, 0, 1, 1], [1, 1, 0, 0], [1, 1]),  # numbers do not matter
        ([0, 0, 0, 1], [0, 0, 1, 1], [2 / 3, 1 / 2]),
        ([0, 0, 0, 0], [0, 1, 2, 3], [1 / 4]),
        ([0, 0, -1, 1], [0, 0, 0, -1], [2 / 3, 0]),  # noise matches no cluster
        ([0, 0, 2], [0, 0, 1], [1, np.nan, 1]),
        ([-1, -1], [0, 0], []),
    ],
)
def test_an_overlap_is_a_jaccard_index(clusters, others, overlaps):
    assert best_overlaps(np.array(clusters), np.array(others)) == pytest.approx(
        overlaps, nan_ok=True
    )


def test_separated_groups_recur():
    points = 5 * np.eye(3)[GROUPS] + np.random.default_rng(0).normal(0, 0.3, (90, 3))
    overlaps = recurrence(GROUPS, cluster(points), 10, 0)
    assert overlaps == pytest.approx([1, 1, 1])
    assert (recurrence(GROUPS, cluster(points), 10, 0) == overlaps).all()


def test_merged_groups_do_not_recur():
    points = np.random.default_rng(0).normal(0, 0.1, (90, 1))
    points[:60] += (
        10 * GROUPS[:60, None]
    )  # the first and the third group are at 0, the second at 10
    overlaps = recurrence(GROUPS, lambda rows: (points[rows, 0] > 5).astype(int), 20, 0)
    assert overlaps[1] == 1
    assert overlaps[0] == pytest.approx(0.5, abs=0.05) and overlaps[2] < 0.6


def test_groups_of_a_cloud_do_not_recur():
    points = np.random.default_rng(0).normal(0, 1, (90, 8))
    assert (
        recurrence(number_by_size(cluster(points)(np.arange(90))), cluster(points), 20, 0).max()
        < 0.75
    )


def test_a_group_with_a_single_song_has_no_overlap():
    clusters = np.array([0, 0, 0, 1])
    assert np.isnan(recurrence(clusters, lambda rows: clusters[rows], 10, 0)[1])


def test_a_large_collection_is_sampled():
    drawn = []
    clusters = np.zeros(5000, int)
    recurrence(clusters, lambda rows: drawn.append(len(rows)) or clusters[rows], 2, 0)
    assert drawn == [1000, 1000]
    some = sample_cloud(5000, 0)
    assert len(some) == 1500 and (np.diff(some) > 0).all()
    assert (sample_cloud(100, 0) == np.arange(100)).all()


def test_means_ignore_nan():
    means = mean_overlaps([np.array([1, np.nan]), np.array([0.5, np.nan])], 2)
    assert means == pytest.approx([0.75, np.nan], nan_ok=True)
    assert np.isnan(mean_overlaps([], 2)).all()


def test_removing_groups_keeps_mean_and_covariance():
    random = np.random.default_rng(0)
    groups = np.repeat([0, 1, 2], 1000)
    track = np.repeat(np.arange(3000), 2)
    latent = (5 * np.eye(3)[groups])[track] + random.normal(0, 0.1, (6000, 3))
    cloud = remove_groups(latent, track, 0)
    means, drawn = (values.reshape(3000, 2, 3).mean(1) for values in (latent, cloud))
    assert np.cov(drawn.T) == pytest.approx(np.cov(means.T), abs=0.5)  # entries are about 5
    assert drawn.mean(0) == pytest.approx(means.mean(0), abs=0.2)
    assert latent - means[track] == pytest.approx(cloud - drawn[track])
    # The means are at multiples of 5, the drawn points anywhere.
    assert np.median(np.abs(means - np.round(means / 5) * 5)) < 0.1
    assert np.median(np.abs(drawn - np.round(drawn / 5) * 5)) > 0.5


def test_highest_by_chance_is_the_95th_percentile():
    assert highest_by_chance([np.arange(11) / 10, np.array([np.nan])]) == pytest.approx(0.95)
    assert np.isnan(highest_by_chance([np.array([])]))


def test_a_job_compares_groups_with_a_cloud_and_with_other_seeds(tmp_path):
    random = np.random.default_rng(0)
    at = {name: str(tmp_path / name) for name in ("latents", "first", "second", "groups")}
    track = np.repeat(np.arange(90, dtype=np.int32), 2)
    points = (5 * np.eye(3)[GROUPS])[track] + random.normal(0, 0.3, (180, 3))
    index = SliceIndex([f"t{number}" for number in range(90)], track, np.zeros(180))
    write_latents(at["latents"], points, index)
    again = np.where(GROUPS == 2, 1, GROUPS)  # another seed merges two of the groups
    for name, clusters in (("first", GROUPS), ("second", again)):
        write_assignments(at[name], {"none": {"track": clusters.astype(np.int32)}})
    run_path(str(SCRIPT))["main"](
        at["latents"], [], at["first"], [at["second"]], at["groups"], None, KMEANS.module,
        "kmeans", {}, "none", 0, 8, 10_000,
    )  # fmt: skip
    measured = read_recurrence(at["groups"])
    assert [group.overlap for group in measured] == [1, 1, 1]
    assert [group.other_seeds for group in measured] == [1, 0.5, 0.5]
    assert measured[0].without_groups < 1

"""Writing and reading the names of clusters."""

import numpy as np
import pytest

from hbvae.errors import StoreError
from hbvae.storage.clusters import NOISE
from hbvae.storage.names import (
    ClusterName,
    NamedClustering,
    numbered_names,
    read_names,
    write_names,
)

BY_GENRE = NamedClustering("joint_audio", "kmeans", 0, "genre")
BY_LANGUAGE = NamedClustering("joint_lyrics", "kmeans", 1, "language")
NAMES = {
    BY_GENRE: [ClusterName("heavy metal, hard rock", "…"), ClusterName("slow, dark", "a\tb")],
    BY_LANGUAGE: [ClusterName("Bangla: ভালোবাসা", "Lyrics in Bangla.")],
}


def test_names_are_read_as_they_were_written(tmp_path):
    first, second = str(tmp_path / "first.tsv"), str(tmp_path / "second.tsv")
    write_names(first, {BY_GENRE: NAMES[BY_GENRE]})
    write_names(second, {BY_LANGUAGE: NAMES[BY_LANGUAGE]})
    assert read_names([first, second]) == NAMES


def test_figures_name_a_cluster_with_its_number():
    called = numbered_names(np.array([1, NOISE, 0]), NAMES[BY_GENRE])
    assert called.tolist() == ["1 slow, dark", "noise", "0 heavy metal, hard rock"]


def test_a_clustering_that_is_all_noise_has_no_names(tmp_path):
    path = str(tmp_path / "names.tsv")
    write_names(path, {BY_GENRE: []})
    assert read_names([path]) == {}


def test_a_missing_row_is_reported(tmp_path):
    path = tmp_path / "names.tsv"
    write_names(str(path), NAMES)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
    with pytest.raises(StoreError, match="row 1: expected cluster 0, got 1"):
        read_names([str(path)])

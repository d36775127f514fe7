"""Which datasets a run lists, and when."""

import shutil
from pathlib import Path

import pytest
from support.listed_music import (
    PER_JOB,
    list_music,
    list_times,
    write_table,
)
from support.project import ROOT

from hbvae.datasets.collections import Datasets
from hbvae.errors import DatasetError
from hbvae.workflow.listing import batch_names, list_datasets, requested_lists


def test_a_dataset_that_is_a_target_is_listed_too(listed_results, caplog):
    Path("other.yaml").write_text("root: music\nlayout: folders\nlyrics_files: false\n")
    Path("config/datasets").mkdir(parents=True)
    Path("other.yaml").rename("config/datasets/other.yaml")
    made = Datasets(["music"], ROOT)
    list_datasets(made, PER_JOB, 0.1, ["--cores", "1", "results/other/features.h5"], print)
    assert batch_names("other", made) == ["00000", "00001", "00002"]


def test_a_problem_of_another_dataset_waits_until_a_job_needs_it(listed_results):
    Path("gone.yaml").write_text("root: nowhere\nlayout: folders\nfactors: {genre: {k: 2}}\n")
    made = Datasets(["music", "gone.yaml"], ROOT)
    list_datasets(made, PER_JOB, 0.1, ["results/music/features.h5"], print)
    assert batch_names("music", made) == ["00000", "00001", "00002"]
    with pytest.raises(DatasetError, match="nowhere: missing folder"):
        batch_names("gone", made)
    for arguments in ([], ["all"], ["results/gone/features.h5"]):
        with pytest.raises(DatasetError, match="nowhere: missing folder"):
            list_datasets(made, PER_JOB, 0.1, arguments, print)


def test_lists_that_are_targets_are_recognised_by_path(listed_results):
    made = Datasets(["music"], ROOT)
    arguments = ["--cores", "1", "--", "results/music/lyrics.tsv", "./results/music/tracks.tsv"]
    others = ["results/music/rejected.tsv", "results/other/lyrics.tsv", "music/lyrics.tsv", "all"]
    expected = ["results/music/lyrics.tsv", "results/music/tracks.tsv"]
    assert requested_lists([*arguments, *others, *arguments], made) == expected


@pytest.mark.parametrize("arguments", [["--lint"], ["--unlock"], ["-l"]])
def test_nothing_is_listed_where_nothing_is_planned(listed_results, arguments):
    shutil.rmtree("results")
    list_datasets(Datasets(["music"], ROOT), PER_JOB, 0.1, arguments, print)
    assert not Path("results").exists()


def test_lists_are_left_alone_while_another_run_reads_them(listed_results):
    Path(".snakemake/locks").mkdir(parents=True)
    Path(".snakemake/locks/0.input.lock").touch()
    write_table(Path("music"), song0="song0.flac,Rock,la")
    before = list_times(listed_results)
    list_datasets(Datasets(["music"], ROOT), PER_JOB, 0.1, [], print)
    assert list_times(listed_results) == before


def test_a_dataset_that_nobody_listed_is_named(listed_results):
    with pytest.raises(DatasetError, match="--config dataset=gtzan"):
        batch_names("gtzan", Datasets(["music"], ROOT))


def test_a_table_below_the_results_is_refused(listed_results):
    Path("mine.yaml").write_text("root: .\naudio_dir: results/music\nlayout: folders\n")
    with pytest.raises(DatasetError, match="is inside results"):
        list_music("mine.yaml")

"""A dataset of which only a target tells: it is listed before Snakemake looks for its files."""

from support.project import copy_project, planned
from support.settings import write_run, write_yaml
from support.songs import write_clips


def test_a_dataset_that_only_a_target_names_is_planned(tmp_path):
    project = copy_project(tmp_path / "project")
    write_clips(project / "clips")
    own_dataset = {"root": "clips", "layout": "folders", "factors": {"genre": {"k": 2}}}
    write_yaml(project / "config/datasets/mine.yaml", own_dataset)
    write_run(project, dataset="gtzan")  # which does not exist
    target = "results/mine/conv_vae/seed0/kmeans/assignments.h5"
    assert planned(project, target) == {
        **{"extract_features": 2, "gather_rejected": 1, "merge_features": 1},
        **{"train_model": 1, "cluster_latents": 1},
    }

"""A mistake of a config or of a description ends a real start: its message alone, before any job.

What each mistake is called is tested with the config, the plan and the datasets.
"""

import pytest
from support.project import copy_project, dry_run, jobs
from support.settings import write_yaml


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = copy_project(tmp_path_factory.mktemp("mistakes") / "project")
    (folder / "empty folder").mkdir()
    (folder / "list.yaml").write_text("- root\n")
    return folder


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"training": {"epochs": "ten"}}, "training.epochs: expected whole number from 1"),
        ({"representations": ["pca", "vae"]}, "got 'vae'"),
        ({"datasets": ["nowhere"]}, "nowhere"),
        ({"dataset": "empty folder"}, "expected recordings"),
        ({"dataset": "list.yaml"}, "expected keys with values, got ['root']"),
    ],
)
def test_an_error_is_reported_before_any_job(project, settings, message):
    write_yaml(project / "run.yaml", settings)
    printed = dry_run(project, succeeds=False)
    assert message in printed
    assert "Traceback" not in printed and not jobs(printed)
    assert len(printed.splitlines()) < 15

"""Files of the project as rules name them, from wherever a run is."""

import pytest

from hbvae.workflow.place import own_config, project_file, project_files, project_folder


def test_a_run_in_the_projects_folder_names_its_files_by_relative_paths(monkeypatch):
    monkeypatch.chdir(project_folder())
    assert project_file("resources/paper/{table}.tsv") == "resources/paper/{table}.tsv"
    names = project_files("resources/paper/*.tsv")
    assert "resources/paper/claims.tsv" in names and names == sorted(names)


def test_a_run_elsewhere_names_them_by_absolute_paths(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    expected = f"{project_folder()}/resources/paper/{{table}}.tsv"
    assert project_file("resources/paper/{table}.tsv") == expected
    assert f"{project_folder()}/CITATION.cff" in project_files("*.cff")


@pytest.mark.parametrize(("is_main", "has_config"), [(True, True), (False, True), (True, False)])
def test_a_folder_of_its_own_may_have_a_config_unless_another_workflow_runs_in_it(
    monkeypatch, tmp_path, is_main, has_config
):
    monkeypatch.chdir(tmp_path)
    if has_config:
        (tmp_path / "config").mkdir()
        (tmp_path / "config/config.yaml").write_text("seeds: [1]\n")
    assert own_config(is_main) == (is_main and has_config)


def test_the_projects_own_config_is_not_read_twice(monkeypatch):
    monkeypatch.chdir(project_folder())
    assert not own_config(is_main=True)

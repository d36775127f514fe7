"""The record of settings, code and packages."""

import numpy as np

from hbvae.provenance import commit, config_digest, versions


def test_settings_in_another_order_have_the_same_digest():
    config = {"a": 1, "b": {"c": [2, 3], "d": 4}}
    assert config_digest(config) == config_digest({"b": {"d": 4, "c": [2, 3]}, "a": 1})
    assert config_digest(config) != config_digest(config | {"a": 2})


def test_code_outside_a_repository_is_reported(tmp_path):
    assert commit(str(tmp_path)) == "unknown: the code is not in a git repository"


def test_an_installed_package_knows_the_commit_that_it_was_built_from(tmp_path):
    (tmp_path / "COMMIT").write_text("0123456789ab-dirty\n")
    assert commit(str(tmp_path)) == "0123456789ab-dirty"


def test_versions_are_the_installed_ones():
    assert versions()["numpy"] == np.__version__

"""The house is in order: lint, formatting, and two lists of packages that are one."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CONDA_NAMES = {  # where conda-forge and bioconda call a package otherwise
    "matplotlib-base": "matplotlib",
    "playwright-python": "playwright",
    "pysoundfile": "soundfile",
    "pytorch": "torch",
    "seaborn-base": "seaborn",
    "snakemake-minimal": "snakemake",
    "soxr-python": "soxr",
}


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["snakefmt", "--check", "Snakefile", "rules"],
        ["snakemake", "--lint"],
    ],
    ids=" ".join,
)
def test_lint(command):
    tool = Path(sys.executable).with_name(command[0])
    done = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_conda_and_pip_users_get_the_same_packages():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pip = {*project["dependencies"], *project["optional-dependencies"]["test"]}

    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    (from_pip,) = [entry["pip"] for entry in listed if isinstance(entry, dict)]
    conda = set(from_pip)
    for entry in (e for e in listed if isinstance(e, str) and e != "pip"):
        name, version = entry.split(" ")
        if name == "python":
            assert version == project["requires-python"]
        else:
            conda.add(CONDA_NAMES.get(name, name) + version)
    assert conda == pip


def test_every_dependency_is_pinned_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    direct = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    lines = (ROOT / "constraints.txt").read_text().splitlines()[1:]
    names = [re.fullmatch(r"([\w.-]+)==[\w.]+", line)[1] for line in [*direct, *lines]]
    normal = [re.sub(r"[-_.]+", "-", name).lower() for name in names]
    assert len(normal) == len(set(normal))

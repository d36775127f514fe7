"""A wheel carries the whole project, and runs with no checkout at hand."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.project import ROOT

FILES = ("Snakefile", "environment.yml", "CITATION.cff")
FOLDERS = ("rules", "workflow_scripts", "config", "profiles", "resources")
TO_BUILD = ("hbvae", "setup.py", "pyproject.toml", "README.md", "LICENSE")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.wav", "*.mp3", "*.h5")  # resources/datasets


def run(*command, cwd, **variables):
    """Run a command; what it printed."""
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | variables, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder that the wheel is installed into, alone, and the commit that it is of.

    What it was built from is gone.
    """
    top = tmp_path_factory.mktemp("wheel")
    source = top / "source"
    source.mkdir()
    for name in (*FILES, *FOLDERS, *TO_BUILD):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=LEFT_OUT)
        else:
            shutil.copy(ROOT / name, source)
    git = ("git", "-c", "user.name=me", "-c", "user.email=me@example.org")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "all")):
        run(*git, *command, cwd=source)
    commit = run("git", "describe", "--always", "--abbrev=12", cwd=source)
    (source / "resources/datasets/song.wav").touch()  # of the user
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    build = ("wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", "wheels", ".")
    run(*pip, *build, cwd=source)
    (wheel,) = (source / "wheels").glob("*.whl")
    run(*pip, "install", "--no-deps", "--no-index", "--target", "site", wheel, cwd=top)
    shutil.rmtree(source)
    return top / "site", commit.strip()


def test_the_wheel_carries_the_project_and_its_commit(installed):
    site, commit = installed
    carried = {
        path.relative_to(site / "hbvae/project"): path.read_bytes()
        for path in (site / "hbvae/project").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert carried.pop(Path("COMMIT")).decode().strip() == commit
    user_datasets = ROOT / "resources/datasets"
    files = [*(ROOT / name for name in FILES), user_datasets / "README.md"]
    for path in (path for folder in FOLDERS for path in (ROOT / folder).rglob("*")):
        ours = "__pycache__" not in path.parts and not path.is_relative_to(user_datasets)
        if path.is_file() and ours:
            files.append(path)
    assert carried == {path.relative_to(ROOT): path.read_bytes() for path in files}


def test_the_installed_workflow_runs_elsewhere(installed, tmp_path):
    site, _ = installed
    snakefile = run(site / "bin/hbvae", "--snakefile", cwd=tmp_path, PYTHONPATH=str(site))
    assert snakefile == f"{site / 'hbvae/project/Snakefile'}\n"
    elsewhere = tmp_path / "my maps/one"
    elsewhere.mkdir(parents=True)
    snakemake = (sys.executable, "-m", "snakemake", "-s", snakefile.strip())
    place = ("--directory", elsewhere, "--cores", "1")
    run(*snakemake, *place, "-n", cwd=tmp_path, PYTHONPATH=str(site))
    table = "results/demo_bilingual/dataset/metadata.csv"
    run(*snakemake, table, *place, cwd=tmp_path, PYTHONPATH=str(site))
    assert (elsewhere / table).read_text(encoding="utf-8-sig").startswith("filename,")
    assert [path.name for path in tmp_path.iterdir()] == ["my maps"]

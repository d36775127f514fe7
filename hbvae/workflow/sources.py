"""Digest of a job's code, which is a param of its rule.

Snakemake detects edits of a job's script, but not of modules that the script imports. The digest
depends only on file contents, and not on the location or age of the project.
"""

import hashlib
from functools import cache
from pathlib import Path

from hbvae.jobs.imports import PACKAGE, module_file, reached


@cache
def code_digest(script: Path, *modules: str) -> str:
    """First 16 digits of the SHA-256 of a script and all project modules that it imports.

    Args:
        script: a file in workflow_scripts.
        modules: names of modules that the job also imports, by name and at run time, such as a
            model's family.
    """
    digest = hashlib.sha256(Path(script).read_bytes())
    for file in reached([Path(script), *map(module_file, modules)]):
        digest.update(f"\0{file.relative_to(PACKAGE).as_posix()}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]

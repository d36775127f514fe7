"""The code of a job as a digest, which its rule has among its params.

Snakemake sees an edit to a job's script, but not to a module that the script imports. The digest
depends on the files' contents alone: neither on where the project lies nor on when it was copied.
"""

import hashlib
from functools import cache
from pathlib import Path

from hbvae.jobs.imports import PACKAGE, module_file, reached


@cache
def code_digest(script: Path, *modules: str) -> str:
    """SHA-256 of a script and of all modules of the project that it reaches, 16 digits.

    Args:
        script: a file of workflow_scripts.
        modules: names of modules that this job imports as well, by name and only when it runs: a
            model's family, a baseline's functions.
    """
    digest = hashlib.sha256(Path(script).read_bytes())
    for file in reached([Path(script), *map(module_file, modules)]):
        digest.update(f"\0{file.relative_to(PACKAGE).as_posix()}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]

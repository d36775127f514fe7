"""Read Snakemake's records of complete and incomplete outputs in ``.snakemake``."""

import os
import shutil
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

MADE, HALF_MADE = ".snakemake/metadata", ".snakemake/incomplete"


def recorded_results(folder: Path, kind: str) -> Iterator[tuple[Path, PurePosixPath]]:
    """List the records of outputs below ``results``, with the outputs' relative paths.

    Args:
        folder: the run's working directory.
        kind: MADE or HALF_MADE. The name of a record is the output's path in base64.
    """
    for place, _, names in os.walk(folder / kind):
        parts = Path(place).relative_to(folder / kind).parts
        for name in names:
            # A path too long for a file name is split into folders, whose names start with @.
            encoded = "".join(part.removeprefix("@") for part in parts) + name
            try:
                output = PurePosixPath(urlsafe_b64decode(encoded).decode())
            except ValueError:  # not a record
                continue
            if len(output.parts) > 1 and output.parts[0] == "results" and ".." not in output.parts:
                yield Path(place, name), output


def delete(path: Path) -> int:
    """Delete a file, folder or link (not its target), and count the deleted files."""
    if path.is_dir() and not path.is_symlink():
        n_files = sum(len(names) for _, _, names in os.walk(path))
        shutil.rmtree(path)
        return n_files
    if path.is_symlink() or path.exists():
        path.unlink()
        return 1
    return 0

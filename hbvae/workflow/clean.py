"""Delete the files that runs wrote into a folder, and nothing else.

Run it with `python -m hbvae.workflow.clean`. Snakemake records every output in ``.snakemake``,
under the output's path in base64. These outputs are deleted, and files that have no record: lists
of songs, checkpoints, incomplete files and logs. Every other file in ``results`` belongs to the
user; it is kept and reported.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from hbvae.errors import ConfigError
from hbvae.storage.settled import FILE, Settled
from hbvae.workflow.locks import live_runs
from hbvae.workflow.records import HALF_MADE, MADE, delete, recorded_results

# Lists of a dataset's songs in results/NAME, written while the Snakefile is read.
LISTING = (
    *("tracks.tsv", "labels.tsv", "lyrics.tsv", "lyrics_from.tsv", "unusable.tsv", "files.tsv"),
    *("metadata.tsv", "remarks.tsv"),
    *(FILE, "batches"),
)
N_NAMED = 20


def clean(folder: str | os.PathLike = ".") -> tuple[int, list[Path]]:
    """Delete what runs wrote into ``results`` and ``logs`` of a folder.

    Args:
        folder: the runs' working directory. Its ``results`` may be a link to another disk.

    Returns:
        The number of deleted files; and the files and folders that remain in ``results`` because
        no run made them.

    Raises:
        ConfigError: a run is in progress in the folder.
    """
    folder = Path(folder)
    if runs := live_runs(folder):
        raise ConfigError(
            f"{folder.resolve()}: a run is in progress ({', '.join(runs)}); stop it before you "
            "clean"
        )
    kinds = (MADE, HALF_MADE)
    records = {path: output for kind in kinds for path, output in recorded_results(folder, kind)}
    n_files = sum(delete(folder / path) for path in _written(folder, set(records.values())))
    for record in records:
        record.unlink()
    for top in (*kinds, "logs", "results"):
        _delete_empty_folders(folder / top)
    return n_files, _left(folder / "results")


def _written(folder: Path, outputs: set[PurePosixPath]) -> Iterator[Path]:
    """Paths that runs may have written, relative to their folder."""
    for output in outputs:
        yield Path(output)
        yield Path(f"{output}.partial")
    recorded = {output.parts[1] for output in outputs if len(output.parts) > 2}
    for dataset in sorted((folder / "results").glob("*/")):
        if dataset.name not in recorded and Settled.read(dataset) is None:
            continue
        paths = [dataset / file for file in LISTING]
        paths += [dataset / f"{file}.partial" for file in LISTING]
        paths += dataset.glob("*/seed*/checkpoint.pt*")
        paths += dataset.glob("transcripts/*.so_far.tsv*")
        yield from (path.relative_to(folder) for path in paths)
    for place, _, names in os.walk(folder / "logs"):
        yield from (Path(place, name).relative_to(folder) for name in names if name[-4:] == ".log")


def _delete_empty_folders(top: Path) -> None:
    """Delete empty folders below a folder; then the folder itself, unless it is a link."""
    for place, _, _ in os.walk(top, topdown=False):
        path = Path(place)
        if (
            (path != top or path.name == "logs")
            and not path.is_symlink()
            and not any(path.iterdir())
        ):
            path.rmdir()


def _left(results: Path) -> list[Path]:
    """List files and folders at the top of ``results``, without the project's README.md."""
    if not results.is_dir():
        return []
    return sorted(path for path in results.iterdir() if path.name != "README.md")


def report(n_files: int, left: Iterable[Path]) -> str:
    """Describe what was deleted and what was kept."""
    lines = [f"Deleted {n_files:,} files written by runs."]
    if left := list(left):
        lines.append("Kept, because no run made them:")
        lines += [f"  {path}{'/' if path.is_dir() else ''}" for path in left[:N_NAMED]]
        if len(left) > N_NAMED:
            lines.append(f"  and {len(left) - N_NAMED:,} more")
    return "\n".join(lines)


def main() -> int:
    """Clean the working directory."""
    try:
        print(report(*clean()))
    except ConfigError as problem:
        print(f"hbvae: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The finished results that a command works on: those of a given folder, or of this folder."""

import os
from pathlib import Path

from hbvae.errors import ConfigError


def find_results(folder: str | os.PathLike | None, file: str) -> Path:
    """Find the results, results/NAME, of a finished run.

    Args:
        folder: the folder of a map or another run, or its results/NAME; None searches the working
            directory.
        file: a file that a finished run has, relative to its results.

    Raises:
        ConfigError: no results are found, or several are.
    """
    if folder is None:
        places = [Path(), *sorted(path for path in Path().glob("*-map") if path.is_dir())]
    else:
        places = [Path(folder)]
    patterns = ["results/*/dataset.json"] + ["dataset.json"] * (folder is not None)
    begun = [path.parent for place in places for end in patterns for path in place.glob(end)]
    finished = [results for results in begun if (results / file).exists()]
    if len(finished) == 1:
        return finished[0]
    if finished:
        maps = ", ".join(map(str, sorted(finished)))
        raise ConfigError(f"there are several maps here; give the folder of one of them: {maps}")
    if begun:
        raise ConfigError(
            f"{begun[0].parents[1]}: this map is not finished, or an older version of hbvae made "
            f"it ({begun[0] / file} is missing); run hbvae map again with the same folders"
        )
    if folder is None:
        raise ConfigError(
            "this folder has no finished map; give the folder of a map, or make one: "
            "hbvae map FOLDER"
        )
    raise ConfigError(f"{folder}: expected the folder of a finished map; make it: hbvae map FOLDER")

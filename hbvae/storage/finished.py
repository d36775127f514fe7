"""The finished results that a command works on: those of a given folder, or of this folder."""

import os
from pathlib import Path

from hbvae.errors import ConfigError


def find_results(folder: str | os.PathLike | None, file: str) -> Path:
    """Find the results, results/NAME, of a finished run.

    Args:
        folder: the folder of a map or another run; None searches the working directory.
        file: a file that a finished run has, relative to its results.

    Raises:
        ConfigError: no results are found, or several are.
    """
    if folder is None:
        places = [Path(), *sorted(path for path in Path().glob("*-map") if path.is_dir())]
    else:
        places = [Path(folder)]
    begun = [path.parent for place in places for path in place.glob("results/*/dataset.json")]
    finished = [results for results in begun if (results / file).exists()]
    if len(finished) == 1:
        return finished[0]
    if finished:
        runs = ", ".join(dict.fromkeys(str(path.parents[1]) for path in finished))
        raise ConfigError(f"this folder has several maps ({runs}); give the folder of one map")
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

"""200 songs of four minutes to features: the workflow on two cores, against a plain script.

    python tests/benchmarks/bench_songs.py [--songs N] [--rounds N]

The plain script is the authors' way in two processes: each song is loaded whole by librosa, its
mel spectrogram computed slice by slice, and written to a file. The workflow is run from nothing to
the merged features file, Snakemake's own start, the check of the dataset and all imports included.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import yaml
from bench_extraction import FILES, write_song
from bench_workflow import copy_project
from report import report

PLAIN = """
import multiprocessing, sys
from pathlib import Path
import numpy as np
sys.path.insert(0, {here!r})
from bench_extraction import reference

def one(path):
    np.save(Path("plain", path.stem), reference(path).astype(np.float16))

if __name__ == "__main__":
    Path("plain").mkdir()
    with multiprocessing.Pool(2) as pool:
        pool.map(one, sorted(Path("music").rglob("*.mp3")), chunksize=5)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--songs", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2, help="turns of each way (default 2)")
    arguments = parser.parse_args()
    seconds = {"plain script": [], "workflow": []}
    with tempfile.TemporaryDirectory() as scratch:
        ending, *song = FILES["4 min mp3 192k"]
        write_song(Path(scratch, f"song.{ending}"), *song)
        music = Path(scratch, "music")
        for number in range(arguments.songs):  # one file, copied
            folder = music / f"genre{number % 4}"
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(scratch, f"song.{ending}"), folder / f"{number:03}.{ending}")
        for turn in range(arguments.rounds):
            plain = Path(scratch, f"plain{turn}")
            plain.mkdir()
            (plain / "music").symlink_to(music)
            (plain / "plain.py").write_text(PLAIN.format(here=str(Path(__file__).parent)))
            timed(seconds["plain script"], [sys.executable, "plain.py"], plain)

            project = copy_project(Path(scratch, f"project{turn}"))
            dataset = {"root": str(music), "layout": "folders", "factors": {"genre": {"k": 4}}}
            (project / "songs.yaml").write_text(yaml.safe_dump(dataset))
            (project / "run.yaml").write_text(yaml.safe_dump({"datasets": ["songs.yaml"]}))
            command = [sys.executable, "-m", "snakemake", "--configfile", "run.yaml"]
            command += ["--cores", "2", "--quiet", "all", "--", "results/songs/features.h5"]
            timed(seconds["workflow"], command, project)
    plain, workflow = (median(of_way) for of_way in seconds.values())
    report(
        "songs",
        f"{arguments.songs} songs of four minutes (mp3) to features on 2 cores, "
        f"medians of {arguments.rounds} turns",
        ["way", "s", "songs/s", "times as fast"],
        [
            ["plain script, 2 processes", plain, arguments.songs / plain, 1],
            ["workflow, --cores 2", workflow, arguments.songs / workflow, plain / workflow],
        ],
    )


def timed(seconds: list, command: list, folder: Path) -> None:
    environment = os.environ | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env=environment)
    seconds.append(time.perf_counter() - start)


if __name__ == "__main__":
    main()

"""A folder of songs: to features against a plain script, and to the explorer.

    python tests/benchmarks/bench_songs.py [--songs N ...] [--features N] [--rounds N]

The plain script is the authors' way in two processes: each song is loaded whole by librosa, its
mel spectrogram computed slice by slice, and written to a file. The workflow is run from nothing to
the merged features file, Snakemake's own start, the check of the dataset and all imports included.

To the explorer: a folder of songs that nobody described, run as a person runs it, on two cores and
without bfloat16; seconds of CPU of each stage, beside those of the last commit.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import yaml
from bench_extraction import FILES, write_song
from report import ROOT, report
from song_files import write_songs
from stages import CORES, chain_in_words, copy_project, keep, read_tasks, totals

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
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--songs", type=int, nargs="*", default=[20, 200, 1000])
    parser.add_argument("--features", type=int, default=200, help="songs to features, 0 for none")
    parser.add_argument("--rounds", type=int, default=2, help="turns of each way (default 2)")
    arguments = parser.parse_args()
    if arguments.features:
        compare_features(arguments.features, arguments.rounds)
    if arguments.songs:
        tabulate_explorers(arguments.songs)


def compare_features(n_songs: int, rounds: int) -> None:
    """The workflow to features against the plain script."""
    seconds = {"plain script": [], "workflow": []}
    with tempfile.TemporaryDirectory() as scratch:
        ending, *song = FILES["4 min mp3 192k"]
        write_song(Path(scratch, f"song.{ending}"), *song)
        music = Path(scratch, "music")
        for number in range(n_songs):  # one file, copied
            folder = music / f"genre{number % 4}"
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(scratch, f"song.{ending}"), folder / f"{number:03}.{ending}")
        for turn in range(rounds):
            plain = Path(scratch, f"plain{turn}")
            plain.mkdir()
            (plain / "music").symlink_to(music)
            (plain / "plain.py").write_text(PLAIN.format(here=str(Path(__file__).parent)))
            seconds["plain script"].append(timed([sys.executable, "plain.py"], plain))

            project = copy_project(Path(scratch, f"project{turn}"))
            dataset = {"root": str(music), "layout": "folders", "factors": {"genre": {"k": 4}}}
            (project / "songs.yaml").write_text(yaml.safe_dump(dataset))
            write_run(project, "songs.yaml")
            command = [*SNAKEMAKE, "--", "results/songs/features.h5"]
            seconds["workflow"].append(timed(command, project))
    plain, workflow = (median(way_seconds) for way_seconds in seconds.values())
    report(
        "songs",
        f"{n_songs} songs of four minutes (mp3) to features on {CORES} cores, "
        f"medians of {rounds} turns",
        ["way", "s", "songs/s", "times as fast"],
        [
            ["plain script, 2 processes", plain, n_songs / plain, 1],
            [f"workflow, --cores {CORES}", workflow, n_songs / workflow, plain / workflow],
        ],
    )


SNAKEMAKE = [sys.executable, "-m", "snakemake", "--configfile", "run.yaml", "--cores", str(CORES)]
SNAKEMAKE += ["--resources", "gpu=1", "--quiet", "all"]
SNAKEFILE = ROOT / "Snakefile"


def write_run(folder: Path, dataset: str) -> Path:
    """The config of a run of one dataset as a machine without bfloat16 has it."""
    config = {"datasets": [dataset], "devices": {"precision": "32-true"}}
    path = folder / "run.yaml"
    path.write_text(yaml.safe_dump(config))
    return path


def tabulate_explorers(sizes: list[int]) -> None:
    """Folders of songs to the explorer: CPU of each stage, and which jobs wait for each other."""
    numbers, chains = {}, []
    for n_songs in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            music = write_songs(Path(scratch, "music"), n_songs)
            measured, chain = explorer(Path(scratch, "run"), music)
        numbers |= {f"{n_songs} {stage}": value for stage, value in measured.items()}
        chains.append(f"{n_songs} songs, {chain}")
        print(f"{n_songs} songs: {measured['s to the explorer']:.0f} s", flush=True)
    before = keep("own_songs", numbers)
    stages = dict.fromkeys(key.partition(" ")[2] for key in numbers)
    columns = [
        (values, str(n_songs)) for n_songs in sizes for values in (numbers, before.numbers)
    ]  # fmt: skip
    rows = [
        [stage, *(values.get(f"{n_songs} {stage}", "") for values, n_songs in columns)]
        for stage in stages
    ]
    header = ["CPU s of a stage"]
    for n_songs in sizes:
        header += [f"{n_songs:,} songs", f"at {before.commit[:12]}"]
    report(
        "own_songs",
        f"Folders of songs of four minutes (mp3) on {CORES} cores in float32. {'; '.join(chains)}",
        header,
        rows,
    )


def explorer(folder: Path, music: Path) -> tuple[dict[str, float], str]:
    """Run songs in a new folder; what each stage took, and the critical path in words."""
    folder.mkdir()
    configfile = write_run(folder, str(music))
    begun, before = time.time(), cpu_of_children()
    seconds = timed([*SNAKEMAKE, "--snakefile", SNAKEFILE], folder)
    cpu = cpu_of_children() - before
    (page,) = folder.glob("results/*/explorer.html")
    tasks = read_tasks(SNAKEFILE, folder, [configfile])
    stages = totals(tasks, "cpu_seconds")
    measured = {"s to the explorer": page.stat().st_mtime - begun, "s to the end": seconds}
    measured |= dict(stages.most_common())
    return measured | {"Snakemake": cpu - stages.total(), "all": cpu}, chain_in_words(tasks)


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(command: list, folder: Path) -> float:
    """Seconds of a command."""
    start = time.perf_counter()
    subprocess.run(
        command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env=os.environ | ONE_THREAD
    )
    return time.perf_counter() - start


if __name__ == "__main__":
    main()

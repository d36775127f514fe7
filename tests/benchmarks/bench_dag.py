"""Planning a large collection: listing its tracks, and Snakemake's dry run over them.

    python tests/benchmarks/bench_dag.py [--tracks N ...]

The collection is real folders of empty files. Both dry runs are of everything: 1,000 tracks an
extraction job, all representations and clusterers of the default run, all figures. The first one
lists the tracks, the second finds that they are as they were.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml
from bench_workflow import copy_project
from report import report

TRACKS_PER_JOB = 1000
PER_FOLDER = 10_000


def make_collection(folder: Path, n: int) -> None:
    """``n`` empty files in folders of 10,000; two genres, so that there is something to score."""
    for number in range(n):
        place = folder / f"genre{number % 2}" / f"{number // PER_FOLDER:04}"
        if number % PER_FOLDER < 2:
            place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:07}.mp3").touch()


def run(command: list, cwd: Path) -> tuple[float, float, str]:
    """Seconds, peak MiB and output of a command."""
    start = time.perf_counter()
    with open(cwd / "output.txt", "wb") as output:
        process = subprocess.Popen(command, cwd=cwd, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
    text = (cwd / "output.txt").read_text()
    if status:
        sys.exit(text[-3000:])
    return time.perf_counter() - start, usage.ru_maxrss / 1024, text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracks", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    rows = []
    for n in parser.parse_args().tracks:
        with tempfile.TemporaryDirectory() as scratch:
            make_collection(Path(scratch, "music"), n)
            project = copy_project(Path(scratch, "project"))
            dataset = {"root": f"{scratch}/music", "layout": "folders"}
            dataset |= {"factors": {"genre": {"k": 2}}, "experiment": "GTZAN"}
            (project / "big.yaml").write_text(yaml.safe_dump(dataset))
            settings = {"datasets": ["big.yaml"], "audio": {"tracks_per_job": TRACKS_PER_JOB}}
            (project / "run.yaml").write_text(yaml.safe_dump(settings))
            snakemake = [sys.executable, "-m", "snakemake", "--configfile", "run.yaml"]
            dry_run = [*snakemake, "--dry-run", "--quiet", "rules"]
            listing, listing_mib, _ = run(dry_run, project)
            planning, planning_mib, text = run(dry_run, project)
            jobs = re.search(r"^total +(\d+)", text, re.MULTILINE)[1]
        rows.append([f"{n:,}", f"{listing:.1f}", f"{listing_mib:.0f}", jobs, f"{planning:.1f}",
                     f"{planning_mib:.0f}"])  # fmt: skip
    report(
        "dag",
        f"Planning: a dry run that lists the tracks, and the next, {TRACKS_PER_JOB} tracks a job",
        ["tracks", "first dry run, s", "MiB", "jobs", "dry run, s", "MiB"],
        rows,
    )


if __name__ == "__main__":
    main()

"""What a map keeps when a fifth of its songs is new.

    python tests/benchmarks/bench_new_songs.py [--songs FOLDER] [--rounds N]

A map is made of four fifths of the songs, drawn at random, by the real command; then of all, once
with the model that is there and once with ``--refit``. Without FOLDER the songs are those of
`hbvae demo`. A fifth that is new is not more than a fifth: the model stays.

groups kept       old songs whose group has the number that it had
neighbours kept   of the five nearest old songs of each old song, those that were so before
moved             median way of the old songs on the map, as a share of its radius
as by refit       new songs that the refit puts into the same group
"""

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from report import report

from hbvae.clustering.centres import nearest_tracks, track_means
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import read_latents, read_map

HBVAE = (sys.executable, "-c", "from hbvae.cli import app; app()")
TABLE, FIRST = "metadata.csv", "joint_audio/seed0"
LABEL = "none"  # the groups of a folder that has no labels


class Songs:
    """The songs of a map, their groups, and where they are."""

    def __init__(self, place: Path):
        (folder,) = place.glob(f"results/*/{FIRST}")
        latent, index = read_latents(str(folder / "latents.h5"))
        n = len(index.track_id)
        by_reference = read_assignments(str(folder / "kmeans/assignments.h5"))
        clusters = by_reference.get(LABEL) or by_reference["genre"]
        self.groups = dict(zip(index.track_id, clusters["track"], strict=True))
        self.points = track_means(latent, index.track, n)
        self.xy = track_means(read_map(str(folder / "tsne.h5")).xy, index.track, n)

    def of(self, names: list[str]) -> list[int]:
        """Rows of songs."""
        rows = {name: row for row, name in enumerate(self.groups)}
        return [rows[name] for name in names]


def copy_songs(source: Path, target: Path, names: set[str]) -> None:
    """Copy some recordings, and their rows of a table, if there is one."""
    for path in source.rglob("*"):
        name = path.relative_to(source)
        if path.is_file() and path.name != TABLE and str(name) in names:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target / name)
    if (source / TABLE).exists():
        with open(source / TABLE, newline="", encoding="utf-8-sig") as file:
            header, *rows = csv.reader(file)
        with open(target / TABLE, "w", newline="", encoding="utf-8") as file:
            kept = [row for row in rows if f"audio/{row[0]}" in names]
            csv.writer(file).writerows([header, *kept])


def make_map(songs: Path, place: Path, *options: str) -> float:
    """Seconds that it takes to make, or to continue, a map."""
    start = time.perf_counter()
    command = [*HBVAE, "map", songs, "--output", place, "--no-open", *options]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def compare(before: Songs, now: Songs, refitted: Songs) -> list[float]:
    """Groups kept, neighbours kept, way on the map, and new songs in the group of the refit."""
    old = list(before.groups)
    new = [name for name in now.groups if name not in before.groups]
    rows = now.of(old)
    near = zip(nearest_tracks(before.points), nearest_tracks(now.points[rows]), strict=True)
    radius = np.linalg.norm(before.xy - before.xy.mean(axis=0), axis=1).mean()
    return [
        np.mean([before.groups[name] == now.groups[name] for name in old]),
        np.mean([len(set(was) & set(now)) / len(was) for was, now in near]),
        np.median(np.linalg.norm(now.xy[rows] - before.xy, axis=1)) / radius,
        np.mean([now.groups[name] == refitted.groups[name] for name in new]),
    ]


def measure(source: Path, scratch: Path, seed: int) -> dict[str, list[float]]:
    """Both ways of going on, for one choice of the new songs."""
    names = [
        str(path.relative_to(source))
        for path in sorted(source.rglob("*"))
        if path.is_file() and path.name != TABLE
    ]
    random = np.random.default_rng(seed)
    old = set(random.permutation(names)[: round(0.8 * len(names))].tolist())
    songs, place, again = scratch / "songs", scratch / "map", scratch / "refitted"
    copy_songs(source, songs, old)
    seconds = make_map(songs, place)
    before = Songs(place)
    shutil.copytree(place, again)
    copy_songs(source, songs, set(names))
    kept_s, refit_s = make_map(songs, place), make_map(songs, again, "--refit")
    print(f"{len(names)} songs, choice {seed}: {seconds:.0f}, {kept_s:.0f}, {refit_s:.0f} s")
    kept, refitted = Songs(place), Songs(again)
    return {
        "the model stays": [*compare(before, kept, refitted), kept_s],
        "--refit": [*compare(before, refitted, refitted), refit_s],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--songs", type=Path, help="a folder; by default the demo's songs")
    parser.add_argument("--rounds", type=int, default=3, help="choices of the new songs")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        source = arguments.songs
        if source is None:
            demo = Path(scratch, "demo")
            subprocess.run([*HBVAE, "demo", "-o", demo, "--no-open"], check=True)
            source = demo / "results/demo/dataset"
        measured = [
            measure(source, Path(tempfile.mkdtemp(dir=scratch)), seed)
            for seed in range(arguments.rounds)
        ]
    header = ["", "groups kept", "neighbours kept", "moved", "as by refit", "s"]
    rows = [
        [way, *np.mean([choice_scores[way] for choice_scores in measured], axis=0)]
        for way in measured[0]
    ]
    name = arguments.songs.name if arguments.songs else "demo"
    title = f"A fifth of new songs: {name}, means of {arguments.rounds} choices"
    report(f"new_songs_{name}", title, header, rows)


if __name__ == "__main__":
    main()

"""Each clusterer's growth with the number of points, to a million.

    python tests/benchmarks/bench_clusterers.py [--points N ...]

Points are latents of 64 dimensions around 10 centres; every call is a process of its own, with the
points read from disk. Above 10,000 points (max_points) k-means goes by mini-batches and the others
by a sample.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.ticker import LogLocator
from report import FOLDER, cost, report

from hbvae.clustering.registry import all_clusterers
from hbvae.figures.style import PAGE, figure, marks

K = 10


def put_into_clusters(path: str, name: str) -> float:
    """Cluster the points of a file; how well that finds the centres that they were drawn from."""
    from hbvae.evaluation.external import contingency, external_scores

    points = np.load(path)
    settings = {"eps": 7.0} if name == "dbscan" else {}
    clusters = all_clusterers()[name].cluster(points, K, 0, **settings)
    return float(external_scores(contingency(np.arange(len(points)) % K, clusters))["ari"])


def draw(sizes: list[int], rows: dict[str, list]) -> None:
    """Growth curves, from the rows of the table."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    caption = (
        f"Clusterers on latents of 64 dimensions, k = {K}. Right of the dotted line (max_points) "
        "k-means goes by mini-batches; with the others a sample of 10,000 is clustered, and every "
        "point goes where its nearest sampled one is."
    )
    size = (PAGE, 2.7)
    with figure((str(FOLDER / "clusterers.png"),), caption, 1, 2, figsize=size) as (fig, axes):
        for ax, column, what in zip(axes, (1, 2), ("s", "MiB"), strict=True):
            for name, mark in marks(rows).items():
                values = [float(cell) for cell in rows[name][column::3]]
                ax.loglog(sizes, values, color=mark.colour, marker=mark.marker, ms=3, label=name)
            ax.set_xticks(sizes, [f"{n:,}" for n in sizes])
            ax.minorticks_off()
            ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            ax.yaxis.set_major_formatter("{x:,.0f}")
            ax.set(xlabel="points", ylabel=what)
            ax.axvline(10_000, color="0.6", linestyle=":", linewidth=0.8)
            ax.grid()
        fig.legend(*ax.get_legend_handles_labels(), loc="outside right center", frameon=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes = [1_000, 10_000, 100_000, 1_000_000]
    parser.add_argument("--points", type=int, nargs="+", default=sizes)
    sizes = parser.parse_args().points
    rows: dict[str, list] = {name: [name] for name in all_clusterers()}
    random = np.random.default_rng(0)
    centres = random.normal(size=(K, 64))
    with tempfile.TemporaryDirectory() as folder:
        for n in sizes:
            points = centres[np.arange(n) % K] + random.normal(0, 0.7, (n, 64))
            path = str(Path(folder, f"{n}.npy"))
            np.save(path, points.astype(np.float32))
            del points
            for name, row in rows.items():
                took = cost(put_into_clusters, path, name)
                row += [f"{took.seconds:.1f}", f"{took.mib:.0f}", f"{took.result:.2f}"]
                print(f"{name}, {n:,} points: {took.seconds:.1f} s, {took.mib:.0f} MiB", flush=True)
    header = ["clusterer"]
    for n in sizes:
        header += [f"{n:,}: s", "MiB", "ARI"]
    draw(sizes, rows)
    report(
        "clusterers", f"Clusterers, latents of 64 dimensions, k = {K}", header, list(rows.values())
    )


if __name__ == "__main__":
    main()

"""Plot figure 7 and the maps of the joint model: latents by label, with ARI of the clusters."""

from hbvae.clustering.projections import PROJECTIONS
from hbvae.evaluation.external import contingency, external_scores
from hbvae.figures.latent_map import (
    TITLES,
    latent_map,
    legend_height,
    map_size,
    stands_beside,
)
from hbvae.figures.style import figure, how_many, written
from hbvae.jobs.task import run_task
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import read_map
from hbvae.storage.slices import slice_labels
from hbvae.storage.tracks import NO_LABEL, read_tracks


def main(
    maps, assignments, tracks, png, pdf,
    dataset, model, parts, factors, clusterer, seed, method,
):  # fmt: skip
    drawn = [read_map(path) for path in maps]
    clusters = [read_assignments(path) for path in assignments]
    listed, index = read_tracks(tracks), drawn[0].index
    by_factor = [slice_labels(listed, index, factor) for factor in factors]
    columns = [labels[drawn[0].row] for labels in by_factor] or [None]
    beside = stands_beside(len(maps) * len(columns), columns[0])
    width, heights = map_size(columns, [plane.xy for plane in drawn], beside)
    name = PROJECTIONS[method].title
    about = f"{model}: {name} of the latent space"
    caption = f"{about}. {dataset}: {how_many(index, len(drawn[0].row))}, seed {seed}."
    if factors:
        caption += (
            f" ARI: how well {clusterer} clusters of the latent's slices agree with the labels; "
            "1 is agreement, about 0 is chance. In brackets: slices."
        )
    options = {
        "figsize": (width, sum(heights) + TITLES + (0 if beside else legend_height(columns))),
        "height_ratios": heights,
        "squeeze": False,
        "title": about,
    }
    with figure((png, pdf), caption, len(maps), len(columns), **options) as (_, axes):
        for row, ((xy, rows, _), clustering, part) in enumerate(
            zip(drawn, clusters, parts, strict=True)
        ):
            for column, ax in enumerate(axes[row]):
                labels, about = None, ""
                if factors:
                    labels = by_factor[column][rows]
                    ari = _ari(by_factor[column], clustering[factors[column]]["slice"])
                    about = f"by {factors[column]}, ARI {ari}"
                is_last = row == len(maps) - 1
                latent_map(xy[rows], labels, ax, about, is_last, beside)
            axes[row, 0].set_ylabel(part)


def _ari(labels, clusters) -> str:
    labelled = labels != NO_LABEL
    return written(float(external_scores(contingency(labels[labelled], clusters[labelled]))["ari"]))


if "snakemake" in globals():
    run_task(main, snakemake)

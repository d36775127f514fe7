"""Plot figure 1: numbers of slices and songs per label."""

import numpy as np

from hbvae.figures.label_counts import label_counts
from hbvae.figures.style import PAGE, figure, how_many
from hbvae.jobs.task import run_task
from hbvae.storage.features import read_features_index
from hbvae.storage.slices import slice_labels
from hbvae.storage.tracks import read_tracks


def main(features, tracks, png, pdf, title, factors):
    index = read_features_index(features)
    listed = read_tracks(tracks)
    by_factor = {factor: slice_labels(listed, index, factor) for factor in factors}
    by_factor = by_factor or {"": np.full(len(index.track), "all")}
    rows = max(len(np.unique(labels)) for labels in by_factor.values())
    caption = f"Slices and songs per label. {title}: {how_many(index)}."
    columns = len(by_factor)
    if columns > 1:
        caption += " Bars are divided by the labels of the next panel; dashed: equal shares."
    elif factors:
        caption += " Dashed: equal shares."
    size = (PAGE / 2 * columns, 1.1 + 0.2 * max(3, rows) + 0.2 * (columns > 1))
    options = {"ncols": columns, "figsize": size, "squeeze": False, "title": title}
    with figure((png, pdf), caption, **options) as (_, axes):
        everything = list(by_factor.items())
        for (factor, labels), (_, others), ax in zip(
            everything, everything[1:] + everything[:1], axes[0], strict=True
        ):
            parts = others if columns > 1 else None
            label_counts(labels, index.track, ax, f"by {factor}" if factor else "", parts)


if "snakemake" in globals():
    run_task(main, snakemake)

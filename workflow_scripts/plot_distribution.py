"""Figure 1: how many slices each label has."""

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
    caption = f"{title}: {how_many(index)}."
    size = (PAGE / 2 * len(by_factor), 0.9 + 0.2 * rows)
    with figure((png, pdf), caption, ncols=len(by_factor), figsize=size, squeeze=False) as (
        _,
        axes,
    ):
        for (factor, labels), ax in zip(by_factor.items(), axes[0], strict=True):
            label_counts(labels, ax, f"by {factor}" if factor else "")


if "snakemake" in globals():
    run_task(main, snakemake)

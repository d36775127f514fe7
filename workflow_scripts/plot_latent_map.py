"""Figure 7: the latent map by each factor, with how well clusters agree with it."""

from hbvae.clustering.projections import PROJECTIONS
from hbvae.evaluation.external import contingency, external_scores
from hbvae.figures.latent_map import latent_map
from hbvae.figures.points import legend_rows
from hbvae.figures.style import PAGE, figure, how_many
from hbvae.jobs.task import run_task
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import read_map
from hbvae.storage.slices import slice_labels
from hbvae.storage.tracks import NO_LABEL, read_tracks


def main(map, assignments, tracks, png, pdf, title, factors, model, clusterer, seed, method):
    xy, row, index = read_map(map)
    clusters = read_assignments(assignments)
    listed = read_tracks(tracks)
    shown = how_many(index, len(row))
    caption = f"{title}: {PROJECTIONS[method].title} of the {model} latent (seed {seed}), {shown}."
    panels = []
    for factor in factors:
        labels = slice_labels(listed, index, factor)
        known = labels != NO_LABEL
        table = contingency(labels[known], clusters[factor]["slice"][known])
        ari = external_scores(table)["ari"]
        panels.append((labels[row], f"by {factor} (ARI {ari:.2f})"))
    if panels:
        caption += f" ARI: {clusterer} on the latent, by slice."
    else:
        panels = [(None, "")]
    rows = max(legend_rows(labels) for labels, _ in panels)
    size = (PAGE / 2 * len(panels), 2.6 + 0.17 * rows)
    with figure((png, pdf), caption, ncols=len(panels), figsize=size, squeeze=False) as (_, axes):
        for (labels, name), ax in zip(panels, axes[0], strict=True):
            latent_map(xy[row], labels, ax, name)


if "snakemake" in globals():
    run_task(main, snakemake)

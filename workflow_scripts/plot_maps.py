"""Plot figure 12: maps of the plain baseline, the paper's model and the joint model."""

import numpy as np

from hbvae.clustering.projections import PROJECTIONS
from hbvae.evaluation.neighbours import neighbours_alike
from hbvae.figures.points import legend_rows, shared_legend
from hbvae.figures.small_maps import MapRow, map_columns, small_maps, small_maps_size
from hbvae.figures.style import figure, how_many
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents, read_map
from hbvae.storage.slices import slice_labels
from hbvae.storage.tracks import NO_LABEL, read_tracks


def main(pca, maps, tracks, png, pdf, title, factor, plane, models, seed, method):
    drawn = [read_map(path) for path in maps]
    row, index = drawn[0].row, drawn[0].index
    name = PROJECTIONS[method].title
    places = {plane: read_latents(pca)[0][row, :2]}
    for model, projection in zip(models, drawn, strict=True):
        places[f"{model}, {name}"] = projection.xy[row]
    labels, by = None, ""
    if factor:
        labels = slice_labels(read_tracks(tracks), index, factor)[row]
        by = f", by {factor}"
    rows = [_map_row(called, xy, labels, index.track[row], factor) for called, xy in places.items()]
    caption = f"Maps of the slices{by}. {title}: {how_many(index, len(row))}, seed {seed}."
    if factor:
        caption += (
            " Percentages: share of a slice's ten nearest neighbours on the map, from other "
            f"songs, that have the same {factor}; on the left the mean of all slices, and chance."
        )
    columns = map_columns(labels)
    width, height = small_maps_size(len(rows), labels)
    has_legend = labels is not None and columns == [None]
    if has_legend:
        height += 0.17 * legend_rows(labels, width)
    options = {"figsize": (width, height), "squeeze": False, "title": f"Baseline and models{by}"}
    with figure((png, pdf), caption, len(rows), len(columns), **options) as (fig, axes):
        small_maps(rows, labels, axes)
        if has_legend:
            shared_legend(labels, fig)


def _map_row(name, xy, labels, track, factor) -> MapRow:
    alike = np.full(len(xy), np.nan)
    if labels is None:
        return MapRow(name, xy, alike)
    labelled = labels != NO_LABEL
    alike[labelled], chance = neighbours_alike(xy[labelled], labels[labelled], track[labelled])
    if not np.isfinite(alike).any():
        return MapRow(name, xy, alike)
    about = f"same {factor}: {np.nanmean(alike):.0%}\nby chance: {np.nanmean(chance):.0%}"
    return MapRow(name, xy, alike, about)


if "snakemake" in globals():
    run_task(main, snakemake)

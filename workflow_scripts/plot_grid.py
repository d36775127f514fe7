"""Figure of generated slices: along axes of a latent, or of every label."""

from hbvae.features.audio_config import AudioConfig
from hbvae.figures.grid import MANY, spectrogram_grid
from hbvae.figures.style import PAGE, figure
from hbvae.jobs.task import run_task
from hbvae.storage.grids import read_grid


def main(grid, png, pdf, title, what, audio):
    shown = read_grid(grid)
    n_rows, n_columns = len(shown.rows), len(shown.columns)
    has_curves = n_columns < MANY
    caption = f"{title}: {what} Across: {AudioConfig(**audio).slice_duration:g} s."
    if has_curves:
        caption += " Right: a curve a column, the first one dark, up to the last one, light."
    layout = {"figsize": (PAGE, 0.9 + 0.8 * n_rows), "squeeze": False}
    with figure((png, pdf), caption, n_rows, n_columns + has_curves, **layout) as (_, axes):
        spectrogram_grid(shown, axes, AudioConfig(**audio).band_edges[1:-1])


if "snakemake" in globals():
    run_task(main, snakemake)

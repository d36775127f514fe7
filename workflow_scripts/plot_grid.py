"""Figure of generated slices: along axes of a latent, or of every label."""

from hbvae.audio import AudioConfig
from hbvae.figures.grid import MANY, spectrogram_grid
from hbvae.figures.style import PAGE, figure
from hbvae.generation import read_grid
from hbvae.tasks import run_task


def main(grid, png, pdf, title, what, audio):
    shown = read_grid(grid)
    n_rows, n_columns = len(shown.rows), len(shown.columns)
    n_axes = n_columns + (n_columns < MANY)
    size = (PAGE, 0.9 + 0.8 * n_rows)
    with figure((png, pdf), f"{title}: {what}", n_rows, n_axes, figsize=size, squeeze=False) as (
        _,
        axes,
    ):
        spectrogram_grid(shown, axes, AudioConfig(**audio).band_edges[1:-1])


if "snakemake" in globals():
    run_task(main, snakemake)

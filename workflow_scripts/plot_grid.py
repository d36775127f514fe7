"""Plot generated slices: along latent axes, or with every label."""

from hbvae.features.audio_config import AudioConfig
from hbvae.figures.grid import SliceScale, grid_colorbars, spectrogram_grid
from hbvae.figures.style import PAGE, figure
from hbvae.jobs.task import run_task
from hbvae.storage.grids import read_grid


def main(grid, png, pdf, title, about, what, audio):
    shown, config = read_grid(grid), AudioConfig(**audio)
    n_rows, n_columns = len(shown.rows), len(shown.columns)
    scale = SliceScale(config.band_edges[1:-1], config.slice_duration, config.top_db)
    caption = (
        f"{what} {title}. Across: time, {config.slice_duration:g} s; up: frequency, mel scale."
    )
    options = {"figsize": (PAGE, 0.75 + 0.72 * n_rows), "squeeze": False, "title": about}
    with figure((png, pdf), caption, n_rows, 1 + n_columns, **options) as (_, axes):
        grid_colorbars(spectrogram_grid(shown, axes, scale), axes, config.top_db)


if "snakemake" in globals():
    run_task(main, snakemake)

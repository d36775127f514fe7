"""Render one cell of a demo corpus: a folder of FLAC files."""

from hbvae.demo.corpus import render_cell
from hbvae.demo.recipe import load_recipe
from hbvae.jobs.task import run_task


def main(recipe, folder, cell):
    render_cell(load_recipe(recipe), cell, folder)


if "snakemake" in globals():
    run_task(main, snakemake)

"""Render a cell of a demo corpus: a folder of FLAC files."""

from hbvae.demo.corpus import render_cell
from hbvae.demo.recipe import load_recipe
from hbvae.jobs.task import run_task


def main(recipes, folder, cell):  # the first recipe may be based on the second
    render_cell(load_recipe(recipes[0]), cell, folder)


if "snakemake" in globals():
    run_task(main, snakemake)

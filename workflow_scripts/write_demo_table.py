"""Write a demo corpus's metadata.csv, as HBLM-100 is published."""

from hbvae.demo.corpus import write_table
from hbvae.demo.recipe import load_recipe
from hbvae.jobs.task import run_task


def main(recipe, lyrics, table):  # the recipe names the files of its lyrics
    write_table(load_recipe(recipe), table)


if "snakemake" in globals():
    run_task(main, snakemake)

"""Write a demo corpus's metadata.csv, in the format of HBLM-100."""

from hbvae.demo.corpus import write_table
from hbvae.demo.recipe import load_recipe
from hbvae.jobs.task import run_task


def main(recipes, lyrics, table):  # the first recipe names the other, and the files of its lyrics
    write_table(load_recipe(recipes[0]), table)


if "snakemake" in globals():
    run_task(main, snakemake)

"""Write a demo corpus's metadata.csv, as HBLM-100 is published."""

from hbvae.demo import load_recipe, write_table
from hbvae.tasks import run_task


def main(recipe, lyrics, table):  # the recipe names the files of its lyrics
    write_table(load_recipe(recipe), table)


if "snakemake" in globals():
    run_task(main, snakemake)

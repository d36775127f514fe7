"""One tidy table of what the axes tell, and a page of it for people."""

from hbvae.claims import disentanglement_page
from hbvae.scores import PART_COLUMNS, read_scores, write_scores
from hbvae.tasks import run_task


def main(scores, tsv, markdown):
    rows = read_scores(scores)
    write_scores(tsv, rows, PART_COLUMNS)
    with open(markdown, "w", encoding="utf-8") as file:
        file.write(disentanglement_page(rows))


if "snakemake" in globals():
    run_task(main, snakemake)

"""Write a tidy table of all measures of disentanglement, and a page about them."""

from hbvae.evaluation.score_table import KIND, PART_COLUMNS, read_scores, with_kinds, write_scores
from hbvae.jobs.task import run_task
from hbvae.reporting.disentanglement_page import disentanglement_text


def main(scores, tsv, markdown, learned_from, titles):
    rows = with_kinds(read_scores(scores), learned_from)
    write_scores(tsv, rows, (*PART_COLUMNS, KIND))
    with open(markdown, "w", encoding="utf-8") as file:
        file.write(disentanglement_text(rows, titles))


if "snakemake" in globals():
    run_task(main, snakemake)

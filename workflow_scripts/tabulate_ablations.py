"""Write the table of the ablations, for programs and for people."""

from pathlib import Path

from hbvae.evaluation.score_table import read_scores, write_scores
from hbvae.jobs.task import run_task
from hbvae.reporting.ablations import COLUMNS, ablation_rows, ablations_text


def main(scores, tsv, markdown, points, factors, clusterer, titles):
    rows = ablation_rows(read_scores(scores), points, factors, clusterer)
    write_scores(tsv, rows, COLUMNS)
    Path(markdown).write_text(ablations_text(rows, titles), encoding="utf-8")


if "snakemake" in globals():
    run_task(main, snakemake)

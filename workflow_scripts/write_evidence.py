"""The page that sets each claim of the paper beside what was measured."""

import csv

from hbvae.evaluation.score_table import read_scores
from hbvae.jobs.task import run_task
from hbvae.reporting.evidence_page import render


def main(claims, metrics, disentanglement, page, experiments, n_seeds):
    with open(claims, encoding="utf-8", newline="") as file:
        of_paper = list(csv.DictReader(file, dialect="excel-tab"))
    text = render(
        of_paper, experiments, read_scores([metrics]), read_scores([disentanglement]), n_seeds
    )
    with open(page, "w", encoding="utf-8") as file:
        file.write(text)


if "snakemake" in globals():
    run_task(main, snakemake)

"""The page that sets each claim of the paper beside what was measured."""

import csv

from hbvae.claims import render
from hbvae.scores import read_scores
from hbvae.tasks import run_task


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

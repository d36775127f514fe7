"""Table 1: the paper's values, and those measured on the run's datasets that repeat it."""

import csv

from hbvae.tables import HEADER, table1_rows, to_markdown
from hbvae.tasks import run_task


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, dialect="excel-tab"))


def main(published, scores, tsv, markdown, experiments, epochs, seeds):
    measured = [row for path in scores for row in read_rows(path)]
    rows = table1_rows(read_rows(published), measured, experiments)
    with open(tsv, "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, "excel-tab", lineterminator="\n")
        table.writerows([HEADER, *rows])
    caption = (
        "Table 1. Clustering by k-means: HBLM-100 against language, GTZAN against genre. "
        "For the DB Index lower is better, for all others higher. "
        f"Measured values: models trained for {epochs} epochs, mean over {len(seeds)} seed(s)."
    )
    with open(markdown, "w", encoding="utf-8") as file:
        file.write(to_markdown(rows, caption))


if "snakemake" in globals():
    run_task(main, snakemake)

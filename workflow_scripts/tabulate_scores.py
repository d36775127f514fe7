"""One of the paper's tables: published values beside those measured on this run's datasets."""

import csv

from hbvae.evaluation.score_table import read_scores
from hbvae.jobs.task import run_task
from hbvae.reporting.paper_tables import COLUMNS, compare, differences, to_latex, to_markdown, wide


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, dialect="excel-tab"))


def main(published, remarks, scores, tsv, markdown, latex, experiments, metrics, caption):
    rows = compare(read_rows(published), read_scores(scores), experiments)
    with open(tsv, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, dialect="excel-tab", lineterminator="\n")
        table.writeheader()
        # NaN, which is not a number's absence to a spreadsheet, is an empty cell.
        table.writerows({k: "" if v != v else v for k, v in row.items()} for row in rows)
    header, cells = wide(rows, metrics)
    lines = differences(rows, read_rows(remarks))
    for path, render in ((markdown, to_markdown), (latex, to_latex)):
        with open(path, "w", encoding="utf-8") as file:
            file.write(render(header, cells, caption, lines))


if "snakemake" in globals():
    run_task(main, snakemake)

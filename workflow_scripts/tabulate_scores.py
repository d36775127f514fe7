"""Write a table of the paper: published values beside those measured on this run's datasets."""

from pathlib import Path

from hbvae.evaluation.score_table import read_scores
from hbvae.jobs.task import run_task
from hbvae.reporting.paper_tables import (
    PUBLISHED_COLUMNS,
    REMARK_COLUMNS,
    by_place,
    compare,
    differences,
    to_latex,
    to_markdown,
    wide,
    write_comparison,
)
from hbvae.storage.tsv import read_rows


def main(
    published, remarks, scores,
    tsv, markdown, latex,
    experiments, metrics, caption, titles, synthetic,
):  # fmt: skip
    theirs, ours = read_rows(published, PUBLISHED_COLUMNS), read_scores(scores)
    rows = compare(theirs, ours, experiments, synthetic)
    write_comparison(tsv, rows)
    lines = differences(rows, read_rows(remarks, REMARK_COLUMNS))
    page = to_markdown(by_place(rows, metrics, titles), caption, lines)
    Path(markdown).write_text(page, encoding="utf-8")
    Path(latex).write_text(to_latex(*wide(rows, metrics), caption, lines), encoding="utf-8")


if "snakemake" in globals():
    run_task(main, snakemake)

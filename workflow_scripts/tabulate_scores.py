"""One of the paper's tables: published values beside those measured on this run's datasets."""

from pathlib import Path

from hbvae.evaluation.score_table import read_scores
from hbvae.jobs.task import run_task
from hbvae.reporting.paper_tables import (
    PUBLISHED_COLUMNS,
    REMARK_COLUMNS,
    compare,
    differences,
    to_latex,
    to_markdown,
    wide,
    write_comparison,
)
from hbvae.storage.tsv import read_rows


def main(published, remarks, scores, tsv, markdown, latex, experiments, metrics, caption):
    rows = compare(read_rows(published, PUBLISHED_COLUMNS), read_scores(scores), experiments)
    write_comparison(tsv, rows)
    table = *wide(rows, metrics), caption, differences(rows, read_rows(remarks, REMARK_COLUMNS))
    Path(markdown).write_text(to_markdown(*table), encoding="utf-8")
    Path(latex).write_text(to_latex(*table), encoding="utf-8")


if "snakemake" in globals():
    run_task(main, snakemake)

"""The page that sets each claim of the paper beside what was measured."""

from pathlib import Path

from hbvae.evaluation.score_table import read_scores
from hbvae.jobs.task import run_task
from hbvae.reporting.evidence_page import CLAIM_COLUMNS, evidence_text
from hbvae.storage.tsv import read_rows


def main(claims, metrics, disentanglement, page, experiments, n_seeds, controls):
    scores, axes = read_scores([metrics]), read_scores([disentanglement])
    rows = read_rows(claims, CLAIM_COLUMNS)
    text = evidence_text(rows, experiments, scores, axes, n_seeds, controls)
    Path(page).write_text(text, encoding="utf-8")


if "snakemake" in globals():
    run_task(main, snakemake)

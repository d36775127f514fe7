"""The page that sets each claim of the paper, and published scores, beside what was measured."""

from pathlib import Path

from hbvae.evaluation.maeb import read_sampled
from hbvae.evaluation.score_table import read_scores
from hbvae.jobs.task import run_task
from hbvae.reporting.anchors_section import ANCHOR_COLUMNS, anchors_text
from hbvae.reporting.evidence_page import CLAIM_COLUMNS, WithEncoder, evidence_text
from hbvae.storage.tsv import read_rows


def main(
    claims, anchors, metrics, disentanglement, as_published,
    page,
    experiments, corpora, n_seeds, controls, alone, encoder_itself, learned_from, titles,
    audio,
):  # fmt: skip
    parts = []
    if experiments or not corpora:
        scores, axes = read_scores([metrics]), read_scores([disentanglement])
        rows, encoder = read_rows(claims, CLAIM_COLUMNS), WithEncoder(alone, encoder_itself)
        parts.append(evidence_text(rows, experiments, scores, axes, n_seeds, controls, encoder))
    else:
        parts.append("# Published scores, and ours\n")
    if corpora:
        rows, sampled = read_rows(anchors, ANCHOR_COLUMNS), read_sampled(as_published)
        parts.append(anchors_text(rows, corpora, sampled, learned_from, titles, audio))
    Path(page).write_text("\n".join(parts), encoding="utf-8")


if "snakemake" in globals():
    run_task(main, snakemake)

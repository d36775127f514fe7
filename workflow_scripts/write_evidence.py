"""Write the page of evidence: claims of the paper and published scores beside measured ones."""

from pathlib import Path

from hbvae.evaluation.maeb import read_sampled
from hbvae.evaluation.score_table import KIND, read_scores, select
from hbvae.features.pretrained.base import THESE_SONGS
from hbvae.jobs.task import run_task
from hbvae.reporting.anchors_section import ANCHOR_COLUMNS, anchors_text
from hbvae.reporting.claims import CLAIM_COLUMNS, WithEncoder, outcomes, write_outcomes
from hbvae.reporting.evidence_page import TRAINING_COLUMNS, Run, evidence_text
from hbvae.storage.tsv import read_rows


def main(
    claims, anchors, training, metrics, disentanglement, as_published,
    page, verdicts,
    experiments, corpora, n_seeds, controls, alone, encoder_itself, learned_from, titles,
    synthetic, epochs, audio,
):  # fmt: skip
    parts, judged = [], []
    if experiments or not corpora:
        scores, axes = read_scores([metrics]), read_scores([disentanglement])
        rows, encoder = read_rows(claims, CLAIM_COLUMNS), WithEncoder(alone, encoder_itself)
        run = Run(n_seeds, titles, synthetic, controls, epochs, encoder)
        published = read_rows(training, TRAINING_COLUMNS)
        parts.append(evidence_text(rows, experiments, scores, axes, published, run))
        here = [select(table, **{KIND: THESE_SONGS}) for table in (scores, axes)]
        judged = outcomes([encoder.without(claim) for claim in rows], experiments, *here)
    else:
        parts.append("# Published scores and ours\n")
    if corpora:
        rows, sampled = read_rows(anchors, ANCHOR_COLUMNS), read_sampled(as_published)
        parts.append(anchors_text(rows, corpora, sampled, learned_from, titles, audio))
    Path(page).write_text("\n".join(parts), encoding="utf-8")
    write_outcomes(verdicts, judged)


if "snakemake" in globals():
    run_task(main, snakemake)

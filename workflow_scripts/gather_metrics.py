"""Write a tidy table of all scores, and the provenance of the latents."""

from hbvae.evaluation.score_table import COLUMNS, KIND, read_scores, with_kinds, write_scores
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_provenance
from hbvae.storage.tsv import write_rows

MADE_BY = ("seed", "device", "commit", "config digest")


def main(scores, latents, metrics, provenance, where, learned_from):
    write_scores(metrics, with_kinds(read_scores(scores), learned_from), (*COLUMNS, KIND))
    rows = []
    for place, path in zip(where, latents, strict=True):
        record = read_provenance(path)
        packages = ", ".join(map(" ".join, record["packages"].items()))
        rows.append([*place, *(record[name] for name in MADE_BY), packages, learned_from[place[1]]])
    write_rows(provenance, ("dataset", "representation", *MADE_BY, "packages", KIND), rows)


if "snakemake" in globals():
    run_task(main, snakemake)

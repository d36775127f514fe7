"""One tidy table of all scores, and the provenance of the latents behind them."""

from hbvae.evaluation.score_table import read_scores, write_scores
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_provenance
from hbvae.storage.tsv import write_rows

MADE_BY = ("seed", "device", "commit", "config digest")


def main(scores, latents, metrics, provenance, where):
    write_scores(metrics, read_scores(scores))
    rows = []
    for place, path in zip(where, latents, strict=True):
        record = read_provenance(path)
        packages = ", ".join(map(" ".join, record["packages"].items()))
        rows.append([*place, *(record[name] for name in MADE_BY), packages])
    write_rows(provenance, ("dataset", "representation", *MADE_BY, "packages"), rows)


if "snakemake" in globals():
    run_task(main, snakemake)

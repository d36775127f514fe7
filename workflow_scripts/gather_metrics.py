"""One tidy table of all scores."""

from hbvae.scores import read_scores, write_scores
from hbvae.tasks import run_task


def main(scores, metrics):
    write_scores(metrics, read_scores(scores))


if "snakemake" in globals():
    run_task(main, snakemake)

"""One tidy table of all scores, and where the latents come from that they were computed from."""

import csv

from hbvae.evaluation.score_table import read_scores, write_scores
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_provenance


def main(scores, latents, metrics, provenance, where):
    write_scores(metrics, read_scores(scores))
    with open(provenance, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, "excel-tab", lineterminator="\n")
        made_by = ("seed", "device", "commit", "config digest")
        table.writerow(["dataset", "representation", *made_by, "packages"])
        for place, path in zip(where, latents, strict=True):
            found = read_provenance(path)
            packages = ", ".join(map(" ".join, found["packages"].items()))
            table.writerow([*place, *(found[name] for name in made_by), packages])


if "snakemake" in globals():
    run_task(main, snakemake)

"""One tidy table of all scores."""

from hbvae.tasks import run_task


def main(scores, metrics):
    with open(metrics, "w", encoding="utf-8") as table:
        for number, path in enumerate(scores):
            with open(path, encoding="utf-8") as rows:
                header = next(rows)
                if number == 0:
                    table.write(header)
                table.writelines(rows)


if "snakemake" in globals():
    run_task(main, snakemake)

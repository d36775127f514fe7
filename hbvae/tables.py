"""The paper's tables, what was published beside what was measured."""

from collections.abc import Sequence
from statistics import mean

from tabulate import tabulate

METRICS = {  # name in metrics.tsv: heading, decimals (the paper's)
    "ari": ("ARI", 2),
    "nmi": ("NMI", 2),
    "silhouette": ("Silhouette", 2),
    "purity": ("Purity", 2),
    "calinski_harabasz": ("CH Index", 1),
    "davies_bouldin": ("DB Index", 2),
}
HEADER = ["Experiment", "Method", "Value", *(heading for heading, _ in METRICS.values())]


def table1_rows(
    published: Sequence[dict[str, str]], scores: Sequence[dict[str, str]], experiments: dict
) -> list[list[str]]:
    """Rows of Table 1: for each published row, those measured for it below it.

    Args:
        published: rows of resources/paper/table1.tsv.
        scores: rows of metrics.tsv, of k-means.
        experiments: the datasets of this run that repeat each of the paper's experiments.

    Returns:
        rows under `HEADER`; values are means over the seeds.
    """
    rows = []
    methods = dict.fromkeys(
        (row["experiment"], row["method"], row["representation"], row["reference"])
        for row in published
    )
    for experiment, method, representation, reference in methods:
        theirs = [r for r in published if (r["experiment"], r["method"]) == (experiment, method)]
        rows.append([experiment, method, "published", *_cells(theirs)])
        for dataset in experiments.get(experiment, []):
            for level in ("slice", "track"):
                wanted = (dataset, representation, reference, level, "kmeans")
                keys = ("dataset", "representation", "reference", "level", "clusterer")
                ours = [row for row in scores if tuple(row[key] for key in keys) == wanted]
                if ours:
                    value = f"{dataset}, {int(ours[0]['n']):,} {level}s"
                    rows.append([experiment, method, value, *_cells(ours)])
    return rows


def _cells(rows: Sequence[dict[str, str]]) -> list[str]:
    cells = []
    for metric, (_, decimals) in METRICS.items():
        values = [float(row["value"]) for row in rows if row["metric"] == metric]
        cells.append(f"{round(mean(values), decimals) + 0:.{decimals}f}" if values else "")
    return cells


def to_markdown(rows: Sequence[Sequence[str]], caption: str) -> str:
    """A GitHub table with its caption above."""
    table = tabulate(rows, HEADER, tablefmt="github", disable_numparse=True)
    return f"{caption}\n\n{table}\n"

"""Page about what the axes of each latent space reveal of each factor."""

from collections.abc import Mapping, Sequence

from tabulate import tabulate

from hbvae.evaluation.base import registered_metrics
from hbvae.evaluation.dci import N_TREES
from hbvae.evaluation.probes import N_FOLDS
from hbvae.evaluation.registry import axis_metrics
from hbvae.evaluation.score_table import over_seeds, select
from hbvae.reporting.kinds import kind_heading, rows_by_kind
from hbvae.reporting.numbers import rounded, with_interval

MEASURES = {metric.name: metric for metric in axis_metrics()}
(DEPENDENCE,) = registered_metrics("dependence")


def disentanglement_text(rows: Sequence[Mapping], titles: Mapping[str, str]) -> str:
    """Compose two Markdown tables per dataset: measures of axes, and probes of parts.

    Args:
        rows: of disentanglement.tsv.
        titles: titles of datasets and representations, by name.
    """
    lines = ["# What the latent axes reveal of each factor", ""]
    for level in dict.fromkeys(row["level"] for row in select(rows, metric="completeness")):
        points = {"track": "the means of tracks", "slice": "slices"}[level]
        lines += [
            "DCI (disentanglement, completeness, informativeness) is measured by random forests "
            f"on {points}, {N_TREES[level]} trees in each of {N_FOLDS} folds of complete tracks ("
            "fewer folds if a label is rare).",
            "",
        ]
    for dataset in dict.fromkeys(row["dataset"] for row in rows):
        lines += [f"## {titles.get(dataset, dataset)}", ""]
        kinds = rows_by_kind(select(rows, dataset=dataset))
        for kind, measured in kinds.items():
            lines += [f"### {kind_heading(kind)}", ""] if len(kinds) > 1 else []
            lines += _tables([_titled(row, titles) for row in measured])
    return "\n".join(lines)


def _titled(row: Mapping, titles: Mapping[str, str]) -> dict:
    """Replace the name of a representation by its title and name."""
    name = row["representation"]
    shown = f"{titles[name]} (`{name}`)" if name in titles else name
    return {**row, "representation": shown}


def _tables(rows: Sequence[Mapping]) -> list[str]:
    """Compose the two tables of rows, without empty ones."""
    lines = []
    if any(row["part"] == "whole" and row["metric"] in MEASURES for row in rows):
        lines += ["The axes:", "", _table(*_measures(rows)), ""]
    if factors := dict.fromkeys(row["reference"] for row in select(rows, metric="probe")):
        lines += [
            "Balanced accuracy of a linear probe that predicts each factor from the means of held-"
            "out tracks (if there is a factor called artist, folds keep each artist together). "
            "Next to it, the p-value of HSIC, averaged over seeds: how often shuffled labels "
            "depend on the means at least as strongly, in any way, not only linearly. Below 0.05, "
            "the part depends on the factor; for a part that does not, it is 0.5 on average.",
            "",
            _table(*_probes(rows, list(factors))),
            "",
        ]
    return lines


def _measures(rows: Sequence[Mapping]) -> tuple[list[str], list[list[str]]]:
    """Header and rows: a row per representation, a column per measure and factor."""
    rows = [row for row in select(rows, part="whole") if row["metric"] in MEASURES]
    columns = [
        {"metric": metric, "reference": reference}
        for metric in MEASURES
        for reference in dict.fromkeys(row["reference"] for row in select(rows, metric=metric))
    ]
    header = ["representation"]
    for column in columns:
        factor = "" if column["reference"] == "none" else f", {column['reference']}"
        header.append(MEASURES[column["metric"]].heading + factor)
    table = []
    for name in dict.fromkeys(row["representation"] for row in rows):
        ours = select(rows, representation=name)
        table.append([name, *(with_interval(over_seeds(select(ours, **at))) for at in columns)])
    return header, table


def _probes(rows: Sequence[Mapping], factors: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Header and rows: a row per part of a latent, three columns per factor."""
    header = ["representation", "part"]
    for factor in factors:
        header += [factor, "by chance", DEPENDENCE.heading]
    table = []
    for name, part in dict.fromkeys((row["representation"], row["part"]) for row in rows):
        ours = select(rows, representation=name, part=part)
        cells = [name, part]
        for factor in factors:
            score = over_seeds(select(ours, metric="probe", reference=factor))
            p = over_seeds(select(ours, metric=DEPENDENCE.name, reference=factor))
            cells += [with_interval(score), rounded(score.chance), rounded(p.value, 3)]
        table.append(cells)
    return header, table


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return tabulate(rows, header, tablefmt="github", disable_numparse=True)

"""The page of what the axes of each latent tell of each factor."""

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
    """Two tables for each dataset, in Markdown: measures of the axes, and what the parts tell.

    Args:
        rows: of disentanglement.tsv.
        titles: what people call datasets and representations, by name.
    """
    lines = ["# What the axes say about each factor", ""]
    for level in dict.fromkeys(row["level"] for row in select(rows, metric="completeness")):
        points = {"track": "the means of tracks", "slice": "slices"}[level]
        lines += [
            "DCI (disentanglement, completeness, informativeness) is measured by random forests "
            f"on {points}, {N_TREES[level]} trees in each of {N_FOLDS} folds of whole tracks (or "
            "fewer folds where a label is rare).",
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
    """A row in which a representation is called by its title, with its name."""
    name = row["representation"]
    shown = f"{titles[name]} (`{name}`)" if name in titles else name
    return {**row, "representation": shown}


def _tables(rows: Sequence[Mapping]) -> list[str]:
    """Lines with the two tables of some rows, without one that would be empty."""
    lines = []
    if any(row["part"] == "whole" and row["metric"] in MEASURES for row in rows):
        lines += ["The axes:", "", _table(*_measures(rows)), ""]
    if factors := dict.fromkeys(row["reference"] for row in select(rows, metric="probe")):
        lines += [
            "How well a linear probe predicts each factor from the mean of a track that it was "
            "not fitted to (balanced accuracy; if there is a factor called artist, folds keep "
            "each artist together). Beside it, p of HSIC: how often means with shuffled labels "
            "depend on them as strongly as these do, in any way, not only linearly (the mean over "
            "the seeds). Below 0.05 the part depends on the factor; for a part that does not, it "
            "is 0.5 on average.",
            "",
            _table(*_probes(rows, list(factors))),
            "",
        ]
    return lines


def _measures(rows: Sequence[Mapping]) -> tuple[list[str], list[list[str]]]:
    """Header and rows: a row a representation, a column a measure of its axes and a factor."""
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
    """Header and rows: a row a part of a latent, three columns a factor."""
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

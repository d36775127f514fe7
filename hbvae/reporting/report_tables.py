"""Tables of the report, as HTML."""

from collections.abc import Mapping, Sequence
from math import inf, isfinite

from markupsafe import Markup, escape
from tabulate import tabulate

from hbvae.evaluation.registry import all_metrics
from hbvae.evaluation.score_table import over_seeds, select
from hbvae.evaluation.uncertainty import Score
from hbvae.generation.probe import ACCURACY_COLUMNS
from hbvae.reporting.kinds import kind_heading, rows_by_kind
from hbvae.reporting.numbers import rounded
from hbvae.reporting.verdicts import ABOVE_CHANCE, beside_chance
from hbvae.storage.tracks import PAIR

MADE_COLUMNS = ("device", "commit", "config digest")  # shown columns of provenance.tsv


def html_table(rows: Sequence[Sequence[str]], header: Sequence[str]) -> str:
    """Format a table; cells are escaped unless they are `Markup`."""
    cells = [[escape(cell) for cell in row] for row in rows]
    headings = [escape(cell) for cell in header]
    return tabulate(cells, headings, tablefmt="unsafehtml", disable_numparse=True)


def in_full(name: str, titles: Mapping[str, str]) -> Markup:
    """Format a title with its name in the config."""
    if name not in titles:
        return Markup("<code>{}</code>").format(name)
    return Markup("{} <code>{}</code>").format(titles[name], name)


def scores_tables(rows: Sequence[Mapping], clusterer: str, titles: Mapping[str, str]) -> str:
    """Compose a table of representations: agreement of their track clusters with each factor.

    If some use a pretrained encoder, each kind has a separate table with a heading. Rows are sorted
    by the first score, and the best value of each column is bold if it is above chance.

    Args:
        rows: of metrics.tsv, of one dataset.
        clusterer: name of a clusterer.
        titles: of representations, by name.
    """
    by_track = select(rows, clusterer=clusterer, level="track")
    kinds = rows_by_kind(by_track)
    if len(kinds) < 2:
        return wide_table(_scores_table(by_track, titles))
    return "\n".join(
        f"<h5>{kind_heading(kind)}</h5>\n{wide_table(_scores_table(kind_scores, titles))}"
        for kind, kind_scores in kinds.items()
    )


def wide_table(table: str) -> str:
    """Make a wide table scrollable, with the keyboard as well."""
    return f'<div class="wide" tabindex="0" role="region" aria-label="Table">{table}</div>'


def _scores_table(by_track: Sequence[Mapping], titles: Mapping[str, str]) -> str:
    columns = [
        (reference, metric)
        for reference in dict.fromkeys(row["reference"] for row in by_track)
        if PAIR not in reference
        for metric in (["silhouette"] if reference == "none" else ["ari", "nmi"])
    ]
    header, table = ["Representation"], {}
    for name in dict.fromkeys(row["representation"] for row in by_track):
        ours = select(by_track, representation=name)
        table[name] = [
            over_seeds(select(ours, reference=reference, metric=metric))
            for reference, metric in columns
        ]
    for reference, metric in columns:
        label = "" if reference == "none" else f", {reference}"
        header.append(f"{all_metrics()[metric].heading}{label}")
    best = [max(map(_comparable, scores)) for scores in zip(*table.values(), strict=True)]
    by_first = sorted(table, key=lambda name: -_comparable(table[name][0]))
    rows = [
        [in_full(name, titles), _ks(by_track, name), *map(_cell, table[name], best)]
        for name in by_first
    ]
    return html_table(rows, [header[0], "Clusters", *header[1:]])


def _ks(by_track: Sequence[Mapping], name: str) -> str:
    """Numbers of clusters of a representation: "2; 4" if two factors set different numbers."""
    rows = (row for row in select(by_track, representation=name) if PAIR not in row["reference"])
    return "; ".join(dict.fromkeys(str(row["k"]) for row in rows))


def _comparable(score: Score) -> float:
    return round(score.value, 2) if isfinite(score.value) else -inf


def _cell(score: Score, best: float) -> str:
    """Format a score with interval and chance; the best score is bold."""
    if not isfinite(score.value):
        return "not defined"
    value, interval = rounded(score.value), f"[{rounded(score.low)}, {rounded(score.high)}]"
    is_best = _comparable(score) == best and beside_chance(score) == ABOVE_CHANCE
    shown = Markup("<b>{}</b>").format(value) if is_best else value
    by_chance = f"({rounded(score.chance)})" if isfinite(score.chance) else ""
    return Markup("{} <small>{} {}</small>").format(shown, interval, by_chance)


def accuracy_table(rows: Sequence[Mapping[str, str]]) -> str:
    """Compose a table of how well a probe recognises the labels of generated slices.

    Args:
        rows: of generated.tsv.
    """
    header = [
        *("Factor", "Labels", "Slices", "Accuracy of a probe on generated slices"),
        *("on real slices of other tracks", "by chance"),
    ]
    cells = [[row[column] for column in ACCURACY_COLUMNS] for row in rows]
    return wide_table(html_table(cells, header))


def provenance_table(
    run: Mapping, seeds: Sequence[int], representations: Sequence[Mapping[str, str]]
) -> str:
    """Compose a table of the origin of results, including those of earlier runs.

    Args:
        run: `hbvae.provenance.record` of this run.
        seeds: of this run.
        representations: rows of provenance.tsv, with `MADE_COLUMNS`.
    """
    devices = sorted({row["device"] for row in representations})
    rows = [
        ["Commit", run["commit"]],
        ["Config digest", run["config digest"]],
        ["Seeds", ", ".join(map(str, seeds))],
        ["Representations computed on", "; ".join(devices)],
    ]
    for name in ("commit", "config digest"):
        others = sorted({row[name] for row in representations} - {run[name]})
        if others:
            rows.append([f"Some from an earlier run: {name}", ", ".join(others)])
    return wide_table(html_table([*rows, *map(list, run["packages"].items())], ["", ""]))

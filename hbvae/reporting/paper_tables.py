"""The paper's tables: published values beside measured ones, with interval and chance."""

from collections.abc import Iterable, Mapping, Sequence
from math import isnan, nan

from tabulate import tabulate

from hbvae.evaluation.registry import table_metrics
from hbvae.evaluation.score_table import over_seeds, select
from hbvae.evaluation.uncertainty import Score
from hbvae.reporting.numbers import counted, rounded, with_interval
from hbvae.storage.tsv import write_rows

METRICS = {metric.name: metric for metric in table_metrics()}
METHOD = ("experiment", "method", "representation", "clusterer", "reference")
PUBLISHED_COLUMNS = (*METHOD, "metric", "value", "source")
SYNTHETIC = "synthetic"  # in the column ``songs``
REMARK_COLUMNS = ("experiment", "representation", "clusterer", "remark")
COLUMNS = (
    *METHOD,
    "dataset",
    "songs",
    "level",
    "k",
    "n",
    "metric",
    "published",
    *Score._fields,
    "source",
)


def compare(
    published: Sequence[Mapping],
    scores: Sequence[Mapping],
    experiments: Mapping,
    synthetic: Sequence[str] = (),
) -> list[dict]:
    """Compose a row for each published value and level, with the measured value.

    Args:
        published: rows with `PUBLISHED_COLUMNS`, the value as text, empty if not published.
        scores: rows of metrics.tsv (`hbvae.evaluation.score_table.read_scores`).
        experiments: datasets of this run by the experiment of the paper that they repeat.
        synthetic: datasets with synthetic songs.

    Returns:
        Rows with `COLUMNS`: every metric of `METRICS` that was published or measured, over the
        seeds; without dataset and level if no dataset repeats the experiment.
    """
    rows = []
    for method in dict.fromkeys(tuple(row[name] for name in METHOD) for row in published):
        named = dict(zip(METHOD, method, strict=True))
        theirs = {row["metric"]: row for row in select(published, **named)}
        places = [
            (dataset, level)
            for dataset in experiments.get(named["experiment"], [])
            for level in ("slice", "track")
        ] or [("", "")]
        for dataset, level in places:
            wanted = {name: named[name] for name in ("representation", "clusterer", "reference")}
            ours = select(scores, dataset=dataset, level=level, **wanted)
            ks = sorted({row["k"] for row in ours})
            size = {"k": "-".join(map(str, {*ks[:1], *ks[-1:]})), "n": ours[0]["n"] if ours else ""}
            for metric in METRICS:
                measured = select(ours, metric=metric)
                their = theirs.get(metric, {"value": "", "source": ""})
                if not measured and not their["value"]:
                    continue
                rows.append(
                    named | {"dataset": dataset, "songs": SYNTHETIC if dataset in synthetic else ""}
                    | {"level": level, **size, "metric": metric}
                    | {"published": their["value"], "source": their["source"]}
                    | over_seeds(measured)._asdict()
                )  # fmt: skip
    return rows


def write_comparison(path: str, rows: Sequence[Mapping]) -> None:
    """Write rows of `compare`; NaN becomes an empty cell."""
    cells = ([row[name] for name in COLUMNS] for row in rows)
    write_rows(path, COLUMNS, (["" if cell != cell else cell for cell in row] for row in cells))


def wide(rows: Sequence[Mapping], metrics: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Header and rows: for each method, published and measured values and chance.

    Args:
        rows: of `compare`.
        metrics: the columns, in order.
    """
    header = [
        "Experiment",
        "Method",
        "Value",
        "k",
        *(METRICS[metric].heading for metric in metrics),
    ]
    table = []
    for method in dict.fromkeys(tuple(row[name] for name in METHOD) for row in rows):
        named = dict(zip(METHOD, method, strict=True))
        compared = select(rows, **named)
        first = [named["experiment"], named["method"]]
        theirs = {row["metric"]: row["published"] for row in compared}
        if any(theirs.values()):
            cells = [_published(theirs.get(metric, ""), metric) for metric in metrics]
            table.append([*first, "published", "", *cells])
        for dataset, level in dict.fromkeys((row["dataset"], row["level"]) for row in compared):
            ours = {r["metric"]: r for r in select(compared, dataset=dataset, level=level)}
            any_row = next(iter(ours.values()))
            if any_row["n"] == "":
                continue
            songs = f", {SYNTHETIC}" if any_row["songs"] else ""
            label = f"{dataset}{songs}, {counted(any_row['n'], level)}"
            values = [_measured(ours.get(metric), metric) for metric in metrics]
            chances = [_chance(ours.get(metric), metric) for metric in metrics]
            table.append([*first, label, any_row["k"], *values])
            table.append([*first, "by chance", "", *chances])
    return header, table


def by_place(
    rows: Sequence[Mapping], metrics: Sequence[str], titles: Mapping[str, str]
) -> list[tuple[str, list[str], list[list[str]]]]:
    """Compose a table for each experiment, dataset and level, with a row per method.

    A cell has a score with its interval, chance in round brackets, and the published value; the
    latter only for slices, because the paper clusters slices.

    Args:
        rows: of `compare`.
        metrics: the columns, in order.
        titles: of datasets, by name.

    Returns:
        Heading, header and rows of each table.
    """
    tables = []
    places = dict.fromkeys((row["experiment"], row["dataset"], row["level"]) for row in rows)
    for experiment, dataset, level in places:
        here = select(rows, experiment=experiment, dataset=dataset, level=level)
        table = []
        for method in dict.fromkeys(row["method"] for row in here):
            by_metric = {row["metric"]: row for row in select(here, method=method)}
            cells = [_compose_cell(by_metric.get(metric), metric) for metric in metrics]
            if any(cells):
                table.append([method, next(iter(by_metric.values()))["k"], *cells])
        if table:
            header = ["Method", "k", *(METRICS[metric].heading for metric in metrics)]
            tables.append((_heading(here, titles), header, table))
    return tables


def _heading(here: Sequence[Mapping], titles: Mapping[str, str]) -> str:
    row = next((row for row in here if row["n"]), here[0])
    if not row["dataset"]:
        return f"{row['experiment']}: published; no dataset of this run repeats it"
    title, songs = titles.get(row["dataset"], row["dataset"]), f", {SYNTHETIC} songs"
    count = f": {counted(row['n'], row['level'])}" if row["n"] else ""
    return f"{row['experiment']}, on {title}{songs if row['songs'] else ''}{count}"


def _compose_cell(row: Mapping | None, metric: str) -> str:
    measured, chance = _measured(row, metric), _chance(row, metric)
    shown = f"{measured} ({chance})" if measured and chance else measured
    published = _published(row["published"], metric) if row and row["level"] != "track" else ""
    return "; ".join(filter(None, [shown, published and f"published {published}"]))


def differences(rows: Iterable[Mapping], remarks: Sequence[Mapping]) -> list[str]:
    """Compose a line for each method whose published value is outside our interval.

    Scores of synthetic songs are not compared with published ones.

    Args:
        rows: of `compare`.
        remarks: rows with `REMARK_COLUMNS`, which explain differences.
    """
    lines = {}
    for row in rows:
        if row["songs"]:
            continue
        try:
            published = float(row["published"])
        except ValueError:
            continue
        if isnan(row["value"]) or row["low"] <= published <= row["high"]:
            continue
        key = tuple(row[name] for name in ("experiment", "method", "representation", "clusterer"))
        lines.setdefault(key, {})[METRICS[row["metric"]].heading] = None
    texts = []
    for (experiment, method, representation, clusterer), metrics in lines.items():
        wanted = {"experiment": experiment, "representation": representation}
        causes = select(remarks, **wanted, clusterer=clusterer)
        why = causes[0]["remark"] if causes else "The cause is unknown."
        verb = "differs" if len(metrics) == 1 else "differ"
        texts.append(f"{experiment}, {method}: {', '.join(metrics)} {verb}. {why}")
    return texts


def to_markdown(
    tables: Sequence[tuple[str, Sequence[str], Sequence]], caption: str, lines: Sequence[str]
) -> str:
    """Format tables for GitHub, with the caption above and the lines below."""
    parts = [caption]
    for heading, header, rows in tables:
        table = tabulate(rows, header, tablefmt="github", disable_numparse=True)
        parts += [f"## {heading}", table]
    return "\n\n".join([*parts, "".join(f"- {line}\n" for line in lines)])


def to_latex(header: Sequence[str], rows: Sequence, caption: str, lines: Sequence[str]) -> str:
    """Format a LaTeX table for the booktabs package, with the lines as notes."""
    table = tabulate(rows, header, tablefmt="latex_booktabs", disable_numparse=True)
    notes = "".join(f"\\par {_escaped(line)}\n" for line in lines)
    return (
        "\\begin{table*}\n\\centering\\footnotesize\n"
        f"\\caption{{{_escaped(caption)}}}\n{table}\n{notes}\\end{{table*}}\n"
    )


def _escaped(text: str) -> str:
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    special |= {character: f"\\{character}" for character in "&%$#_{}"}
    return "".join(special.get(character, character) for character in text)


def _published(text: str, metric: str) -> str:
    """Format a published value with the paper's decimals; text stays as it is."""
    try:
        return rounded(float(text), METRICS[metric].decimals)
    except ValueError:
        return text


def _measured(row: Mapping | None, metric: str) -> str:
    return with_interval(_score(row), METRICS[metric].decimals)


def _chance(row: Mapping | None, metric: str) -> str:
    return rounded(_score(row).chance, METRICS[metric].decimals)


def _score(row: Mapping | None) -> Score:
    return Score(*(row[name] for name in Score._fields)) if row else Score(nan)

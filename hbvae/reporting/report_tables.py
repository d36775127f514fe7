"""The tables of the report, as HTML."""

from collections.abc import Mapping, Sequence

from tabulate import tabulate

from hbvae.evaluation.score_table import over_seeds, select
from hbvae.evaluation.uncertainty import Score
from hbvae.generation.probe import HEARD_COLUMNS
from hbvae.reporting.kinds import kind_heading, rows_by_kind
from hbvae.reporting.numbers import rounded, with_interval
from hbvae.storage.tracks import PAIR

MADE_COLUMNS = ("device", "commit", "config digest")  # of provenance.tsv, those that are shown


def html_table(rows: Sequence[Sequence], header: Sequence[str]) -> str:
    """A table whose cells are text, whatever is in them."""
    return tabulate(rows, header, tablefmt="html", disable_numparse=True)


def scores_tables(rows: Sequence[Mapping], clusterer: str) -> str:
    """A row a representation: how well its clusters of tracks agree with each factor.

    Where some hear with an encoder that was trained on other songs, each kind has a table under a
    heading of its own.

    Args:
        rows: of metrics.tsv, of one dataset.
        clusterer: whose clusters.
    """
    by_track = select(rows, clusterer=clusterer, level="track")
    kinds = rows_by_kind(by_track)
    if len(kinds) < 2:
        return _scores_table(by_track)
    return "\n".join(
        f"<h4>{kind_heading(kind)}</h4>\n{_scores_table(of_kind)}"
        for kind, of_kind in kinds.items()
    )


def _scores_table(by_track: Sequence[Mapping]) -> str:
    references = dict.fromkeys(row["reference"] for row in by_track if PAIR not in row["reference"])
    names = list(dict.fromkeys(row["representation"] for row in by_track))
    header = ["Representation"]
    for reference in references:
        if reference == "none":
            header += ["k", "Silhouette", "by chance"]
        else:
            header += [f"{reference}: k", "ARI", "NMI", "ARI by chance"]
    table = []
    for name in names:
        cells = [name]
        for reference in references:
            measured = select(by_track, representation=name, reference=reference)
            metrics = ["silhouette"] if reference == "none" else ["ari", "nmi"]
            scores = [over_seeds(select(measured, metric=metric)) for metric in metrics]
            cells += [str(measured[0]["k"]), *map(_cell, scores), rounded(scores[0].chance)]
        table.append(cells)
    return html_table(table, header)


def _cell(score: Score) -> str:
    return with_interval(score) or "not defined"


def heard_table(rows: Sequence[Mapping[str, str]]) -> str:
    """Whether a probe hears the labels that generated slices were asked for.

    Args:
        rows: of generated.tsv.
    """
    header = [
        *("Asked for", "Labels", "Slices", "A probe hears it in those generated"),
        *("in real ones of other tracks", "by chance"),
    ]
    return html_table([[row[column] for column in HEARD_COLUMNS] for row in rows], header)


def rejected_table(rejected: Sequence[tuple[str, str, str]]) -> str:
    """The tracks that cannot be used and why; "" where there are none."""
    return html_table(rejected, ["Track", "File", "Reason"]) if rejected else ""


def provenance_table(
    run: Mapping, seeds: Sequence[int], representations: Sequence[Mapping[str, str]]
) -> str:
    """Where the results come from, and which of them an earlier run made.

    Args:
        run: `hbvae.provenance.record` of this run.
        seeds: of this run.
        representations: rows of provenance.tsv, with `MADE_COLUMNS`.
    """
    devices = sorted({row["device"] for row in representations})
    rows = [
        ["Commit", run["commit"]],
        ["Digest of the config", run["config digest"]],
        ["Seeds", ", ".join(map(str, seeds))],
        ["Representations were made on", "; ".join(devices)],
    ]
    for name in ("commit", "config digest"):
        others = sorted({row[name] for row in representations} - {run[name]})
        if others:
            rows.append([f"Some were made by an earlier run: {name}", ", ".join(others)])
    return html_table([*rows, *map(list, run["packages"].items())], ["", ""])

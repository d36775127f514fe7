"""The evidence page: each claim of the paper, and what speaks for it and against it."""

from collections.abc import Mapping, Sequence
from math import isfinite

from tabulate import tabulate

from hbvae.evaluation.score_table import over_seeds, select
from hbvae.evaluation.uncertainty import Score

ROLES = {  # column of claims.tsv: what its representation stands for
    "paper": "the paper's architecture",
    "fusion": "what the published code does",
    "joint": "our joint model",
    "control": "control",
}
CLUSTERERS = {"kmeans": "k-means", "agglomerative": "Ward's method"}
NAMES = {
    "ari": "ARI",
    "nmi": "NMI",
    "purity": "purity",
    "silhouette": "silhouette",
    "mean_absolute_correlation": "mean magnitude of correlation between axes",
    "mig": "mutual information gap",
    "probe": "balanced accuracy of a linear probe",
}


def measured(claim: Mapping, role: str, dataset: str, rows: Sequence[Mapping]) -> dict[str, Score]:
    """Scores of the representations that stand in a claim's role, over the seeds.

    Args:
        claim: a row of claims.tsv.
        role: one of `ROLES`.
        dataset: where they were measured.
        rows: of metrics.tsv, or for a claim about a part of a latent of disentanglement.tsv.
    """
    found = {}
    for name in claim[role].split():
        of_claim = {key: claim[key] for key in ("reference", "metric")}
        ours = select(rows, dataset=dataset, representation=name, **of_claim)
        if claim["part"]:
            has = {row["part"] for row in ours}
            part = claim["part"] if claim["part"] in has else "whole"
            ours = select(ours, part=part)
        else:
            ours = select(ours, clusterer=claim["clusterer"], level="track")
        score = over_seeds(ours)
        if isfinite(score.value):
            found[name] = score
    return found


def verdict(score: Score, published: str) -> str:
    """What a score says, by its interval: no better than chance, as published, or between."""
    if isfinite(score.chance) and score.low <= score.chance:
        return "is not told from chance"
    if not published:
        value = _rounded(score.value)
        return f"is above chance ({value})" if isfinite(score.chance) else f"stands at {value}"
    value = float(published)
    if score.low > value:
        return f"is above the published {published}"
    if score.high >= value:
        return f"agrees with the published {published}"
    return f"is above chance and below the published {published}"


def render(
    claims: Sequence[Mapping],
    experiments: Mapping[str, Sequence[str]],
    scores: Sequence[Mapping],
    of_axes: Sequence[Mapping],
    n_seeds: int,
) -> str:
    """The page, in Markdown.

    Args:
        claims: rows of claims.tsv.
        experiments: the datasets of this run that repeat each of the paper's experiments.
        scores: rows of metrics.tsv.
        of_axes: rows of disentanglement.tsv.
        n_seeds: of this run.
    """
    lines = [
        "# The paper's claims, and the evidence",
        "",
        f"Computed from `metrics.tsv` and `disentanglement.tsv`; {n_seeds} "
        f"{'seed' if n_seeds == 1 else 'seeds'}. In brackets: 95 % interval over tracks"
        f"{'' if n_seeds == 1 else ' and seeds'}. By chance: the mean score after the labels were "
        "dealt at random among the tracks, or, of a silhouette, the clusters among the points: the "
        "control of permuted labels. No label was used in training any model; "
        "`lyrics_without_language` is a control that was given the languages.",
        "",
    ]
    titles = list(dict.fromkeys(claim["claim"] for claim in claims))
    for number, title in enumerate(titles, 1):
        lines += [f"## {number}. {title}", ""]
        for claim in select(claims, claim=title):
            lines += _evidence(claim, experiments, of_axes if claim["part"] else scores)
    return "\n".join(lines)


def _evidence(claim: Mapping, experiments: Mapping, rows: Sequence[Mapping]) -> list[str]:
    """Lines about one metric of a claim: for each dataset a table and a sentence."""
    what = NAMES[claim["metric"]]
    if claim["reference"] != "none":
        what += f", {claim['reference']}"
    if claim["clusterer"]:
        what += f", {CLUSTERERS.get(claim['clusterer'], claim['clusterer'])}, tracks"
    said = claim["published"] or "not published"
    lines = [f"{_sentence(what)} {_sentence(claim['source'] + ': **' + said + '**')}", ""]
    datasets = experiments.get(claim["experiment"], [])
    if not datasets:
        lines += [f"No dataset of this run repeats the experiment {claim['experiment']}.", ""]
    for dataset in datasets:
        table, verdicts = [], []
        for role, title in ROLES.items():
            for name, score in measured(claim, role, dataset, rows).items():
                chance = _rounded(score.chance) if isfinite(score.chance) else ""
                table.append([title, f"`{name}`", _with_interval(score), chance])
                if role != "control":
                    verdicts.append(f"{title} (`{name}`) {verdict(score, claim['published'])}")
        if not table:
            lines += [f"{dataset}: not among this run's representations or clusterers.", ""]
            continue
        header = [dataset, "representation", "value", "by chance"]
        lines += [tabulate(table, header, tablefmt="github", disable_numparse=True), ""]
        if verdicts:
            lines += [_sentence("; ".join(verdicts)), ""]
    return [*lines, claim["remark"], ""]


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


MEASURES = {  # of disentanglement.tsv: heading, in the order of the columns
    "mig": "MIG",
    "sap": "SAP",
    "disentanglement": "DCI disentanglement",
    "completeness": "completeness",
    "informativeness": "informativeness",
    "modularity": "modularity",
    "total_correlation": "total correlation, nats",
    "mean_absolute_correlation": "mean abs. correlation",
}


def disentanglement_page(of_axes: Sequence[Mapping]) -> str:
    """Two tables for each dataset, in Markdown: measures of the axes, and what the parts tell."""
    lines = ["# What the axes tell of each factor", ""]
    for dataset in dict.fromkeys(row["dataset"] for row in of_axes):
        rows = select(of_axes, dataset=dataset)
        of_whole = [row for row in select(rows, part="whole") if row["metric"] in MEASURES]
        columns = [
            (metric, reference)
            for metric in MEASURES
            for reference in dict.fromkeys(
                row["reference"] for row in select(of_whole, metric=metric)
            )
        ]
        header = ["representation"]
        header += [
            MEASURES[metric] + ("" if reference == "none" else f", {reference}")
            for metric, reference in columns
        ]
        table = [
            [name, *(_with_interval(over_seeds(select(
                of_whole, representation=name, metric=metric, reference=reference
            ))) for metric, reference in columns)]
            for name in dict.fromkeys(row["representation"] for row in of_whole)
        ]  # fmt: skip
        lines += [f"## {dataset}", "", "The axes, on slices:", ""]
        lines += [tabulate(table, header, tablefmt="github", disable_numparse=True), ""]
        factors = list(dict.fromkeys(row["reference"] for row in select(rows, metric="probe")))
        if not factors:
            continue
        table = []
        for name, part in dict.fromkeys((row["representation"], row["part"]) for row in rows):
            cells = []
            for factor in factors:
                score = over_seeds(select(
                    rows, representation=name, part=part, reference=factor, metric="probe"
                ))  # fmt: skip
                cells += [_with_interval(score), _rounded(score.chance)]
            table.append([name, part, *cells])
        header = ["representation", "part"]
        header += [title for factor in factors for title in (factor, "by chance")]
        lines += [
            "How well a linear probe tells each factor from the mean of a track it was not fitted "
            "to (balanced accuracy; folds of whole artists where a factor is called artist):", "",
            tabulate(table, header, tablefmt="github", disable_numparse=True), "",
        ]  # fmt: skip
    return "\n".join(lines)


def _with_interval(score: Score) -> str:
    if not isfinite(score.value):
        return ""
    bounds = f" [{_rounded(score.low)}, {_rounded(score.high)}]" if isfinite(score.low) else ""
    return _rounded(score.value) + bounds


def _rounded(value: float) -> str:
    return f"{round(value, 2) + 0:.2f}"  # never -0.00

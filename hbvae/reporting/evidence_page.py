"""The evidence page: each claim of the paper, and what speaks for it and against it."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from tabulate import tabulate

from hbvae.clustering.registry import all_clusterers
from hbvae.evaluation.registry import all_metrics
from hbvae.evaluation.score_table import over_seeds, select
from hbvae.evaluation.uncertainty import Score
from hbvae.features.pretrained.base import THESE_SONGS
from hbvae.reporting.kinds import kind_heading, rows_by_kind
from hbvae.reporting.numbers import counted, rounded, with_interval

ROLES = {  # column of claims.tsv: what its representation stands for
    "paper": "the paper's architecture",
    "fusion": "what the published code does",
    "joint": "our joint model",
    "control": "control",
}
FULL_RUN = "snakemake --configfile config/full.yaml"
CLAIM_COLUMNS = (
    *("experiment", "claim", "source", "part", "reference", "clusterer", "metric", "published"),
    *(*ROLES, "remark"),
)


class WithEncoder(NamedTuple):
    """What of a run hears with an encoder that was trained on other songs."""

    alone: Mapping[str, str]  # what each that does is called without the encoder
    itself: Sequence[str]  # the encoder's own embedding

    def without(self, claim: Mapping) -> dict:
        """A claim that is answered by what was learned from these songs."""
        roles = {
            role: " ".join(self.alone.get(name, name) for name in claim[role].split())
            for role in ROLES
        }
        return {**claim, **roles}


NO_ENCODER = WithEncoder({}, [])


def measured(claim: Mapping, role: str, dataset: str, rows: Sequence[Mapping]) -> dict[str, Score]:
    """Scores of the representations that stand in a claim's role, over the seeds.

    Args:
        claim: a row of claims.tsv.
        role: one of `ROLES`.
        dataset: where they were measured.
        rows: of metrics.tsv; for a claim about a part of a latent, of disentanglement.tsv.

    Returns:
        the score by representation, without those that this run did not measure.
    """
    asked = {"dataset": dataset, "reference": claim["reference"], "metric": claim["metric"]}
    scores = {}
    for name in claim[role].split():
        measurements = select(rows, representation=name, **asked)
        if claim["part"]:
            has_part = any(row["part"] == claim["part"] for row in measurements)
            part = claim["part"] if has_part else "whole"
            scores[name] = over_seeds(select(measurements, part=part))
        else:
            clusters = {"clusterer": claim["clusterer"], "level": "track"}
            scores[name] = over_seeds(select(measurements, **clusters))
    return {name: score for name, score in scores.items() if isfinite(score.value)}


def verdict(score: Score, published: str) -> str:
    """What a score says, by its interval: no better than chance, as published, or between."""
    if isfinite(score.chance) and score.low <= score.chance:
        return "is not told from chance"
    if not published:
        value = rounded(score.value)
        return f"is above chance ({value})" if isfinite(score.chance) else f"stands at {value}"
    value = float(published)
    if score.low > value:
        return f"is above the published {published}"
    if score.high >= value:
        return f"agrees with the published {published}"
    return f"is above chance and below the published {published}"


def not_run(claim: Mapping, dataset: str, rows: Sequence[Mapping]) -> list[str]:
    """The representations that a claim names and this run has no score of; see `measured`."""
    ran = {row["representation"] for row in select(rows, dataset=dataset)}
    names = dict.fromkeys(name for role in ROLES for name in claim[role].split())
    return [name for name in names if name not in ran]


def evidence_text(
    claims: Sequence[Mapping],
    experiments: Mapping[str, Sequence[str]],
    scores: Sequence[Mapping],
    axes: Sequence[Mapping],
    n_seeds: int,
    controls: Mapping[str, str],
    encoder: WithEncoder = NO_ENCODER,
) -> str:
    """The page, in Markdown.

    Args:
        claims: rows of claims.tsv.
        experiments: the datasets of this run that repeat each of the paper's experiments.
        scores: rows of metrics.tsv.
        axes: rows of disentanglement.tsv.
        n_seeds: of this run.
        controls: the factor whose labels each control is given, by the name of each that was run.
        encoder: what hears with one. A claim is answered by what was learned from these songs;
            what was learned elsewhere stands below it, in a group of its own.
    """
    given = [
        f"`{name}` is a control that was given the {factor}s" for name, factor in controls.items()
    ]
    lines = [
        "# The paper's claims, and the evidence",
        "",
        f"Computed from `metrics.tsv` and `disentanglement.tsv`; {counted(n_seeds, 'seed')}. "
        "In brackets: 95 % interval over tracks"
        f"{'' if n_seeds == 1 else ' and seeds'}. By chance: the mean score after the labels were "
        "dealt at random among the tracks, or, of a silhouette, the clusters among the points: the "
        "control of permuted labels. "
        f"{'; '.join(['No label was used in training any model', *given])}.",
        "",
    ]
    if any(
        not_run(encoder.without(claim), dataset, axes if claim["part"] else scores)
        for claim in claims
        for dataset in experiments.get(claim["experiment"], [])
    ):
        lines += [
            "Where it says *not run*, this run leaves out a control or another representation; "
            f"`{FULL_RUN}` has them all.",
            "",
        ]
    titles = list(dict.fromkeys(claim["claim"] for claim in claims))
    for number, title in enumerate(titles, 1):
        lines += [f"## {number}. {title}", ""]
        for claim in select(claims, claim=title):
            lines += _evidence(claim, experiments, axes if claim["part"] else scores, encoder)
    return "\n".join(lines)


def _evidence(
    claim: Mapping, experiments: Mapping, rows: Sequence[Mapping], encoder: WithEncoder
) -> list[str]:
    """Lines about one metric of a claim: what was published, then each dataset, then a remark."""
    title = all_metrics()[claim["metric"]].title
    if claim["reference"] != "none":
        title += f", {claim['reference']}"
    if claim["clusterer"]:
        title += f", {all_clusterers()[claim['clusterer']].title}, tracks"
    published = f"{claim['source']}: **{claim['published'] or 'not published'}**"
    lines = [f"{_sentence(title)} {_sentence(published)}", ""]
    datasets = experiments.get(claim["experiment"], [])
    if not datasets:
        lines += [f"No dataset of this run repeats the experiment {claim['experiment']}.", ""]
    for dataset in datasets:
        lines += _comparison(claim, dataset, rows, encoder)
    return [*lines, claim["remark"], ""]


def _comparison(
    claim: Mapping, dataset: str, rows: Sequence[Mapping], encoder: WithEncoder
) -> list[str]:
    """Lines about one dataset: what was learned from its songs, then each other kind apart."""
    kinds = rows_by_kind(rows)
    lines = _answer(encoder.without(claim), dataset, kinds.pop(THESE_SONGS, []))
    for kind, others in kinds.items():
        lines += _beside(claim, dataset, kind, others, encoder)
    if not lines:
        return [f"{dataset}: not among this run's representations or clusterers.", ""]
    if absent := not_run(encoder.without(claim), dataset, rows):
        lines += [f"Not run: {', '.join(f'`{name}`' for name in absent)}.", ""]
    return lines


def _answer(claim: Mapping, dataset: str, rows: Sequence[Mapping]) -> list[str]:
    """Lines with a table of what was measured, and what it says of the claim; none without."""
    table, verdicts = [], []
    for role, title in ROLES.items():
        for name, score in measured(claim, role, dataset, rows).items():
            table.append([title, f"`{name}`", with_interval(score), rounded(score.chance)])
            if role != "control":
                verdicts.append(f"{title} (`{name}`) {verdict(score, claim['published'])}")
    if not table:
        return []
    lines = [_table(dataset, table)]
    return lines + ([_sentence("; ".join(verdicts)), ""] if verdicts else [])


def _beside(
    claim: Mapping, dataset: str, kind: str, rows: Sequence[Mapping], encoder: WithEncoder
) -> list[str]:
    """Lines with a table of what our joint model has with an encoder, and the encoder by itself."""
    titles = {"joint": f"{ROLES['joint']}, with an encoder", "itself": "the encoder by itself"}
    asked = {**claim, "itself": " ".join(encoder.itself)}
    scores = {role: measured(asked, role, dataset, rows) for role in titles}
    if not scores["joint"]:
        return []
    table = [
        [titles[role], f"`{name}`", with_interval(score), rounded(score.chance)]
        for role, by_name in scores.items()
        for name, score in by_name.items()
    ]
    heading = f"{kind_heading(kind)}, and so no answer to the paper's claim:"
    return [heading, "", _table(dataset, table)]


def _table(dataset: str, rows: Sequence[Sequence[str]]) -> str:
    header = [dataset, "representation", "value", "by chance"]
    return tabulate(rows, header, tablefmt="github", disable_numparse=True) + "\n"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."

"""The paper's claims: scores for each, and whether it holds."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from hbvae.evaluation.registry import all_metrics
from hbvae.evaluation.score_table import over_seeds, select
from hbvae.evaluation.uncertainty import Score
from hbvae.reporting.numbers import rounded
from hbvae.reporting.verdicts import ABOVE_CHANCE, beside_chance
from hbvae.storage.tsv import read_rows, write_rows

ROLES = {  # column of claims.tsv: meaning of its representation
    "paper": "the paper's architecture",
    "fusion": "what the published code does",
    "joint": "our joint model",
    "control": "control",
}
CLAIM_COLUMNS = (
    *("experiment", "claim", "source", "part", "reference", "clusterer", "metric", "holds_if"),
    "published",
    *(*ROLES, "remark"),
)


class WithEncoder(NamedTuple):
    """Representations of a run that use a pretrained encoder."""

    alone: Mapping[str, str]  # their counterparts without the encoder
    itself: Sequence[str]  # the encoder's own embedding

    def without(self, claim: Mapping) -> dict:
        """Replace a claim's representations by those that learn from these songs alone."""
        roles = {
            role: " ".join(self.alone.get(name, name) for name in claim[role].split())
            for role in ROLES
        }
        return {**claim, **roles}


NO_ENCODER = WithEncoder({}, [])


def measured(claim: Mapping, role: str, dataset: str, rows: Sequence[Mapping]) -> dict[str, Score]:
    """Scores of the representations in a role of a claim, over the seeds.

    Args:
        claim: a row of claims.tsv.
        role: one of `ROLES`.
        dataset: name of a dataset.
        rows: rows of metrics.tsv or, for a claim about a part of a latent, disentanglement.tsv.

    Returns:
        Scores by representation, without those that this run did not measure.
    """
    where = {"dataset": dataset, "reference": claim["reference"], "metric": claim["metric"]}
    scores = {}
    for name in claim[role].split():
        measurements = select(rows, representation=name, **where)
        if claim["part"]:
            has_part = any(row["part"] == claim["part"] for row in measurements)
            part = claim["part"] if has_part else "whole"
            scores[name] = over_seeds(select(measurements, part=part))
        else:
            clusters = {"clusterer": claim["clusterer"], "level": "track"}
            scores[name] = over_seeds(select(measurements, **clusters))
    return {name: score for name, score in scores.items() if isfinite(score.value)}


def not_run(claim: Mapping, dataset: str, rows: Sequence[Mapping]) -> list[str]:
    """List the representations of a claim that this run did not score; see `measured`."""
    ran = {row["representation"] for row in select(rows, dataset=dataset)}
    names = dict.fromkeys(name for role in ROLES for name in claim[role].split())
    return [name for name in names if name not in ran]


class Outcome(NamedTuple):
    """Result of a claim for a model and a dataset."""

    claim: str
    dataset: str
    role: str  # of `ROLES`
    score: str  # what was measured, "ARI, language"
    value: str
    chance: str
    holds: str  # "yes" or "no"; "" if the score alone does not decide


def outcomes(
    claims: Sequence[Mapping],
    experiments: Mapping[str, Sequence[str]],
    scores: Sequence[Mapping],
    axes: Sequence[Mapping],
) -> list[Outcome]:
    """Test each claim with its first score, for the paper's model and the joint model.

    Args:
        claims: rows of claims.tsv, `WithEncoder.without` an encoder.
        experiments: datasets of this run by the experiment of the paper that they repeat.
        scores, axes: rows of metrics.tsv and of disentanglement.tsv, learned from these songs.
    """
    first = {}
    for claim in claims:
        first.setdefault((claim["claim"], claim["experiment"]), claim)
    return [
        _outcome(claim, dataset, role, score)
        for claim in first.values()
        for dataset in experiments.get(claim["experiment"], [])
        for role in ("paper", "joint")
        for score in measured(claim, role, dataset, axes if claim["part"] else scores).values()
    ]


def _outcome(claim: Mapping, dataset: str, role: str, score: Score) -> Outcome:
    holds = ""
    if claim["holds_if"] and isfinite(score.chance):
        is_above = beside_chance(score) == ABOVE_CHANCE
        holds = "yes" if is_above == (claim["holds_if"] == "above chance") else "no"
    metric = all_metrics()[claim["metric"]].heading
    what = metric if claim["reference"] == "none" else f"{metric}, {claim['reference']}"
    value, chance = rounded(score.value), rounded(score.chance)
    return Outcome(claim["claim"], dataset, role, what, value, chance, holds)


def write_outcomes(path: str, rows: Sequence[Outcome]) -> None:
    """Write verdicts.tsv, one row per outcome."""
    write_rows(path, Outcome._fields, rows)


def read_outcomes(path: str) -> list[Outcome]:
    """Read verdicts.tsv.

    Raises:
        StoreError: the file is missing or damaged.
    """
    return [
        Outcome(*(row[field] for field in Outcome._fields))
        for row in read_rows(path, Outcome._fields)
    ]

"""Verdicts on the paper's claims at the top of the report."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hbvae.reporting.claims import ROLES, Outcome

JUDGED = ("paper", "joint")  # of `ROLES`
WORDS = {"yes": "holds", "no": "does not hold", "": "no verdict"}


def paper_sentences(outcomes: Sequence[Outcome], has_synthetic: bool) -> list[str]:
    """Count the claims that hold for each model, in sentences."""
    counts = []
    for role in JUDGED:
        judged = [outcome for outcome in outcomes if outcome.role == role and outcome.holds]
        held = sum(outcome.holds == "yes" for outcome in judged)
        if judged:
            counts.append(f"{held} of {len(judged)} for {ROLES[role]}")
    if not counts:
        return []
    sentences = [f"Of the paper's claims that a score can decide, {', '.join(counts)} hold."]
    if has_synthetic:
        sentences.append(
            "The songs are synthetic, so this does not show whether the published scores are right."
        )
    return sentences


class Judged(NamedTuple):
    """A claim with the verdicts of a run."""

    claim: str
    tried: str  # collection and score
    verdicts: Sequence[tuple[str, str]]  # model and verdict


def judged_claims(outcomes: Sequence[Outcome], titles: Mapping[str, str]) -> list[Judged]:
    """List the claims with their verdicts on each collection.

    Args:
        outcomes: outcomes for the roles `JUDGED`.
        titles: of datasets, by name.
    """
    claims: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for outcome in outcomes:
        by_chance = f", by chance {outcome.chance}" if outcome.chance else ""
        text = f"{WORDS[outcome.holds]} ({outcome.value}{by_chance})"
        verdicts = claims.setdefault((outcome.claim, outcome.dataset, outcome.score), [])
        verdicts.append((ROLES[outcome.role], text))
    return [
        Judged(claim, f"{titles.get(dataset, dataset)}, {score}", verdicts)
        for (claim, dataset, score), verdicts in claims.items()
    ]

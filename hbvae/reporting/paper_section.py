"""What a run says of the paper's claims, on the first page of the report."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hbvae.reporting.claims import ROLES, Outcome

JUDGED = ("paper", "joint")  # of `ROLES`
WORDS = {"yes": "holds", "no": "does not hold", "": "no verdict"}


def paper_sentences(outcomes: Sequence[Outcome], has_synthetic: bool) -> list[str]:
    """How many claims hold, for whom, in sentences."""
    counts = []
    for role in JUDGED:
        judged = [outcome for outcome in outcomes if outcome.role == role and outcome.holds]
        held = sum(outcome.holds == "yes" for outcome in judged)
        if judged:
            counts.append(f"{held} of {len(judged)} by {ROLES[role]}")
    if not counts:
        return []
    sentences = [f"Of the paper's claims that a score can decide, these hold: {', '.join(counts)}."]
    if has_synthetic:
        sentences.append(
            "The songs are synthetic, so this says what the models do with them, not whether the "
            "published scores are right."
        )
    return sentences


class Judged(NamedTuple):
    """What a run says of one claim."""

    claim: str
    tried: str  # on which collection, by which score
    verdicts: Sequence[tuple[str, str]]  # of whom, and what


def judged_claims(outcomes: Sequence[Outcome], titles: Mapping[str, str]) -> list[Judged]:
    """A claim after the other, with what the run says of it on each collection.

    Args:
        outcomes: of `JUDGED`.
        titles: of datasets, by name.
    """
    claims: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for outcome in outcomes:
        by_chance = f", by chance {outcome.chance}" if outcome.chance else ""
        said = f"{WORDS[outcome.holds]} ({outcome.value}{by_chance})"
        verdicts = claims.setdefault((outcome.claim, outcome.dataset, outcome.score), [])
        verdicts.append((ROLES[outcome.role], said))
    return [
        Judged(claim, f"{titles.get(dataset, dataset)}, {score}", verdicts)
        for (claim, dataset, score), verdicts in claims.items()
    ]

"""Where a number of clusters comes from, in words."""

from collections.abc import Sequence

from hbvae.clustering.choice_of_k import Stability, most_stable_k
from hbvae.reporting.numbers import counted
from hbvae.storage.tracks import PAIR, Track


def origin_of_k(reference: str, k: int | str, tracks: Sequence[Track]) -> str:
    """Where the number of clusters comes from, as a remark in brackets.

    Args:
        reference: the factor, or pair of factors, whose k is used, or "none".
        k: of the dataset's description; "auto" where stability chooses.
        tracks: that are clustered.
    """
    if k == "auto":
        return "by stability"
    if reference == "none":
        return "as set"
    factors = reference.split(PAIR)
    labels = {tuple(track.labels[factor] for factor in factors) for track in tracks}
    labels = {names for names in labels if all(names)}
    return f"one per {reference}" if k == len(labels) else f"as set for {reference}"


def explain_k(origin: str, n: int, curve: Sequence[Stability]) -> str:
    """How the number of clusters was chosen, in a sentence.

    Args:
        origin: from `origin_of_k`.
        n: clusters.
        curve: stability of k-means for each number of clusters.
    """
    groups, stable = counted(n, "group"), most_stable_k(curve)
    if origin != "by stability":
        many = "as many" if n == stable else stable
        return (
            f"{groups}, {origin}; judged by the agreement of random samples, there would be {many}."
        )
    best = max(curve, key=lambda point: point.ari).k
    if n == best:
        return f"{groups}: with this number, groupings of random samples agree best."
    return (
        f"{groups}: groupings of random samples agree best with {best} groups, and equally well, "
        f"within the 95 % interval, with up to {n}; the largest such number is chosen."
    )

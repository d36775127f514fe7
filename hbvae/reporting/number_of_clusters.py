"""Explain how a number of clusters was chosen."""

from collections.abc import Sequence

from hbvae.clustering.choice_of_k import Stability, most_stable_k
from hbvae.reporting.numbers import counted
from hbvae.storage.tracks import PAIR, Track


def k_origin(reference: str, k: int | str, tracks: Sequence[Track]) -> str:
    """Describe the origin of a number of clusters, as a remark in brackets.

    Args:
        reference: factor or pair of factors that sets k, or "none".
        k: k in the dataset's description; "auto" if stability chooses.
        tracks: clustered tracks.
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
    """Explain the number of clusters in a sentence.

    Args:
        origin: result of `k_origin`.
        n: number of clusters.
        curve: stability of k-means for each number of clusters.
    """
    groups, stable = counted(n, "group"), most_stable_k(curve)
    if origin != "by stability":
        many = "as many" if n == stable else stable
        return f"{groups}, {origin}; by the agreement of random samples, there would be {many}."
    best = max(curve, key=lambda point: point.ari).k
    if n == best:
        return f"{groups}: groupings of random samples agree best with this number."
    return (
        f"{groups}: groupings of random samples agree best with {best} groups, and equally well, "
        f"within the 95 % interval, with up to {n}; the largest such number is chosen."
    )

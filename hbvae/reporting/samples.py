"""Remarks on large collections, of which only a sample is compared or shown."""


def about_map(n_compared: int, n: int) -> str:
    """Say how many slices determine a map, in a sentence; "" if all do."""
    if n_compared >= n:
        return ""
    return (
        f"For the map, {n_compared:,} of {n:,} slices were compared; the others are placed near "
        "their nearest neighbours."
    )


def about_clusters(n_compared: int, n: int, points: str) -> str:
    """Say how many points determine the clusters, in a sentence; "" if all do.

    Args:
        n_compared: number of points that determine the clusters.
        n: number of all points.
        points: kind of points: "songs" or "slices".
    """
    if n_compared >= n:
        return ""
    return (
        f"{n_compared:,} of {n:,} {points} were compared; the others joined the nearest clusters."
    )


def about_shown(n_shown: int, n: int) -> str:
    """Say how many slices a page shows, in a sentence; "" if it shows all."""
    if n_shown >= n:
        return ""
    return f"The map shows {n_shown:,} of {n:,} slices, including some of every song."


def about_lyrics(longest: int) -> str:
    """Say that long lyrics are cut, in a sentence."""
    return f"Long lyrics are cut after {longest:,} characters."

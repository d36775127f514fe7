"""What pages say of a large collection, where some of its points stand for all."""


def about_map(n_compared: int, n: int) -> str:
    """How many of a map's slices made it, in a sentence; "" where all did."""
    if n_compared >= n:
        return ""
    return (
        f"For the map, {n_compared:,} of {n:,} slices were compared; the others are placed by "
        "their nearest neighbours."
    )


def about_clusters(n_compared: int, n: int, points: str) -> str:
    """How many points made the clusters, in a sentence; "" where all did.

    Args:
        n_compared: points that made them.
        n: all points.
        points: what they are: "songs", or "slices".
    """
    if n_compared >= n:
        return ""
    return (
        f"{n_compared:,} of {n:,} {points} were compared; the others joined the clusters nearest "
        "to them."
    )


def about_shown(n_shown: int, n: int) -> str:
    """How many slices a page shows, in a sentence; "" where it shows all."""
    if n_shown >= n:
        return ""
    return f"{n_shown:,} of {n:,} slices are points of the map, including some of every song."


def about_lyrics(longest: int) -> str:
    """That a page has the beginning of lyrics alone, in a sentence."""
    return f"Long lyrics are cut after {longest:,} characters."

"""Maps of a representation: its points on a plane."""

import numpy as np


def tsne(points: np.ndarray, seed: int) -> np.ndarray:
    """A map of points that keeps neighbours together (van der Maaten & Hinton 2008).

    Args:
        points: (points, dimensions).
        seed: of the optimisation; it starts from two principal components, if there are two.

    Returns:
        (points, 2) float32.
    """
    from sklearn.manifold import TSNE

    perplexity = min(30.0, (len(points) - 1) / 3)
    init = "pca" if min(points.shape) > 1 else "random"
    return TSNE(perplexity=perplexity, init=init, random_state=seed).fit_transform(points)

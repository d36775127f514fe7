"""Maps of a representation: its points on a plane."""

import numpy as np


def tsne(points: np.ndarray, seed: int) -> np.ndarray:
    """A map of points that keeps neighbours together (van der Maaten & Hinton 2008).

    Args:
        points: (points, dimensions).
        seed: of the optimisation; it starts from the first two principal components.

    Returns:
        (points, 2) float32.
    """
    from sklearn.manifold import TSNE

    perplexity = min(30.0, (len(points) - 1) / 3)
    return TSNE(perplexity=perplexity, init="pca", random_state=seed).fit_transform(points)

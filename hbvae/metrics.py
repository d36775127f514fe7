"""How well clusters match reference labels, and how compact they are."""

import numpy as np
from sklearn import metrics as sk


def purity(labels: np.ndarray, clusters: np.ndarray) -> float:
    """Share of points whose label is their cluster's commonest one (Manning et al. 2008, 16.3).

    Args:
        labels, clusters: (points,), of any hashable kind.
    """
    table = sk.cluster.contingency_matrix(labels, clusters)
    return float(table.max(axis=0).sum() / table.sum())


def external_scores(labels: np.ndarray, clusters: np.ndarray) -> dict[str, float]:
    """Agreement of clusters with reference labels.

    Args:
        labels, clusters: (points,).

    Returns:
        ari: adjusted Rand index (Hubert & Arabie 1985), 0 expected by chance, 1 perfect.
        nmi: mutual information over the mean entropy (arithmetic), 0 to 1.
        purity: see `purity`; chance is above 0 and depends on k and the number of points.
    """
    return {
        "ari": float(sk.adjusted_rand_score(labels, clusters)),
        "nmi": float(sk.normalized_mutual_info_score(labels, clusters)),
        "purity": purity(labels, clusters),
    }


def internal_scores(points: np.ndarray, clusters: np.ndarray) -> dict[str, float]:
    """Shape of the clusters in the space they were found in; no label is used.

    Args:
        points: (points, dimensions).
        clusters: (points,).

    Returns:
        silhouette (Rousseeuw 1987), -1 to 1; calinski_harabasz, higher is better;
        davies_bouldin, lower is better. NaN where they are not defined: fewer than two clusters,
        or a cluster a point.
    """
    if not 2 <= len(np.unique(clusters)) < len(points):
        return dict.fromkeys(("silhouette", "calinski_harabasz", "davies_bouldin"), float("nan"))
    return {
        "silhouette": float(sk.silhouette_score(points, clusters)),
        "calinski_harabasz": float(sk.calinski_harabasz_score(points, clusters)),
        "davies_bouldin": float(sk.davies_bouldin_score(points, clusters)),
    }

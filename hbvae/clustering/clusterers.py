"""Clusterers, each a function of points, k and a seed; and the two levels they work at."""

import logging
import warnings

import numpy as np

from hbvae.clustering.sampling import sample_rows
from hbvae.errors import ConfigError

logger = logging.getLogger(__name__)


MAX_POINTS = 10_000
NOISE = -1  # the cluster of points that a density clusterer leaves out


def kmeans(points: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Lloyd's k-means, the best of ten k-means++ starts: the paper's clusterer."""
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=10, random_state=seed).fit_predict(points)


def agglomerative(points: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Ward's agglomerative clustering, cut at k; nothing in it is random."""
    from sklearn.cluster import AgglomerativeClustering

    return AgglomerativeClustering(k, linkage="ward").fit_predict(points)


def gaussian_mixture(points: np.ndarray, k: int, seed: int) -> np.ndarray:
    """The likeliest component of a mixture of k Gaussians with diagonal covariances."""
    from sklearn.mixture import GaussianMixture

    mixture = GaussianMixture(k, covariance_type="diag", reg_covar=1e-4, random_state=seed)
    return mixture.fit_predict(points)


def spectral(points: np.ndarray, k: int, seed: int, n_neighbors: int = 15) -> np.ndarray:
    """Spectral clustering of the graph of nearest neighbours.

    Args:
        n_neighbors: of each point, itself included; fewer where there are fewer points.
    """
    from sklearn.cluster import SpectralClustering

    clusterer = SpectralClustering(
        k,
        affinity="nearest_neighbors",
        n_neighbors=min(n_neighbors, len(points)),
        random_state=seed,
    )
    with warnings.catch_warnings():
        # A graph in pieces is no fault: the pieces are clusters, or parts of them.
        warnings.filterwarnings("ignore", "Graph is not fully connected")
        # As many dimensions as points does not mean that they are affinities.
        warnings.filterwarnings("ignore", "The spectral clustering API has changed")
        return clusterer.fit_predict(points)


def dbscan(
    points: np.ndarray, k: int, seed: int, eps: float = 5.0, min_samples: int = 5
) -> np.ndarray:
    """DBSCAN; k is not used, nothing is random. The defaults are those of the published code.

    Args:
        eps: radius of a neighbourhood, in units of the representation.
        min_samples: points that a dense neighbourhood has, the centre among them.
    """
    from sklearn.cluster import DBSCAN

    return DBSCAN(eps=eps, min_samples=min_samples).fit_predict(points)


def dbscan_knee(points: np.ndarray, k: int, seed: int, min_samples: int = 5) -> np.ndarray:
    """DBSCAN with eps at the knee of the k-distance curve (Ester et al. 1996, section 4.2)."""
    eps = knee(neighbour_distances(points, min_samples))
    # Where at least min_samples points coincide at the knee, any radius will do.
    return dbscan(points, k, seed, eps or np.finfo(float).tiny, min_samples)


def hdbscan(points: np.ndarray, k: int, seed: int, min_cluster_size: int = 10) -> np.ndarray:
    """HDBSCAN (Campello et al. 2013); k is not used, nothing is random.

    Args:
        min_cluster_size: points of the smallest cluster; fewer where there are fewer points.
    """
    from sklearn.cluster import HDBSCAN

    size = max(2, min(min_cluster_size, len(points)))
    return HDBSCAN(size, copy=True).fit_predict(points)


CLUSTERERS = {
    "kmeans": kmeans,
    "agglomerative": agglomerative,
    "dbscan": dbscan,
    "dbscan_knee": dbscan_knee,
    "hdbscan": hdbscan,
    "gaussian_mixture": gaussian_mixture,
    "spectral": spectral,
}


FINDS_K = ("dbscan", "dbscan_knee", "hdbscan")  # they find the number of clusters themselves


def cluster(
    name: str, points: np.ndarray, k: int, seed: int, max_points: int = MAX_POINTS, **settings
) -> np.ndarray:
    """Put each point into a cluster.

    Of more than ``max_points``, k-means is fitted in mini-batches of all; with the others a random
    sample of ``max_points`` is clustered, and every point goes where its nearest sampled one is.

    Args:
        name: one of `CLUSTERERS`.
        points: (points, dimensions).
        k: number of clusters; those of `FINDS_K` find another.
        seed: of whatever is random.
        max_points: see above; memory and time grow with its square.
        settings: of the clusterer.

    Returns:
        (points,) int32 from 0; `NOISE` for points that a clusterer of `FINDS_K` leaves out.

    Raises:
        ConfigError: there are fewer points than clusters.
    """
    if name not in FINDS_K and k > len(points):
        raise ConfigError(f"k = {k} clusters need at least {k} points, got {len(points)}")
    if len(points) > max_points and name == "kmeans":
        logger.warning("kmeans: in mini-batches, for %d points (max_points)", len(points))
        return _minibatch_kmeans(points, k, seed)
    rows = sample_rows(len(points), max_points, name, seed)
    some = points[rows].astype(np.float64)
    found = CLUSTERERS[name](some, k, seed, **settings).astype(np.int32)
    return found if len(rows) == len(points) else found[_nearest(points, some)]


def _minibatch_kmeans(points: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Sculley 2010; the best of ten starts on its first batch."""
    from sklearn.cluster import MiniBatchKMeans

    clusterer = MiniBatchKMeans(k, batch_size=4096, n_init=10, random_state=seed)
    return clusterer.fit_predict(points).astype(np.int32)


def _nearest(points: np.ndarray, some: np.ndarray) -> np.ndarray:
    """Row of ``some`` that is nearest to each point."""
    from sklearn.metrics import pairwise_distances_argmin

    return pairwise_distances_argmin(points, some.astype(points.dtype))


def neighbour_distances(points: np.ndarray, min_samples: int) -> np.ndarray:
    """Each point's distance to the nearest that makes a neighbourhood of ``min_samples``.

    Args:
        points: (points, dimensions).
        min_samples: the point itself counts; fewer where there are fewer points.

    Returns:
        (points,) ascending: the k-distance curve.
    """
    from sklearn.neighbors import NearestNeighbors

    n = min(min_samples, len(points))
    return np.sort(NearestNeighbors(n_neighbors=n).fit(points).kneighbors(points)[0][:, -1])


def knee(curve: np.ndarray) -> float:
    """Value where an ascending curve is furthest below its chord (Satopää et al. 2011)."""
    chord = np.linspace(curve[0], curve[-1], len(curve))
    return float(curve[np.argmax(chord - curve)])

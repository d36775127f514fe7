"""The clusterers: functions of points, k and a seed."""

import logging
import warnings
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field

from hbvae.clustering.base import clusterer
from hbvae.clustering.sampling import sample_rows

if TYPE_CHECKING:
    from sklearn.mixture import GaussianMixture

logger = logging.getLogger(__name__)

MinSamples = Annotated[
    int,
    Field(
        ge=1, description="minimum number of points in a dense neighbourhood, including the centre"
    ),
]


def minibatch_kmeans(points: np.ndarray, k: int, seed: int, max_points: int) -> np.ndarray:
    """Mini-batch k-means (Sculley 2010), from the best of ten starts on the first batch.

    Each point joins the cluster of its nearest centre.
    """
    from sklearn.cluster import MiniBatchKMeans

    logger.warning("kmeans: using mini-batches for %d points, more than max_points", len(points))
    return MiniBatchKMeans(k, batch_size=4096, n_init=10, random_state=seed).fit_predict(points)


@clusterer(title="k-means", is_main=True, for_many=minibatch_kmeans, compares_all=True)
def kmeans(points: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Lloyd's k-means, the paper's clusterer: the best of ten k-means++ starts.

    With fewer than a thousand points it is the best of fifty, because on a hundred tracks the best
    of ten depends on the seed.
    """
    from sklearn.cluster import KMeans

    n_starts = 50 if len(points) < 1000 else 10
    return KMeans(k, n_init=n_starts, random_state=seed).fit_predict(points)


@clusterer(title="Ward's method")
def agglomerative(points: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Ward's agglomerative clustering, cut at k clusters; deterministic."""
    from sklearn.cluster import AgglomerativeClustering

    return AgglomerativeClustering(k, linkage="ward").fit_predict(points)


@clusterer(title="DBSCAN", finds_k=True)
def dbscan(
    points: np.ndarray,
    k: int,
    seed: int,
    *,
    eps: Annotated[
        float, Field(gt=0, description="radius of a neighbourhood in units of the representation")
    ] = 5.0,
    min_samples: MinSamples = 5,
) -> np.ndarray:
    """DBSCAN (Ester et al. 1996); deterministic. The defaults are those of the published code.

    Args:
        points: (points, dimensions).
        k, seed: not used.
        eps: radius of a neighbourhood, in units of the representation.
        min_samples: minimum number of points in a dense neighbourhood, including the centre.
    """
    from sklearn.cluster import DBSCAN

    return DBSCAN(eps=eps, min_samples=min_samples).fit_predict(points)


@clusterer(title="DBSCAN, radius at the knee", finds_k=True)
def dbscan_knee(
    points: np.ndarray, k: int, seed: int, *, min_samples: MinSamples = 5
) -> np.ndarray:
    """DBSCAN with eps at the knee of the k-distance curve (Ester et al. 1996, section 4.2)."""
    eps = knee(neighbour_distances(points, min_samples))
    # The radius is 0 if min_samples points coincide at the knee; any positive radius works then.
    return dbscan(points, k, seed, eps=eps or np.finfo(float).tiny, min_samples=min_samples)


@clusterer(title="HDBSCAN", finds_k=True)
def hdbscan(
    points: np.ndarray,
    k: int,
    seed: int,
    *,
    min_cluster_size: Annotated[
        int,
        Field(
            ge=2, description="minimum number of points in a cluster; lower if there are few points"
        ),
    ] = 10,
) -> np.ndarray:
    """HDBSCAN (Campello et al. 2013); deterministic, ignores k."""
    from sklearn.cluster import HDBSCAN

    size = max(2, min(min_cluster_size, len(points)))
    return HDBSCAN(size, copy=True).fit_predict(points)


def sampled_mixture(points: np.ndarray, k: int, seed: int, max_points: int) -> np.ndarray:
    """Fit `gaussian_mixture` to a sample; each point joins its most likely component."""
    from sklearn.utils import gen_batches

    rows = sample_rows(len(points), max_points, "gaussian_mixture", seed)
    fitted = _mixture(k, seed).fit(points[rows].astype(np.float64))
    batches = gen_batches(len(points), max_points)
    return np.concatenate([fitted.predict(points[batch]) for batch in batches])


@clusterer(title="Gaussian mixture", for_many=sampled_mixture)
def gaussian_mixture(points: np.ndarray, k: int, seed: int) -> np.ndarray:
    """The most likely component in a mixture of k Gaussians with diagonal covariances."""
    return _mixture(k, seed).fit_predict(points)


def _mixture(k: int, seed: int) -> "GaussianMixture":
    from sklearn.mixture import GaussianMixture

    return GaussianMixture(k, covariance_type="diag", reg_covar=1e-4, random_state=seed)


@clusterer(title="spectral clustering")
def spectral(
    points: np.ndarray,
    k: int,
    seed: int,
    *,
    n_neighbors: Annotated[
        int,
        Field(
            ge=2,
            description="number of neighbours of a point in the graph, including the point itself; "
            "fewer if there are few points",
        ),
    ] = 15,
) -> np.ndarray:
    """Spectral clustering of the graph of nearest neighbours (Shi & Malik 2000)."""
    from sklearn.cluster import SpectralClustering

    if k == len(points):  # the solver needs more points than clusters
        return np.arange(k)
    fitted = SpectralClustering(
        k,
        affinity="nearest_neighbors",
        n_neighbors=min(n_neighbors, len(points)),
        random_state=seed,
    )
    with warnings.catch_warnings():
        # A disconnected graph is fine: its pieces are clusters or parts of clusters.
        warnings.filterwarnings("ignore", "Graph is not fully connected")
        # scikit-learn warns because a square array of points looks like affinities.
        warnings.filterwarnings("ignore", "The spectral clustering API has changed")
        return fitted.fit_predict(points)


def neighbour_distances(points: np.ndarray, min_samples: int) -> np.ndarray:
    """The radius at which each point's neighbourhood holds ``min_samples`` points.

    Args:
        points: (points, dimensions).
        min_samples: size of the neighbourhood, including the point itself; at most all points.

    Returns:
        (points,) ascending: the k-distance curve.
    """
    from sklearn.neighbors import NearestNeighbors

    n = min(min_samples, len(points))
    return np.sort(NearestNeighbors(n_neighbors=n).fit(points).kneighbors(points)[0][:, -1])


def knee(curve: np.ndarray) -> float:
    """Value of an ascending curve where it is furthest below its chord (Satopää et al. 2011)."""
    chord = np.linspace(curve[0], curve[-1], len(curve))
    return float(curve[np.argmax(chord - curve)])

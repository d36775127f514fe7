"""Figure 13: the latent in three dimensions."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from hbvae.figures.catalogue import catalogued
from hbvae.figures.points import scatter
from hbvae.figures.style import legible

MOST_STEMS = 150  # maximum number of points with stems to the floor
VIEWS = (-60, 30)  # degrees around the third axis: two views at right angles


@catalogued(
    "fig13_latent_space",
    title="The latent space in three dimensions",
    see=(
        "How to read it: the same points from two sides, a quarter turn apart. Groups that are "
        "separate in either view are separate; variance beyond the three axes is not visible."
    ),
    experiment="GTZAN",
)
def latent_space(
    xyz: np.ndarray, labels: Sequence[str] | None, ax: Axes, share: Sequence[float], azimuth: float
) -> None:
    """Draw a point for each song in three dimensions; few points have stems to the floor.

    Args:
        xyz: (songs, 3) principal components.
        labels: (songs,) as in `latent_map`.
        ax: three-dimensional axes to draw on.
        share: (3,) share of the variance along each component.
        azimuth: direction of view around the third axis, in degrees.
    """
    floor = xyz[:, 2].min() - 0.05 * np.ptp(xyz[:, 2])
    if len(xyz) <= MOST_STEMS:
        for x, y, z in xyz:
            ax.plot([x, x], [y, y], [floor, z], color="0.75", linewidth=0.4)
    scatter(xyz, labels, ax, float(np.clip(3000 / len(xyz), 4, 18)), alpha=0.9)
    names = [f"PC {number} ({part:.0%})" for number, part in enumerate(share, 1)]
    ax.set(**{f"{axis}label": legible(name) for axis, name in zip("xyz", names, strict=True)})
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        axis.set_tick_params(labelsize=6, pad=-3)
        axis.label.set_fontsize(7)
        axis.labelpad = -7
        axis.pane.set_facecolor("0.97")
    ax.view_init(elev=22, azim=azimuth)
    ax.zaxis.set_rotate_label(False)
    ax.zaxis.label.set_rotation(90)
    ax.set_box_aspect((1, 1, 0.8), zoom=1.05)


def song_means(points: np.ndarray, track: np.ndarray, n_tracks: int) -> np.ndarray:
    """The mean point of each song, (songs, dimensions); NaN for a song without points.

    Args:
        points: (points, dimensions).
        track: (points,) row of each point's song.
        n_tracks: number of songs.
    """
    sums = np.zeros((n_tracks, points.shape[1]))
    np.add.at(sums, track, points)
    with np.errstate(invalid="ignore"):
        return sums / np.bincount(track, minlength=n_tracks)[:, None]

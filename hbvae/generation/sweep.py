"""A slice moved along one axis of a latent, and what that axis stands for in words."""

from collections.abc import Mapping

import numpy as np

from hbvae.storage.grids import Grid
from hbvae.storage.latents import columns

SWEPT = (5, 27.5, 50, 72.5, 95)  # percentiles of an axis that a sweep goes through
# Axes of each part that are swept, those that vary most. No sound is made from the encoder's.
N_AXES = {"lyrics": 1, "timbre": 3, "texture": 2, "encoder": 0}
DEFAULT_N_AXES = 2  # of other parts
AUDIBLE = 0.3  # |rho| from which an axis is said to go with a descriptor


def central_slice(latent: np.ndarray) -> int:
    """Row of the slice nearest to the mean of all, in units of each axis's deviation."""
    spread = latent.std(axis=0)
    off = (latent - latent.mean(axis=0)) / np.where(spread > 0, spread, 1)
    return int(np.argmin(np.square(off).sum(axis=1)))


def sweep(model, latent: np.ndarray, mel: np.ndarray, row: int, axis: int) -> np.ndarray:
    """A slice moved along one axis of the latent.

    A decoder gives means, without a slice's notes and beats. So what it says of a point less what
    it says of the slice is added to the slice, which keeps all that the axis has no part in.

    Args:
        model: a fitted `hbvae.models.joint.JointVAE`.
        latent: (slices, latent_dim), what it makes of a collection.
        mel: (n_mels, n_frames), 0 to 1, of the slice that is moved.
        row: of that slice.
        axis: is moved through `SWEPT` of the collection's slices.

    Returns:
        (steps, n_mels, n_frames) float32, 0 to 1.
    """
    import torch

    points = np.repeat(latent[row : row + 1], 1 + len(SWEPT), axis=0).astype(np.float32)
    points[1:, axis] = np.percentile(latent[:, axis], SWEPT)
    with torch.inference_mode():
        itself, *moved = model.eval().decode(torch.from_numpy(points))[0].numpy()
    return np.clip(mel.astype(np.float32) + (np.stack(moved) - itself), 0, 1)


def sweep_axes(model, latent: np.ndarray, mel: np.ndarray, described: np.ndarray) -> Grid:
    """The collection's most central slice, moved along the first axes of each part of a latent.

    Args:
        model, latent: as in `sweep`.
        mel: (slices, n_mels, n_frames), 0 to 1, of the latent's rows.
        described: rows of the slices that say in words what an axis goes with.

    Returns:
        a row an axis, called by its part, its number and `describe_axis`; a column a step of
        `SWEPT`.
    """
    known = descriptors(mel[described])
    central = central_slice(latent)
    names, mels = [], []
    for part, axes in columns(model.parts).items():
        n_axes = min(N_AXES.get(part, DEFAULT_N_AXES), axes.stop - axes.start)
        for number, axis in enumerate(range(axes.start, axes.start + n_axes), 1):
            words = describe_axis(latent[described, axis], known)
            names.append(f"{part} axis {number}" + (f"\n{words}" if words else ""))
            mels.append(sweep(model, latent, mel[central], central, axis))
    return Grid(np.stack(mels), names, [f"{percentile:g} %" for percentile in SWEPT])


def descriptors(mel: np.ndarray) -> dict[str, np.ndarray]:
    """What of a slice can be said in a word, from its log-mel.

    Args:
        mel: (slices, n_mels, n_frames), 0 to 1.

    Returns:
        (slices,) by name: brightness, the centroid of the mean levels over the mel bands; fullness,
        the mean level; movement, the mean change from one frame to the next.
    """
    rows = []
    for image in mel:
        image = image.astype(np.float32)
        level = image.mean(axis=1)
        brightness = (level @ np.arange(len(level))) / max(level.sum(), 1e-9)
        rows.append((brightness, level.mean(), np.abs(np.diff(image, axis=1)).mean()))
    return dict(zip(("brightness", "fullness", "movement"), np.array(rows).T, strict=True))


def describe_axis(values: np.ndarray, known: Mapping[str, np.ndarray]) -> str:
    """The descriptor that an axis goes with most, and Spearman's rho; "" below `AUDIBLE`.

    Args:
        values: (slices,) along the axis.
        known: from `descriptors` of the same slices.
    """
    from scipy.stats import rankdata

    def ranks(numbers: np.ndarray) -> np.ndarray:
        return rankdata(numbers) - (len(numbers) + 1) / 2

    rho = {}
    for name, described in known.items():
        along, descriptor = ranks(values), ranks(described)
        size = np.linalg.norm(along) * np.linalg.norm(descriptor)
        rho[name] = float(along @ descriptor / size) if size else 0.0
    name = max(rho, key=lambda key: abs(rho[key]))
    if abs(rho[name]) < AUDIBLE:
        return ""
    return f"{name} (\N{GREEK SMALL LETTER RHO} {rho[name]:+.2f})".replace("-", "\N{MINUS SIGN}")

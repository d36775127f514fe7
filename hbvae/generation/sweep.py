"""Sweeps of a slice along single axes of a latent, and descriptions of the axes in words."""

from collections.abc import Mapping

import numpy as np

from hbvae.storage.grids import Grid
from hbvae.storage.latents import columns

SWEPT = (5, 27.5, 50, 72.5, 95)  # percentiles of an axis in a sweep
# Number of axes to sweep in each part, those with the most variance. The encoder's axes are not
# decoded to sound.
N_AXES = {"lyrics": 1, "timbre": 3, "texture": 2, "encoder": 0}
DEFAULT_N_AXES = 2  # in other parts
AUDIBLE = 0.3  # minimum |rho| of the descriptor that describes an axis


def central_slice(latent: np.ndarray) -> int:
    """Row of the slice that is nearest to the mean, in standard deviations of each axis."""
    spread = latent.std(axis=0)
    off = (latent - latent.mean(axis=0)) / np.where(spread > 0, spread, 1)
    return int(np.argmin(np.square(off).sum(axis=1)))


def sweep(model, latent: np.ndarray, mel: np.ndarray, row: int, axis: int) -> np.ndarray:
    """Move a slice along an axis of the latent.

    A decoder gives means, without the notes and beats of a slice. So the difference between the
    decoded point and the decoded slice is added to the slice, which keeps everything that the axis
    does not change.

    Args:
        model: a fitted `hbvae.models.joint.JointVAE`.
        latent: (slices, latent_dim), the latent of a collection.
        mel: (n_mels, n_frames), 0 to 1, the slice to move.
        row: row of that slice in ``latent``.
        axis: axis to move along, through the percentiles `SWEPT` of the collection.

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
    """Move the most central slice of a collection along the first axes of each part of a latent.

    Args:
        model, latent: as in `sweep`.
        mel: (slices, n_mels, n_frames), 0 to 1, the slices of the latent's rows.
        described: rows of the slices from which the axes are described in words.

    Returns:
        A grid with a row for each axis, named by its part, number and `describe_axis`, and a column
        for each percentile in `SWEPT`.
    """
    values = descriptors(mel[described])
    central = central_slice(latent)
    names, mels = [], []
    for part, axes in columns(model.parts).items():
        n_axes = min(N_AXES.get(part, DEFAULT_N_AXES), axes.stop - axes.start)
        for number, axis in enumerate(range(axes.start, axes.start + n_axes), 1):
            words = describe_axis(latent[described, axis], values)
            names.append(f"{part} axis {number}" + (f"\n{words}" if words else ""))
            mels.append(sweep(model, latent, mel[central], central, axis))
    return Grid(np.stack(mels), names, [f"{percentile:g} %" for percentile in SWEPT])


def descriptors(mel: np.ndarray) -> dict[str, np.ndarray]:
    """Descriptors of log-mel slices that have a name.

    Args:
        mel: (slices, n_mels, n_frames), 0 to 1.

    Returns:
        (slices,) values by name: brightness, the centroid of the mean levels over the mel bands;
        fullness, the mean level; movement, the mean change between frames.
    """
    rows = []
    for image in mel:
        image = image.astype(np.float32)
        level = image.mean(axis=1)
        brightness = (level @ np.arange(len(level))) / max(level.sum(), 1e-9)
        rows.append((brightness, level.mean(), np.abs(np.diff(image, axis=1)).mean()))
    return dict(zip(("brightness", "fullness", "movement"), np.array(rows).T, strict=True))


def describe_axis(code: np.ndarray, values: Mapping[str, np.ndarray]) -> str:
    """The descriptor with the highest correlation, and Spearman's rho; "" if below `AUDIBLE`.

    Args:
        code: (slices,) coordinates along the axis.
        values: `descriptors` of the same slices.
    """
    from scipy.stats import rankdata

    def ranks(numbers: np.ndarray) -> np.ndarray:
        return rankdata(numbers) - (len(numbers) + 1) / 2

    rho = {}
    for name, described in values.items():
        along, descriptor = ranks(code), ranks(described)
        size = np.linalg.norm(along) * np.linalg.norm(descriptor)
        rho[name] = float(along @ descriptor / size) if size else 0.0
    name = max(rho, key=lambda key: abs(rho[key]))
    if abs(rho[name]) < AUDIBLE:
        return ""
    return f"{name} (\N{GREEK SMALL LETTER RHO} {rho[name]:+.2f})".replace("-", "\N{MINUS SIGN}")

"""New slices of chosen labels, by the conditional VAE.

This package makes sound-like things from fitted models; fitting is in `hbvae.training`.
"""

from collections.abc import Mapping

import numpy as np

from hbvae.generation.probe import condition_accuracy
from hbvae.models.labels import Conditions
from hbvae.storage.grids import Grid
from hbvae.storage.tracks import NO_LABEL

N_EACH = 50  # slices of each label that are measured
N_DRAWS = 3  # rows of the grid, where there is one factor


def generate(model, conditions: np.ndarray, seed: int, alike: bool = False) -> np.ndarray:
    """Slices drawn from p(x | condition): the decoder's mean at random points of the latent.

    Args:
        model: a fitted `hbvae.models.conditional.ConditionalVAE`.
        conditions: (slices, n_codes), from `hbvae.models.labels.Conditions.encode`.
        seed: of the points.
        alike: whether all have the same one, so that they differ in their labels alone.

    Returns:
        (slices, n_mels, n_frames) float32, 0 to 1.
    """
    import torch

    random = np.random.default_rng(seed)
    points = random.normal(size=(1 if alike else len(conditions), model.config.latent_dim))
    latent = torch.from_numpy(points.astype(np.float32)).expand(len(conditions), -1)
    with torch.inference_mode():
        return model.eval().decode(latent, torch.from_numpy(conditions)).numpy()


def label_grid(model, conditions: Conditions, seed: int) -> Grid:
    """Slices of every label of the last factor, side by side.

    The rows are the labels of the first factor where there are two factors or more, at the same
    point of the latent, with a label drawn at random of any other. Of a single factor they are
    `N_DRAWS` points.

    Args:
        model: as in `generate`.
        conditions: the labels that the model knows.
        seed: of the points and of the labels that are drawn.
    """
    *others, shown = conditions.labels
    columns = conditions.labels[shown]
    if others:
        rows = conditions.labels[others[0]]
        fixed = conditions.complete({}, seed)
        wanted = [[fixed | {others[0]: row, shown: column} for column in columns] for row in rows]
        seeds = [seed] * len(rows)
    else:
        rows = [f"draw {number + 1}" for number in range(N_DRAWS)]
        wanted = [[{shown: column} for column in columns]] * N_DRAWS
        seeds = [seed + number for number in range(N_DRAWS)]
    mels = [
        generate(model, conditions.encode(labels), point, alike=True)
        for labels, point in zip(wanted, seeds, strict=True)
    ]
    return Grid(np.stack(mels), rows, columns)


def heard_labels(
    model,
    conditions: Conditions,
    mel: np.ndarray,
    track: np.ndarray,
    labels: Mapping[str, np.ndarray],
    seed: int,
) -> list[list]:
    """Whether generated slices sound like the label that each was asked for, a row a factor.

    Args:
        model: as in `generate`.
        conditions: the labels that the model knows.
        mel: (slices, n_mels, n_frames), real ones.
        track: (slices,).
        labels: (slices,) by factor.
        seed: of all that is random.

    Returns:
        cells of `hbvae.generation.probe.HEARD_COLUMNS`.
    """
    random = np.random.default_rng(seed)
    rows = []
    for factor, names in conditions.labels.items():
        wanted = np.repeat(names, N_EACH)
        complete = [
            conditions.complete({factor: name}, int(random.integers(2**31))) for name in wanted
        ]
        made = generate(model, conditions.encode(complete), seed)
        known = labels[factor] != NO_LABEL
        real = mel[known], track[known], labels[factor][known]
        accuracy = condition_accuracy(*real, made, wanted, seed)
        rows.append([factor, len(names), len(made), *(f"{share:.3f}" for share in accuracy)])
    return rows

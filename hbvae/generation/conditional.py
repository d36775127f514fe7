"""Slices that the conditional VAE generates for given labels.

This package generates slices and sound with fitted models; `hbvae.training` fits them.
"""

from collections.abc import Mapping

import numpy as np

from hbvae.generation.probe import condition_accuracy
from hbvae.models.labels import Conditions
from hbvae.storage.grids import Grid
from hbvae.storage.tracks import NO_LABEL

N_EACH = 50  # number of generated slices to score for each label
N_DRAWS = 3  # number of rows in the grid of a single factor


def generate(model, conditions: np.ndarray, seed: int, alike: bool = False) -> np.ndarray:
    """Generate slices from p(x | condition): the decoder's means at random points of the latent.

    Args:
        model: a fitted `hbvae.models.conditional.ConditionalVAE`.
        conditions: (slices, n_codes), from `hbvae.models.labels.Conditions.encode`.
        seed: random seed of the points.
        alike: whether all slices use the same point, so that they differ only in their labels.

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
    """Generate a grid of slices with a column for each label of the last factor.

    If there are several factors, the rows are the labels of the first factor, at the same point of
    the latent; labels of the other factors are random. For a single factor, the rows are `N_DRAWS`
    random points.

    Args:
        model: as in `generate`.
        conditions: the labels of the model.
        seed: random seed of the points and labels.
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


def score_labels(
    model,
    conditions: Conditions,
    mel: np.ndarray,
    track: np.ndarray,
    labels: Mapping[str, np.ndarray],
    seed: int,
) -> list[list]:
    """Score how often a probe recognises the labels of generated slices, for each factor.

    Args:
        model: as in `generate`.
        conditions: the labels of the model.
        mel: (slices, n_mels, n_frames), real slices.
        track: (slices,) track of each real slice.
        labels: by factor, (slices,) labels of the real slices.
        seed: random seed.

    Returns:
        A row for each factor, with the columns `hbvae.generation.probe.ACCURACY_COLUMNS`.
    """
    random = np.random.default_rng(seed)
    rows = []
    for factor, names in conditions.labels.items():
        wanted = np.repeat(names, N_EACH)
        complete = [
            conditions.complete({factor: name}, int(random.integers(2**31))) for name in wanted
        ]
        made = generate(model, conditions.encode(complete), seed)
        has_label = labels[factor] != NO_LABEL
        real = mel[has_label], track[has_label], labels[factor][has_label]
        accuracy = condition_accuracy(*real, made, wanted, seed)
        rows.append([factor, len(names), len(made), *(f"{share:.3f}" for share in accuracy)])
    return rows

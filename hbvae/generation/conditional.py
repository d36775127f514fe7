"""New slices of chosen labels, by the conditional VAE.

This package makes sound-like things from fitted models; fitting is in `hbvae.training`.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.errors import ConfigError
from hbvae.generation.probe import condition_accuracy
from hbvae.storage.grids import Grid

N_EACH = 50  # slices of each label that are measured
N_DRAWS = 3  # rows of the grid, where there is one factor


class Conditions(NamedTuple):
    """What the conditional VAE is told of a slice: a one for each of its labels, else zeros."""

    labels: Mapping[str, list[str]]  # of each factor, ascending

    @classmethod
    def of(cls, labels: Sequence[Mapping[str, str]]) -> "Conditions":
        """Those of tracks, given the label by factor of each."""
        factors = list(labels[0]) if labels else []
        return cls({name: sorted({one[name] for one in labels}) for name in factors})

    def encode(self, labels: Sequence[Mapping[str, str]]) -> np.ndarray:
        """(tracks, condition_dim) float32.

        Raises:
            ConfigError: a factor or a label is not among them.
        """
        rows = []
        for of_track in labels:
            row = []
            for factor, names in self.labels.items():
                if of_track.get(factor) not in names:
                    raise ConfigError(
                        f"{factor}: expected one of {', '.join(names)}, got {of_track.get(factor)}"
                    )
                row += [float(name == of_track[factor]) for name in names]
            rows.append(row)
        return np.array(rows, np.float32)

    def complete(self, wanted: Mapping[str, str], seed: int) -> dict[str, str]:
        """The wanted labels in their own spelling, and of each other factor one drawn at random.

        Raises:
            ConfigError: a factor or a label is not among them.
        """
        if unknown := [factor for factor in wanted if factor not in self.labels]:
            raise ConfigError(
                f"{', '.join(unknown)}: the model was told {', '.join(self.labels)} alone"
            )
        random = np.random.default_rng(seed)
        chosen = {}
        for factor, names in self.labels.items():
            spelling = {name.casefold(): name for name in names}
            asked = wanted.get(factor, str(random.choice(names)))
            if asked.casefold() not in spelling:
                raise ConfigError(f"{factor}: expected one of {', '.join(names)}, got {asked}")
            chosen[factor] = spelling[asked.casefold()]
        return chosen


def generate(model, conditions: np.ndarray, seed: int, alike: bool = False) -> np.ndarray:
    """Slices drawn from p(x | condition): the decoder's mean at random points of the latent.

    Args:
        model: a fitted `hbvae.models.conditional.ConditionalVAE`.
        conditions: (slices, condition_dim), from `Conditions.encode`.
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
        heard = condition_accuracy(mel, track, labels[factor], made, wanted, seed)
        rows.append([factor, len(names), len(made), *(f"{share:.3f}" for share in heard)])
    return rows

"""New slices of chosen labels, by the conditional VAE.

This package makes sound-like things from fitted models; fitting is in `hbvae.training`.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.errors import ConfigError

N_MFCC = 20


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


class Heard(NamedTuple):
    """Of how many slices a probe of real ones says the right label."""

    generated: float
    real: float  # of tracks that it was not fitted to
    chance: float


def condition_accuracy(
    real: np.ndarray,
    track: np.ndarray,
    labels: np.ndarray,
    generated: np.ndarray,
    wanted: np.ndarray,
    seed: int,
) -> Heard:
    """Whether generated slices sound like their label, to who knows the real ones.

    The probe is a logistic regression of the means of 20 MFCC, a slice's spectral envelope: what a
    VAE's mean can carry. It is fitted to three quarters of the tracks.

    Args:
        real, generated: (slices, n_mels, n_frames), 0 to 1.
        track, labels: (real slices,).
        wanted: (generated slices,) their labels, all equally often.
        seed: of the split of the tracks.
    """
    from scipy.fft import dct
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def envelope(mel: np.ndarray) -> np.ndarray:
        levels = np.stack([image.astype(np.float64).mean(axis=1) for image in mel])
        return dct(levels, axis=1, norm="ortho")[:, :N_MFCC]

    tracks = np.random.default_rng(seed).permutation(np.unique(track))
    held_out = np.isin(track, tracks[: max(1, len(tracks) // 4)])
    of_real = envelope(real)
    probe = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2000))
    probe.fit(of_real[~held_out], labels[~held_out])
    return Heard(
        probe.score(envelope(generated), wanted),
        probe.score(of_real[held_out], labels[held_out]),
        1 / len(np.unique(wanted)),
    )

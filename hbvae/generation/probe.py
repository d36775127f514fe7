"""A probe that is fitted to real slices and recognises the labels of generated slices."""

from typing import NamedTuple

import numpy as np

from hbvae.features.mfcc import cepstral_coefficients

N_MFCC = 20
# The columns of generated.tsv.
ACCURACY_COLUMNS = ("factor", "labels", "slices", "generated", "real", "chance")


class ProbeAccuracy(NamedTuple):
    """Share of slices whose label the probe recognises, 0 to 1."""

    generated: float
    real: float  # on held-out tracks
    chance: float


def condition_accuracy(
    real: np.ndarray,
    track: np.ndarray,
    labels: np.ndarray,
    generated: np.ndarray,
    wanted: np.ndarray,
    seed: int,
) -> ProbeAccuracy:
    """Accuracy of a probe of real slices on generated slices.

    The probe is a logistic regression on the means of 20 MFCCs, the spectral envelope of a slice,
    which is what the mean of a VAE can show. It is fitted to three quarters of the tracks.

    Args:
        real, generated: (slices, n_mels, n_frames), 0 to 1.
        track, labels: (real slices,).
        wanted: (generated slices,) labels, all equally often.
        seed: random seed of the split of the tracks.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def envelope(mel: np.ndarray) -> np.ndarray:
        levels = np.stack([image.astype(np.float64).mean(axis=1) for image in mel])
        return cepstral_coefficients(levels, N_MFCC, axis=1)

    tracks = np.random.default_rng(seed).permutation(np.unique(track))
    held_out = np.isin(track, tracks[: max(1, len(tracks) // 4)])
    real_envelope = envelope(real)
    probe = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2000))
    probe.fit(real_envelope[~held_out], labels[~held_out])
    return ProbeAccuracy(
        probe.score(envelope(generated), wanted),
        probe.score(real_envelope[held_out], labels[held_out]),
        1 / len(np.unique(wanted)),
    )

"""Whether generated slices sound like their labels, by a probe that is fitted to real ones."""

from typing import NamedTuple

import numpy as np

from hbvae.features.mfcc import cepstral_coefficients

N_MFCC = 20
HEARD_COLUMNS = ("factor", "labels", "slices", "generated", "real", "chance")  # of generated.tsv


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
    return Heard(
        probe.score(envelope(generated), wanted),
        probe.score(real_envelope[held_out], labels[held_out]),
        1 / len(np.unique(wanted)),
    )

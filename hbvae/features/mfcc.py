"""Mel-frequency cepstral coefficients (MFCC), from log-mel levels."""

import numpy as np


def cepstral_coefficients(levels: np.ndarray, n_mfcc: int, axis: int = 0) -> np.ndarray:
    """The first coefficients of an orthonormal DCT-II over the mel bands.

    See Davis & Mermelstein (1980). The result has the precision of ``levels``.

    Args:
        levels: log-mel levels, with the mel bands along ``axis``; float32 or float64.
        n_mfcc: number of coefficients; fewer if there are fewer bands.
        axis: the axis of the mel bands.

    Returns:
        An array like ``levels``, with the coefficients along ``axis``.
    """
    from scipy.fft import dct  # its import takes 0.1 to 0.2 s

    kept = [slice(None)] * levels.ndim
    kept[axis] = slice(n_mfcc)
    return dct(levels, axis=axis, norm="ortho")[tuple(kept)]


def cepstral_basis(n_mfcc: int, n_mels: int, dtype: type = np.float64) -> np.ndarray:
    """The matrix that turns levels, (n_mels, frames), into `cepstral_coefficients`.

    Returns:
        (n_mfcc, n_mels) of the given type.
    """
    return cepstral_coefficients(np.eye(n_mels, dtype=dtype), n_mfcc)

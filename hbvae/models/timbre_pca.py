"""The timbre part of the joint model: probabilistic PCA of MFCC statistics, in closed form."""

import numpy as np
import torch
from scipy.fft import dct
from torch import Tensor, nn
from torch.distributions import Normal


class TimbrePCA(nn.Module):
    """Probabilistic PCA (Tipping & Bishop 1999), the optimum of a linear VAE.

    The ELBO of a linear VAE has its maximum there (Lucas et al. 2019). `calibrate` computes this
    part once; it is not trained.

    Args:
        n_mfcc: number of cepstral coefficients.
        timbre_dim: number of axes.
        n_mels: number of mel bands of the slices.
    """

    def __init__(self, n_mfcc: int, timbre_dim: int, n_mels: int):
        super().__init__()
        # The matrix of `hbvae.features.mfcc`, a package that models do not import.
        matrix = dct(np.eye(n_mels), axis=0, norm="ortho")[:n_mfcc]
        self.register_buffer("dct", torch.from_numpy(matrix.astype(np.float32)))
        n_statistics = 3 * len(matrix)
        self.register_buffer("centre", torch.zeros(n_statistics))
        self.register_buffer("spread", torch.ones(n_statistics))
        self.register_buffer("components", torch.zeros(timbre_dim, n_statistics))
        self.register_buffer("variance", torch.ones(timbre_dim))  # along each component
        self.register_buffer("noise", torch.ones(()))  # unexplained variance of a statistic

    def calibrate(self, x: Tensor) -> None:
        """Compute the axes of slices, (slices, n_mels, n_frames), 0 to 1."""
        statistics = torch.cat([self.statistics(some) for some in x.split(1000)]).double()
        self.centre.copy_(statistics.mean(0))
        spread = statistics.std(0, correction=0)
        self.spread.copy_(torch.where(spread > 1e-6, spread, torch.inf))
        standard = self.standardised(x).double()
        variance, directions = torch.linalg.eigh(standard.T @ standard / len(standard))
        n_axes = min(len(self.components), len(variance))
        noise = variance[:-n_axes].mean() if n_axes < len(variance) else variance.new_zeros(())
        self.noise.copy_(noise.clamp(min=1e-3))  # with few slices no variance is unexplained
        self.variance[:n_axes] = variance.flip(0)[:n_axes].float().clamp(min=float(self.noise))
        self.components[:n_axes] = directions.T.flip(0)[:n_axes].float()

    def statistics(self, x: Tensor) -> Tensor:
        """Mean and deviation of a slice's MFCCs over time, and the deviation of their differences.

        Args:
            x: (batch, n_mels, n_frames).

        Returns:
            (batch, 3 * n_mfcc) float32.
        """
        with torch.autocast(x.device.type, enabled=False):
            mfcc = self.dct @ x.float()
            spread, mean = torch.std_mean(mfcc, dim=2, correction=0)
            return torch.cat([mean, spread, mfcc.diff(dim=2).std(dim=2, correction=0)], dim=1)

    def standardised(self, x: Tensor) -> Tensor:
        """Statistics with mean 0 and deviation 1 over the slices passed to `calibrate`."""
        return torch.cat(
            [(self.statistics(some) - self.centre) / self.spread for some in x.split(1000)]
        )

    def encode(self, statistics: Tensor) -> Normal:
        """The exact posterior of the axes, (batch, timbre_dim), from standardised statistics."""
        with torch.autocast(statistics.device.type, enabled=False):
            signal = self.variance - self.noise
            mean = statistics @ self.components.T * (signal.sqrt() / self.variance)
            # For an axis that explains no more than the noise, the posterior is the prior.
            variance = torch.where(signal > 0, self.noise / self.variance, 1)
            return Normal(mean, variance.sqrt().expand_as(mean), validate_args=False)

    def decode(self, timbre: Tensor) -> Tensor:
        """Decode axes, (batch, timbre_dim), to standardised statistics, (batch, 3 * n_mfcc)."""
        with torch.autocast(timbre.device.type, enabled=False):
            return timbre.float() * (self.variance - self.noise).sqrt() @ self.components

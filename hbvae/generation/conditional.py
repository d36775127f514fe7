"""New slices: of chosen labels, by the conditional VAE; and along one axis of a latent."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.errors import ConfigError
from hbvae.storage.hdf5 import create_store, open_store, write_array

SWEPT = (5, 27.5, 50, 72.5, 95)  # percentiles of an axis that a sweep goes through
N_MFCC = 20
AUDIBLE = 0.3  # |rho| from which an axis is said to go with a descriptor


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


def descriptors(mel: np.ndarray) -> dict[str, np.ndarray]:
    """What of a slice can be said in a word, from its log-mel.

    Args:
        mel: (slices, n_mels, n_frames), 0 to 1.

    Returns:
        (slices,) by name: brightness, the centroid of the mean levels over the mel bands; fullness,
        the mean level; movement, the mean change from one frame to the next.
    """
    found = []
    for image in mel:
        image = image.astype(np.float32)
        level = image.mean(axis=1)
        brightness = (level @ np.arange(len(level))) / max(level.sum(), 1e-9)
        found.append((brightness, level.mean(), np.abs(np.diff(image, axis=1)).mean()))
    return dict(zip(("brightness", "fullness", "movement"), np.array(found).T, strict=True))


def in_words(values: np.ndarray, known: Mapping[str, np.ndarray]) -> str:
    """The descriptor that an axis goes with most, and Spearman's rho; "" below `AUDIBLE`.

    Args:
        values: (slices,) along the axis.
        known: from `descriptors` of the same slices.
    """
    from scipy.stats import rankdata

    def ranks(of: np.ndarray) -> np.ndarray:
        return rankdata(of) - (len(of) + 1) / 2

    rho = {}
    for name, described in known.items():
        one, other = ranks(values), ranks(described)
        size = np.linalg.norm(one) * np.linalg.norm(other)
        rho[name] = float(one @ other / size) if size else 0.0
    name = max(rho, key=lambda key: abs(rho[key]))
    return f"{name}, rho {rho[name]:+.2f}" if abs(rho[name]) >= AUDIBLE else ""


class Grid(NamedTuple):
    """Slices in rows and columns."""

    mel: np.ndarray  # (rows, columns, n_mels, n_frames), 0 to 1
    rows: list[str]
    columns: list[str]


def write_grid(path: str, grid: Grid) -> None:
    """Write a `Grid`."""
    with create_store(path, "grid", rows=grid.rows, columns=grid.columns) as store:
        axes = "row, column, mel band, frame"
        write_array(store, "mel", grid.mel.astype(np.float16), "as the features", axes)


def read_grid(path: str) -> Grid:
    """What `write_grid` wrote."""
    with open_store(path, "grid") as store:
        return Grid(store["mel"][:], list(store.attrs["rows"]), list(store.attrs["columns"]))

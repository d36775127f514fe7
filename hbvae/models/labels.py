"""Labels of tracks as numbers, the input of conditional models."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.errors import ConfigError


class Conditions(NamedTuple):
    """The labels of a conditional model, and their one-hot codes.

    Attributes:
        labels: labels of each factor, in ascending order.
    """

    labels: Mapping[str, list[str]]

    @classmethod
    def from_labels(cls, labels: Sequence[Mapping[str, str]]) -> "Conditions":
        """Collect the labels of all tracks, given each track's label by factor."""
        factors = list(labels[0]) if labels else []
        return cls({name: sorted({track[name] for track in labels} - {""}) for name in factors})

    def encode(self, labels: Sequence[Mapping[str, str]]) -> np.ndarray:
        """Encode each track's label by factor as codes, (tracks, n_codes) float32.

        A missing label, "", is encoded as zeros.

        Raises:
            ConfigError: a factor or a label is unknown.
        """
        rows = []
        for track in labels:
            row = []
            for factor, names in self.labels.items():
                if track.get(factor) not in [*names, ""]:
                    raise ConfigError(
                        f"{factor}: expected one of {', '.join(names)}, got {track.get(factor)}"
                    )
                row += [float(name == track[factor]) for name in names]
            rows.append(row)
        return np.array(rows, np.float32)

    def complete(self, wanted: Mapping[str, str], seed: int) -> dict[str, str]:
        """A label for each factor: the wanted label as the data spell it, else a random label.

        Args:
            wanted: label by factor; case does not matter.
            seed: random seed of the labels that are not wanted.

        Raises:
            ConfigError: a factor or a label is unknown.
        """
        if unknown := [factor for factor in wanted if factor not in self.labels]:
            raise ConfigError(
                f"{', '.join(unknown)}: expected one of the model's factors, "
                f"{', '.join(self.labels)}"
            )
        random = np.random.default_rng(seed)
        chosen = {}
        for factor, names in self.labels.items():
            spelling = {name.casefold(): name for name in names}
            label = wanted.get(factor, str(random.choice(names)))
            if label.casefold() not in spelling:
                raise ConfigError(f"{factor}: expected one of {', '.join(names)}, got {label}")
            chosen[factor] = spelling[label.casefold()]
        return chosen

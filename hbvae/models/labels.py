"""The labels of a collection as numbers, for the models that are given them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.errors import ConfigError


class Conditions(NamedTuple):
    """The labels that a conditional model knows, and their codes: a one for each label, else zeros.

    Attributes:
        labels: labels of each factor, ascending.
    """

    labels: Mapping[str, list[str]]

    @classmethod
    def from_labels(cls, labels: Sequence[Mapping[str, str]]) -> "Conditions":
        """The conditions of a collection, from the label by factor of each track."""
        factors = list(labels[0]) if labels else []
        return cls({name: sorted({track[name] for track in labels} - {""}) for name in factors})

    def encode(self, labels: Sequence[Mapping[str, str]]) -> np.ndarray:
        """Codes of tracks, from the label by factor of each: (tracks, n_codes) float32.

        A track without a label, "", has zeros for the factor.

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
        """A label for each factor: the wanted one in its own spelling, else a random one.

        Args:
            wanted: label by factor; upper and lower case are alike.
            seed: of the random labels.

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
            asked = wanted.get(factor, str(random.choice(names)))
            if asked.casefold() not in spelling:
                raise ConfigError(f"{factor}: expected one of {', '.join(names)}, got {asked}")
            chosen[factor] = spelling[asked.casefold()]
        return chosen

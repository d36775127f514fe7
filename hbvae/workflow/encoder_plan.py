"""The part of a run's plan that concerns the encoder pretrained on other songs."""

from collections.abc import Mapping

from hbvae.features.pretrained.base import (
    THESE_SONGS,
    EncoderCard,
    EncoderNotInstalled,
    LearnedFrom,
)
from hbvae.features.pretrained.registry import encoder_card, encoder_module
from hbvae.representations.base import Representation


class EncoderPlan:
    """Base of `hbvae.workflow.plan.Plan`: the run's pretrained encoder and what uses it.

    Args:
        config: all settings.
        registered: all representations by name.

    Attributes:
        kinds: the same, and variants that only some targets need.

    Raises:
        ConfigError: the encoder does not exist, or its weights are damaged.
    """

    def __init__(self, config: Mapping, registered: Mapping[str, Representation]) -> None:
        self.config, self.registered = config, registered
        self.kinds = dict(registered)
        self.encoder: str | None = config["pretrained"]["encoder"]
        self._card: EncoderCard | None = None
        self.notes: list[str] = []  # shown when the run starts
        try:
            self._card = encoder_card(self.encoder) if self.encoder else None
        except EncoderNotInstalled as problem:
            self.encoder = None
            self.notes.append(f"{problem}. The run continues without this encoder.")

    def learned_from(self) -> dict[str, LearnedFrom]:
        """What each representation learns from: these songs, or other songs through an encoder."""
        elsewhere = self._card.learned_from if self._card else THESE_SONGS
        return {
            name: elsewhere if kind.hears_encoder else THESE_SONGS
            for name, kind in self.registered.items()
        }

    def learned_in_words(self, representation: str) -> str:
        """Describe what a representation learns from, with the encoder."""
        learned_from = self.learned_from()[representation]
        if learned_from == THESE_SONGS:
            return learned_from
        return f"{learned_from}, by {self.encoder_in_words()}"

    def hears_encoder(self, model: str) -> bool:
        """Whether the run's encoder supplies input of a trained model."""
        return bool(self.encoder) and self.kinds[model].encoder_if_any

    def title_with_kind(self, representation: str) -> str:
        """Title of a representation, with what it learns from unless that is these songs."""
        title, learned_from = self.kinds[representation].title, self.learned_from()[representation]
        is_here = learned_from == THESE_SONGS
        return title if is_here else f"{title} (learned from {learned_from})"

    def without_encoder(self) -> dict[str, str]:
        """Map each representation that uses the run's encoder to its twin without encoder."""
        if not self.encoder:
            return {}
        return {
            kind.without_encoder: name for name, kind in self.kinds.items() if kind.without_encoder
        }

    def encoder_in_words(self) -> str:
        """Describe the run's encoder; "" without one."""
        return self._card.in_words if self._card else ""

    def encoder_version(self) -> str | None:
        """Version of the run's encoder; with another version, songs are encoded again."""
        return self._card.version if self._card else None

    def released_encoder(self) -> dict[str, str] | None:
        """Name and version of the run's encoder, for a release; None without one."""
        if not self._card:
            return None
        return {"name": self.encoder, "version": self._card.version}

    def encoder_record(self) -> dict[str, str]:
        """Entry about the encoder in the run's record of packages."""
        if not self._card:
            return {}
        card = self._card
        return {f"encoder {card.name}": f"{card.version} ({card.licence} licence)"}

    def extraction_resources(self) -> dict[str, int]:
        """Snakemake resources of feature extraction: a GPU for a large encoder."""
        return {"gpu": 1} if self._card and self._card.wants_gpu else {}

    def extraction_threads(self) -> int:
        """CPU threads of feature extraction."""
        return self.config["devices"]["threads"] if self.extraction_resources() else 1

    def encoder_modules(self) -> list[str]:
        """Module of the run's encoder, which a job imports at run time."""
        return [encoder_module(self.encoder)] if self.encoder else []


def needs_encoder(kind: Representation) -> bool:
    """Whether a run without an encoder omits a representation."""
    return kind.encoder or kind.without_encoder is not None

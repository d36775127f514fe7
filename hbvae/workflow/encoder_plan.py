"""What of a run hears with an encoder that was trained on other songs, and what needs to know."""

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
    """The part of a run's plan (`hbvae.workflow.plan.Plan`) that is about its encoder.

    Args:
        config: all settings.
        registered: every representation by its name.

    Attributes:
        kinds: the same, and variants that only single targets ask for.

    Raises:
        ConfigError: the encoder is not known, or its weights are damaged.
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
            self.notes.append(f"{problem}. The run goes on without this encoder.")

    def learned_from(self) -> dict[str, LearnedFrom]:
        """What each representation was learned from: these songs, or others by an encoder."""
        elsewhere = self._card.learned_from if self._card else THESE_SONGS
        return {
            name: elsewhere if kind.hears_encoder else THESE_SONGS
            for name, kind in self.registered.items()
        }

    def learned_in_words(self, representation: str) -> str:
        """What a representation was learned from, for people, and by which encoder."""
        learned_from = self.learned_from()[representation]
        if learned_from == THESE_SONGS:
            return learned_from
        return f"{learned_from}, by {self.encoder_in_words()}"

    def hears_encoder(self, model: str) -> bool:
        """Whether a trained model is given what the run's encoder hears."""
        return bool(self.encoder) and self.kinds[model].encoder_if_any

    def title_with_kind(self, representation: str) -> str:
        """What figures call a representation, and what it was learned from, if not these songs."""
        title, learned_from = self.kinds[representation].title, self.learned_from()[representation]
        is_here = learned_from == THESE_SONGS
        return title if is_here else f"{title} (learned from {learned_from})"

    def without_encoder(self) -> dict[str, str]:
        """What each representation that hears with the run's encoder is called without it."""
        if not self.encoder:
            return {}
        return {
            kind.without_encoder: name for name, kind in self.kinds.items() if kind.without_encoder
        }

    def encoder_in_words(self) -> str:
        """What the run's encoder is, for people; "" without."""
        return self._card.in_words if self._card else ""

    def encoder_version(self) -> str | None:
        """Which version of the run's encoder hears the songs; another one hears them again."""
        return self._card.version if self._card else None

    def released_encoder(self) -> dict[str, str] | None:
        """What a release needs to have the run's encoder hear other songs; None without."""
        if not self._card:
            return None
        return {"name": self.encoder, "version": self._card.version}

    def encoder_record(self) -> dict[str, str]:
        """What the record of a run says of its encoder, beside the packages."""
        if not self._card:
            return {}
        card = self._card
        return {f"encoder {card.name}": f"{card.version} ({card.licence} licence)"}

    def extraction_resources(self) -> dict[str, int]:
        """Snakemake's resources of a job that extracts features: a GPU for a large encoder."""
        return {"gpu": 1} if self._card and self._card.wants_gpu else {}

    def extraction_threads(self) -> int:
        """CPU threads of such a job."""
        return self.config["devices"]["threads"] if self.extraction_resources() else 1

    def encoder_modules(self) -> list[str]:
        """The module that a job imports only when it runs: where the run's encoder is."""
        return [encoder_module(self.encoder)] if self.encoder else []


def needs_encoder(kind: Representation) -> bool:
    """Whether a run without an encoder leaves a representation out."""
    return kind.encoder or kind.without_encoder is not None

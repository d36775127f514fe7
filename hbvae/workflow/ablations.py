"""The paper's ablations: its models at other settings, and the ways to fuse sound and lyrics.

A variant of a model is a model of its own, named by the setting that differs: "conv_vae-beta8".
The rules train, cluster and score it as any other; only the target `ablations` asks for one.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from hbvae.config import PositiveInt, Section
from hbvae.errors import ConfigError
from hbvae.representations.base import Representation
from hbvae.representations.registry import all_representations, with_role

if TYPE_CHECKING:
    from hbvae.workflow.plan import Plan

ONCE = {"uniqueItems": True}
IN_WORDS = {"beta": "beta {}", "latent_dim": "{} latent dimensions"}
FUSION = "fusion"


class AblationsConfig(Section):
    """Settings that the target `ablations` fits the paper's models with, one changed at a time."""

    beta: list[Annotated[float, Field(ge=0)]] = Field(
        [1, 2, 4, 8], min_length=1, description="weights of the KL term", json_schema_extra=ONCE
    )
    latent_dim: list[PositiveInt] = Field(
        [16, 32, 64, 128],
        min_length=1,
        description="dimensions of the latent",
        json_schema_extra=ONCE,
    )


class Variant(NamedTuple):
    """A paper's model with one setting changed."""

    kind: Representation
    changed: dict[str, float]


class Point(NamedTuple):
    """One setting that is compared."""

    ablation: str  # "beta", "latent_dim" or "fusion"
    model: str  # for people
    setting: str  # the value, or the kind of fusion
    representation: str  # what is clustered


def variants(config: Mapping, models: Mapping[str, Mapping]) -> dict[str, Variant]:
    """The variants of the paper's models by name, without those that are the model itself.

    Args:
        config: the section `AblationsConfig`.
        models: the section of each model.
    """
    made = {}
    for setting, values in AblationsConfig(**config).model_dump().items():
        for model in with_role("paper_model"):
            for value in values:
                name = _name(model.name, setting, value, models)
                if name != model.name:
                    named = {"name": name, "title": variant_title(name), "like": model.name}
                    kind = replace(model, **named, roles=frozenset())
                    made[name] = Variant(kind, {setting: value})
    return made


def variant_title(name: str) -> str:
    """What people call a variant: "Convolutional beta-VAE, beta 8"."""
    model, _, changed = name.partition("-")
    (words,) = [
        text.format(changed.removeprefix(setting))
        for setting, text in IN_WORDS.items()
        if changed.startswith(setting)
    ]
    return f"{all_representations()[model].title}, {words}"


def _name(model: str, setting: str, value: float, models: Mapping[str, Mapping]) -> str:
    is_own = models[model][setting] == value
    return model if is_own else f"{model}-{setting}{value:g}"


class Ablations:
    """What the target `ablations` compares, and the files that it is made from.

    Args:
        plan: of the run; its seeds and datasets are those of the ablations.
    """

    def __init__(self, plan: "Plan"):
        self.plan = plan

    def points(self, dataset: str) -> list[Point]:
        """Beta and latent size of each of the paper's models, then the fusions, of a dataset.

        All are learned from the dataset's own songs. A dataset without lyrics has no fusions.
        """
        models = [
            kind for kind in with_role("paper_model") if self.plan.can_have(dataset, kind.name)
        ]
        own = self.plan.config["models"]
        points = [
            Point(setting, model.title, f"{value:g}", _name(model.name, setting, value, own))
            for setting, values in self.plan.config["ablations"].items()
            for model in models
            for value in values
        ]
        return points + (self._fusions() if self.plan.has_lyrics(dataset) else [])

    def _fusions(self) -> list[Point]:
        """Early: the lyrics enter the encoder; late: they stand beside the latent of the sound;
        joint: both are decoded. Whatever hears with the run's encoder is left out."""
        audio, early = sorted(with_role("paper_model"), key=lambda kind: kind.lyrics)
        kinds = all_representations()
        late = next(k for k in kinds.values() if k.latent == audio.name and k.lyrics)
        (whole,), (sound,), (lyrics,) = map(
            with_role, ("released_model", "assigns_by_sound", "assigns_by_lyrics")
        )
        alone = kinds[self.plan.without_encoder().get(sound.name, sound.name)]
        fused = {"early": early, "late": late}
        if not self.plan.hears_encoder(whole.name):
            fused["joint"] = whole
        fused |= {"joint, sound": alone, "joint, lyrics": lyrics}
        return [Point(FUSION, kind.title, name, kind.name) for name, kind in fused.items()]

    def points_by_dataset(self) -> dict[str, list[Point]]:
        """`points` of each dataset of the run that has labels.

        Raises:
            ConfigError: no dataset has labels, or the run does not cluster by k-means.
        """
        plan = self.plan
        if plan.main_clusterer not in plan.clusterers:
            raise ConfigError(
                f"clusterers: the ablations are clustered by {plan.main_clusterer}, got "
                f"{', '.join(plan.clusterers)}; add {plan.main_clusterer}"
            )
        labelled = [dataset for dataset in plan.run if plan.factors(dataset)]
        if not labelled:
            raise ConfigError(
                "datasets: the ablations are scored against labels, got "
                f"{', '.join(plan.run)} without any; describe their factors (docs/own_songs.md)"
            )
        return {dataset: self.points(dataset) for dataset in labelled}

    def scores(self) -> list[str]:
        """The tables of scores that all points are read from, those of the run's seeds."""
        files = [
            self.plan.file(dataset, point.representation, "scores.tsv", seed)
            for dataset, points in self.points_by_dataset().items()
            for point in points
            for seed in self.plan.seeds
        ]
        return list(dict.fromkeys(files))

"""The paper's ablations: its models with other settings, and ways to fuse sound and lyrics.

A variant of a model is a separate model, named after the setting that differs: "conv_vae-beta8".
The rules train, cluster and score it like any other; only the target `ablations` needs variants.
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
    """Settings with which the target `ablations` fits the paper's models, changed one at a time."""

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
    """A setting to compare."""

    ablation: str  # "beta", "latent_dim" or "fusion"
    model: str  # its title
    setting: str  # the value, or the kind of fusion
    representation: str  # what is clustered


def variants(config: Mapping, models: Mapping[str, Mapping]) -> dict[str, Variant]:
    """List the variants of the paper's models by name, without the unchanged models.

    Args:
        config: the section `AblationsConfig`.
        models: settings of each model.
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
    """Title of a variant, such as "Convolutional beta-VAE, beta 8"."""
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
    """What the target `ablations` compares, and its input files.

    Args:
        plan: plan of the run, which supplies seeds and datasets.
    """

    def __init__(self, plan: "Plan"):
        self.plan = plan

    def points(self, dataset: str) -> list[Point]:
        """List what to compare: beta and latent size of each paper model, then fusions.

        All learn from the dataset's own songs. A dataset without lyrics has no fusions.
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
        """Early fusion feeds the lyrics to the network's encoder, late fusion appends them to the
        latent of the sound, joint fusion decodes both. Uses no pretrained encoder."""
        audio, early = sorted(with_role("paper_model"), key=lambda kind: kind.lyrics)
        kinds = all_representations()
        late = next(k for k in kinds.values() if k.latent == audio.name and k.lyrics)
        (joint,), (sound,), (lyrics,) = map(
            with_role, ("released_model", "assigns_by_sound", "assigns_by_lyrics")
        )
        alone = kinds[self.plan.without_encoder().get(sound.name, sound.name)]
        fused = {"early": early, "late": late}
        if not self.plan.hears_encoder(joint.name):
            fused["joint"] = joint
        fused |= {"joint, sound": alone, "joint, lyrics": lyrics}
        return [Point(FUSION, kind.title, name, kind.name) for name, kind in fused.items()]

    def points_by_dataset(self) -> dict[str, list[Point]]:
        """List `points` for each dataset of the run that has labels.

        Raises:
            ConfigError: no dataset has labels, or the run does not cluster by k-means.
        """
        plan = self.plan
        if plan.main_clusterer not in plan.clusterers:
            raise ConfigError(
                f"clusterers: the ablations need {plan.main_clusterer}, got "
                f"{', '.join(plan.clusterers)}; add {plan.main_clusterer}"
            )
        labelled = [dataset for dataset in plan.run if plan.factors(dataset)]
        if not labelled:
            raise ConfigError(
                "datasets: the ablations need labels, but there are none for "
                f"{', '.join(plan.run)}; describe their factors (docs/own_songs.md)"
            )
        return {dataset: self.points(dataset) for dataset in labelled}

    def scores(self) -> list[str]:
        """List the score tables of all points, for all seeds."""
        files = [
            self.plan.file(dataset, point.representation, "scores.tsv", seed)
            for dataset, points in self.points_by_dataset().items()
            for point in points
            for seed in self.plan.seeds
        ]
        return list(dict.fromkeys(files))

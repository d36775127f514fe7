"""The config of a run and the description of a dataset as JSON schemas, made from their sections.

``make docs`` writes them to config/, where a run checks its config against them without importing
a model. Only that and tests import this module: it imports all models.
"""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from hbvae.clustering.projections import PROJECTIONS
from hbvae.clustering.registry import all_clusterers
from hbvae.config import PositiveInt, Section
from hbvae.datasets.description import DatasetDescription
from hbvae.evaluation.dci import DisentanglementConfig
from hbvae.evaluation.stability import StabilityConfig
from hbvae.evaluation.uncertainty import ScoresConfig
from hbvae.features.audio_config import AudioConfig
from hbvae.features.lyric_embedding import LyricsConfig
from hbvae.features.pretrained.base import PretrainedConfig
from hbvae.features.whisper import TranscriptionConfig
from hbvae.models.registry import MODELS, model_class
from hbvae.representations.base import settings_section
from hbvae.representations.registry import all_representations
from hbvae.training.devices import DeviceConfig
from hbvae.training.fitting import TrainingConfig
from hbvae.workflow.ablations import AblationsConfig
from hbvae.workflow.earlier import EarlierConfig

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ONCE = {"uniqueItems": True}
Names = Annotated[list[str], Field(min_length=1, json_schema_extra=ONCE)]
Seeds = Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=1, json_schema_extra=ONCE)]


class FiguresConfig(Section):
    """The figures of a run."""

    shown: Names | None = Field(
        None,
        description="figures that are drawn and stand in the report; null, all that a dataset can "
        "have. Any other is drawn when its file is asked for",
    )

    map: str = Field(
        description="how points are laid out on a plane",
        json_schema_extra={"enum": list(PROJECTIONS)},
    )


class ExplorerConfig(Section):
    """The map of a collection in a browser."""

    maps: Names = Field(
        description="representations that it has maps of, the first one shown first; those that "
        "need lyrics are left out on a dataset without, those that need an encoder in a run without"
    )


class PlaylistsConfig(Section):
    """The playlists of groups."""

    paths: Literal["relative", "absolute"] = Field(
        "relative",
        description="how they name recordings: relative to the playlist, so that playlists and "
        "songs can be moved together, or absolute, so that a playlist can be moved alone",
    )


class AllLyricsConfig(TranscriptionConfig, LyricsConfig):
    """The lyrics of a run."""


class RunConfig(Section):
    """Config of a run."""

    datasets: str | Names = Field(
        description="names of config/datasets/NAME.yaml, paths of such files, or folders of songs"
    )
    dataset: str = Field("", description="one dataset instead of datasets, for the command line")
    representations: Names = Field(
        description="what is clustered; those that need lyrics are left out on a dataset without, "
        "those that need an encoder (`pretrained.encoder`) in a run without"
    )
    clusterers: Names = Field(description="how it is clustered; the report shows the first one")
    seeds: Seeds = Field(
        description="seeds of whatever is random; each gives its own rows in metrics.tsv"
    )
    generate: bool = Field(
        False,
        description="whether to fit a conditional VAE to the labels too, which makes slices of "
        "chosen labels: a figure, its sounds, and `hbvae generate` of the release",
    )
    audio: AudioConfig = Field(description="how a track becomes log-mel slices")
    max_rejected: float = Field(
        0.1,
        ge=0,
        le=1,
        description="share of the tracks that may be unusable before the run stops; a single one "
        "may be in any collection, unless this is 0",
    )
    max_points: int = Field(
        10_000,
        ge=100,
        description="slices or tracks above which distances, maps and all clusterers but k-means "
        "use a sample of so many and place the others by their nearest, k-means runs in "
        "mini-batches and principal components are found incrementally; memory and time of a job "
        "grow with its square",
    )
    lyrics: AllLyricsConfig = Field(
        description="how lyrics become embeddings, and where they come from if none are given"
    )
    pretrained: PretrainedConfig = Field(description="ears trained elsewhere")
    baselines: Section = Field(description="settings of the representations that are not trained")
    models: Section = Field(
        description="settings of the trained models; each may have its own training, over the "
        "one below"
    )
    training: TrainingConfig = Field(description="how a model is fitted")
    devices: DeviceConfig = Field(description="what a training job runs on")
    clustering: Section = Field(description="settings of the clusterers")
    stability: StabilityConfig = Field(
        description="how the number of clusters is chosen where a dataset leaves it open"
    )
    scores: ScoresConfig = Field(description="what stands beside each score")
    disentanglement: DisentanglementConfig = Field(
        description="how the axes of a latent are measured"
    )
    ablations: AblationsConfig = Field(
        description="settings that the target `ablations` fits the paper's models with, one "
        "changed at a time; the default run has none of them"
    )
    figures: FiguresConfig = Field(description="which figures there are, and how they show points")
    explorer: ExplorerConfig = Field(description="the map of a collection in a browser")
    playlists: PlaylistsConfig = Field(description="a playlist of each group of songs")
    earlier: EarlierConfig = Field(description="an earlier run that this one goes on from")


def run_section() -> type[Section]:
    """`RunConfig` with the settings of every model, baseline and clusterer that there is."""
    baselines = {
        kind.name: (settings_section(kind.name), kind.title)
        for kind in all_representations().values()
        if not kind.is_trained and kind.settings_name == kind.name
    }
    models = {name: (_model_section(name), of.title) for name, of in MODELS.items()}
    clusterers = {name: (of.settings, of.title) for name, of in all_clusterers().items()}
    tracks = Field(50, description="tracks that one extraction job covers")
    audio = create_model("Audio", __base__=AudioConfig, tracks_per_job=(PositiveInt, tracks))
    sections = {
        "audio": audio,
        "baselines": _sections(baselines),
        "models": _sections(models),
        "clustering": _sections(clusterers),
    }
    described = {
        name: (section, Field(description=RunConfig.model_fields[name].description))
        for name, section in sections.items()
    }
    return create_model("RunConfig", __base__=RunConfig, **described)


def config_schema() -> dict:
    """JSON schema of a run's config: no key is required, each has a value in the default run."""
    schema = schema_of(run_section(), without=("default", "required"))
    return {"$schema": DIALECT, "title": "Config of a run"} | schema


def dataset_schema() -> dict:
    """JSON schema of a dataset's description."""
    title = "Description of a dataset (config/datasets/NAME.yaml; NAME is what results call it)"
    return {"$schema": DIALECT, "title": title} | schema_of(DatasetDescription)


def schema_of(section: type[Section], without: Collection[str] = ()) -> dict:
    """JSON schema of a section, without references.

    Args:
        section: pydantic's own titles are left out.
        without: other keywords that are left out.
    """
    whole = section.model_json_schema()
    left_out = {"title", "$defs", *without}

    def resolved(schema: Any) -> Any:
        if isinstance(schema, list):
            return [resolved(item) for item in schema]
        if not isinstance(schema, Mapping):
            return schema
        if "$ref" in schema:
            target = whole["$defs"][schema["$ref"].rpartition("/")[2]]
            schema = {**target, **{key: of for key, of in schema.items() if key != "$ref"}}
        kept = {key: resolved(of) for key, of in schema.items() if key not in left_out}
        if "properties" in schema:  # whose names may be those of keywords
            kept["properties"] = {name: resolved(of) for name, of in schema["properties"].items()}
        return kept

    return resolved(whole)


def _model_section(name: str) -> type[Section]:
    training = Field(TrainingConfig(), description="how this model is fitted, over `training`")
    config = model_class(name).Config
    return create_model(name, __base__=config, training=(TrainingConfig, training))


def _sections(sections: Mapping[str, tuple[type[Section], str]]) -> type[Section]:
    """A section of sections, each with what it is for; those without settings are left out."""
    fields = {
        name: (section, Field(None, description=title))
        for name, (section, title) in sections.items()
        if section.model_fields
    }
    return create_model("Sections", __base__=Section, **fields)

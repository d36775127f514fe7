"""Generate the JSON schemas of a run's config and of a dataset's description from their sections.

``make docs`` writes them to config/, so that a run can check its config without importing models.
This module imports all models, so only ``make docs`` and tests import it.
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
        description="figures of the report; null: all that a dataset can have. To draw another "
        "figure, name its file",
    )

    map: str = Field(
        description="method that lays out points on a plane",
        json_schema_extra={"enum": list(PROJECTIONS)},
    )


class ExplorerConfig(Section):
    """The map of a collection in a browser."""

    maps: Names = Field(
        description="representations to map; the explorer opens with the first. Those that need "
        "lyrics or an encoder are left out if there are none"
    )


class PlaylistsConfig(Section):
    """The playlists of groups."""

    paths: Literal["relative", "absolute"] = Field(
        "relative",
        description="paths of recordings: relative to the playlist, so that playlists and songs "
        "can move together, or absolute, so that a playlist can move alone",
    )


class AllLyricsConfig(TranscriptionConfig, LyricsConfig):
    """The lyrics of a run."""


class RunConfig(Section):
    """Config of a run."""

    datasets: str | Names = Field(
        description="names of config/datasets/NAME.yaml, paths of such files, or folders of songs"
    )
    dataset: str = Field(
        "", description="a single dataset, which replaces datasets; for the command line"
    )
    representations: Names = Field(
        description="representations to cluster; those that need lyrics are left out for a "
        "dataset without lyrics, and those that need an encoder (`pretrained.encoder`) for a run "
        "without one"
    )
    clusterers: Names = Field(
        description="clustering methods; the report shows the groups of the first"
    )
    seeds: Seeds = Field(description="random seeds; each gives its own rows in metrics.tsv")
    generate: bool = Field(
        False,
        description="whether to train a conditional VAE on the labels too, which generates slices "
        "of chosen labels: for a figure, its sounds, and `hbvae generate`",
    )
    audio: AudioConfig = Field(description="how a track becomes log-mel slices")
    max_rejected: float = Field(
        0.1,
        ge=0,
        le=1,
        description="maximum share of unusable tracks; with more, the run stops. A single "
        "unusable track is always allowed, unless this is 0",
    )
    max_points: int = Field(
        10_000,
        ge=100,
        description="maximum number of slices or tracks to compare with each other. In larger "
        "collections, distances, maps and all clusterers but k-means use a sample of this size "
        "and place the other points by their nearest neighbours, k-means uses mini-batches, and "
        "principal components are computed incrementally. Memory and time of a job grow with its "
        "square",
    )
    lyrics: AllLyricsConfig = Field(
        description="how lyrics become embeddings, and how missing lyrics are transcribed"
    )
    pretrained: PretrainedConfig = Field(description="encoder trained on other songs")
    baselines: Section = Field(description="settings of the representations that are not trained")
    models: Section = Field(
        description="settings of the trained models; each may override settings of training, below"
    )
    training: TrainingConfig = Field(description="how models are trained")
    devices: DeviceConfig = Field(description="hardware of a training job")
    clustering: Section = Field(description="settings of the clusterers")
    stability: StabilityConfig = Field(
        description="how the number of clusters is chosen if the dataset does not set it"
    )
    scores: ScoresConfig = Field(description="intervals and chance of each score")
    disentanglement: DisentanglementConfig = Field(
        description="how the axes of a latent space are measured"
    )
    ablations: AblationsConfig = Field(
        description="settings that the target `ablations` trains the paper's models with, changing "
        "one at a time; the default run trains none of them"
    )
    figures: FiguresConfig = Field(
        description="which figures are drawn, and how they lay out points"
    )
    explorer: ExplorerConfig = Field(description="the map of a collection in a browser")
    playlists: PlaylistsConfig = Field(description="a playlist of each group of songs")
    earlier: EarlierConfig = Field(description="an earlier run for this run to continue")


def run_section() -> type[Section]:
    """Compose `RunConfig` with the settings of every model, baseline and clusterer."""
    baselines = {
        kind.name: (settings_section(kind.name), kind.title)
        for kind in all_representations().values()
        if not kind.is_trained and kind.settings_name == kind.name
    }
    models = {name: (_model_section(name), model.title) for name, model in MODELS.items()}
    clusterers = {name: (kind.settings, kind.title) for name, kind in all_clusterers().items()}
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
    """JSON schema of a run's config; no key is required, because the default run sets all."""
    schema = section_schema(run_section(), without=("default", "required"))
    return {"$schema": DIALECT, "title": "Config of a run"} | schema


def dataset_schema() -> dict:
    """JSON schema of a dataset's description."""
    title = "Description of a dataset (config/datasets/NAME.yaml; NAME is what results call it)"
    return {"$schema": DIALECT, "title": title} | section_schema(DatasetDescription)


def section_schema(section: type[Section], without: Collection[str] = ()) -> dict:
    """JSON schema of a section, without references.

    Args:
        section: a section, whose pydantic titles are omitted.
        without: other keywords to omit.
    """
    root = section.model_json_schema()
    left_out = {"title", "$defs", *without}

    def resolved(schema: Any) -> Any:
        if isinstance(schema, list):
            return [resolved(item) for item in schema]
        if not isinstance(schema, Mapping):
            return schema
        if "$ref" in schema:
            target = root["$defs"][schema["$ref"].rpartition("/")[2]]
            schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
        kept = {key: resolved(value) for key, value in schema.items() if key not in left_out}
        if "properties" in schema:  # names of properties may equal keywords
            kept["properties"] = {
                name: resolved(value) for name, value in schema["properties"].items()
            }
        return kept

    return resolved(root)


def _model_section(name: str) -> type[Section]:
    training = Field(TrainingConfig(), description="training of this model; overrides `training`")
    config = model_class(name).Config
    return create_model(name, __base__=config, training=(TrainingConfig, training))


def _sections(sections: Mapping[str, tuple[type[Section], str]]) -> type[Section]:
    """Compose a section of sections with descriptions; sections without settings are omitted."""
    fields = {
        name: (section, Field(None, description=title))
        for name, (section, title) in sections.items()
        if section.model_fields
    }
    return create_model("Sections", __base__=Section, **fields)

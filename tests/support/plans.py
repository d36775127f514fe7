"""Plans of runs with invented datasets, which need no files."""

from pathlib import Path

from hbvae.datasets.description import DatasetDescription
from hbvae.workflow.plan import Plan
from hbvae.workflow.run_config import complete
from hbvae.workflow.shown import Shown

ROOT = Path(__file__).parents[2]
SONGS = {
    "root": "songs",
    "layout": "table",
    "title": "Songs of two languages",
    "experiment": "HBLM-100",
    "factors": {"language": {"k": 2}, "genre": {"k": 4}},
}
CLIPS = {
    "root": "clips",
    "layout": "folders",
    "experiment": "GTZAN",
    "factors": {"genre": {"k": 10}},
}
GTZAN_MINI = CLIPS | {"root": "gtzan", "corpus": "GTZAN"}
FOLDER = {"root": "folder", "layout": "folders"}
DESCRIPTIONS = {
    "songs": SONGS,
    "clips": CLIPS,
    "folder": FOLDER,
    "gtzan": GTZAN_MINI,
    "unrepeated": GTZAN_MINI | {"experiment": None},
    "genres": SONGS | {"factors": {"genre": {"k": 4}}},
}


def make_plan(*run, **config):
    """Plan a run on some of `DESCRIPTIONS`, with settings that override the default ones.

    The run has no encoder unless the settings name one, even if one is installed.
    """
    config = {"pretrained": {"encoder": None}} | config
    datasets = {
        name: DatasetDescription.from_mapping(name, description)
        for name, description in DESCRIPTIONS.items()
    }
    return Plan(complete(config, ROOT), datasets, run or ("songs", "clips"))


def make_shown(*run, **config):
    return Shown(make_plan(*run, **config))

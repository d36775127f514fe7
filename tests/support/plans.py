"""Plans of runs of made-up datasets, which need no file."""

from pathlib import Path

from hbvae.datasets.description import DatasetDescription
from hbvae.workflow.plan import Plan
from hbvae.workflow.run_config import complete

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


def plan_of(*run, **config):
    """The plan of a run of some of `DESCRIPTIONS`, with other settings than the default ones.

    It has no encoder unless the settings name one, whatever is installed.
    """
    config = {"pretrained": {"encoder": None}} | config
    datasets = {
        name: DatasetDescription.from_mapping(name, description)
        for name, description in DESCRIPTIONS.items()
    }
    return Plan(complete(config, ROOT), datasets, run or ("songs", "clips"))

"""What the other rule files share: the run's datasets, and which code a script runs."""

import ast
import sys
from functools import cache
from pathlib import Path

import yaml
from snakemake.exceptions import WorkflowError
from snakemake.utils import validate

sys.path.insert(0, workflow.basedir)  # so that hbvae is found though it is not installed

from hbvae.datasets import DatasetConfig
from hbvae.representations import REPRESENTATIONS


def read_description(path):
    """A dataset's description, checked against the schema."""
    if not Path(path).is_file():
        known = ", ".join(sorted(file.stem for file in Path("config/datasets").glob("*.yaml")))
        raise WorkflowError(
            f"datasets: expected the name of a description in config/datasets ({known}) or the "
            f"path of a .yaml file, got {path!r}, which is not there"
        )
    description = yaml.safe_load(Path(path).read_text(encoding="utf-8")) or {}
    validate(description, f"{workflow.basedir}/config/dataset.schema.yaml")
    return description


# Every dataset that can be asked for, by name; a run's own are those that the config lists.
DESCRIPTIONS = {
    path.stem: read_description(path) for path in Path("config/datasets").glob("*.yaml")
}
RUN = []
for entry in [config["datasets"]] if isinstance(config["datasets"], str) else config["datasets"]:
    if entry not in DESCRIPTIONS:
        DESCRIPTIONS[Path(entry).stem] = read_description(entry)
    if Path(entry).stem in RUN:
        raise WorkflowError(f"datasets: two of this run are called {Path(entry).stem}: {entry}")
    RUN.append(Path(entry).stem)
DATASETS = {name: DatasetConfig.from_mapping(name, of) for name, of in DESCRIPTIONS.items()}

TRAINED = [name for name, kind in REPRESENTATIONS.items() if kind.trained]
BASELINES = [name for name, kind in REPRESENTATIONS.items() if not kind.trained]


wildcard_constraints:
    dataset="|".join(DATASETS),
    representation="|".join(REPRESENTATIONS),
    model="|".join(TRAINED),
    baseline="|".join(BASELINES),
    clusterer="|".join(config["clusterers"]),
    batch=r"\d+",
    seed=r"\d+",


@cache
def imported_modules(path):
    """The project's modules that a Python file imports by name, with the packages around them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for parts in (name.split(".") for name in names if name.split(".")[0] == "hbvae"):
            root = Path(workflow.basedir)
            packages = [root.joinpath(*parts[:n], "__init__.py") for n in range(1, len(parts) + 1)]
            files = [*packages, root.joinpath(*parts).with_suffix(".py")]
            found.update(file for file in files if file.is_file())
    return found


def sources(script):
    """The hbvae modules that a script reaches: inputs of its rule, so that an edit re-runs it.

    Snakemake itself sees an edit to the script, but not to a module that the script imports.
    """
    reached, new = set(), imported_modules(Path(workflow.basedir, "workflow_scripts", script))
    while new:
        reached |= new
        new = set().union(*map(imported_modules, new)) - reached
    return sorted(str(file.relative_to(workflow.basedir)) for file in reached)


def representations(dataset):
    """Those of the config that the dataset can have: lyrics are needed by some."""
    names = config["representations"]
    lyrics = DATASETS[dataset].has_lyrics
    return [name for name in names if lyrics or not REPRESENTATIONS[name].lyrics]


def first_of_experiment(experiment):
    """The run's first dataset that repeats one of the paper's two experiments."""
    for dataset in RUN:
        if DATASETS[dataset].experiment == experiment:
            return dataset
    raise WorkflowError(
        f"no dataset of this run repeats the paper's experiment {experiment}: none of "
        f"{', '.join(RUN)} says 'experiment: {experiment}' in its description"
    )

"""The run's datasets and representations, and the functions that say what a job needs."""

import ast
import csv
import os
import sys
from functools import cache
from pathlib import Path

import yaml
from snakemake.exceptions import WorkflowError
from snakemake.utils import validate

sys.path.insert(0, workflow.basedir)  # so that hbvae is found though it is not installed

# Threads that wait give up their core. Spinning, they make training 3 to 5 times slower as soon as
# anything else runs on the machine.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from hbvae.clustering import CLUSTERERS, FINDS_K
from hbvae.datasets import DatasetConfig, fingerprint
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
    name = Path(entry).stem
    if name in RUN or (entry != name and name in DESCRIPTIONS):
        raise WorkflowError(f"datasets: {entry}: another dataset is called {name}; rename the file")
    if name not in DESCRIPTIONS:
        DESCRIPTIONS[name] = read_description(entry)
    RUN.append(name)
DATASETS = {name: DatasetConfig.from_mapping(name, of) for name, of in DESCRIPTIONS.items()}


def without(settings, name):
    return {key: value for key, value in settings.items() if key != name}


# What makes the features; how many tracks a job covers does not.
AUDIO = without(config["audio"], "tracks_per_job")

TRAINED = [name for name, kind in REPRESENTATIONS.items() if kind.trained]
BASELINES = [name for name, kind in REPRESENTATIONS.items() if not kind.trained]


wildcard_constraints:
    dataset="|".join(DATASETS),
    representation="|".join(REPRESENTATIONS),
    model="|".join(TRAINED),
    baseline="|".join(BASELINES),
    clusterer="|".join(CLUSTERERS),
    scored="|".join([*CLUSTERERS, "reference"]),
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


def clusterers(dataset):
    """Those of the config, and the reference labels themselves where there are any."""
    return config["clusterers"] + (["reference"] if DATASETS[dataset].factors else [])


def stability_if_used(wildcards):
    """The curve that k is chosen by, where a dataset leaves it open."""
    folder = f"results/{wildcards.dataset}/{wildcards.representation}/seed{wildcards.seed}"
    is_open = "auto" in DATASETS[wildcards.dataset].references.values()
    return f"{folder}/stability.tsv" if is_open and wildcards.clusterer not in FINDS_K else []


def assignments_if_used(wildcards):
    """The clusters that are scored; the reference labels need no file."""
    folder = f"results/{wildcards.dataset}/{wildcards.representation}/seed{wildcards.seed}"
    return [] if wildcards.scored == "reference" else f"{folder}/{wildcards.scored}/assignments.h5"


def first_of_experiment(experiment):
    """The run's first dataset that repeats one of the paper's two experiments."""
    for dataset in RUN:
        if DATASETS[dataset].experiment == experiment:
            return dataset
    raise WorkflowError(
        f"no dataset of this run repeats the paper's experiment {experiment}: none of "
        f"{', '.join(RUN)} says 'experiment: {experiment}' in its description"
    )


def demo_recipe(wildcards):
    from hbvae.demo import load_recipe  # only a run that needs a demo corpus waits for it

    return load_recipe(DATASETS[wildcards.dataset].recipe)


def demo_lyrics(wildcards):
    recipe = demo_recipe(wildcards)
    return [str(recipe.folder / language.lyrics) for language in recipe.languages.values()]


def rendered(wildcards):
    """The files of a demo corpus, which a fan-out of jobs makes; none of a dataset on disk."""
    dataset = DATASETS[wildcards.dataset]
    if not dataset.recipe:
        return []
    cells = [f"{dataset.audio_folder}/{cell}" for cell in demo_recipe(wildcards).cells]
    return cells + ([str(dataset.table_file)] if dataset.table_file else [])


def on_disk(wildcards):
    """What tells that a dataset on disk has changed; a demo's files are inputs by themselves."""
    dataset = DATASETS[wildcards.dataset]
    return "" if dataset.recipe else fingerprint(dataset)


def batches(pattern):
    """An input function: ``pattern`` for each batch of a dataset's tracks."""

    def of_dataset(wildcards):
        folder = checkpoints.list_tracks.get(dataset=wildcards.dataset).output.batches
        names = sorted(path.stem for path in Path(folder).glob("*.tsv"))
        return expand(pattern, dataset=wildcards.dataset, batch=names)

    return of_dataset


def lyrics_if_used(wildcards):
    name = wildcards.get("model") or wildcards.baseline
    return f"results/{wildcards.dataset}/lyrics.h5" if REPRESENTATIONS[name].lyrics else []


def latents_if_used(wildcards):
    """The latents of the model that a fusion is made from."""
    model = REPRESENTATIONS[wildcards.baseline].latent
    folder = f"results/{wildcards.dataset}/{model}/seed{wildcards.seed}"
    return f"{folder}/latents.h5" if model else []


def main_model(dataset):
    """The paper's model for a dataset: the hybrid where there are lyrics."""
    return "hybrid_vae" if DATASETS[dataset].has_lyrics else "conv_vae"


def figure_files(dataset, name):
    return [f"results/{dataset}/figures/{name}.{ending}" for ending in ("png", "pdf")]


def paper_figure(experiment, name):
    """An input function: a figure for the dataset that stands where the paper shows it."""
    return lambda wildcards: figure_files(first_of_experiment(experiment), name)


def latent_maps():
    """Figure 7 of every dataset of the run that has labels to colour it by."""
    labelled = [dataset for dataset in RUN if DATASETS[dataset].factors]
    return [file for dataset in labelled for file in figure_files(dataset, "fig07_latent_map")]


def table1_datasets():
    """The run's datasets by the experiment of the paper that they repeat."""
    repeats = {}
    for dataset in RUN:
        if experiment := DATASETS[dataset].experiment:
            repeats.setdefault(experiment, []).append(dataset)
    return repeats


def table1_scores():
    """Scores of what Table 1 has rows for, on the datasets that repeat its experiments."""
    with open("resources/paper/table1.tsv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    published = dict.fromkeys((row["experiment"], row["representation"]) for row in rows)
    return [
        f"results/{dataset}/{representation}/seed{seed}/kmeans/scores.tsv"
        for experiment, representation in published
        for dataset in table1_datasets().get(experiment, [])
        if representation in representations(dataset)
        for seed in config["seeds"]
    ]

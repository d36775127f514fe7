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

from hbvae.clustering.registry import all_clusterers
from hbvae.datasets.listing import DatasetConfig, fingerprint
from hbvae.errors import DatasetError, HbvaeError
from hbvae.datasets.discovery import dataset_name, describe_folder, with_lyrics_files
from hbvae.provenance import begin_record
from hbvae.representations.registry import all_representations, release_groupings
from hbvae.jobs.processes import RUN_BY
from hbvae.workflow.locks import begin_run
from hbvae.workflow.place import check_cluster, check_writable, quote_interpreter

CLUSTERERS = all_clusterers()
REPRESENTATIONS = all_representations()
# What a release puts songs into clusters by.
GROUPINGS = release_groupings()


# For the sake of a limit of jobs a second, Snakemake 9.27 looks at all waiting jobs again a second
# after each end of a job, and so on every second: after 200 jobs that is a quarter of a core. Local
# jobs need no such limit.
onstart:
    if workflow.local_exec:
        workflow.scheduler.job_rate_limiter = None
    else:
        check_cluster()
        if RUN_IN_FOLDER:
            RUN_IN_FOLDER.submits_jobs()


try:
    check_writable()
except HbvaeError as problem:
    raise WorkflowError(str(problem)) from None
quote_interpreter()
RUN_IN_FOLDER = None
if workflow.is_main_process:
    RUN_IN_FOLDER, notes = begin_run()
    for note in notes:
        logger.warning(note)
    if workflow.dag_settings:
        workflow.dag_settings.force_incomplete = True  # what a killed run left is made again
os.environ.update({RUN_BY: str(os.getpid())})  # jobs end with it
begin_record(workflow.basedir, config)


def read_description(path):
    """A dataset's description, checked against the schema; of a folder, what it looks like."""
    if Path(path).expanduser().is_dir():
        try:
            return with_lyrics_files(describe_folder(path))
        except DatasetError as problem:
            raise WorkflowError(str(problem)) from None
    if not Path(path).is_file():
        known = ", ".join(sorted(file.stem for file in Path("config/datasets").glob("*.yaml")))
        raise WorkflowError(
            f"datasets: expected the name of a description in config/datasets ({known}), the path "
            f"of a .yaml file or a folder of songs, got {path!r}, which is not there"
        )
    try:
        description = yaml.safe_load(Path(path).read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise WorkflowError(f"{path}: expected YAML in UTF-8: {problem}") from None
    validate(description, f"{workflow.basedir}/config/dataset.schema.yaml")
    return with_lyrics_files(description)


# Every dataset that can be asked for, by name; a run's own are those that the config lists.
DESCRIPTIONS = {
    path.stem: read_description(path) for path in Path("config/datasets").glob("*.yaml")
}
RUN = []
LISTED = config.get("dataset", config["datasets"])
for entry in [LISTED] if isinstance(LISTED, str) else LISTED:
    is_folder = entry not in DESCRIPTIONS and Path(entry).expanduser().is_dir()
    name = dataset_name(entry) if is_folder else Path(entry).stem
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

for key, named, known in (
    ("representations", config["representations"], REPRESENTATIONS),
    ("clusterers", config["clusterers"], CLUSTERERS),
    ("explorer.maps", config["explorer"]["maps"], REPRESENTATIONS),
):
    if unknown := [name for name in named if name not in known]:
        raise WorkflowError(f"{key}: expected some of {', '.join(known)}, got {', '.join(unknown)}")

for name in config["representations"]:
    if REPRESENTATIONS[name].generates:
        raise WorkflowError(f"representations: {name} is given the labels: it cannot be clustered")

TRAINED = [name for name, kind in REPRESENTATIONS.items() if kind.is_trained]
BASELINES = [name for name, kind in REPRESENTATIONS.items() if not kind.is_trained]


DEVICES = config["devices"]
TRAINING_RESOURCES = {"gpu": DEVICES["per_node"] * DEVICES["nodes"]}
if DEVICES["nodes"] > 1:  # the job itself starts the tasks, see hbvae/training/devices.py
    TRAINING_RESOURCES |= {"nodes": DEVICES["nodes"], "tasks": TRAINING_RESOURCES["gpu"]}
    TRAINING_RESOURCES |= {"tasks_per_gpu": 0, "mpi": "srun"}

SEED = config["seeds"][0]  # of figures that show one
GRIDS = {  # of generated slices, and what a figure's caption says of them
    "sweep": "the collection's most central slice, moved along axes of the joint model's latent, "
    "from the 5th to the 95th percentile of all slices. Beside an axis: what it goes with most over "
    f"all slices, Spearman's rho (seed {SEED}).",
    "generated": "slices that the conditional VAE makes of the same point of its latent with "
    f"different labels (cvae, seed {SEED}).",
}
MAP = config["figures"]["map"]
CLUSTERER = config["clusterers"][0]  # of the report


wildcard_constraints:
    map="tsne|umap",
    grid="|".join(GRIDS),
    dataset="|".join(DATASETS),
    representation="|".join(REPRESENTATIONS),
    model="|".join(TRAINED),
    baseline="|".join(BASELINES),
    clusterer="|".join(CLUSTERERS),
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


def sources(script, *modules):
    """The hbvae modules that a script reaches: inputs of its rule, so that an edit re-runs it.

    Snakemake itself sees an edit to the script, but not to a module that the script imports, nor to
    the named modules that it imports when it runs.
    """
    reached, new = set(), imported_modules(Path(workflow.basedir, "workflow_scripts", script))
    root = Path(workflow.basedir)
    new |= {root.joinpath(*name.split(".")).with_suffix(".py") for name in modules}
    while new:
        reached |= new
        new = set().union(*map(imported_modules, new)) - reached
    return sorted(str(file.relative_to(workflow.basedir)) for file in reached)


def representations(dataset):
    """Those of the config that the dataset can have: lyrics are needed by some, labels by one."""
    return [name for name in config["representations"] if can_have(dataset, name)]


def can_have(dataset, representation):
    kind, described = REPRESENTATIONS[representation], DATASETS[dataset]
    labelled = kind.factor is None or kind.factor in described.factors
    return labelled and (described.has_lyrics or not kind.lyrics)


def probed(dataset):
    """Whose axes are measured: the run's models, those behind its fusions and controls, and MFCC."""
    names = representations(dataset)
    behind = [REPRESENTATIONS[name].latent for name in names]
    trained = [name for name in (*names, *behind) if name and REPRESENTATIONS[name].is_trained]
    return list(dict.fromkeys([*trained, "mfcc_statistics"]))


def set_as(representation):
    """Whose settings a representation has: a control, those of what it controls."""
    return REPRESENTATIONS[representation].like or representation


def stability_if_used(wildcards):
    """The curve that k is chosen by, where a dataset leaves it open."""
    folder = f"results/{wildcards.dataset}/{wildcards.representation}/seed{wildcards.seed}"
    is_open = "auto" in DATASETS[wildcards.dataset].references.values()
    return f"{folder}/stability.tsv" if is_open and not CLUSTERERS[wildcards.clusterer].finds_k else []


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
    from hbvae.demo.recipe import load_recipe  # only a run that needs a demo corpus waits for it

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


def lyrics_of(dataset, representation):
    """The lyric embeddings, where a representation uses them."""
    kind = REPRESENTATIONS[representation]
    used = kind.lyrics or (kind.lyrics_if_any and DATASETS[dataset].has_lyrics)
    return f"results/{dataset}/lyrics.h5" if used else []


def lyrics_if_used(wildcards):
    return lyrics_of(wildcards.dataset, wildcards.get("model") or wildcards.baseline)


def latents_if_used(wildcards):
    """The latents of the model that a fusion is made from."""
    model = REPRESENTATIONS[wildcards.baseline].latent
    folder = f"results/{wildcards.dataset}/{model}/seed{wildcards.seed}"
    return f"{folder}/latents.h5" if model else []


def tracks_if_used(wildcards):
    """The labels that a control is given, or a model that generates."""
    kind = REPRESENTATIONS[wildcards.get("model") or wildcards.baseline]
    labels = kind.factor or kind.generates
    return f"results/{wildcards.dataset}/tracks.tsv" if labels else []


def main_model(dataset):
    """The paper's model for a dataset: the hybrid where there are lyrics."""
    return "hybrid_vae" if DATASETS[dataset].has_lyrics else "conv_vae"


def main_model_file(name):
    """An input function: a file of the main model's first seed."""
    return lambda w: f"results/{w.dataset}/{main_model(w.dataset)}/seed{SEED}/{name}"


def dataset_title(wildcards):
    return DATASETS[wildcards.dataset].title or wildcards.dataset


def genre_factor_of(dataset):
    """The factor called genre, else the last one, else none."""
    factors = list(DATASETS[dataset].factors)
    return "genre" if "genre" in factors else (factors or [None])[-1]


def genre_factor_if_any(wildcards):
    return genre_factor_of(wildcards.dataset)


def genre_factor(wildcards):
    factor = genre_factor_if_any(wildcards)
    if factor is None:
        raise WorkflowError(f"{wildcards.dataset} has no factors: this figure needs labels")
    return factor


def groupings(dataset):
    """What a released model assigns songs by: whose k it has, by the names of hbvae/release/inference.py."""
    by_sound = genre_factor_of(dataset) or "none"
    if not DATASETS[dataset].has_lyrics:
        return {"sound": by_sound}
    return {
        "sound": by_sound,
        "lyrics": "language" if "language" in DATASETS[dataset].factors else by_sound,
    }


def compared(wildcards):
    """What Figure 9 sets side by side: the sound as it is, plain reductions of it, the latent."""
    return ["spectral", "pca", "autoencoder", main_model(wildcards.dataset)]


def mapped(dataset):
    """The run's representations that the explorer has maps of, the first one shown first."""
    names = representations(dataset)
    return [name for name in config["explorer"]["maps"] if name in names] or names[:1]


FIGURES = {  # in the paper's order: name, and the experiment that the paper shows it for
    "fig01_distribution": "HBLM-100",
    "fig02_spectrogram": "HBLM-100",
    "fig03_pipeline": "HBLM-100",
    "fig04_architecture": "HBLM-100",
    "fig05_training": "HBLM-100",
    "fig06_reconstruction": "HBLM-100",
    "fig07_latent_map": "HBLM-100",
    "fig08_convergence": "GTZAN",
    "fig09_silhouette": "GTZAN",
    "fig10_correlation": "GTZAN",
    "fig11_dendrogram": "GTZAN",
    "fig12_maps": "GTZAN",
    "fig13_latent_space": "GTZAN",
    "fig14_confusion": "GTZAN",
}
OF_LABELS = ("fig09_silhouette", "fig11_dendrogram", "fig14_confusion")


def released():
    """The run's datasets whose joint model is released, and heard."""
    return [dataset for dataset in RUN if "joint_audio" in representations(dataset)]


def grids(dataset):
    """A dataset's generated slices: of labels where there are some."""
    if dataset not in released():
        return []
    return list(GRIDS) if DATASETS[dataset].factors else ["sweep"]


def figure_files(dataset, name):
    return [f"results/{dataset}/figures/{name}.{ending}" for ending in ("png", "pdf")]


def paper_figure(number):
    """Input function: a figure for the dataset that stands where the paper shows it."""
    (name,) = [name for name in FIGURES if name.startswith(f"fig{number:02d}_")]
    return lambda wildcards: figure_files(first_of_experiment(FIGURES[name]), name)


def all_figures():
    """Every figure of every dataset of the run; those of labels where there are labels."""
    return [
        file
        for dataset in RUN
        for name in [*FIGURES, "stability", *grids(dataset)]
        if DATASETS[dataset].factors or name not in OF_LABELS
        for file in figure_files(dataset, name)
    ]


TABLES = {  # the metrics that people see; the .tsv files have all of them
    "table1": [
        *("ari", "nmi", "silhouette", "purity"),
        *("calinski_harabasz", "davies_bouldin"),
    ],
    "algorithms": ["ari", "nmi", "purity", "accuracy", "silhouette", "noise"],
}


def repeats():
    """The run's datasets by the experiment of the paper that they repeat."""
    found = {}
    for dataset in RUN:
        if experiment := DATASETS[dataset].experiment:
            found.setdefault(experiment, []).append(dataset)
    return found


def tables():
    """The paper's tables and the page of its claims, where the run repeats an experiment of it."""
    endings = [(table, end) for table in TABLES for end in ("tsv", "md", "tex")]
    files = [f"results/{table}.{end}" for table, end in endings] + ["results/evidence.md"]
    return files if repeats() else []


def report_pages():
    """What other rules wrote in Markdown, in the order of the report."""
    names = ("table1", "algorithms", "evidence") if repeats() else ()
    return [f"results/{name}.md" for name in (*names, "disentanglement")]


def table_scores(wildcards):
    """Scores of what a table has rows for, on the datasets that repeat its experiments."""
    with open(f"resources/paper/{wildcards.table}.tsv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    return [
        f"results/{dataset}/{representation}/seed{seed}/scores.tsv"
        for experiment, representation in dict.fromkeys(
            (row["experiment"], row["representation"]) for row in rows
        )
        for dataset in repeats().get(experiment, [])
        if can_have(dataset, representation)
        for seed in config["seeds"]
    ]


def table_caption(table):
    what = {
        "table1": "Table 1. Clustering by k-means",
        "algorithms": "Comparison of clustering algorithms",
    }
    return (
        f"{what[table]}: HBLM-100 against language unless a row says genre, GTZAN against genre. "
        "For the DB Index lower is better, for all others higher. In brackets: 95 % interval "
        "over tracks and seeds. By chance: the mean score after the labels were dealt at random "
        "among the tracks (ARI, NMI, purity, accuracy), or the clusters among the points. Points "
        "left out as noise are one cluster more in every score. Models were trained for "
        f"{config['training']['epochs']} epochs unless the config says otherwise; "
        f"{len(config['seeds'])} seed(s)."
    )

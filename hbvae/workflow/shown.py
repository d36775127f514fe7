"""The figures, tables, pages, explorers and releases of a run."""

from collections.abc import Mapping, Sequence

from hbvae.errors import ConfigError
from hbvae.figures.catalogue import Figure, all_figures
from hbvae.representations.registry import with_role
from hbvae.storage.tsv import read_rows
from hbvae.workflow.plan import Plan

COLUMNS = ("experiment", "representation")  # of a table of published values, used here
PICTURES = ("png", "pdf")
TABLES = {  # metrics in the .md and .tex files; the .tsv files have all metrics
    "table1": [
        *("ari", "nmi", "silhouette", "purity"),
        *("calinski_harabasz", "davies_bouldin"),
    ],
    "algorithms": ["ari", "nmi", "purity", "accuracy", "silhouette", "noise"],
}
TABLE_TITLES = {
    "table1": "Table 1. Clustering by k-means",
    "algorithms": "Comparison of clustering algorithms",
}


class Shown:
    """The files of a run that people read.

    Args:
        plan: plan of the run.
    """

    def __init__(self, plan: Plan):
        self.plan = plan
        self.map: str = plan.config["figures"]["map"]  # method that maps points to a plane

    # Figures

    def figures(self, dataset: str) -> list[Figure]:
        """Figures of a dataset, in the order of the config, else of the catalogue. Some need
        labels, some a model that the run may lack."""
        listed = self.plan.config["figures"].get("shown") or all_figures()
        has_labels = bool(self.plan.factors(dataset))
        has_model = {"swept": dataset in self.released(), "generator": self.plan.generates}
        return [
            figure
            for figure in map(all_figures().get, listed)
            if (has_labels or not figure.needs_labels)
            and has_model.get(figure.role, True)
            and (self.joint_parts(dataset) or not figure.needs_joint)
        ]

    def grids(self, dataset: str) -> list[str]:
        """Figures of generated slices, whose sounds are in folders of the same names."""
        return [figure.name for figure in self.figures(dataset) if figure.role]

    def probe_tables(self) -> list[str]:
        """Tables of how well a probe recognises the labels of generated slices, one per dataset."""
        return [
            f"results/{dataset}/{figure.name}.tsv"
            for dataset in self.plan.run
            for figure in self.figures(dataset)
            if figure.role == "generator"
        ]

    def paper_figure(self, number: int) -> list[str]:
        """Files of a figure of the paper, for the first dataset that repeats its experiment."""
        by_number = {figure.number: figure for figure in all_figures().values()}
        figure = by_number[number]
        return figure_files(self.experiment_dataset(figure.experiment), figure.name)

    def all_figures(self) -> list[str]:
        return [
            file
            for dataset in self.plan.run
            for figure in self.figures(dataset)
            for file in figure_files(dataset, figure.name)
        ]

    def experiment_dataset(self, experiment: str) -> str:
        """The run's first dataset that repeats an experiment of the paper.

        Raises:
            ConfigError: no dataset does.
        """
        for dataset in self.plan.repeats().get(experiment, []):
            return dataset
        raise ConfigError(
            f"no dataset of this run repeats the paper's experiment {experiment}; add "
            f"'experiment: {experiment}' to the description of one of {', '.join(self.plan.run)}"
        )

    def figure_factor(self, dataset: str) -> str:
        """The factor that a figure shows.

        Raises:
            ConfigError: the dataset has no factors.
        """
        factor = self.plan.genre_factor(dataset)
        if factor is None:
            raise ConfigError(f"{dataset} has no factors: this figure needs labels")
        return factor

    def main_title(self, dataset: str) -> str:
        """Title of the paper's model for a dataset."""
        return self.plan.title_with_kind(self.plan.main_model(dataset))

    def compared(self, dataset: str) -> list[str]:
        """What Figure 9 compares: the features, plain reductions of them, and `models`."""
        return [*(kind.name for kind in with_role("compared")), *self.models(dataset)]

    def models(self, dataset: str) -> list[str]:
        """What Figure 12 compares: the paper's model and the audio part of the joint model."""
        return [self.plan.main_model(dataset), *self.joint_parts(dataset)[:1]]

    def joint_parts(self, dataset: str) -> list[str]:
        """The parts of the joint model that a dataset has, sound first."""
        if dataset not in self.released():
            return []
        ran = self.plan.representations(dataset)
        return [name for name in self.plan.groupings(dataset).values() if name in ran]

    def n_groups(self, dataset: str) -> int | None:
        """Number of groups, if it is set; None if it is determined by the data."""
        k = self.k(dataset)
        return k if isinstance(k, int) else None

    def grid_title(self, grid: str) -> str:
        """Title of a figure of generated slices."""
        role = all_figures()[grid].role
        return GRID_TITLES[role].format(model=self.plan.title_with_kind(the(role)))

    def grid_caption(self, grid: str) -> str:
        """Caption of a figure of generated slices."""
        return GRID_CAPTIONS[all_figures()[grid].role].format(seed=self.plan.seed)

    # Tables

    def tables(self) -> list[str]:
        """The paper's tables, if the run repeats an experiment, and the page of evidence."""
        tables = TABLES if self.plan.repeats() else []
        return [file for table in tables for file in table_files(table)] + self.evidence()

    def evidence(self) -> list[str]:
        """The page of the paper's claims and of published scores, if the run has either."""
        has_any = self.plan.repeats() or self.plan.corpora()
        return ["results/evidence.md"] if has_any else []

    def verdicts(self) -> str | list:
        """Verdicts on the paper's claims, if the run repeats an experiment."""
        return "results/verdicts.tsv" if self.plan.repeats() else []

    def table_scores(self, published: str) -> list[str]:
        """Score tables for the rows of a published table, on datasets that repeat its experiments.

        Args:
            published: path of the table of published values.
        """
        rows = [(row["experiment"], row["representation"]) for row in read_rows(published, COLUMNS)]
        return [
            self.plan.file(dataset, representation, "scores.tsv", seed)
            for experiment, representation in dict.fromkeys(rows)
            for dataset in self.plan.repeats().get(experiment, [])
            if self.plan.can_have(dataset, representation)
            for seed in self.plan.seeds
        ]

    def table_caption(self, table: str) -> str:
        epochs = self.plan.config["training"]["epochs"]
        return (
            f"{TABLE_TITLES[table]}. HBLM-100 is scored against language unless a row says genre, "
            "GTZAN against genre. Lower is better for the DB Index, higher for all other scores. "
            "Square brackets: 95 % interval over tracks and seeds. Round brackets, or the row By "
            "chance: the mean score after the labels are shuffled among the tracks (ARI, NMI, "
            "purity, accuracy) or the clusters among the points. Noise points count as an "
            "additional cluster in every score. Models were trained for "
            f"{epochs} epochs unless the config says otherwise; {len(self.plan.seeds)} seed(s)."
            f"{self._about_synthetic()}"
        )

    def _about_synthetic(self) -> str:
        """Note that scores of synthetic songs cannot be compared with published ones."""
        titles = [self.plan.title(dataset) for dataset in self.plan.synthetic()]
        if not titles:
            return ""
        return (
            f" The songs of {' and '.join(titles)} are synthetic: compare their scores with "
            "chance and with each other, not with the published ones."
        )

    # Pages

    def report_pages(self) -> list[str]:
        """Markdown pages of other rules, in the order of the report."""
        names = [*TABLES] if self.plan.repeats() else []
        pages = [*(f"results/{name}.md" for name in names), *self.evidence()]
        has_labels = any(self.plan.factors(dataset) for dataset in self.plan.run)
        return [*pages, "results/disentanglement.md"] if has_labels else pages

    def mapped(self, dataset: str) -> list[str]:
        """Representations with maps in the explorer, in order."""
        names = self.plan.representations(dataset)
        maps = self.plan.config["explorer"]["maps"]
        return [name for name in maps if name in names] or names[:1]

    def first(self, dataset: str) -> str:
        """The representation that the report and the explorer show first."""
        return self.mapped(dataset)[0]

    def reference(self, dataset: str) -> str:
        """The factor that sets the number of groups shown first, or "none"."""
        return self.plan.genre_factor(dataset) or "none"

    def k(self, dataset: str) -> int | str | None:
        """Number of groups in the dataset's description; None if the clusterer determines it."""
        if self.plan.finds_k(self.plan.clusterer):
            return None
        return self.plan.references(dataset)[self.reference(dataset)]

    def earlier_groups(self, dataset: str) -> list[str]:
        """Latents, clusters, names and tracks of an earlier run's groups; [] without them."""
        names = ("latents.h5", f"{self.plan.clusterer}/assignments.h5", "names.tsv")
        first, earlier = self.first(dataset), self.plan.earlier
        files = [earlier.file(dataset, first, name, self.plan.seed) for name in names]
        return [*files, earlier.tracks(dataset)] if all(files) else []

    def changes(self, dataset: str) -> str | list:
        """List of changes since an earlier run; [] without one."""
        return f"results/{dataset}/changes.tsv" if self.earlier_groups(dataset) else []

    # Releases

    def released(self) -> list[str]:
        """The run's datasets whose joint model is released."""
        by_sound = the("assigns_by_sound")
        return [name for name in self.plan.run if by_sound in self.plan.representations(name)]

    def generator(self, dataset: str) -> str | list:
        """Weights of the model that generates slices with chosen labels; [] without it."""
        if not (self.plan.generates and self.plan.factors(dataset)):
            return []
        return self.plan.file(dataset, the("generator"), "weights.safetensors")

    def release_references(self, dataset: str) -> dict[str, str]:
        """The factor that sets the number of clusters of each grouping of a release."""
        by_sound = self.reference(dataset)
        by_lyrics = "language" if "language" in self.plan.factors(dataset) else by_sound
        references = {"sound": by_sound, "lyrics": by_lyrics}
        return {name: references[name] for name in self.plan.groupings(dataset)}


GRID_TITLES: Mapping[str, str] = {
    "swept": "{model}: one slice moved along axes of the latent space (percentiles of all slices)",
    "generator": "{model}: the same point of the latent space with each label",
}
GRID_CAPTIONS: Mapping[str, str] = {
    "swept": "The most central slice of the collection, moved along axes of the latent space from "
    "the 5th to the 95th percentile of all slices, as change from the mean of each row. Beside "
    "each axis: the property that it correlates with most over all slices, with Spearman's "
    "\N{GREEK SMALL LETTER RHO}; seed {seed}.",
    "generator": "Slices generated from the same point of the latent space with each label: their "
    "mean, and how each differs from it; seed {seed}.",
}


def the(role: str) -> str:
    """Name of the only representation with a role."""
    (kind,) = with_role(role)
    return kind.name


def figure_files(dataset: str, name: str) -> list[str]:
    return [f"results/{dataset}/figures/{name}.{ending}" for ending in PICTURES]


def table_files(table: str) -> Sequence[str]:
    return [f"results/{table}.{ending}" for ending in ("tsv", "md", "tex")]

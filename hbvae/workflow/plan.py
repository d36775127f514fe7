"""The plan of a run: derive the inputs and settings of each job from config and datasets.

Rules call its methods, which take names (of a dataset, a representation, a clusterer) and return
settings, or paths relative to the run's folder. Neither this module nor the rules name a
representation: `hbvae.representations.registry` assigns roles to them. Figures, tables, pages and
releases are in `hbvae.workflow.shown`.
"""

from collections.abc import Mapping, Sequence

from hbvae.clustering.projections import PROJECTIONS
from hbvae.clustering.registry import all_clusterers, main_clusterer
from hbvae.config import suggest
from hbvae.datasets.description import DatasetDescription
from hbvae.errors import ConfigError
from hbvae.features.audio_config import AudioConfig
from hbvae.figures.catalogue import all_figures
from hbvae.representations.registry import all_representations, release_groupings, with_role
from hbvae.workflow.ablations import variants
from hbvae.workflow.earlier import Earlier, EarlierConfig
from hbvae.workflow.encoder_plan import EncoderPlan, needs_encoder
from hbvae.workflow.lyrics import Lyrics


class Plan(EncoderPlan):
    """A run: its datasets, its representations, and the inputs and settings of its jobs.

    Args:
        config: all settings, checked by `hbvae.workflow.run_config.check_config`.
        datasets: descriptions by name, of the run and of others that a target may name. They are
            read on demand.
        run: names of the datasets that the config lists.

    Raises:
        ConfigError: the config contains an unknown name, or settings contradict each other.
    """

    def __init__(
        self, config: Mapping, datasets: Mapping[str, DatasetDescription], run: Sequence[str]
    ) -> None:
        super().__init__(config, all_representations())
        self.variants = variants(config["ablations"], config["models"])
        self.kinds |= {name: variant.kind for name, variant in self.variants.items()}
        self.datasets, self.run = datasets, list(run)
        self.seeds: list[int] = config["seeds"]
        self.seed = self.seeds[0]  # for figures and pages that show one seed
        self.clusterers: list[str] = config["clusterers"]
        self.clusterer = self.clusterers[0]  # for the report
        self.main_clusterer = main_clusterer().name  # for the paper's figures and releases
        self.main_clusterer_title = main_clusterer().title
        self.generates: bool = config["generate"]  # slices with chosen labels
        self.max_points: int = config["max_points"]
        # Settings that affect features; the number of tracks per job does not.
        self.audio = _without(config["audio"], "tracks_per_job")
        AudioConfig(**self.audio)  # contradictory settings end the run here
        self.lyrics = Lyrics(config["lyrics"])
        self.earlier = Earlier(EarlierConfig(**config["earlier"]), self)
        self._check_names()
        self._check_datasets()

    def _check_names(self) -> None:
        for key, names, valid in (
            ("representations", self.config["representations"], self.registered),
            ("clusterers", self.clusterers, all_clusterers()),
            ("explorer.maps", self.config["explorer"]["maps"], self.registered),
            ("figures.map", [self.config["figures"]["map"]], PROJECTIONS),
            ("figures.shown", self.config["figures"].get("shown") or [], all_figures()),
        ):
            for name in names:
                if name not in valid:
                    raise ConfigError(
                        f"{key}: expected some of {', '.join(valid)}, got {name!r}"
                        f"{suggest(name, valid)}"
                    )
                if valid is self.registered and valid[name].generates:
                    raise ConfigError(
                        f"{key}: {name} uses the labels as input, so it cannot be clustered"
                    )

    def _check_datasets(self) -> None:
        for dataset in self.run:
            if not self.representations(dataset):
                kinds = [self.kinds[name] for name in self.config["representations"]]
                lacks_encoder = not self.encoder and any(map(needs_encoder, kinds))
                encoder = " and the run no encoder (pretrained.encoder)" if lacks_encoder else ""
                raise ConfigError(
                    f"representations: {dataset} has no lyrics or labels{encoder}, but each of "
                    f"{', '.join(self.config['representations'])} needs them; add a representation "
                    "of the sound alone"
                )

    # Datasets

    def title(self, dataset: str) -> str:
        """Title of a dataset for figures and pages."""
        return self.datasets[dataset].title or dataset

    def is_synthetic(self, dataset: str) -> bool:
        """Whether the songs of a dataset are synthetic."""
        return bool(self.datasets[dataset].recipe)

    def synthetic(self) -> list[str]:
        """List the run's datasets with synthetic songs."""
        return [dataset for dataset in self.run if self.is_synthetic(dataset)]

    def titles(self) -> dict[str, str]:
        """Titles of all representations and of the run's datasets, by name."""
        datasets = {dataset: self.title(dataset) for dataset in self.run}
        return {name: kind.title for name, kind in self.registered.items()} | datasets

    def factors(self, dataset: str) -> list[str]:
        return list(self.datasets[dataset].factors)

    def genre_factor(self, dataset: str) -> str | None:
        """The factor called genre, else the last factor, else None."""
        factors = self.factors(dataset)
        return "genre" if "genre" in factors else (factors or [None])[-1]

    def references(self, dataset: str) -> dict[str, int | str]:
        """Factors that clusters are scored against, each with its number of clusters."""
        return self.datasets[dataset].references

    def repeats(self) -> dict[str, list[str]]:
        """The run's datasets, by the experiment of the paper that they repeat."""
        repeats = {}
        for dataset in self.run:
            if experiment := self.datasets[dataset].experiment:
                repeats.setdefault(experiment, []).append(dataset)
        return repeats

    def corpora(self) -> dict[str, str]:
        """The published corpus of each of the run's datasets that comes from one."""
        corpora = {dataset: self.datasets[dataset].corpus for dataset in self.run}
        return {name: corpus for name, corpus in corpora.items() if corpus and self.factors(name)}

    # Representations

    def can_have(self, dataset: str, representation: str) -> bool:
        """Whether there are the lyrics, labels and encoder that a representation needs."""
        kind, description = self.kinds[representation], self.datasets[dataset]
        has_labels = kind.factor is None or kind.factor in description.factors
        has_encoder = bool(self.encoder) or not needs_encoder(kind)
        return has_labels and has_encoder and (self.has_lyrics(dataset) or not kind.lyrics)

    def has_lyrics(self, dataset: str) -> bool:
        """Whether lyrics are given or transcribed; single tracks may lack them."""
        return bool(self.lyrics.model) or self.datasets[dataset].has_lyrics

    def uses_lyrics(self, representation: str) -> bool:
        """Whether a representation uses lyrics if there are any."""
        kind = self.kinds[representation]
        return kind.lyrics or kind.lyrics_if_any

    def representations(self, dataset: str) -> list[str]:
        """Representations of the config that a dataset can have."""
        listed = self.config["representations"]
        return [name for name in listed if self.can_have(dataset, name)]

    def scored(self) -> list[tuple[str, str, int]]:
        """Dataset, representation and seed of everything with rows in metrics.tsv."""
        return [
            (dataset, representation, seed)
            for dataset in self.run
            for representation in self.representations(dataset)
            for seed in self.seeds
        ]

    def probed(self, dataset: str) -> list[str]:
        """Representations whose axes are measured: all models of the run, and a baseline."""
        names = self.representations(dataset)
        behind = [self.kinds[name].latent for name in names]
        trained = [name for name in (*names, *behind) if name and self.kinds[name].is_trained]
        always = [kind.name for kind in with_role("always_probed")]
        return list(dict.fromkeys([*trained, *always]))

    def main_model(self, dataset: str) -> str:
        """The paper's model for a dataset: the hybrid model if lyrics are given."""
        has_lyrics = self.datasets[dataset].has_lyrics
        (model,) = [kind.name for kind in with_role("paper_model") if kind.lyrics == has_lyrics]
        return model

    def groupings(self, dataset: str) -> dict[str, str]:
        """Groupings of a dataset's release ("sound", "lyrics"), each with its representation."""
        names = release_groupings()
        return {key: name for key, name in names.items() if self.can_have(dataset, name)}

    def trained(self) -> list[str]:
        return [name for name, kind in self.kinds.items() if kind.is_trained]

    def baselines(self) -> list[str]:
        return [name for name, kind in self.kinds.items() if not kind.is_trained]

    def clusterer_names(self) -> list[str]:
        return list(all_clusterers())

    def label_controls(self) -> list[str]:
        """Controls that use labels as input."""
        return [name for name, kind in self.kinds.items() if kind.factor]

    def finds_k(self, clusterer: str) -> bool:
        """Whether a clusterer chooses the number of clusters itself."""
        return all_clusterers()[clusterer].finds_k

    def scored_clusterers(self, representation: str) -> list[str]:
        """Clusterers to score: those of the config, or the paper's for a variant of a model."""
        return [self.main_clusterer] if representation in self.variants else self.clusterers

    def named_clusterers(self, dataset: str, representation: str) -> list[str]:
        """Clusterers whose clusters get names: those scored, and the one of a release."""
        is_released = representation in self.groupings(dataset).values()
        scored = self.scored_clusterers(representation)
        return list(dict.fromkeys([*scored, *[self.main_clusterer][:is_released]]))

    # Files

    def file(self, dataset: str, representation: str, name: str, seed: int | None = None) -> str:
        """Path of a representation's file, for the run's first seed by default."""
        return (
            f"results/{dataset}/{representation}/seed{self.seed if seed is None else seed}/{name}"
        )

    def main_file(self, dataset: str, name: str) -> str:
        """Path of a file of the paper's model for a dataset, for the run's first seed."""
        return self.file(dataset, self.main_model(dataset), name)

    def lyric_embeddings(self, dataset: str, representation: str) -> str | list:
        """Lyric embeddings, if a representation uses them; else []."""
        kind = self.kinds[representation]
        uses = kind.lyrics or (kind.lyrics_if_any and self.has_lyrics(dataset))
        return f"results/{dataset}/lyrics.h5" if uses else []

    def labels(self, dataset: str, representation: str) -> str | list:
        """Labels, if a control or a generating model uses them; else []."""
        kind = self.kinds[representation]
        return f"results/{dataset}/labels.tsv" if kind.factor or kind.generates else []

    def model_latents(self, dataset: str, baseline: str, seed: int) -> str | list:
        """Latents of the model that a representation is derived from; else []."""
        model = self.kinds[baseline].latent
        return self.file(dataset, model, "latents.h5", seed) if model else []

    def made_again(self, representation: str) -> tuple[str, str, dict] | None:
        """Module, name and settings of a representation that can be recomputed for some of the
        songs from its model's latents alone; else None."""
        kind = self.kinds[representation]
        if not kind.latent or kind.lyrics or kind.factor or kind.shuffled:
            return None
        return kind.module, kind.name, self.baseline_settings(representation)

    def made_from(self, dataset: str, representation: str, seed: int) -> str | list:
        """Latents from which `made_again` recomputes a representation; else []."""
        if not self.made_again(representation):
            return []
        return self.model_latents(dataset, representation, seed)

    def stability(self, dataset: str, representation: str, seed: int, clusterer: str) -> str | list:
        """Stability curve that determines k, if the dataset does not and the clusterer needs it."""
        is_open = "auto" in self.datasets[dataset].references.values()
        if not is_open or self.finds_k(clusterer):
            return []
        return self.file(dataset, representation, "stability.tsv", seed)

    # Settings

    def settings_name(self, representation: str) -> str:
        """Name of the settings of a representation; a control shares those of what it controls."""
        return self.kinds[representation].settings_name

    def model_settings(self, model: str) -> dict:
        """Settings of a model without its training; for a variant, with its changed setting."""
        own = _without(self.config["models"].get(self.settings_name(model), {}), "training")
        return own | (self.variants[model].changed if model in self.variants else {})

    def training(self, model: str) -> dict:
        """Training settings of a model: its own, which override the general ones."""
        own = self.config["models"].get(self.settings_name(model), {})
        return {**self.config["training"], **own.get("training", {})}

    def epochs(self) -> dict[str, int]:
        """Number of training epochs of each model that the run needs."""
        names = [name for dataset in self.run for name in self.probed(dataset)]
        trained = dict.fromkeys(name for name in names if self.kinds[name].is_trained)
        return {name: self.training(name)["epochs"] for name in trained}

    def baseline_settings(self, baseline: str) -> dict:
        return self.config["baselines"].get(self.settings_name(baseline), {})

    def clusterer_title(self, clusterer: str) -> str:
        """Title of a clusterer."""
        return all_clusterers()[clusterer].title

    def clusterer_settings(self, clusterer: str) -> dict:
        return self.config["clustering"].get(clusterer, {})

    def training_resources(self) -> dict[str, int | str]:
        """Snakemake resources of a training job."""
        devices = self.config["devices"]
        processes = devices["per_node"] * devices["nodes"]
        if devices["nodes"] == 1:
            return {"gpu": processes}
        # The job starts the tasks itself, see hbvae/training/devices.py.
        tasks = {"nodes": devices["nodes"], "tasks": processes, "tasks_per_gpu": 0, "mpi": "srun"}
        return {"gpu": processes, **tasks}

    def modules(self, *representations: str) -> list[str]:
        """Modules of representations, which a job imports at run time."""
        return sorted({self.kinds[name].module for name in representations})

    def clusterer_module(self, clusterer: str) -> str:
        """Module of a clusterer, which a job imports at run time."""
        return all_clusterers()[clusterer].module


def _without(settings: Mapping, key: str) -> dict:
    return {name: value for name, value in settings.items() if name != key}

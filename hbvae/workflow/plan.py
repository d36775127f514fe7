"""What a run consists of: from its config and its datasets to what each job is given.

The rules only ask. Methods take names (of a dataset, a representation, a clusterer) and return
settings, or paths relative to the run's folder. Which representation plays which part is a role in
`hbvae.representations.registry`: no name of one stands here or in the rules. What people look at
(figures, tables, pages, releases) is in `hbvae.workflow.shown`.
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
    """A run: its datasets, its representations, and what each job is given.

    Args:
        config: all settings, checked by `hbvae.workflow.run_config.check_config`.
        datasets: descriptions by name, those of the run and any other that a target may name. They
            are read when they are asked for.
        run: names of the datasets that the config lists.

    Raises:
        ConfigError: the config names something unknown, or settings do not fit together.
    """

    def __init__(
        self, config: Mapping, datasets: Mapping[str, DatasetDescription], run: Sequence[str]
    ) -> None:
        super().__init__(config, all_representations())
        self.variants = variants(config["ablations"], config["models"])
        self.kinds |= {name: variant.kind for name, variant in self.variants.items()}
        self.datasets, self.run = datasets, list(run)
        self.seeds: list[int] = config["seeds"]
        self.seed = self.seeds[0]  # of what shows one
        self.clusterers: list[str] = config["clusterers"]
        self.clusterer = self.clusterers[0]  # of the report
        self.main_clusterer = main_clusterer().name  # of the paper's figures and of releases
        self.main_clusterer_title = main_clusterer().title
        self.generates: bool = config["generate"]  # slices of chosen labels
        self.max_points: int = config["max_points"]
        # What makes the features; how many tracks a job covers does not.
        self.audio = _without(config["audio"], "tracks_per_job")
        AudioConfig(**self.audio)  # settings that do not fit together end the run here
        self.lyrics = Lyrics(config["lyrics"])
        self.earlier = Earlier(EarlierConfig(**config["earlier"]), self)
        self._check_names()
        self._check_datasets()

    def _check_names(self) -> None:
        for key, names, known in (
            ("representations", self.config["representations"], self.registered),
            ("clusterers", self.clusterers, all_clusterers()),
            ("explorer.maps", self.config["explorer"]["maps"], self.registered),
            ("figures.map", [self.config["figures"]["map"]], PROJECTIONS),
            ("figures.shown", self.config["figures"].get("shown") or [], all_figures()),
        ):
            for name in names:
                if name not in known:
                    raise ConfigError(
                        f"{key}: expected some of {', '.join(known)}, got {name!r}"
                        f"{suggest(name, known)}"
                    )
                if known is self.registered and known[name].generates:
                    raise ConfigError(
                        f"{key}: {name} is given the labels, so it cannot be clustered"
                    )

    def _check_datasets(self) -> None:
        for dataset in self.run:
            if not self.representations(dataset):
                kinds = [self.kinds[name] for name in self.config["representations"]]
                lacks_encoder = not self.encoder and any(map(needs_encoder, kinds))
                encoder = ", the run no encoder (pretrained.encoder)" if lacks_encoder else ""
                raise ConfigError(
                    f"representations: {dataset} has no lyrics or labels{encoder}, and each of "
                    f"{', '.join(self.config['representations'])} needs them; add a representation "
                    "of the sound alone"
                )

    # Datasets

    def title(self, dataset: str) -> str:
        """What figures and pages call a dataset."""
        return self.datasets[dataset].title or dataset

    def is_synthetic(self, dataset: str) -> bool:
        """Whether a program made the songs."""
        return bool(self.datasets[dataset].recipe)

    def synthetic(self) -> list[str]:
        """The run's datasets whose songs a program made."""
        return [dataset for dataset in self.run if self.is_synthetic(dataset)]

    def titles(self) -> dict[str, str]:
        """What people call each representation and each dataset of the run."""
        datasets = {dataset: self.title(dataset) for dataset in self.run}
        return {name: kind.title for name, kind in self.registered.items()} | datasets

    def factors(self, dataset: str) -> list[str]:
        return list(self.datasets[dataset].factors)

    def genre_factor(self, dataset: str) -> str | None:
        """The factor called genre, else the last one, else none."""
        factors = self.factors(dataset)
        return "genre" if "genre" in factors else (factors or [None])[-1]

    def references(self, dataset: str) -> dict[str, int | str]:
        """What clusters are scored against, each with its number of clusters."""
        return self.datasets[dataset].references

    def repeats(self) -> dict[str, list[str]]:
        """The run's datasets by the experiment of the paper that they repeat."""
        repeats = {}
        for dataset in self.run:
            if experiment := self.datasets[dataset].experiment:
                repeats.setdefault(experiment, []).append(dataset)
        return repeats

    def corpora(self) -> dict[str, str]:
        """The published corpus that each of the run's datasets is, or is a part of."""
        corpora = {dataset: self.datasets[dataset].corpus for dataset in self.run}
        return {name: corpus for name, corpus in corpora.items() if corpus and self.factors(name)}

    # Representations

    def can_have(self, dataset: str, representation: str) -> bool:
        """Whether there are the lyrics, the labels, the encoder that a representation needs."""
        kind, description = self.kinds[representation], self.datasets[dataset]
        has_labels = kind.factor is None or kind.factor in description.factors
        has_encoder = bool(self.encoder) or not needs_encoder(kind)
        return has_labels and has_encoder and (self.has_lyrics(dataset) or not kind.lyrics)

    def has_lyrics(self, dataset: str) -> bool:
        """Whether lyrics are given, or transcribed where none are; single tracks may lack them."""
        return bool(self.lyrics.model) or self.datasets[dataset].has_lyrics

    def is_of_lyrics(self, representation: str) -> bool:
        """Whether lyrics are part of a representation, where there are some."""
        kind = self.kinds[representation]
        return kind.lyrics or kind.lyrics_if_any

    def representations(self, dataset: str) -> list[str]:
        """Those of the config that a dataset can have."""
        listed = self.config["representations"]
        return [name for name in listed if self.can_have(dataset, name)]

    def scored(self) -> list[tuple[str, str, int]]:
        """Dataset, representation and seed of all that metrics.tsv has rows for."""
        return [
            (dataset, representation, seed)
            for dataset in self.run
            for representation in self.representations(dataset)
            for seed in self.seeds
        ]

    def probed(self, dataset: str) -> list[str]:
        """Whose axes are measured: models, also those behind fusions and controls; a baseline."""
        names = self.representations(dataset)
        behind = [self.kinds[name].latent for name in names]
        trained = [name for name in (*names, *behind) if name and self.kinds[name].is_trained]
        always = [kind.name for kind in with_role("always_probed")]
        return list(dict.fromkeys([*trained, *always]))

    def main_model(self, dataset: str) -> str:
        """The paper's model for a dataset: the hybrid where lyrics are given."""
        has_lyrics = self.datasets[dataset].has_lyrics
        (model,) = [kind.name for kind in with_role("paper_model") if kind.lyrics == has_lyrics]
        return model

    def groupings(self, dataset: str) -> dict[str, str]:
        """What a release of a dataset assigns songs by, and the representation that it takes."""
        names = release_groupings()
        return {key: name for key, name in names.items() if self.can_have(dataset, name)}

    def trained(self) -> list[str]:
        return [name for name, kind in self.kinds.items() if kind.is_trained]

    def baselines(self) -> list[str]:
        return [name for name, kind in self.kinds.items() if not kind.is_trained]

    def known_clusterers(self) -> list[str]:
        return list(all_clusterers())

    def label_controls(self) -> list[str]:
        """The controls that are given labels."""
        return [name for name, kind in self.kinds.items() if kind.factor]

    def finds_k(self, clusterer: str) -> bool:
        """Whether a clusterer finds the number of clusters itself."""
        return all_clusterers()[clusterer].finds_k

    def scored_clusterers(self, representation: str) -> list[str]:
        """Whose clusters are scored: those of the config; of a variant the paper's alone."""
        return [self.main_clusterer] if representation in self.variants else self.clusterers

    def named_clusterers(self, dataset: str, representation: str) -> list[str]:
        """Whose clusters get names: those that are scored, and those that a release has."""
        is_released = representation in self.groupings(dataset).values()
        scored = self.scored_clusterers(representation)
        return list(dict.fromkeys([*scored, *[self.main_clusterer][:is_released]]))

    # Files

    def file(self, dataset: str, representation: str, name: str, seed: int | None = None) -> str:
        """A file of a representation; of the run's first seed unless another is given."""
        return (
            f"results/{dataset}/{representation}/seed{self.seed if seed is None else seed}/{name}"
        )

    def main_file(self, dataset: str, name: str) -> str:
        """A file of the paper's model for a dataset, of the run's first seed."""
        return self.file(dataset, self.main_model(dataset), name)

    def lyric_embeddings(self, dataset: str, representation: str) -> str | list:
        """The lyric embeddings, where a representation uses them; else nothing."""
        kind = self.kinds[representation]
        uses = kind.lyrics or (kind.lyrics_if_any and self.has_lyrics(dataset))
        return f"results/{dataset}/lyrics.h5" if uses else []

    def labels(self, dataset: str, representation: str) -> str | list:
        """The labels, where a control or a model that generates is given them; else nothing."""
        kind = self.kinds[representation]
        return f"results/{dataset}/labels.tsv" if kind.factor or kind.generates else []

    def model_latents(self, dataset: str, baseline: str, seed: int) -> str | list:
        """The latents of the model that a representation is made from; else nothing."""
        model = self.kinds[baseline].latent
        return self.file(dataset, model, "latents.h5", seed) if model else []

    def made_again(self, representation: str) -> tuple[str, str, dict] | None:
        """Module, name and settings of what can be made anew for some of the songs, from the latent
        of its model alone."""
        kind = self.kinds[representation]
        if not kind.latent or kind.lyrics or kind.factor or kind.shuffled:
            return None
        return kind.module, kind.name, self.baseline_settings(representation)

    def made_from(self, dataset: str, representation: str, seed: int) -> str | list:
        """The latents that it is made anew from; else nothing."""
        if not self.made_again(representation):
            return []
        return self.model_latents(dataset, representation, seed)

    def stability(self, dataset: str, representation: str, seed: int, clusterer: str) -> str | list:
        """The curve that k is chosen by, where a dataset leaves k open and a clusterer needs it."""
        is_open = "auto" in self.datasets[dataset].references.values()
        if not is_open or self.finds_k(clusterer):
            return []
        return self.file(dataset, representation, "stability.tsv", seed)

    # Settings

    def settings_name(self, representation: str) -> str:
        """Whose settings a representation has: a control, those of what it controls."""
        return self.kinds[representation].settings_name

    def model_settings(self, model: str) -> dict:
        """A model's own section, without how it is trained; a variant's with what it changes."""
        own = _without(self.config["models"].get(self.settings_name(model), {}), "training")
        return own | (self.variants[model].changed if model in self.variants else {})

    def training(self, model: str) -> dict:
        """How a model is trained: its own settings over those of all models."""
        own = self.config["models"].get(self.settings_name(model), {})
        return {**self.config["training"], **own.get("training", {})}

    def epochs(self) -> dict[str, int]:
        """For how many epochs each model is trained that the run's representations need."""
        names = [name for dataset in self.run for name in self.probed(dataset)]
        trained = dict.fromkeys(name for name in names if self.kinds[name].is_trained)
        return {name: self.training(name)["epochs"] for name in trained}

    def baseline_settings(self, baseline: str) -> dict:
        return self.config["baselines"].get(self.settings_name(baseline), {})

    def clusterer_title(self, clusterer: str) -> str:
        """What people call a clusterer."""
        return all_clusterers()[clusterer].title

    def clusterer_settings(self, clusterer: str) -> dict:
        return self.config["clustering"].get(clusterer, {})

    def training_resources(self) -> dict[str, int | str]:
        """Snakemake's resources of a job that trains."""
        devices = self.config["devices"]
        processes = devices["per_node"] * devices["nodes"]
        if devices["nodes"] == 1:
            return {"gpu": processes}
        # The job starts the tasks itself, see hbvae/training/devices.py.
        tasks = {"nodes": devices["nodes"], "tasks": processes, "tasks_per_gpu": 0, "mpi": "srun"}
        return {"gpu": processes, **tasks}

    def modules(self, *representations: str) -> list[str]:
        """Modules that a job imports only when it runs: where its representations are computed."""
        return sorted({self.kinds[name].module for name in representations})

    def clusterer_module(self, clusterer: str) -> str:
        """The module that a job imports only when it runs: where its clusterer is."""
        return all_clusterers()[clusterer].module


def _without(settings: Mapping, key: str) -> dict:
    return {name: value for name, value in settings.items() if name != key}

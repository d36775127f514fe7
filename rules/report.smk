"""Explorer, playlists and list of changes of a collection, and the report of a run."""


rule write_explorer:
    """Writing the explorer of {dataset}"""
    input:
        maps=lambda w: [
            plan.file(w.dataset, name, f"{shown.map}.h5") for name in shown.mapped(w.dataset)
        ],
        latents=lambda w: [
            plan.file(w.dataset, name, "latents.h5") for name in plan.representations(w.dataset)
        ],
        stability=lambda w: plan.file(w.dataset, shown.first(w.dataset), "stability.tsv"),
        assignments=lambda w: [
            plan.file(w.dataset, name, f"{clusterer}/assignments.h5")
            for name in plan.representations(w.dataset)
            for clusterer in plan.clusterers
        ],
        names=lambda w: [
            plan.file(w.dataset, name, "names.tsv") for name in plan.representations(w.dataset)
        ],
        tracks="results/{dataset}/tracks.tsv",
        metadata="results/{dataset}/metadata.tsv",
        lyrics=lambda w: plan.lyrics.all(w.dataset),
        duplicates="results/{dataset}/duplicates.tsv",
        traits="results/{dataset}/traits.h5",
        encoder_features=lambda w: f"results/{w.dataset}/features.h5" if plan.encoder else [],
        vocabulary=project_file("resources/explorer/vocabulary.yaml"),
        template=project_file("resources/explorer/explorer.html"),
        style=project_file("resources/explorer/explorer.css"),
        programs=project_files("resources/explorer/*.js"),
    output:
        page="results/{dataset}/explorer.html",
        atlas="results/{dataset}/atlas.parquet",
        sounds=directory("results/{dataset}/sounds"),
    log:
        "logs/write_explorer/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        audio_folder=lambda w: str(plan.datasets[w.dataset].audio_folder),
        slice_duration=plan.audio["slice_duration"],
        mapped=lambda w: shown.mapped(w.dataset),
        representations=lambda w: plan.representations(w.dataset),
        learned_from=lambda w: {
            name: plan.learned_from()[name] for name in plan.representations(w.dataset)
        },
        kinds=lambda w: {
            name: (plan.kinds[name].title, plan.kinds[name].hears)
            for name in plan.representations(w.dataset)
        },
        clusterers=plan.clusterers,
        reference=lambda w: shown.reference(w.dataset),
        k=lambda w: plan.references(w.dataset),
        seed=plan.seed,
        encoder=plan.encoder,
        paths=CONFIG["playlists"]["paths"],
        code=code("write_explorer.py", lambda w: plan.encoder_modules()),
    script:
        "../workflow_scripts/write_explorer.py"


rule write_report:
    """Writing the report"""
    input:
        tracks=[f"results/{dataset}/tracks.tsv" for dataset in plan.run],
        lyrics=[plan.lyrics.all(dataset) for dataset in plan.run],
        transcripts=[plan.lyrics.transcripts(dataset) for dataset in plan.run if plan.lyrics.model],
        rejected=[f"results/{dataset}/rejected.tsv" for dataset in plan.run],
        remarks=[f"results/{dataset}/remarks.tsv" for dataset in plan.run],
        duplicates=[f"results/{dataset}/duplicates.tsv" for dataset in plan.run],
        metadata=[f"results/{dataset}/metadata.tsv" for dataset in plan.run],
        changes=[shown.changes(dataset) for dataset in plan.run],
        names=[plan.file(dataset, shown.first(dataset), "names.tsv") for dataset in plan.run],
        latents=[plan.file(dataset, shown.first(dataset), "latents.h5") for dataset in plan.run],
        maps=[plan.file(dataset, shown.first(dataset), f"{shown.map}.h5") for dataset in plan.run],
        stability=[
            plan.file(dataset, shown.first(dataset), "stability.tsv") for dataset in plan.run
        ],
        assignments=[
            plan.file(dataset, shown.first(dataset), f"{plan.clusterer}/assignments.h5")
            for dataset in plan.run
        ],
        recurrence=[
            plan.file(dataset, shown.first(dataset), f"{plan.clusterer}/recurrence.tsv")
            for dataset in plan.run
        ],
        copies=[f"results/{dataset}/sounds" for dataset in plan.run],
        figures=[file for file in shown.all_figures() if file.endswith(".png")],
        grids=[
            f"results/{dataset}/{grid}.h5" for dataset in plan.run for grid in shown.grids(dataset)
        ],
        sounds=[
            f"results/{dataset}/{grid}" for dataset in plan.run for grid in shown.grids(dataset)
        ],
        probe_tables=shown.probe_tables(),
        metrics="results/metrics.tsv",
        provenance="results/provenance.tsv",
        pages=shown.report_pages(),
        verdicts=shown.verdicts(),
        template=project_file("resources/report/report.html"),
        style=project_file("resources/report/report.css"),
        program=project_file("resources/report/report.js"),
        citation=project_file("CITATION.cff"),
    output:
        page="results/report.html",
    log:
        "logs/write_report.log",
    conda:
        "../environment.yml"
    params:
        datasets={dataset: plan.title(dataset) for dataset in plan.run},
        changed=[dataset for dataset in plan.run if shown.changes(dataset)],
        audio_folders={dataset: str(plan.datasets[dataset].audio_folder) for dataset in plan.run},
        synthetic=plan.synthetic(),
        grouped={dataset: shown.first(dataset) for dataset in plan.run},
        alike={dataset: plan.kinds[shown.first(dataset)].hears for dataset in plan.run},
        references={dataset: shown.reference(dataset) for dataset in plan.run},
        k={dataset: shown.k(dataset) for dataset in plan.run},
        clusterer=plan.clusterer,
        controls=plan.label_controls(),
        left_out=lambda w: left_out(plan, project_folder() / FULL),
        full_run=lambda w: full_command(plan, project_file(FULL)),
        encoder=plan.encoder_in_words(),
        titles=plan.titles(),
        config=CONFIG,
        code=code("write_report.py"),
    script:
        "../workflow_scripts/write_report.py"


rule list_changes:
    """Listing the changes in {dataset}"""
    input:
        latents=lambda w: plan.file(w.dataset, shown.first(w.dataset), "latents.h5"),
        assignments=lambda w: plan.file(
            w.dataset, shown.first(w.dataset), f"{plan.clusterer}/assignments.h5"
        ),
        names=lambda w: plan.file(w.dataset, shown.first(w.dataset), "names.tsv"),
        tracks="results/{dataset}/tracks.tsv",
        earlier=lambda w: shown.earlier_groups(w.dataset),
        matches=lambda w: plan.earlier.matches(w.dataset),
    output:
        changes="results/{dataset}/changes.tsv",
    log:
        "logs/list_changes/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        representation=lambda w: shown.first(w.dataset),
        clusterer=plan.clusterer,
        seed=plan.seed,
        reference=lambda w: shown.reference(w.dataset),
        code=code("list_changes.py"),
    script:
        "../workflow_scripts/list_changes.py"


rule write_playlists:
    """Writing playlists of {dataset}"""
    input:
        latents=lambda w: plan.file(w.dataset, shown.first(w.dataset), "latents.h5"),
        assignments=lambda w: plan.file(
            w.dataset, shown.first(w.dataset), f"{plan.clusterer}/assignments.h5"
        ),
        names=lambda w: plan.file(w.dataset, shown.first(w.dataset), "names.tsv"),
        traits="results/{dataset}/traits.h5",
        tracks="results/{dataset}/tracks.tsv",
        metadata="results/{dataset}/metadata.tsv",
        features="results/{dataset}/features.h5",
    output:
        playlists=directory("results/{dataset}/playlists"),
        table="results/{dataset}/clusters.csv",
        groups="results/{dataset}/groups.tsv",
    log:
        "logs/write_playlists/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        audio_folder=lambda w: str(plan.datasets[w.dataset].audio_folder),
        representation=lambda w: shown.first(w.dataset),
        clusterer=plan.clusterer,
        reference=lambda w: shown.reference(w.dataset),
        seed=plan.seed,
        paths=CONFIG["playlists"]["paths"],
        code=code("write_playlists.py"),
    script:
        "../workflow_scripts/write_playlists.py"

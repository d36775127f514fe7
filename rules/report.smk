"""What people look at: the explorer of a collection, and the report of a run."""


rule write_explorer:
    input:
        maps=lambda w: [
            f"results/{w.dataset}/{name}/seed{SEED}/{MAP}.h5" for name in mapped(w.dataset)
        ],
        latents=lambda w: [
            f"results/{w.dataset}/{name}/seed{SEED}/latents.h5"
            for name in representations(w.dataset)
        ],
        assignments=lambda w: [
            f"results/{w.dataset}/{name}/seed{SEED}/{clusterer}/assignments.h5"
            for name in representations(w.dataset)
            for clusterer in config["clusterers"]
        ],
        tracks="results/{dataset}/tracks.tsv",
        lyrics="results/{dataset}/lyrics.tsv",
        template="resources/explorer/explorer.html",
        style="resources/explorer/explorer.css",
        programs=sorted(map(str, Path("resources/explorer").glob("*.js"))),
        code=sources("write_explorer.py"),
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
        audio_folder=lambda w: str(DATASETS[w.dataset].audio_folder),
        slice_duration=AUDIO["slice_duration"],
        mapped=lambda w: mapped(w.dataset),
        representations=lambda w: representations(w.dataset),
        clusterers=config["clusterers"],
    script:
        "../workflow_scripts/write_explorer.py"


rule write_report:
    input:
        tracks=[f"results/{dataset}/tracks.tsv" for dataset in RUN],
        lyrics=[f"results/{dataset}/lyrics.tsv" for dataset in RUN],
        rejected=[f"results/{dataset}/rejected.tsv" for dataset in RUN],
        latents=[f"results/{dataset}/{mapped(dataset)[0]}/seed{SEED}/latents.h5" for dataset in RUN],
        assignments=[
            f"results/{dataset}/{mapped(dataset)[0]}/seed{SEED}/{CLUSTERER}/assignments.h5"
            for dataset in RUN
        ],
        figures=[file for file in all_figures() if file.endswith(".png")],
        grids=[f"results/{dataset}/{grid}.h5" for dataset in RUN for grid in grids(dataset)],
        sounds=[f"results/{dataset}/{grid}" for dataset in RUN for grid in grids(dataset)],
        heard=[
            f"results/{dataset}/generated.tsv" for dataset in RUN if "generated" in grids(dataset)
        ],
        metrics="results/metrics.tsv",
        provenance="results/provenance.tsv",
        pages=report_pages(),
        template="resources/report/report.html",
        style="resources/report/report.css",
        citation="CITATION.cff",
        code=sources("write_report.py"),
    output:
        page="results/report.html",
    log:
        "logs/write_report.log",
    conda:
        "../environment.yml"
    params:
        datasets={
            dataset: (DATASETS[dataset].title or dataset, str(DATASETS[dataset].audio_folder))
            for dataset in RUN
        },
        grouped={dataset: mapped(dataset)[0] for dataset in RUN},
        references={dataset: genre_factor_of(dataset) or "none" for dataset in RUN},
        clusterer=CLUSTERER,
        controls=[name for name, kind in REPRESENTATIONS.items() if kind.factor],
        config=config,
    script:
        "../workflow_scripts/write_report.py"

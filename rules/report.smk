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
        program="resources/explorer/explorer.js",
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

"""From a description to a checked list of tracks; the demo corpora are rendered first."""


rule render_demo:
    input:
        recipe=lambda w: DATASETS[w.dataset].recipe,
    output:
        folder=directory("results/{dataset}/dataset/{audio_dir}/{cell}"),
    log:
        "logs/render_demo/{dataset}.{audio_dir}.{cell}.log",
    wildcard_constraints:
        audio_dir="[a-z_]+",
        cell="[a-z/]+",
    conda:
        "../environment.yml"
    params:
        cell=lambda w: w.cell,
        code=code("render_demo.py"),
    script:
        "../workflow_scripts/render_demo.py"


rule write_demo_table:
    input:
        recipe=lambda w: DATASETS[w.dataset].recipe,
        lyrics=demo_lyrics,
    output:
        table="results/{dataset}/dataset/metadata.csv",
    log:
        "logs/write_demo_table/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        code=code("write_demo_table.py"),
    script:
        "../workflow_scripts/write_demo_table.py"


# `update` leaves the last list where the job can read it: a track keeps its batch, so that a new
# one re-extracts one batch only. `on_disk` makes the job run when the dataset has changed.
checkpoint list_tracks:
    input:
        rendered=rendered,
        exclude=lambda w: DATASETS[w.dataset].exclude or [],
    output:
        tracks=update("results/{dataset}/tracks.tsv"),
        lyrics="results/{dataset}/lyrics.tsv",
        unusable="results/{dataset}/unusable.tsv",
        batches=directory("results/{dataset}/batches"),
    log:
        "logs/list_tracks/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        dataset=lambda w: w.dataset,
        description=lambda w: DESCRIPTIONS[w.dataset],
        tracks_per_job=CONFIG["audio"]["tracks_per_job"],
        max_rejected=CONFIG["max_rejected"],
        on_disk=on_disk,
        code=code("list_tracks.py"),
    script:
        "../workflow_scripts/list_tracks.py"

"""From slices to representations: the trained models and the plain baselines."""


rule train_model:
    input:
        features="results/{dataset}/features.h5",
        lyrics=lyrics_if_used,
        tracks=tracks_if_used,
        code=sources("train_model.py"),
    output:
        weights="results/{dataset}/{model}/seed{seed}/weights.safetensors",
        history="results/{dataset}/{model}/seed{seed}/history.tsv",
        latents="results/{dataset}/{model}/seed{seed}/latents.h5",
    log:
        "logs/train_model/{dataset}.{model}.seed{seed}.log",
    conda:
        "../environment.yml"
    threads: config["devices"]["threads"]
    resources:
        **TRAINING_RESOURCES,
    params:
        model=lambda w: w.model,
        network=lambda w: set_as(w.model),
        timbre=lambda w: REPRESENTATIONS[w.model].statistics,
        shuffled=lambda w: REPRESENTATIONS[w.model].shuffled,
        settings=lambda w: without(config["models"].get(set_as(w.model), {}), "training"),
        training=lambda w: config["training"]
        | config["models"].get(set_as(w.model), {}).get("training", {}),
        devices=config["devices"],
        seed=lambda w: int(w.seed),
        # No output: Snakemake deletes those of a job that was killed.
        checkpoint="results/{dataset}/{model}/seed{seed}/checkpoint.pt",
    script:
        "../workflow_scripts/train_model.py"


rule compute_baseline:
    input:
        features="results/{dataset}/features.h5",
        lyrics=lyrics_if_used,
        model_latents=latents_if_used,
        tracks=tracks_if_used,
        code=lambda w: sources("compute_baseline.py", REPRESENTATIONS[w.baseline].module),
    output:
        latents="results/{dataset}/{baseline}/seed{seed}/latents.h5",
    log:
        "logs/compute_baseline/{dataset}.{baseline}.seed{seed}.log",
    conda:
        "../environment.yml"
    params:
        baseline=lambda w: w.baseline,
        module=lambda w: REPRESENTATIONS[w.baseline].module,
        factor=lambda w: REPRESENTATIONS[w.baseline].factor,
        settings=lambda w: config["baselines"].get(set_as(w.baseline), {}),
        seed=lambda w: int(w.seed),
        max_points=config["max_points"],
    script:
        "../workflow_scripts/compute_baseline.py"

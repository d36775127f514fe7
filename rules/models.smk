"""Representations of slices: trained models and baselines without training."""


rule train_model:
    """Training on {dataset}: {model}"""
    input:
        features="results/{dataset}/features.h5",
        lyrics=lambda w: plan.lyric_embeddings(w.dataset, w.model),
        tracks=lambda w: plan.labels(w.dataset, w.model),
        earlier=lambda w: plan.earlier.model(w.dataset, w.model, w.seed),
    output:
        weights="results/{dataset}/{model}/seed{seed}/weights.safetensors",
        history="results/{dataset}/{model}/seed{seed}/history.tsv",
        latents="results/{dataset}/{model}/seed{seed}/latents.h5",
    log:
        "logs/train_model/{dataset}.{model}.seed{seed}.log",
    conda:
        "../environment.yml"
    threads: CONFIG["devices"]["threads"]
    resources:
        **plan.training_resources(),
    params:
        model=lambda w: w.model,
        network=lambda w: plan.kinds[w.model].model,
        statistics=lambda w: plan.kinds[w.model].statistics,
        hears_encoder=lambda w: plan.hears_encoder(w.model),
        shuffled=lambda w: plan.kinds[w.model].shuffled,
        settings=lambda w: plan.model_settings(w.model),
        training=lambda w: plan.training(w.model),
        devices=CONFIG["devices"],
        seed=lambda w: int(w.seed),
        # Not an output, because Snakemake deletes the outputs of killed jobs.
        checkpoint="results/{dataset}/{model}/seed{seed}/checkpoint.pt",
        code=code("train_model.py", lambda w: plan.modules(w.model)),
    script:
        "../workflow_scripts/train_model.py"


rule compute_baseline:
    """Computing {baseline} for {dataset}"""
    input:
        features="results/{dataset}/features.h5",
        lyrics=lambda w: plan.lyric_embeddings(w.dataset, w.baseline),
        model_latents=lambda w: plan.model_latents(w.dataset, w.baseline, w.seed),
        tracks=lambda w: plan.labels(w.dataset, w.baseline),
        matches=lambda w: plan.earlier.fitted(w.dataset),
    output:
        latents="results/{dataset}/{baseline}/seed{seed}/latents.h5",
    log:
        "logs/compute_baseline/{dataset}.{baseline}.seed{seed}.log",
    conda:
        "../environment.yml"
    params:
        baseline=lambda w: w.baseline,
        module=lambda w: plan.kinds[w.baseline].module,
        factor=lambda w: plan.kinds[w.baseline].factor,
        needs_encoder=lambda w: plan.kinds[w.baseline].encoder,
        settings=lambda w: plan.baseline_settings(w.baseline),
        seed=lambda w: int(w.seed),
        max_points=plan.max_points,
        code=code("compute_baseline.py", lambda w: plan.modules(w.baseline)),
    script:
        "../workflow_scripts/compute_baseline.py"

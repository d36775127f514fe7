"""What the axes of a latent tell of each factor, and the page of claims and evidence."""


rule measure_disentanglement:
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        tracks="results/{dataset}/tracks.tsv",
        code=sources("measure_disentanglement.py"),
    output:
        scores="results/{dataset}/{representation}/seed{seed}/disentanglement.tsv",
    log:
        "logs/measure_disentanglement/{dataset}.{representation}.seed{seed}.log",
    conda:
        "../environment.yml"
    params:
        where=lambda w: {
            "dataset": w.dataset,
            "representation": w.representation,
            "seed": int(w.seed),
        },
        has_axes=lambda w: REPRESENTATIONS[w.representation].is_trained,
        factors=lambda w: list(DATASETS[w.dataset].factors),
        n_resamples=config["scores"]["n_resamples"],
        max_points=config["max_points"],
    script:
        "../workflow_scripts/measure_disentanglement.py"


rule gather_disentanglement:
    input:
        scores=[
            f"results/{dataset}/{representation}/seed{seed}/disentanglement.tsv"
            for dataset in RUN
            for representation in probed(dataset)
            for seed in config["seeds"]
        ],
        code=sources("gather_disentanglement.py"),
    output:
        tsv="results/disentanglement.tsv",
        markdown="results/disentanglement.md",
    log:
        "logs/gather_disentanglement.log",
    conda:
        "../environment.yml"
    script:
        "../workflow_scripts/gather_disentanglement.py"


rule write_evidence:
    input:
        claims="resources/paper/claims.tsv",
        metrics="results/metrics.tsv",
        disentanglement="results/disentanglement.tsv",
        code=sources("write_evidence.py"),
    output:
        page="results/evidence.md",
    log:
        "logs/write_evidence.log",
    conda:
        "../environment.yml"
    params:
        experiments=repeats(),
        n_seeds=len(config["seeds"]),
    script:
        "../workflow_scripts/write_evidence.py"

"""From representations to clusters, and from clusters to scores."""


rule cluster_latents:
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        code=sources("cluster_latents.py"),
    output:
        assignments="results/{dataset}/{representation}/seed{seed}/{clusterer}/assignments.h5",
    log:
        "logs/cluster_latents/{dataset}.{representation}.seed{seed}.{clusterer}.log",
    conda:
        "../environment.yml"
    params:
        clusterer=lambda w: w.clusterer,
        k=lambda w: {name: factor.k for name, factor in DATASETS[w.dataset].factors.items()},
        seed=lambda w: int(w.seed),
    script:
        "../workflow_scripts/cluster_latents.py"


rule score_clusters:
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        assignments="results/{dataset}/{representation}/seed{seed}/{clusterer}/assignments.h5",
        tracks="results/{dataset}/tracks.tsv",
        code=sources("score_clusters.py"),
    output:
        scores="results/{dataset}/{representation}/seed{seed}/{clusterer}/scores.tsv",
    log:
        "logs/score_clusters/{dataset}.{representation}.seed{seed}.{clusterer}.log",
    conda:
        "../environment.yml"
    params:
        row=lambda w: {
            "dataset": w.dataset,
            "representation": w.representation,
            "clusterer": w.clusterer,
            "seed": int(w.seed),
        },
        factors=lambda w: list(DATASETS[w.dataset].factors),
    script:
        "../workflow_scripts/score_clusters.py"


rule gather_metrics:
    input:
        scores=[
            f"results/{dataset}/{representation}/seed{seed}/{clusterer}/scores.tsv"
            for dataset in RUN
            for representation in representations(dataset)
            for seed in config["seeds"]
            for clusterer in config["clusterers"]
        ],
        code=sources("gather_metrics.py"),
    output:
        metrics="results/metrics.tsv",
    log:
        "logs/gather_metrics.log",
    conda:
        "../environment.yml"
    script:
        "../workflow_scripts/gather_metrics.py"

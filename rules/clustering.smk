"""From representations to clusters, and from clusters to scores."""


rule choose_k:
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        code=sources("choose_k.py"),
    output:
        curve="results/{dataset}/{representation}/seed{seed}/stability.tsv",
    log:
        "logs/choose_k/{dataset}.{representation}.seed{seed}.log",
    conda:
        "../environment.yml"
    params:
        k_max=config["stability"]["k_max"],
        n_pairs=config["stability"]["n_pairs"],
        seed=lambda w: int(w.seed),
        max_points=config["max_points"],
    script:
        "../workflow_scripts/choose_k.py"


rule cluster_latents:
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        stability=stability_if_used,
        code=lambda w: sources("cluster_latents.py", CLUSTERERS[w.clusterer].module),
    output:
        assignments="results/{dataset}/{representation}/seed{seed}/{clusterer}/assignments.h5",
    log:
        "logs/cluster_latents/{dataset}.{representation}.seed{seed}.{clusterer}.log",
    conda:
        "../environment.yml"
    params:
        module=lambda w: CLUSTERERS[w.clusterer].module,
        clusterer=lambda w: w.clusterer,
        settings=lambda w: config["clustering"].get(w.clusterer, {}),
        k=lambda w: DATASETS[w.dataset].references,
        seed=lambda w: int(w.seed),
        max_points=config["max_points"],
    script:
        "../workflow_scripts/cluster_latents.py"


rule score_clusters:
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        assignments=[
            f"results/{{dataset}}/{{representation}}/seed{{seed}}/{clusterer}/assignments.h5"
            for clusterer in config["clusterers"]
        ],
        tracks="results/{dataset}/tracks.tsv",
        code=sources("score_clusters.py"),
    output:
        scores="results/{dataset}/{representation}/seed{seed}/scores.tsv",
    log:
        "logs/score_clusters/{dataset}.{representation}.seed{seed}.log",
    conda:
        "../environment.yml"
    params:
        where=lambda w: {
            "dataset": w.dataset,
            "representation": w.representation,
            "seed": int(w.seed),
        },
        clusterers=config["clusterers"],
        finds_k=[name for name in config["clusterers"] if CLUSTERERS[name].finds_k],
        references=lambda w: list(DATASETS[w.dataset].references),
        n_resamples=config["scores"]["n_resamples"],
        n_shuffles=config["scores"]["n_shuffles"],
        max_points=config["max_points"],
    script:
        "../workflow_scripts/score_clusters.py"


SCORED = [
    (dataset, representation, seed)
    for dataset in RUN
    for representation in representations(dataset)
    for seed in config["seeds"]
]


rule gather_metrics:
    input:
        scores=[
            f"results/{dataset}/{representation}/seed{seed}/scores.tsv"
            for dataset, representation, seed in SCORED
        ],
        latents=[
            f"results/{dataset}/{representation}/seed{seed}/latents.h5"
            for dataset, representation, seed in SCORED
        ],
        code=sources("gather_metrics.py"),
    output:
        metrics="results/metrics.tsv",
        provenance="results/provenance.tsv",
    log:
        "logs/gather_metrics.log",
    conda:
        "../environment.yml"
    params:
        where=[(dataset, representation) for dataset, representation, _ in SCORED],
    script:
        "../workflow_scripts/gather_metrics.py"

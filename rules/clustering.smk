"""Clusters, maps and names of representations, and their scores."""


rule choose_k:
    """Choosing the number of clusters for {dataset}: {representation}"""
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        earlier=lambda w: plan.earlier.kept_file(
            w.dataset, w.representation, "stability.tsv", w.seed
        ),
    output:
        curve="results/{dataset}/{representation}/seed{seed}/stability.tsv",
    log:
        "logs/choose_k/{dataset}.{representation}.seed{seed}.log",
    conda:
        "../environment.yml"
    params:
        k_max=CONFIG["stability"]["k_max"],
        n_pairs=CONFIG["stability"]["n_pairs"],
        n_slices=CONFIG["stability"]["n_slices"],
        seed=lambda w: int(w.seed),
        code=code("choose_k.py"),
    script:
        "../workflow_scripts/choose_k.py"


rule cluster_latents:
    """Clustering {dataset}: {representation}, {clusterer}"""
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        stability=lambda w: plan.stability(w.dataset, w.representation, w.seed, w.clusterer),
        earlier=lambda w: plan.earlier.file(
            w.dataset, w.representation, f"{w.clusterer}/assignments.h5", w.seed
        ),
        matches=lambda w: plan.earlier.matches(w.dataset),
    output:
        assignments="results/{dataset}/{representation}/seed{seed}/{clusterer}/assignments.h5",
    log:
        "logs/cluster_latents/{dataset}.{representation}.seed{seed}.{clusterer}.log",
    conda:
        "../environment.yml"
    params:
        module=lambda w: plan.clusterer_module(w.clusterer),
        clusterer=lambda w: w.clusterer,
        settings=lambda w: plan.clusterer_settings(w.clusterer),
        k=lambda w: plan.references(w.dataset),
        stays=lambda w: plan.earlier.stays(w.dataset),
        with_lyrics=lambda w: plan.uses_lyrics(w.representation),
        seed=lambda w: int(w.seed),
        max_points=plan.max_points,
        code=code("cluster_latents.py", lambda w: [plan.clusterer_module(w.clusterer)]),
    script:
        "../workflow_scripts/cluster_latents.py"


rule measure_recurrence:
    """Clustering resamples of {dataset}: {representation}, {clusterer}"""
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        model_latents=lambda w: plan.made_from(w.dataset, w.representation, w.seed),
        assignments="results/{dataset}/{representation}/seed{seed}/{clusterer}/assignments.h5",
        others=lambda w: [
            plan.file(w.dataset, w.representation, f"{w.clusterer}/assignments.h5", seed)
            for seed in plan.seeds
            if seed != int(w.seed)
        ],
    output:
        groups="results/{dataset}/{representation}/seed{seed}/{clusterer}/recurrence.tsv",
    log:
        "logs/measure_recurrence/{dataset}.{representation}.seed{seed}.{clusterer}.log",
    conda:
        "../environment.yml"
    params:
        made_again=lambda w: plan.made_again(w.representation),
        module=lambda w: plan.clusterer_module(w.clusterer),
        clusterer=lambda w: w.clusterer,
        settings=lambda w: plan.clusterer_settings(w.clusterer),
        reference=lambda w: shown.reference(w.dataset),
        seed=lambda w: int(w.seed),
        n_repeats=2 * CONFIG["stability"]["n_pairs"],
        max_points=plan.max_points,
        code=code(
            "measure_recurrence.py",
            lambda w: [plan.clusterer_module(w.clusterer), *plan.modules(w.representation)],
        ),
    script:
        "../workflow_scripts/measure_recurrence.py"


rule map_latents:
    """Mapping {dataset}: {representation}, {map}"""
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        earlier=lambda w: plan.earlier.file(w.dataset, w.representation, f"{w.map}.h5", w.seed),
        matches=lambda w: plan.earlier.matches(w.dataset),
    output:
        map="results/{dataset}/{representation}/seed{seed}/{map}.h5",
    log:
        "logs/map_latents/{dataset}.{representation}.seed{seed}.{map}.log",
    conda:
        "../environment.yml"
    params:
        method=lambda w: w.map,
        stays=lambda w: plan.earlier.stays(w.dataset),
        with_lyrics=lambda w: plan.uses_lyrics(w.representation),
        seed=lambda w: int(w.seed),
        max_points=plan.max_points,
        code=code("map_latents.py"),
    script:
        "../workflow_scripts/map_latents.py"


rule name_clusters:
    """Naming clusters of {dataset}: {representation}"""
    input:
        traits="results/{dataset}/traits.h5",
        assignments=lambda w: [
            plan.file(w.dataset, w.representation, f"{clusterer}/assignments.h5", w.seed)
            for clusterer in plan.named_clusterers(w.dataset, w.representation)
        ],
        earlier=lambda w: plan.earlier.kept_file(w.dataset, w.representation, "names.tsv", w.seed),
    output:
        names="results/{dataset}/{representation}/seed{seed}/names.tsv",
    log:
        "logs/name_clusters/{dataset}.{representation}.seed{seed}.log",
    conda:
        "../environment.yml"
    params:
        representation=lambda w: w.representation,
        seed=lambda w: int(w.seed),
        clusterers=lambda w: plan.named_clusterers(w.dataset, w.representation),
        hears=lambda w: plan.kinds[w.representation].hears,
        code=code("name_clusters.py"),
    script:
        "../workflow_scripts/name_clusters.py"


rule score_clusters:
    """Scoring clusters of {dataset}: {representation}"""
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        assignments=lambda w: [
            plan.file(w.dataset, w.representation, f"{clusterer}/assignments.h5", w.seed)
            for clusterer in plan.scored_clusterers(w.representation)
        ],
        names="results/{dataset}/{representation}/seed{seed}/names.tsv",
        traits="results/{dataset}/traits.h5",
        synonyms=project_file("resources/names/synonyms.tsv"),
        tracks="results/{dataset}/labels.tsv",
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
        clusterers=lambda w: plan.scored_clusterers(w.representation),
        finds_k=[name for name in plan.clusterers if plan.finds_k(name)],
        references=lambda w: list(plan.references(w.dataset)),
        n_resamples=CONFIG["scores"]["n_resamples"],
        n_shuffles=CONFIG["scores"]["n_shuffles"],
        max_points=plan.max_points,
        code=code("score_clusters.py"),
    script:
        "../workflow_scripts/score_clusters.py"


rule gather_metrics:
    """Gathering scores"""
    input:
        scores=[
            plan.file(dataset, representation, "scores.tsv", seed)
            for dataset, representation, seed in plan.scored()
        ],
        latents=[
            plan.file(dataset, representation, "latents.h5", seed)
            for dataset, representation, seed in plan.scored()
        ],
    output:
        metrics="results/metrics.tsv",
        provenance="results/provenance.tsv",
    log:
        "logs/gather_metrics.log",
    conda:
        "../environment.yml"
    params:
        where=[(dataset, representation) for dataset, representation, _ in plan.scored()],
        learned_from=plan.learned_from(),
        code=code("gather_metrics.py"),
    script:
        "../workflow_scripts/gather_metrics.py"

"""Figures 7 and 9 to 14 of the paper: latent space and clusters."""


rule plot_latent_map:
    """Drawing the latent map of {dataset}"""
    input:
        maps=lambda w: [plan.main_file(w.dataset, f"{shown.map}.h5")],
        assignments=lambda w: [plan.main_file(w.dataset, f"{plan.main_clusterer}/assignments.h5")],
        tracks="results/{dataset}/labels.tsv",
    output:
        png="results/{dataset}/figures/fig07_latent_map.png",
        pdf="results/{dataset}/figures/fig07_latent_map.pdf",
    log:
        "logs/plot_latent_map/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        dataset=dataset_title,
        model=lambda w: shown.main_title(w.dataset),
        parts=[""],
        factors=factors,
        clusterer=plan.main_clusterer_title,
        seed=plan.seed,
        method=shown.map,
        code=code("plot_latent_map.py"),
    script:
        "../workflow_scripts/plot_latent_map.py"


rule plot_silhouette:
    """Drawing the silhouette scores of {dataset}"""
    input:
        latents=lambda w: [
            plan.file(w.dataset, name, "latents.h5") for name in shown.compared(w.dataset)
        ],
        tracks="results/{dataset}/labels.tsv",
    output:
        png="results/{dataset}/figures/fig09_silhouette.png",
        pdf="results/{dataset}/figures/fig09_silhouette.pdf",
    log:
        "logs/plot_silhouette/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        names=lambda w: [plan.kinds[name].title for name in shown.compared(w.dataset)],
        factor=genre_factor,
        n_resamples=CONFIG["scores"]["n_resamples"],
        n_shuffles=CONFIG["scores"]["n_shuffles"],
        seed=plan.seed,
        max_points=plan.max_points,
        code=code("plot_silhouette.py"),
    script:
        "../workflow_scripts/plot_silhouette.py"


rule plot_correlation:
    """Drawing the correlation of latent axes for {dataset}"""
    input:
        latents=main_model_file("latents.h5"),
    output:
        png="results/{dataset}/figures/fig10_correlation.png",
        pdf="results/{dataset}/figures/fig10_correlation.pdf",
    log:
        "logs/plot_correlation/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        model=lambda w: shown.main_title(w.dataset),
        seed=plan.seed,
        code=code("plot_correlation.py"),
    script:
        "../workflow_scripts/plot_correlation.py"


rule plot_dendrogram:
    """Drawing the dendrogram of {dataset}"""
    input:
        latents=main_model_file("latents.h5"),
        tracks="results/{dataset}/labels.tsv",
    output:
        png="results/{dataset}/figures/fig11_dendrogram.png",
        pdf="results/{dataset}/figures/fig11_dendrogram.pdf",
    log:
        "logs/plot_dendrogram/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        factor=genre_factor,
        model=lambda w: shown.main_title(w.dataset),
        seed=plan.seed,
        code=code("plot_dendrogram.py"),
    script:
        "../workflow_scripts/plot_dendrogram.py"


rule plot_maps:
    """Drawing the maps of {dataset}"""
    input:
        pca=lambda w: plan.file(w.dataset, the("plane_baseline"), "latents.h5"),
        maps=lambda w: [
            plan.file(w.dataset, name, f"{shown.map}.h5") for name in shown.models(w.dataset)
        ],
        tracks="results/{dataset}/labels.tsv",
    output:
        png="results/{dataset}/figures/fig12_maps.png",
        pdf="results/{dataset}/figures/fig12_maps.pdf",
    log:
        "logs/plot_maps/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        factor=genre_factor_if_any,
        plane=plan.title_with_kind(the("plane_baseline")),
        models=lambda w: [plan.kinds[name].title for name in shown.models(w.dataset)],
        seed=plan.seed,
        method=shown.map,
        code=code("plot_maps.py"),
    script:
        "../workflow_scripts/plot_maps.py"


rule plot_latent_space:
    """Drawing the latent space of {dataset}"""
    input:
        latents=main_model_file("latents.h5"),
        tracks="results/{dataset}/labels.tsv",
    output:
        png="results/{dataset}/figures/fig13_latent_space.png",
        pdf="results/{dataset}/figures/fig13_latent_space.pdf",
    log:
        "logs/plot_latent_space/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        factor=genre_factor_if_any,
        model=lambda w: shown.main_title(w.dataset),
        seed=plan.seed,
        max_points=plan.max_points,
        code=code("plot_latent_space.py"),
    script:
        "../workflow_scripts/plot_latent_space.py"


rule plot_confusion:
    """Drawing the confusion matrix of {dataset}"""
    input:
        assignments=main_model_file(f"{plan.main_clusterer}/assignments.h5"),
        latents=main_model_file("latents.h5"),
        tracks="results/{dataset}/labels.tsv",
    output:
        png="results/{dataset}/figures/fig14_confusion.png",
        pdf="results/{dataset}/figures/fig14_confusion.pdf",
    log:
        "logs/plot_confusion/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        factor=genre_factor,
        model=lambda w: shown.main_title(w.dataset),
        clusterer=plan.main_clusterer_title,
        seed=plan.seed,
        code=code("plot_confusion.py"),
    script:
        "../workflow_scripts/plot_confusion.py"

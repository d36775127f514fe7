"""The paper's fourteen figures and our own, each a rule and a target of its own."""


rule plot_distribution:
    """Drawing the distribution of {dataset}"""
    input:
        features="results/{dataset}/features.h5",
        tracks="results/{dataset}/labels.tsv",
    output:
        png="results/{dataset}/figures/fig01_distribution.png",
        pdf="results/{dataset}/figures/fig01_distribution.pdf",
    log:
        "logs/plot_distribution/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        factors=factors,
        code=code("plot_distribution.py"),
    script:
        "../workflow_scripts/plot_distribution.py"


rule plot_spectrogram:
    """Drawing the spectrogram of {dataset}"""
    input:
        features="results/{dataset}/features.h5",
    output:
        png="results/{dataset}/figures/fig02_spectrogram.png",
        pdf="results/{dataset}/figures/fig02_spectrogram.pdf",
    log:
        "logs/plot_spectrogram/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        audio=plan.audio,
        code=code("plot_spectrogram.py"),
    script:
        "../workflow_scripts/plot_spectrogram.py"


rule plot_pipeline:
    """Drawing the pipeline of {dataset}"""
    input:
        tracks="results/{dataset}/labels.tsv",
        features="results/{dataset}/features.h5",
        lyrics=lambda w: plan.lyric_embeddings(w.dataset, main_model(w)),
        latents=main_model_file("latents.h5"),
        assignments=main_model_file(f"{plan.main_clusterer}/assignments.h5"),
    output:
        png="results/{dataset}/figures/fig03_pipeline.png",
        pdf="results/{dataset}/figures/fig03_pipeline.pdf",
    log:
        "logs/plot_pipeline/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        audio=plan.audio,
        model=lambda w: shown.main_title(w.dataset),
        clusterer=plan.main_clusterer_title,
        code=code("plot_pipeline.py"),
    script:
        "../workflow_scripts/plot_pipeline.py"


rule plot_architecture:
    """Drawing the architecture of {dataset}"""
    input:
        weights=main_model_file("weights.safetensors"),
    output:
        png="results/{dataset}/figures/fig04_architecture.png",
        pdf="results/{dataset}/figures/fig04_architecture.pdf",
    log:
        "logs/plot_architecture/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        model=lambda w: shown.main_title(w.dataset),
        code=code("plot_architecture.py", main_model_modules),
    script:
        "../workflow_scripts/plot_architecture.py"


rule plot_training:
    """Drawing the training of {dataset}"""
    input:
        history=main_model_file("history.tsv"),
        latents=main_model_file("latents.h5"),
        plain=lambda w: plan.file(w.dataset, the("plain_autoencoder"), "history.tsv"),
    output:
        png="results/{dataset}/figures/fig05_training.png",
        pdf="results/{dataset}/figures/fig05_training.pdf",
    log:
        "logs/plot_training/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        model=lambda w: shown.main_title(w.dataset),
        plain_model=plan.title_with_kind(the("plain_autoencoder")),
        seed=plan.seed,
        code=code("plot_training.py"),
    script:
        "../workflow_scripts/plot_training.py"


rule plot_reconstruction:
    """Drawing the reconstruction of {dataset}"""
    input:
        features="results/{dataset}/features.h5",
        tracks="results/{dataset}/labels.tsv",
        lyrics=lambda w: plan.lyric_embeddings(w.dataset, main_model(w)),
        weights=main_model_file("weights.safetensors"),
    output:
        png="results/{dataset}/figures/fig06_reconstruction.png",
        pdf="results/{dataset}/figures/fig06_reconstruction.pdf",
    log:
        "logs/plot_reconstruction/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        audio=plan.audio,
        model=lambda w: shown.main_title(w.dataset),
        seed=plan.seed,
        code=code("plot_reconstruction.py", main_model_modules),
    script:
        "../workflow_scripts/plot_reconstruction.py"


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


rule plot_convergence:
    """Drawing the convergence of {dataset}"""
    input:
        history=main_model_file("history.tsv"),
        latents=main_model_file("latents.h5"),
    output:
        png="results/{dataset}/figures/fig08_convergence.png",
        pdf="results/{dataset}/figures/fig08_convergence.pdf",
    log:
        "logs/plot_convergence/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        model=lambda w: shown.main_title(w.dataset),
        seed=plan.seed,
        code=code("plot_convergence.py"),
    script:
        "../workflow_scripts/plot_convergence.py"


rule plot_silhouette:
    """Drawing the silhouette of {dataset}"""
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
    """Drawing the correlation of {dataset}"""
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
    """Drawing the confusion of {dataset}"""
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


rule plot_joint_maps:
    """Drawing the maps of the joint model of {dataset}"""
    input:
        maps=lambda w: [
            plan.file(w.dataset, name, f"{shown.map}.h5") for name in shown.joint_parts(w.dataset)
        ],
        assignments=lambda w: [
            plan.file(w.dataset, name, f"{plan.main_clusterer}/assignments.h5")
            for name in shown.joint_parts(w.dataset)
        ],
        tracks="results/{dataset}/labels.tsv",
    output:
        png="results/{dataset}/figures/joint_maps.png",
        pdf="results/{dataset}/figures/joint_maps.pdf",
    log:
        "logs/plot_joint_maps/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        dataset=dataset_title,
        model=plan.title_with_kind(the("released_model")),
        parts=lambda w: [plan.kinds[name].title for name in shown.joint_parts(w.dataset)],
        factors=factors,
        clusterer=plan.main_clusterer_title,
        seed=plan.seed,
        method=shown.map,
        code=code("plot_latent_map.py"),
    script:
        "../workflow_scripts/plot_latent_map.py"


rule plot_groups:
    """Drawing the groups of {dataset}"""
    input:
        map=lambda w: plan.file(w.dataset, shown.first(w.dataset), f"{shown.map}.h5"),
        assignments=lambda w: plan.file(
            w.dataset, shown.first(w.dataset), f"{plan.clusterer}/assignments.h5"
        ),
        names=lambda w: plan.file(w.dataset, shown.first(w.dataset), "names.tsv"),
    output:
        png="results/{dataset}/figures/groups.png",
        pdf="results/{dataset}/figures/groups.pdf",
    log:
        "logs/plot_groups/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        dataset=dataset_title,
        representation=lambda w: shown.first(w.dataset),
        title=lambda w: plan.title_with_kind(shown.first(w.dataset)),
        reference=lambda w: shown.reference(w.dataset),
        clusterer=plan.clusterer,
        clusterer_title=plan.clusterer_title(plan.clusterer),
        seed=plan.seed,
        method=shown.map,
        code=code("plot_groups.py"),
    script:
        "../workflow_scripts/plot_groups.py"


rule plot_stability:
    """Drawing the choice of k for {dataset}"""
    input:
        curve=lambda w: plan.file(w.dataset, shown.first(w.dataset), "stability.tsv"),
        latents=lambda w: plan.file(w.dataset, shown.first(w.dataset), "latents.h5"),
    output:
        png="results/{dataset}/figures/stability.png",
        pdf="results/{dataset}/figures/stability.pdf",
    log:
        "logs/plot_stability/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        representation=lambda w: plan.title_with_kind(shown.first(w.dataset)),
        used=lambda w: shown.n_groups(w.dataset),
        seed=plan.seed,
        code=code("plot_stability.py"),
    script:
        "../workflow_scripts/plot_stability.py"

"""Figures 1 to 6 and 8 of the paper: data, pipeline, network and training."""


rule plot_distribution:
    """Drawing the distribution of songs in {dataset}"""
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
    """Drawing a spectrogram of {dataset}"""
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
    """Drawing the pipeline for {dataset}"""
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
    """Drawing the network for {dataset}"""
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
    """Drawing the training losses for {dataset}"""
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
    """Drawing a reconstruction of {dataset}"""
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


rule plot_convergence:
    """Drawing the convergence of training for {dataset}"""
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

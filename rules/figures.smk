"""The paper's fourteen figures, each a rule and a target of its own."""


rule map_latents:
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        code=sources("map_latents.py"),
    output:
        map="results/{dataset}/{representation}/seed{seed}/{map}.h5",
    log:
        "logs/map_latents/{dataset}.{representation}.seed{seed}.{map}.log",
    conda:
        "../environment.yml"
    params:
        method=lambda w: w.map,
        seed=lambda w: int(w.seed),
        max_points=config["max_points"],
    script:
        "../workflow_scripts/map_latents.py"


rule plot_distribution:
    input:
        features="results/{dataset}/features.h5",
        tracks="results/{dataset}/tracks.tsv",
        code=sources("plot_distribution.py"),
    output:
        png="results/{dataset}/figures/fig01_distribution.png",
        pdf="results/{dataset}/figures/fig01_distribution.pdf",
    log:
        "logs/plot_distribution/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        factors=lambda w: list(DATASETS[w.dataset].factors),
    script:
        "../workflow_scripts/plot_distribution.py"


rule plot_spectrogram:
    input:
        features="results/{dataset}/features.h5",
        code=sources("plot_spectrogram.py"),
    output:
        png="results/{dataset}/figures/fig02_spectrogram.png",
        pdf="results/{dataset}/figures/fig02_spectrogram.pdf",
    log:
        "logs/plot_spectrogram/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        audio=AUDIO,
    script:
        "../workflow_scripts/plot_spectrogram.py"


rule plot_pipeline:
    input:
        tracks="results/{dataset}/tracks.tsv",
        features="results/{dataset}/features.h5",
        lyrics=lambda w: lyrics_of(w.dataset, main_model(w.dataset)),
        latents=main_model_file("latents.h5"),
        assignments=main_model_file("kmeans/assignments.h5"),
        code=sources("plot_pipeline.py"),
    output:
        png="results/{dataset}/figures/fig03_pipeline.png",
        pdf="results/{dataset}/figures/fig03_pipeline.pdf",
    log:
        "logs/plot_pipeline/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        audio=AUDIO,
        model=lambda w: main_model(w.dataset),
    script:
        "../workflow_scripts/plot_pipeline.py"


rule plot_architecture:
    input:
        weights=main_model_file("weights.safetensors"),
        code=sources("plot_architecture.py"),
    output:
        png="results/{dataset}/figures/fig04_architecture.png",
        pdf="results/{dataset}/figures/fig04_architecture.pdf",
    log:
        "logs/plot_architecture/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        model=lambda w: main_model(w.dataset),
    script:
        "../workflow_scripts/plot_architecture.py"


rule plot_training:
    input:
        history=main_model_file("history.tsv"),
        latents=main_model_file("latents.h5"),
        autoencoder=f"results/{{dataset}}/autoencoder/seed{SEED}/history.tsv",
        code=sources("plot_training.py"),
    output:
        png="results/{dataset}/figures/fig05_training.png",
        pdf="results/{dataset}/figures/fig05_training.pdf",
    log:
        "logs/plot_training/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        model=lambda w: main_model(w.dataset),
        seed=SEED,
    script:
        "../workflow_scripts/plot_training.py"


rule plot_reconstruction:
    input:
        features="results/{dataset}/features.h5",
        lyrics=lambda w: lyrics_of(w.dataset, main_model(w.dataset)),
        weights=main_model_file("weights.safetensors"),
        code=sources("plot_reconstruction.py"),
    output:
        png="results/{dataset}/figures/fig06_reconstruction.png",
        pdf="results/{dataset}/figures/fig06_reconstruction.pdf",
    log:
        "logs/plot_reconstruction/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        audio=AUDIO,
        model=lambda w: main_model(w.dataset),
        seed=SEED,
    script:
        "../workflow_scripts/plot_reconstruction.py"


rule plot_latent_map:
    input:
        map=main_model_file(f"{MAP}.h5"),
        assignments=main_model_file("kmeans/assignments.h5"),
        tracks="results/{dataset}/tracks.tsv",
        code=sources("plot_latent_map.py"),
    output:
        png="results/{dataset}/figures/fig07_latent_map.png",
        pdf="results/{dataset}/figures/fig07_latent_map.pdf",
    log:
        "logs/plot_latent_map/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        factors=lambda w: list(DATASETS[w.dataset].factors),
        model=lambda w: main_model(w.dataset),
        seed=SEED,
        method=MAP,
    script:
        "../workflow_scripts/plot_latent_map.py"


rule plot_convergence:
    input:
        history=main_model_file("history.tsv"),
        latents=main_model_file("latents.h5"),
        code=sources("plot_convergence.py"),
    output:
        png="results/{dataset}/figures/fig08_convergence.png",
        pdf="results/{dataset}/figures/fig08_convergence.pdf",
    log:
        "logs/plot_convergence/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        model=lambda w: main_model(w.dataset),
        seed=SEED,
    script:
        "../workflow_scripts/plot_convergence.py"


rule plot_silhouette:
    input:
        latents=lambda w: [
            f"results/{w.dataset}/{name}/seed{SEED}/latents.h5" for name in compared(w)
        ],
        tracks="results/{dataset}/tracks.tsv",
        code=sources("plot_silhouette.py"),
    output:
        png="results/{dataset}/figures/fig09_silhouette.png",
        pdf="results/{dataset}/figures/fig09_silhouette.pdf",
    log:
        "logs/plot_silhouette/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        representations=compared,
        factor=genre_factor,
        n_resamples=config["scores"]["n_resamples"],
        n_shuffles=config["scores"]["n_shuffles"],
        seed=SEED,
        max_points=config["max_points"],
    script:
        "../workflow_scripts/plot_silhouette.py"


rule plot_correlation:
    input:
        latents=main_model_file("latents.h5"),
        code=sources("plot_correlation.py"),
    output:
        png="results/{dataset}/figures/fig10_correlation.png",
        pdf="results/{dataset}/figures/fig10_correlation.pdf",
    log:
        "logs/plot_correlation/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        model=lambda w: main_model(w.dataset),
        seed=SEED,
    script:
        "../workflow_scripts/plot_correlation.py"


rule plot_dendrogram:
    input:
        latents=main_model_file("latents.h5"),
        tracks="results/{dataset}/tracks.tsv",
        code=sources("plot_dendrogram.py"),
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
        model=lambda w: main_model(w.dataset),
        seed=SEED,
    script:
        "../workflow_scripts/plot_dendrogram.py"


rule plot_maps:
    input:
        pca=f"results/{{dataset}}/pca/seed{SEED}/latents.h5",
        map=main_model_file(f"{MAP}.h5"),
        tracks="results/{dataset}/tracks.tsv",
        code=sources("plot_maps.py"),
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
        model=lambda w: main_model(w.dataset),
        seed=SEED,
        method=MAP,
    script:
        "../workflow_scripts/plot_maps.py"


rule plot_latent_space:
    input:
        latents=main_model_file("latents.h5"),
        tracks="results/{dataset}/tracks.tsv",
        code=sources("plot_latent_space.py"),
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
        model=lambda w: main_model(w.dataset),
        seed=SEED,
        max_points=config["max_points"],
    script:
        "../workflow_scripts/plot_latent_space.py"


rule plot_confusion:
    input:
        assignments=main_model_file("kmeans/assignments.h5"),
        latents=main_model_file("latents.h5"),
        tracks="results/{dataset}/tracks.tsv",
        code=sources("plot_confusion.py"),
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
        model=lambda w: main_model(w.dataset),
        seed=SEED,
    script:
        "../workflow_scripts/plot_confusion.py"


rule plot_stability:
    input:
        curve=lambda w: f"results/{w.dataset}/{mapped(w.dataset)[0]}/seed{SEED}/stability.tsv",
        latents=lambda w: f"results/{w.dataset}/{mapped(w.dataset)[0]}/seed{SEED}/latents.h5",
        code=sources("plot_stability.py"),
    output:
        png="results/{dataset}/figures/stability.png",
        pdf="results/{dataset}/figures/stability.pdf",
    log:
        "logs/plot_stability/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        representation=lambda w: mapped(w.dataset)[0],
        seed=SEED,
    script:
        "../workflow_scripts/plot_stability.py"

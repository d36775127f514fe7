"""Figures and tables, each a target of its own."""


rule map_latents:
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        code=sources("map_latents.py"),
    output:
        map="results/{dataset}/{representation}/seed{seed}/map.h5",
    log:
        "logs/map_latents/{dataset}.{representation}.seed{seed}.log",
    conda:
        "../environment.yml"
    params:
        seed=lambda w: int(w.seed),
    script:
        "../workflow_scripts/map_latents.py"


rule plot_latent_map:
    input:
        map=lambda w: f"results/{w.dataset}/{main_model(w.dataset)}/seed{config['seeds'][0]}/map.h5",
        scores=lambda w: f"results/{w.dataset}/{main_model(w.dataset)}/seed{config['seeds'][0]}/kmeans/scores.tsv",
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
        title=lambda w: DATASETS[w.dataset].title or w.dataset,
        factors=lambda w: list(DATASETS[w.dataset].factors),
        model=lambda w: main_model(w.dataset),
        seed=config["seeds"][0],
        epochs=config["training"]["epochs"],
    script:
        "../workflow_scripts/plot_latent_map.py"


rule tabulate_table1:
    input:
        published="resources/paper/table1.tsv",
        scores=table1_scores(),
        code=sources("tabulate_table1.py"),
    output:
        tsv="results/table1.tsv",
        markdown="results/table1.md",
    log:
        "logs/tabulate_table1.log",
    conda:
        "../environment.yml"
    params:
        experiments=table1_datasets(),
        epochs=config["training"]["epochs"],
        seeds=config["seeds"],
    script:
        "../workflow_scripts/tabulate_table1.py"

"""What the models make: slices along the axes of the latent, and of chosen labels."""


rule sweep_latent:
    input:
        features="results/{dataset}/features.h5",
        latents=f"results/{{dataset}}/joint_vae/seed{SEED}/latents.h5",
        weights=f"results/{{dataset}}/joint_vae/seed{SEED}/weights.safetensors",
        code=sources("sweep_latent.py"),
    output:
        grid="results/{dataset}/sweep.h5",
    log:
        "logs/sweep_latent/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        max_points=config["max_points"],
    script:
        "../workflow_scripts/sweep_latent.py"


rule generate_slices:
    input:
        features="results/{dataset}/features.h5",
        tracks="results/{dataset}/tracks.tsv",
        weights=f"results/{{dataset}}/cvae/seed{SEED}/weights.safetensors",
        code=sources("generate_slices.py"),
    output:
        grid="results/{dataset}/generated.h5",
        accuracy="results/{dataset}/generated.tsv",
    log:
        "logs/generate_slices/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        seed=SEED,
        max_points=config["max_points"],
    script:
        "../workflow_scripts/generate_slices.py"


rule plot_grid:
    input:
        grid="results/{dataset}/{grid}.h5",
        code=sources("plot_grid.py"),
    output:
        png="results/{dataset}/figures/{grid}.png",
        pdf="results/{dataset}/figures/{grid}.pdf",
    log:
        "logs/plot_grid/{dataset}.{grid}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        what=lambda w: GRIDS[w.grid],
        audio=AUDIO,
    script:
        "../workflow_scripts/plot_grid.py"


rule sonify_grid:
    input:
        grid="results/{dataset}/{grid}.h5",
        code=sources("sonify_grid.py"),
    output:
        sounds=directory("results/{dataset}/{grid}"),
    log:
        "logs/sonify_grid/{dataset}.{grid}.log",
    conda:
        "../environment.yml"
    params:
        audio=AUDIO,
    script:
        "../workflow_scripts/sonify_grid.py"

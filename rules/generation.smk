"""What the models make: slices along the axes of the latent, and of chosen labels."""


rule sweep_latent:
    """Moving along the axes of the latent of {dataset}"""
    input:
        features="results/{dataset}/features.h5",
        latents=lambda w: plan.file(w.dataset, the("swept"), "latents.h5"),
        weights=lambda w: plan.file(w.dataset, the("swept"), "weights.safetensors"),
    output:
        grid="results/{dataset}/sweep.h5",
    log:
        "logs/sweep_latent/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        max_points=plan.max_points,
        code=code("sweep_latent.py", lambda w: plan.modules(the("swept"))),
    script:
        "../workflow_scripts/sweep_latent.py"


rule generate_slices:
    """Generating slices of {dataset}"""
    input:
        features="results/{dataset}/features.h5",
        tracks="results/{dataset}/labels.tsv",
        weights=lambda w: plan.file(w.dataset, the("generator"), "weights.safetensors"),
    output:
        grid="results/{dataset}/generated.h5",
        accuracy="results/{dataset}/generated.tsv",
    log:
        "logs/generate_slices/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        seed=plan.seed,
        max_points=plan.max_points,
        code=code("generate_slices.py", lambda w: plan.modules(the("generator"))),
    script:
        "../workflow_scripts/generate_slices.py"


rule plot_grid:
    """Drawing {grid} slices of {dataset}"""
    input:
        grid="results/{dataset}/{grid}.h5",
    output:
        png="results/{dataset}/figures/{grid}.png",
        pdf="results/{dataset}/figures/{grid}.pdf",
    log:
        "logs/plot_grid/{dataset}.{grid}.log",
    conda:
        "../environment.yml"
    params:
        title=dataset_title,
        about=lambda w: shown.grid_title(w.grid),
        what=lambda w: shown.grid_caption(w.grid),
        audio=plan.audio,
        code=code("plot_grid.py"),
    script:
        "../workflow_scripts/plot_grid.py"


rule sonify_grid:
    """Making sound of {grid} slices of {dataset}"""
    input:
        grid="results/{dataset}/{grid}.h5",
    output:
        sounds=directory("results/{dataset}/{grid}"),
    log:
        "logs/sonify_grid/{dataset}.{grid}.log",
    conda:
        "../environment.yml"
    params:
        audio=plan.audio,
        code=code("sonify_grid.py"),
    script:
        "../workflow_scripts/sonify_grid.py"

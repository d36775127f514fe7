"""Figures that are not in the paper: the joint model, the groups, and the number of groups."""


rule plot_joint_maps:
    """Drawing the maps of the joint model for {dataset}"""
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
    """Drawing the stability of groups for {dataset}"""
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

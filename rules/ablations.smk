"""Target `ablations`: the paper's models with other beta, latent size and fusion."""

from hbvae.workflow.ablations import Ablations

compared = Ablations(plan)


rule tabulate_ablations:
    """Writing the table of ablations"""
    input:
        scores=lambda w: compared.scores(),
    output:
        tsv="results/ablations.tsv",
        markdown="results/ablations.md",
    log:
        "logs/tabulate_ablations.log",
    conda:
        "../environment.yml"
    params:
        points=lambda w: compared.points_by_dataset(),
        factors={dataset: plan.factors(dataset) for dataset in plan.run},
        clusterer=plan.main_clusterer,
        titles={dataset: plan.title(dataset) for dataset in plan.run},
        code=code("tabulate_ablations.py"),
    script:
        "../workflow_scripts/tabulate_ablations.py"


rule plot_ablations:
    """Drawing the ablations"""
    input:
        table="results/ablations.tsv",
    output:
        png="results/ablations.png",
        pdf="results/ablations.pdf",
    log:
        "logs/plot_ablations.log",
    conda:
        "../environment.yml"
    params:
        titles={dataset: plan.title(dataset) for dataset in plan.run},
        clusterer=plan.main_clusterer_title,
        code=code("plot_ablations.py"),
    script:
        "../workflow_scripts/plot_ablations.py"

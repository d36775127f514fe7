from snakemake.utils import min_version, validate

min_version("9.0")


configfile: "config/config.yaml"


validate(config, "config/config.schema.yaml")


include: "rules/common.smk"
include: "rules/datasets.smk"
include: "rules/features.smk"
include: "rules/models.smk"
include: "rules/clustering.smk"
include: "rules/figures.smk"


rule all:
    default_target: True
    input:
        "results/metrics.tsv",
        "results/table1.tsv",
        "results/table1.md",
        latent_maps(),


rule fig07:
    input:
        paper_figure("HBLM-100", "fig07_latent_map"),


rule table1:
    input:
        "results/table1.tsv",
        "results/table1.md",

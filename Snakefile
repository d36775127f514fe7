from snakemake.utils import min_version, validate

min_version("9.0")


configfile: "config/config.yaml"


validate(config, "config/config.schema.yaml")


include: "rules/common.smk"
include: "rules/datasets.smk"
include: "rules/features.smk"
include: "rules/models.smk"
include: "rules/clustering.smk"
include: "rules/evidence.smk"
include: "rules/figures.smk"
include: "rules/tables.smk"
include: "rules/generation.smk"
include: "rules/release.smk"
include: "rules/report.smk"


# On a cluster these run where Snakemake runs: each is over in less time than a submission takes.
localrules:
    render_demo,
    list_tracks,
    write_demo_table,
    gather_rejected,
    gather_metrics,
    gather_disentanglement,
    write_evidence,
    tabulate_scores,
    write_report,


rule all:
    default_target: True
    input:
        "results/metrics.tsv",
        tables(),
        "results/report.html",
        [f"results/{dataset}/explorer.html" for dataset in RUN],
        [f"results/{dataset}/release" for dataset in released()],
        all_figures(),


rule fig01:
    input:
        paper_figure(1),


rule fig02:
    input:
        paper_figure(2),


rule fig03:
    input:
        paper_figure(3),


rule fig04:
    input:
        paper_figure(4),


rule fig05:
    input:
        paper_figure(5),


rule fig06:
    input:
        paper_figure(6),


rule fig07:
    input:
        paper_figure(7),


rule fig08:
    input:
        paper_figure(8),


rule fig09:
    input:
        paper_figure(9),


rule fig10:
    input:
        paper_figure(10),


rule fig11:
    input:
        paper_figure(11),


rule fig12:
    input:
        paper_figure(12),


rule fig13:
    input:
        paper_figure(13),


rule fig14:
    input:
        paper_figure(14),


rule table1:
    input:
        [f"results/table1.{ending}" for ending in ("tsv", "md", "tex")],


rule report:
    input:
        "results/report.html",


rule explorer:
    input:
        [f"results/{dataset}/explorer.html" for dataset in RUN],


rule release:
    input:
        [f"results/{dataset}/release" for dataset in RUN],


rule evidence:
    input:
        "results/evidence.md",


rule algorithms:
    input:
        [f"results/algorithms.{ending}" for ending in ("tsv", "md", "tex")],

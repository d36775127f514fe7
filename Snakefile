from snakemake.utils import min_version

min_version("9.0")

# Snakemake adds the folder of the Snakefile to the path, so hbvae need not be installed.
from hbvae.jobs.encoding import use_utf8

use_utf8()

from hbvae.workflow.place import own_config
from hbvae.workflow.progress import show_progress

show_progress(workflow, logger)

# `config` contains the user's settings; `complete` in rules/common.smk adds the defaults. A run in
# another folder may have its own config there.
if own_config(workflow.modifier.is_main_snakefile()):

    configfile: "config/config.yaml"


include: "rules/common.smk"
include: "rules/datasets.smk"
include: "rules/features.smk"
include: "rules/models.smk"
include: "rules/clustering.smk"
include: "rules/evidence.smk"
include: "rules/ablations.smk"
include: "rules/data_figures.smk"
include: "rules/latent_figures.smk"
include: "rules/figures.smk"
include: "rules/tables.smk"
include: "rules/generation.smk"
include: "rules/release.smk"
include: "rules/report.smk"


# On a cluster these run beside Snakemake, because each takes less time than a submission.
localrules:
    render_demo,
    write_demo_table,
    gather_rejected,
    gather_transcripts,
    gather_metrics,
    gather_disentanglement,
    write_evidence,
    tabulate_scores,
    tabulate_ablations,
    write_report,


rule all:
    default_target: True
    input:
        "results/metrics.tsv",
        shown.tables(),
        "results/report.html",
        [f"results/{dataset}/explorer.html" for dataset in plan.run],
        [
            f"results/{dataset}/{name}"
            for dataset in plan.run
            for name in ("playlists", "clusters.csv")
        ],
        [f"results/{dataset}/release" for dataset in shown.released()],
        shown.all_figures(),


for figure in all_figures().values():
    if figure.number:

        rule:
            name:
                f"fig{figure.number:02d}"
            input:
                lambda w, number=figure.number: shown.paper_figure(number),


rule table1:
    input:
        table_files("table1"),


rule algorithms:
    input:
        table_files("algorithms"),


rule ablations:
    input:
        [f"results/ablations.{ending}" for ending in ("tsv", "md", "png", "pdf")],


rule report:
    input:
        "results/report.html",


rule explorer:
    input:
        [f"results/{dataset}/explorer.html" for dataset in plan.run],


rule release:
    input:
        [f"results/{dataset}/release" for dataset in plan.run],


rule evidence:
    input:
        "results/evidence.md",

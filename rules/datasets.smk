"""Demo corpora, rendered from their recipes.

No rule writes the lists of a dataset's tracks: `hbvae.workflow.listing` updates them before the run
is planned.
"""

from hbvae.workflow.listing import requested_lists

# A list that is a target of the command is up to date by now, so its job does nothing.
for path in requested_lists(sys.argv[1:], DATASETS):

    rule:
        """Listing the songs"""
        output:
            update(path),
        shell:
            "true"


rule render_demo:
    """Rendering songs of {dataset}"""
    input:
        recipes=lambda w: recipe_files(DATASETS[w.dataset]),
    output:
        folder=directory("results/{dataset}/dataset/{audio_dir}/{cell}"),
    log:
        "logs/render_demo/{dataset}.{audio_dir}.{cell}.log",
    wildcard_constraints:
        audio_dir="[a-z_]+",
        cell="[a-z/]+",
    conda:
        "../environment.yml"
    params:
        cell=lambda w: w.cell,
        code=code("render_demo.py"),
    script:
        "../workflow_scripts/render_demo.py"


rule write_demo_table:
    """Writing the table of {dataset}"""
    input:
        recipes=lambda w: recipe_files(DATASETS[w.dataset]),
        lyrics=lambda w: lyrics_files(DATASETS[w.dataset]),
    output:
        table="results/{dataset}/dataset/metadata.csv",
    log:
        "logs/write_demo_table/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        code=code("write_demo_table.py"),
    script:
        "../workflow_scripts/write_demo_table.py"

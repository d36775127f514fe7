"""The paper's Table 1, and its comparison of algorithms."""


rule tabulate_scores:
    """Writing the table {table}"""
    input:
        published=project_file("resources/paper/{table}.tsv"),
        remarks=project_file("resources/paper/remarks.tsv"),
        scores=lambda w: shown.table_scores(project_file(f"resources/paper/{w.table}.tsv")),
    output:
        tsv="results/{table}.tsv",
        markdown="results/{table}.md",
        latex="results/{table}.tex",
    log:
        "logs/tabulate_scores/{table}.log",
    wildcard_constraints:
        table="|".join(TABLES),
    conda:
        "../environment.yml"
    params:
        experiments=plan.repeats(),
        metrics=lambda w: TABLES[w.table],
        titles={dataset: plan.title(dataset) for dataset in plan.run},
        synthetic=plan.synthetic(),
        caption=lambda w: shown.table_caption(w.table),
        code=code("tabulate_scores.py"),
    script:
        "../workflow_scripts/tabulate_scores.py"

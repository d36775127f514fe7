"""The paper's Table 1, and its comparison of algorithms."""


rule tabulate_scores:
    input:
        published="resources/paper/{table}.tsv",
        remarks="resources/paper/remarks.tsv",
        scores=table_scores,
        code=sources("tabulate_scores.py"),
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
        experiments=repeats(),
        metrics=lambda w: TABLES[w.table],
        caption=lambda w: table_caption(w.table),
    script:
        "../workflow_scripts/tabulate_scores.py"

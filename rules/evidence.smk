"""Disentanglement of latent axes, and the page of claims and evidence."""


rule measure_disentanglement:
    """Measuring disentanglement for {dataset}: {representation}"""
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        tracks="results/{dataset}/labels.tsv",
    output:
        scores="results/{dataset}/{representation}/seed{seed}/disentanglement.tsv",
    log:
        "logs/measure_disentanglement/{dataset}.{representation}.seed{seed}.log",
    conda:
        "../environment.yml"
    params:
        where=lambda w: {
            "dataset": w.dataset,
            "representation": w.representation,
            "seed": int(w.seed),
        },
        has_axes=lambda w: plan.kinds[w.representation].is_trained,
        factors=factors,
        n_resamples=CONFIG["scores"]["n_resamples"],
        max_points=plan.max_points,
        dci=CONFIG["disentanglement"]["dci"],
        code=code("measure_disentanglement.py"),
    script:
        "../workflow_scripts/measure_disentanglement.py"


rule gather_disentanglement:
    """Gathering measures of disentanglement"""
    input:
        scores=[
            plan.file(dataset, representation, "disentanglement.tsv", seed)
            for dataset in plan.run
            for representation in plan.probed(dataset)
            for seed in plan.seeds
        ],
    output:
        tsv="results/disentanglement.tsv",
        markdown="results/disentanglement.md",
    log:
        "logs/gather_disentanglement.log",
    conda:
        "../environment.yml"
    params:
        learned_from=plan.learned_from(),
        titles=plan.titles(),
        code=code("gather_disentanglement.py"),
    script:
        "../workflow_scripts/gather_disentanglement.py"


rule score_as_published:
    """Scoring {dataset} with published methods: {representation}"""
    input:
        latents="results/{dataset}/{representation}/seed{seed}/latents.h5",
        tracks="results/{dataset}/labels.tsv",
    output:
        scores="results/{dataset}/{representation}/seed{seed}/as_published.tsv",
    log:
        "logs/score_as_published/{dataset}.{representation}.seed{seed}.log",
    conda:
        "../environment.yml"
    params:
        where=lambda w: {
            "dataset": w.dataset,
            "representation": w.representation,
            "seed": int(w.seed),
        },
        factor=genre_factor,
        n_shuffles=CONFIG["scores"]["n_shuffles"],
        code=code("score_as_published.py"),
    script:
        "../workflow_scripts/score_as_published.py"


rule write_evidence:
    """Writing the page of evidence"""
    input:
        claims=project_file("resources/paper/claims.tsv"),
        anchors=project_file("resources/paper/anchors.tsv"),
        training=project_file("resources/paper/training.tsv"),
        metrics="results/metrics.tsv",
        disentanglement="results/disentanglement.tsv",
        as_published=[
            plan.file(dataset, representation, "as_published.tsv", seed)
            for dataset in plan.corpora()
            for representation in plan.representations(dataset)
            for seed in plan.seeds
        ],
    output:
        page="results/evidence.md",
        verdicts="results/verdicts.tsv",
    log:
        "logs/write_evidence.log",
    conda:
        "../environment.yml"
    params:
        experiments=plan.repeats(),
        corpora=plan.corpora(),
        n_seeds=len(plan.seeds),
        controls={
            name: plan.kinds[name].factor
            for name in plan.label_controls()
            if name in CONFIG["representations"]
        },
        alone=plan.without_encoder(),
        encoder_itself=[kind.name for kind in plan.kinds.values() if kind.encoder],
        learned_from=plan.learned_from(),
        titles=plan.titles(),
        synthetic=plan.synthetic(),
        epochs=plan.epochs(),
        audio=plan.audio,
        code=code("write_evidence.py"),
    script:
        "../workflow_scripts/write_evidence.py"

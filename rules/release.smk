"""Release of a trained model: a folder that can be used, moved and shared."""


rule release_model:
    """Releasing the model of {dataset}"""
    input:
        weights=lambda w: plan.file(w.dataset, the("released_model"), "weights.safetensors"),
        latents=lambda w: plan.file(w.dataset, the("released_model"), "latents.h5"),
        assignments=lambda w: [
            plan.file(w.dataset, name, f"{plan.main_clusterer}/assignments.h5")
            for name in plan.groupings(w.dataset).values()
        ],
        names=lambda w: [
            plan.file(w.dataset, name, "names.tsv") for name in plan.groupings(w.dataset).values()
        ],
        scores=lambda w: [
            plan.file(w.dataset, name, "scores.tsv") for name in plan.groupings(w.dataset).values()
        ],
        tracks="results/{dataset}/tracks.tsv",
        matches=lambda w: plan.earlier.fitted(w.dataset),
        transcripts=lambda w: plan.lyrics.transcripts(w.dataset),
        generator=lambda w: shown.generator(w.dataset),
        encoder_features=lambda w: f"results/{w.dataset}/features.h5" if plan.encoder else [],
        template=project_file("resources/release/README.md"),
    output:
        release=directory("results/{dataset}/release"),
    log:
        "logs/release_model/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        dataset=lambda w: w.dataset,
        title=dataset_title,
        is_synthetic=lambda w: plan.is_synthetic(w.dataset),
        representations=lambda w: plan.groupings(w.dataset),
        learned_from=lambda w: {
            key: plan.learned_in_words(name) for key, name in plan.groupings(w.dataset).items()
        },
        references=lambda w: shown.release_references(w.dataset),
        clusterer=plan.main_clusterer,
        audio=plan.audio,
        lyrics=plan.lyrics.embedding,
        encoder=plan.released_encoder(),
        settings=plan.baseline_settings(the("assigns_by_sound")),
        seed=plan.seed,
        max_points=plan.max_points,
        code=code(
            "release_model.py", lambda w: plan.modules(the("released_model"), the("generator"))
        ),
    script:
        "../workflow_scripts/release_model.py"

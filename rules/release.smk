"""A trained model as a folder that can be used, moved and given away."""


rule release_model:
    input:
        weights=f"results/{{dataset}}/joint_vae/seed{SEED}/weights.safetensors",
        latents=f"results/{{dataset}}/joint_vae/seed{SEED}/latents.h5",
        assignments=lambda w: [
            f"results/{w.dataset}/{GROUPINGS[name]}/seed{SEED}/kmeans/assignments.h5"
            for name in groupings(w.dataset)
        ],
        scores=lambda w: [
            f"results/{w.dataset}/{GROUPINGS[name]}/seed{SEED}/scores.tsv"
            for name in groupings(w.dataset)
        ],
        tracks="results/{dataset}/tracks.tsv",
        generator=lambda w: (
            f"results/{w.dataset}/cvae/seed{SEED}/weights.safetensors"
            if DATASETS[w.dataset].factors
            else []
        ),
        template="resources/release/README.md",
        code=sources("release_model.py"),
    output:
        release=directory("results/{dataset}/release"),
    log:
        "logs/release_model/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        dataset=lambda w: w.dataset,
        title=dataset_title,
        audio_folder=lambda w: str(DATASETS[w.dataset].audio_folder),
        references=lambda w: groupings(w.dataset),
        audio=AUDIO,
        lyrics=config["lyrics"],
        settings=config["baselines"].get("joint_audio", {}),
        seed=SEED,
        max_points=config["max_points"],
    script:
        "../workflow_scripts/release_model.py"

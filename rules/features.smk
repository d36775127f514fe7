"""From tracks to log-mel slices and lyric embeddings."""

from hbvae.features.audio_config import AudioConfig

AudioConfig(**AUDIO)  # settings that do not fit together are told before any job


rule extract_features:
    input:
        tracks="results/{dataset}/batches/{batch}.tsv",
        code=sources("extract_features.py"),
    output:
        features="results/{dataset}/features/{batch}.h5",
        rejected="results/{dataset}/features/{batch}.rejected.tsv",
    log:
        "logs/extract_features/{dataset}.{batch}.log",
    conda:
        "../environment.yml"
    params:
        audio_folder=lambda w: str(DATASETS[w.dataset].audio_folder),
        audio=AUDIO,
    script:
        "../workflow_scripts/extract_features.py"


rule gather_rejected:
    input:
        unusable="results/{dataset}/unusable.tsv",
        batches=batches("results/{dataset}/batches/{batch}.tsv"),
        batches_rejected=batches("results/{dataset}/features/{batch}.rejected.tsv"),
        code=sources("gather_rejected.py"),
    output:
        rejected="results/{dataset}/rejected.tsv",
    log:
        "logs/gather_rejected/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        max_rejected=config["max_rejected"],
        k=lambda w: DATASETS[w.dataset].references,
    script:
        "../workflow_scripts/gather_rejected.py"


# Waits for the list of rejected tracks, which stops the run if they are too many; the list itself
# changes nothing here (`ancient`), so that a new max_rejected trains nothing anew.
rule merge_features:
    input:
        batches=batches("results/{dataset}/features/{batch}.h5"),
        rejected=ancient("results/{dataset}/rejected.tsv"),
        code=sources("merge_features.py"),
    output:
        features="results/{dataset}/features.h5",
    log:
        "logs/merge_features/{dataset}.log",
    conda:
        "../environment.yml"
    script:
        "../workflow_scripts/merge_features.py"


rule embed_lyrics:
    input:
        lyrics="results/{dataset}/lyrics.tsv",
        code=sources("embed_lyrics.py"),
    output:
        embeddings="results/{dataset}/lyrics.h5",
    log:
        "logs/embed_lyrics/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        lyrics_config=config["lyrics"],
    script:
        "../workflow_scripts/embed_lyrics.py"

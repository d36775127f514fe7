"""From tracks to log-mel slices and lyric embeddings."""

from hbvae.audio import AudioConfig

AudioConfig(**config["audio"])  # settings that do not fit together are told before any job


rule mel_filterbank:
    input:
        code=sources("mel_filterbank.py"),
    output:
        filterbank="results/mel_filterbank.npy",
    log:
        "logs/mel_filterbank.log",
    conda:
        "../environment.yml"
    params:
        audio=config["audio"],
    script:
        "../workflow_scripts/mel_filterbank.py"


rule extract_features:
    input:
        tracks="results/{dataset}/batches/{batch}.tsv",
        filterbank="results/mel_filterbank.npy",
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
        audio=config["audio"],
    script:
        "../workflow_scripts/extract_features.py"


rule merge_features:
    input:
        batches=batches("results/{dataset}/features/{batch}.h5"),
        batches_rejected=batches("results/{dataset}/features/{batch}.rejected.tsv"),
        code=sources("merge_features.py"),
    output:
        features="results/{dataset}/features.h5",
        rejected="results/{dataset}/rejected.tsv",
    log:
        "logs/merge_features/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        max_rejected=config["max_rejected"],
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

"""From tracks to log-mel slices and lyric embeddings."""


# A folder that was moved or copied has the same songs: `ancient`. The table of a demo corpus goes
# with its recordings, though only people read it.
rule extract_features:
    """Extracting features of {dataset}"""
    input:
        tracks="results/{dataset}/batches/{batch}.tsv",
        dataset=ancient("results/{dataset}/dataset.json"),
        rendered=lambda w: rendered_folders(
            DATASETS[w.dataset], f"results/{w.dataset}/batches/{w.batch}.tsv"
        ),
        table=ancient(lambda w: rendered_table(DATASETS[w.dataset])),
    output:
        features="results/{dataset}/features/{batch}.h5",
        rejected="results/{dataset}/features/{batch}.rejected.tsv",
    log:
        "logs/extract_features/{dataset}.{batch}.log",
    conda:
        "../environment.yml"
    threads: plan.extraction_threads()
    resources:
        **plan.extraction_resources(),
    params:
        audio=plan.audio,
        pretrained=plan.encoder,
        encoder_version=plan.encoder_version(),
        code=code("extract_features.py", lambda w: decoder_modules() + plan.encoder_modules()),
    script:
        "../workflow_scripts/extract_features.py"


rule gather_rejected:
    """Listing rejected songs of {dataset}"""
    input:
        unusable="results/{dataset}/unusable.tsv",
        batches=batches("results/{dataset}/batches/{batch}.tsv"),
        batches_rejected=batches("results/{dataset}/features/{batch}.rejected.tsv"),
    output:
        rejected="results/{dataset}/rejected.tsv",
    log:
        "logs/gather_rejected/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        max_rejected=CONFIG["max_rejected"],
        k=lambda w: plan.references(w.dataset),
        code=code("gather_rejected.py"),
    script:
        "../workflow_scripts/gather_rejected.py"


# Waits for the list of rejected tracks, which stops the run if they are too many; the list itself
# changes nothing here (`ancient`), so that a new max_rejected trains nothing anew.
rule merge_features:
    """Joining the features of {dataset}"""
    input:
        batches=batches("results/{dataset}/features/{batch}.h5"),
        rejected=ancient("results/{dataset}/rejected.tsv"),
    output:
        features="results/{dataset}/features.h5",
    log:
        "logs/merge_features/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        code=code("merge_features.py"),
    script:
        "../workflow_scripts/merge_features.py"


rule describe_tracks:
    """Describing the songs of {dataset}"""
    input:
        features="results/{dataset}/features.h5",
        lyrics="results/{dataset}/lyrics.tsv",
    output:
        traits="results/{dataset}/traits.h5",
    log:
        "logs/describe_tracks/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        frame=plan.audio["hop_length"] / plan.audio["sample_rate"],
        has_encoder=bool(plan.encoder),
        code=code("describe_tracks.py"),
    script:
        "../workflow_scripts/describe_tracks.py"


rule embed_lyrics:
    """Embedding the lyrics of {dataset}"""
    input:
        lyrics="results/{dataset}/lyrics.tsv",
    output:
        embeddings="results/{dataset}/lyrics.h5",
    log:
        "logs/embed_lyrics/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        lyrics_config=CONFIG["lyrics"],
        code=code("embed_lyrics.py"),
    script:
        "../workflow_scripts/embed_lyrics.py"

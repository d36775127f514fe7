"""Log-mel slices, lyrics and their embeddings, and other properties of tracks."""

from hbvae.workflow.lyrics import gpus_to_transcribe, without_lyrics


# `ancient`: a folder that was moved or copied contains the same songs. The table of a demo corpus is
# made with its recordings, although only people read it.
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
        features=batches("results/{dataset}/features/{batch}.h5"),
    output:
        rejected="results/{dataset}/rejected.tsv",
    log:
        "logs/gather_rejected/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        max_rejected=CONFIG["max_rejected"],
        k=lambda w: plan.references(w.dataset),
        longer_than=lambda w: DATASETS[w.dataset].longer_than,
        code=code("gather_rejected.py"),
    script:
        "../workflow_scripts/gather_rejected.py"


# Waits for the list of rejected tracks, which stops the run if there are too many. The input is
# `ancient`, so that a new max_rejected does not train models again.
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
        longer_than=lambda w: DATASETS[w.dataset].longer_than,
        code=code("merge_features.py"),
    script:
        "../workflow_scripts/merge_features.py"


# `ancient`: only track ids and files are read from the list, so a new title needs no new search.
rule find_duplicates:
    """Searching {dataset} for duplicate songs"""
    input:
        features="results/{dataset}/features.h5",
        tracks=ancient("results/{dataset}/tracks.tsv"),
    output:
        duplicates="results/{dataset}/duplicates.tsv",
    log:
        "logs/find_duplicates/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        frame=plan.audio["hop_length"] / plan.audio["sample_rate"],
        code=code("find_duplicates.py"),
    script:
        "../workflow_scripts/find_duplicates.py"


rule match_songs:
    """Matching the songs of {dataset} with the earlier run"""
    input:
        features="results/{dataset}/features.h5",
        lyrics=lambda w: plan.lyrics.all(w.dataset),
        earlier=lambda w: plan.earlier.identities(w.dataset),
    output:
        matches="results/{dataset}/known.h5",
    log:
        "logs/match_songs/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        code=code("match_songs.py"),
    script:
        "../workflow_scripts/match_songs.py"


rule describe_tracks:
    """Describing the songs of {dataset}"""
    input:
        features="results/{dataset}/features.h5",
        lyrics=lambda w: plan.lyrics.all(w.dataset),
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


# Only in runs that transcribe lyrics. A job covers the tracks of a batch that lack lyrics.
rule transcribe_lyrics:
    """Transcribing lyrics of {dataset}"""
    input:
        tracks="results/{dataset}/batches/{batch}.tsv",
        dataset=ancient("results/{dataset}/dataset.json"),
        rendered=lambda w: rendered_folders(
            DATASETS[w.dataset], f"results/{w.dataset}/batches/{w.batch}.tsv"
        ),
        table=ancient(lambda w: rendered_table(DATASETS[w.dataset])),
    output:
        transcripts="results/{dataset}/transcripts/{batch}.tsv",
    log:
        "logs/transcribe_lyrics/{dataset}.{batch}.log",
    conda:
        "../environment.yml"
    threads: CONFIG["devices"]["threads"]
    resources:
        gpu=gpus_to_transcribe(workflow.local_exec),
    params:
        without_lyrics=lambda w: without_lyrics(w.dataset, w.batch),
        model=plan.lyrics.model,
        revision=plan.lyrics.revision,
        made_by=plan.lyrics.made_by,
        seconds=CONFIG["lyrics"]["seconds"],
        # Not an output, because Snakemake deletes the outputs of killed jobs.
        so_far="results/{dataset}/transcripts/{batch}.so_far.tsv",
        code=code("transcribe_lyrics.py", lambda w: decoder_modules()),
    script:
        "../workflow_scripts/transcribe_lyrics.py"


# A separate job, so that new thresholds do not transcribe again.
rule gather_transcripts:
    """Checking the transcribed lyrics of {dataset}"""
    input:
        lyrics="results/{dataset}/lyrics.tsv",
        batches=lambda w: [
            f"results/{w.dataset}/transcripts/{batch}.tsv"
            for batch in batch_names(w.dataset, DATASETS)
            if without_lyrics(w.dataset, batch)
        ],
    output:
        transcripts="results/{dataset}/transcripts.tsv",
        all_lyrics="results/{dataset}/all_lyrics.tsv",
    log:
        "logs/gather_transcripts/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        gates=CONFIG["lyrics"]["gates"],
        code=code("gather_transcripts.py"),
    script:
        "../workflow_scripts/gather_transcripts.py"


rule embed_lyrics:
    """Embedding the lyrics of {dataset}"""
    input:
        lyrics=lambda w: plan.lyrics.all(w.dataset),
    output:
        embeddings="results/{dataset}/lyrics.h5",
    log:
        "logs/embed_lyrics/{dataset}.log",
    conda:
        "../environment.yml"
    params:
        lyrics_config=plan.lyrics.embedding,
        code=code("embed_lyrics.py"),
    script:
        "../workflow_scripts/embed_lyrics.py"

"""Embed the lyrics of every track that has some."""

from hbvae.features.lyric_embedding import LyricsConfig, embed_lyrics, load_encoder
from hbvae.jobs.task import run_task
from hbvae.storage.lyrics import LyricsTable, write_lyrics_table
from hbvae.storage.tracks import read_lyrics
from hbvae.storage.transcripts import read_transcribed


def main(lyrics, embeddings, lyrics_config):
    config = LyricsConfig(**lyrics_config)
    texts = read_lyrics(lyrics)
    embedding = embed_lyrics(
        list(texts.values()), load_encoder(config.model), config.long, config.window
    )
    table = LyricsTable(list(texts), embedding.embedding, embedding.n_tokens)
    settings = {"model": config.model, "long": config.long, "window": config.window or 0}
    if models := set(read_transcribed(lyrics).values()):
        settings["transcribed_by"] = "; ".join(sorted(models))
    write_lyrics_table(embeddings, table, **settings, n_long=embedding.n_long)


if "snakemake" in globals():
    run_task(main, snakemake)

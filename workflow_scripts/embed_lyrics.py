"""Embed the lyrics of every track that has some."""

from hbvae.latents import LyricsTable, write_lyrics_table
from hbvae.lyrics import LyricsConfig, embed_lyrics, load_model
from hbvae.manifest import read_lyrics
from hbvae.tasks import run_task


def main(lyrics, embeddings, lyrics_config):
    config = LyricsConfig(**lyrics_config)
    texts = read_lyrics(lyrics)
    found = embed_lyrics(list(texts.values()), load_model(config.model), config.long)
    table = LyricsTable(list(texts), found.embedding, found.n_tokens)
    write_lyrics_table(embeddings, table, model=config.model, long=config.long, n_long=found.n_long)


if "snakemake" in globals():
    run_task(main, snakemake)

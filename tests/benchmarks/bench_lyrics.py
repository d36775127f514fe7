"""Lyric embedding: songs a second, against the model's own `encode`.

    python tests/benchmarks/bench_lyrics.py [--songs N]

The texts are the demo's own lyrics, put together to the lengths of songs. `encode` pads a batch to
its longest text and cuts what is longer than the model reads; hbvae takes each text by itself, so
that an embedding does not depend on the others, and reads long ones in windows.
"""

import argparse
import os
import time
from statistics import median

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
from report import ROOT, report

from hbvae.demo.recipe import load_recipe
from hbvae.features.lyric_embedding import BUNDLED, embed_lyrics, load_encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--songs", type=int, default=40)
    n = parser.parse_args().songs
    recipe = load_recipe(str(ROOT / "resources/demo/bilingual.yaml"))
    random = np.random.default_rng(0)
    texts = []
    for language in recipe.languages.values():
        lines = [line for line in (recipe.folder / language.lyrics).read_text("utf-8").splitlines()
                 if line.strip()]  # fmt: skip
        texts += ["\n".join(random.choice(lines, random.integers(8, 40))) for _ in range(n // 2)]
    model = load_encoder(BUNDLED)
    ways = {
        "encode, batches of 32 (cut)": lambda: model.encode(texts, show_progress_bar=False),
        "hbvae, long: truncate": lambda: embed_lyrics(texts, model, "truncate"),
        "hbvae, long: windows": lambda: embed_lyrics(texts, model, "windows"),
    }
    seconds = {name: [] for name in ways}
    for _ in range(4):
        for name, embed in ways.items():
            start = time.perf_counter()
            embed()
            seconds[name].append(time.perf_counter() - start)
    speeds = {
        name: median(len(texts) / s for s in way_seconds[1:])
        for name, way_seconds in seconds.items()
    }
    embeddings = embed_lyrics(texts, model, "windows")
    report(
        "lyrics",
        f"Lyric embedding, {len(texts)} texts of {np.mean(embeddings.n_tokens):.0f} word pieces on "
        f"average, {embeddings.n_long} longer than the model reads; medians of 3 turns",
        ["way", "songs/s", "of encode"],
        [[name, speed, speed / next(iter(speeds.values()))] for name, speed in speeds.items()],
    )


if __name__ == "__main__":
    main()

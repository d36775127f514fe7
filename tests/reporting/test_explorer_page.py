"""The explorer: its numbers by hand, and what stands in its page and its table."""

import gzip
import json
from base64 import b64decode

import numpy as np
import pytest
from pyarrow import parquet
from support.explorer_songs import (
    HOSTILE,
    N_SLICES,
    N_TRACKS,
    NAMES,
    WORDS,
    with_names_and_words,
    write_explorer,
    write_songs,
)

from hbvae.reporting.explorer_packing import pack, page_data
from hbvae.reporting.explorer_page import write_atlas


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """A folder of recordings, and what the explorer shows of them."""
    folder = tmp_path_factory.mktemp("explorer")
    return folder, write_songs(folder)


def test_the_page_carries_its_data_and_no_html_of_the_collection(shown):
    folder, parts = shown
    data = page_data("Mine", 3.0, *parts)
    assert json.loads(gzip.decompress(b64decode(pack(data)))) == data
    assert data["labels"]["folder"]["names"] == ["one", "two"]
    page = folder / "hostile.html"
    write_explorer(page, parts, HOSTILE)
    assert "<img" not in page.read_text(encoding="utf-8").split("<script")[0]


def test_a_folder_that_says_what_a_label_says_is_not_shown_twice(shown):
    _, (songs, *others) = shown
    same = songs._replace(folder=[label.lower() for label in songs.labels["genre"]])
    assert "folder" not in page_data("Mine", 3.0, same, *others)["labels"]


def test_the_atlas_is_a_table_of_slices(shown):
    folder, parts = shown
    write_atlas(folder / "atlas.parquet", parts)
    table = parquet.read_table(folder / "atlas.parquet").to_pydict()
    assert len(table["track_id"]) == N_TRACKS * N_SLICES
    assert table["title"][:5] == [HOSTILE] * 4 + ['=cmd("x"), y']
    assert table["genre"][4] == "Rock"
    assert table["sound_kmeans_genre"][:5] == ["1"] * 4 + ["2"]  # the clusters of the songs
    assert table["sound_kmeans_genre_by_slice"][:5] == ["2"] + ["1"] * 3 + ["2"]
    np.testing.assert_allclose(table["x_sound"], parts[3][0].xy[:, 0])
    assert "sound_kmeans_genre_name" not in table
    kinds = {"sound": "tags of other songs"}
    named = with_names_and_words(parts)._replace(learned_from=kinds)
    write_atlas(folder / "atlas.parquet", named)
    table = parquet.read_table(folder / "atlas.parquet")
    assert json.loads(table.schema.metadata[b"learned_from"]) == kinds
    assert {str(table.schema.field(name).type) for name in ("title", "genre")} == {"string"}
    table = table.to_pydict()
    assert table["sound_kmeans_genre_name"][:5] == [NAMES[1]] * 4 + [NAMES[2]]
    assert "sound_dbscan_name" not in table
    assert "tags" not in table  # words that are compared with the sound are none
    tagged = named._replace(words=named.words._replace(are_tags=True))
    write_atlas(folder / "atlas.parquet", tagged)
    tags = parquet.read_table(folder / "atlas.parquet").to_pydict()["tags"]
    for song, scores in enumerate(named.words.scores):
        fits = dict(zip(WORDS, scores, strict=True))
        strongest = sorted(WORDS, key=lambda word, fits=fits: -fits[word])
        assert tags[song * N_SLICES : (song + 1) * N_SLICES] == [strongest] * N_SLICES
    assert tags[0][3:] == ["sad", "jazz"] and tags[-1][3:] == ["jazz", "sad"]

"""Names of clusters with an obvious right name."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hbvae.clustering.characteristics import characterise_clusters
from hbvae.clustering.naming import AVERAGE, NameParts, name_clusters
from hbvae.features.lyric_words import LyricWords, list_words
from hbvae.features.sound_properties import PROPERTIES
from hbvae.storage.clusters import NOISE
from hbvae.storage.traits import Traits

EVEN = np.array([0, 0, 0, 0, 1, 1, 1, 1])
TAGS = ["rock", "heavy metal", "metal", "Hip-Hop", "rnb", "House"]


def traits(n=8, properties=None, tags=None, sung=None):
    """Traits of tracks that differ only in the arguments.

    Args:
        n: number of tracks.
        properties: (n,) values by name.
        tags: (n, 6) probabilities of `TAGS`.
        sung: a pair of language and words for each track.
    """
    same = {name: np.full(n, 100.0) for name in PROPERTIES}
    levels = np.zeros((n, 0)) if tags is None else np.log(np.asarray(tags, float))
    songs = [LyricWords(language, Counter(words.split())) for language, words in sung or []]
    return Traits(
        [f"track {row}" for row in range(n)],
        same | (properties or {}),
        [] if tags is None else TAGS,
        levels,
        [song.language for song in songs] or [""] * n,
        *list_words(songs),
    )


def names(*args, **kwargs):
    return [cluster.name for cluster in name_clusters(*args, **kwargs)]


SLOW_AND_BRIGHT = {
    "tempo": np.array([60.0, 62, 61, 63, 120, 121, 122, 123]),
    "brightness": np.array([11.0, 11.2, 11.1, 11, 10, 9.9, 9.8, 10]),
}
METAL_AND_RAP = [[0.5, 0.6, 0.7, 0.01, 0.01, 0.001]] * 4 + [[0.1, 0.01, 0.01, 0.9, 0.4, 0.01]] * 4
LOVE_AND_WAR = [
    ("English", "love heart night"),
    ("English", "love kiss night"),
    ("English", "love heart rain"),
    ("English", "love heart night"),
    ("German", "krieg feuer nacht"),
    ("German", "krieg feuer blut"),
    ("German", "krieg schwert nacht"),
    ("German", "krieg feuer nacht"),
]


def test_without_tags_and_lyrics_properties_make_the_name():
    slow, fast = names(traits(properties=SLOW_AND_BRIGHT), EVEN, "sound")
    assert set(slow.split(", ")) == {"slow", "bright"}
    assert set(fast.split(", ")) == {"fast", "dark"}


def test_a_small_difference_is_called_fairly():
    tempo = np.array([100.0, 140, 100, 140, 86, 130, 86, 130])
    assert names(traits(properties={"tempo": tempo}), EVEN, "sound") == [
        "fairly fast",
        "fairly slow",
    ]


def test_tags_make_the_name_without_repeating_a_word():
    """Improbable tags do not appear in a name, even if they are less probable elsewhere."""
    assert names(traits(tags=METAL_AND_RAP, properties=SLOW_AND_BRIGHT), EVEN, "sound") == [
        "metal, rock",
        "hip-hop, rnb",
    ]


def test_an_improbable_tag_does_not_characterise_a_cluster(monkeypatch):
    monkeypatch.setattr("hbvae.clustering.characteristics.STRONGEST_TAGS", 3)
    tags = [[0.5, 0.4, 0.3, 0.01, 0.01, 0.02]] * 4 + [[0.5, 0.3, 0.2, 0.01, 0.01, 0.001]] * 4
    assert characterise_clusters(traits(tags=tags), EVEN)[0].tags == ["metal", "heavy metal"]


def test_lyrics_are_named_by_their_language_and_words():
    assert names(traits(sung=LOVE_AND_WAR), EVEN, "lyrics") == [
        "English: love, heart",
        "German: krieg, feuer",
    ]


def test_words_are_compared_within_a_language():
    """Words characterise a cluster among the songs in its language."""
    sung = [("English", "time love")] * 2 + [("English", "time money")] * 2
    sung += [("German", "zeit")] * 4
    clusters = np.array([0, 0, 1, 1, 2, 2, 2, 2])
    assert names(traits(sung=sung), clusters, "lyrics") == [
        "English: love, time",
        "English: money, time",
        "German: zeit",
    ]


def test_the_only_language_of_a_collection_is_not_in_a_name():
    sung = [("English", words) for _, words in LOVE_AND_WAR]
    assert names(traits(sung=sung), EVEN, "lyrics") == [
        "love, heart, night",
        "krieg, feuer, nacht",
    ]


def test_sound_and_lyrics_are_named_by_both():
    both = traits(tags=METAL_AND_RAP, sung=LOVE_AND_WAR)
    assert names(both, EVEN, "both") == [
        "English: metal, rock, love",
        "German: hip-hop, rnb, krieg",
    ]
    without_tags = traits(properties=SLOW_AND_BRIGHT, sung=LOVE_AND_WAR)
    for name, parts in zip(
        names(without_tags, EVEN, "both"),
        [{"slow", "bright", "love"}, {"fast", "dark", "krieg"}],
        strict=True,
    ):
        assert set(NameParts.parse(name).parts) == parts


def test_words_of_half_the_songs_are_not_in_a_name():
    mixed = [LOVE_AND_WAR[row] for row in (0, 1, 4, 5, 2, 3, 6, 7)]
    both = traits(tags=METAL_AND_RAP, sung=mixed)
    assert names(both, EVEN, "both") == ["metal, rock", "hip-hop, rnb"]


def test_songs_without_lyrics_are_called_wordless_among_songs_with_lyrics():
    sung = [*LOVE_AND_WAR[:4], *[("", "")] * 4]
    described = name_clusters(traits(sung=sung), EVEN, "lyrics")
    assert described[1].name == "without words"
    assert "no lyrics" in described[1].description


def test_a_word_in_a_single_song_does_not_characterise_a_cluster():
    sung = [("English", f"love word{row}") for row in range(4)] + [("English", "money")] * 4
    assert characterise_clusters(traits(sung=sung), EVEN)[0].words == ["love"]


def test_words_of_equal_weight_are_ordered_by_their_count():
    sung = [("English", "alone heart heart")] + [("English", "money")] * 4
    clusters = np.array([1, 0, 0, 0, 0])
    assert names(traits(5, sung=sung), clusters, "lyrics")[1] == "heart, alone"


def test_noise_has_no_name():
    clusters = np.array([0, 0, 0, 0, NOISE, 1, 1, 1])
    assert len(name_clusters(traits(properties=SLOW_AND_BRIGHT), clusters, "sound")) == 2
    assert name_clusters(traits(), np.full(8, NOISE), "sound") == []


def test_a_cluster_with_a_single_song_has_a_name():
    clusters = np.array([0, 0, 0, 0, 0, 0, 0, 1])
    tempo = np.array([90.0, 92, 91, 90, 92, 91, 90, 160])
    assert names(traits(properties={"tempo": tempo}), clusters, "sound")[1] == "fast, average sound"


@pytest.mark.parametrize("hears", AVERAGE)
def test_clusters_of_equal_songs_are_numbered(hears):
    described = name_clusters(traits(), EVEN, hears)
    assert [cluster.name for cluster in described] == [f"{AVERAGE[hears]} ({n})" for n in (0, 1)]
    assert described[0].description == "Nothing sets it apart from the collection."


def test_equal_names_get_the_next_most_distinctive_part():
    tempo = np.array([60.0, 61, 60, 61, 60, 61, 60, 61, 120, 121, 120, 121])
    loudness = np.array([-9.0, -9, -9, -9, -12, -12, -12, -12, -10, -11, -10, -11])
    tags = [METAL_AND_RAP[0]] * 8 + [METAL_AND_RAP[4]] * 4
    clusters = np.repeat([0, 1, 2], 4)
    parts = {"tempo": tempo, "loudness": loudness}
    assert names(traits(12, parts, tags), clusters, "sound") == [
        "metal, rock, loud",
        "metal, rock, quiet",
        "hip-hop, rnb",
    ]


def test_names_with_the_same_parts_in_another_order_are_equal():
    tags = [[0.01, 0.01, 0.01, 0.8, 0.9, 0.01]] * 4 + [[0.01, 0.01, 0.01, 0.9, 0.8, 0.01]] * 4
    tags += [[0.9, 0.1, 0.1, 0.01, 0.01, 0.01]] * 4
    loudness = np.repeat([-9.0, -12, -10], 4)
    clusters = np.repeat([0, 1, 2], 4)
    assert names(traits(12, {"loudness": loudness}, tags), clusters, "sound")[:2] == [
        "rnb, hip-hop, loud",
        "hip-hop, rnb, quiet",
    ]


def test_a_description_lists_tags_properties_and_lyrics():
    described = name_clusters(
        traits(properties=SLOW_AND_BRIGHT, tags=METAL_AND_RAP, sung=LOVE_AND_WAR), EVEN, "sound"
    )
    assert described[1].description == (
        "Tags that the encoder hears: hip-hop, rnb, house. "
        "Compared with the collection: fast, dark. "
        "Lyrics: German 100%; words: krieg, feuer, nacht."
    )


def test_a_name_can_be_parsed():
    for name in (NameParts("German", ["metal", "krieg"]), NameParts("", ["slow", "very dark"])):
        assert NameParts.parse(str(name)) == name
    assert NameParts.parse("slow, dark (3)") == NameParts("", ["slow", "dark"])


ODD_TAGS = st.lists(st.sampled_from(["a (1)", "a, b", "a: b", "A", "a", "", "b (0)"]), max_size=6)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 12).flatmap(
        lambda k: st.tuples(st.just(k), st.permutations([*range(k), *range(k)]))
    ),
    ODD_TAGS,
    st.integers(0, 3),
    st.sampled_from(list(AVERAGE)),
)
def test_names_are_unique_and_repeatable(clustering, tags, n_kinds, hears):
    """The traits have few distinct values, so that many clusters are alike."""
    k, clusters = clustering
    clusters = np.array(clusters)
    rng = np.random.default_rng(k)
    n = len(clusters)
    kinds = rng.integers(0, n_kinds + 1, n)
    levels = np.log(np.linspace(0.1, 0.9, n_kinds + 1))[kinds][:, None] * np.ones(len(tags))
    sung = [LyricWords(*[("", {}), ("German", {"x": 1})][kind % 2]) for kind in kinds]
    given_traits = Traits(
        [str(row) for row in range(n)],
        {name: kinds.astype(float) for name in PROPERTIES},
        tags,
        levels,
        [song.language for song in sung],
        *list_words(sung),
    )
    named = names(given_traits, clusters, hears)
    assert len(set(named)) == k and all(named)
    assert named == names(given_traits, clusters, hears)

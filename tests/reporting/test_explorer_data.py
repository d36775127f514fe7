"""What the explorer shows, from arrays with known answers."""

import numpy as np
import pytest

from hbvae.clustering.choice_of_k import Stability
from hbvae.reporting import explorer_packing
from hbvae.reporting.explorer_data import (
    Clustering,
    Content,
    SongMap,
    Songs,
    clusterings_shown,
    songs_shown,
    with_first,
)
from hbvae.reporting.explorer_packing import (
    LONGEST_LYRICS,
    middle_slices,
    page_data,
    slices_shown,
)
from hbvae.storage.metadata import Metadata
from hbvae.storage.names import ClusterName, NamedClustering
from hbvae.storage.tracks import Span, Track


def test_the_middle_slice_is_nearest_to_the_mean_on_the_map():
    xy = np.array([[0.0, 0], [9, 9], [1, 1], [5, 5], [0.4, 0]])
    assert middle_slices(xy, np.array([0, 1, 0, 1, 0])).tolist() == [4, 1]


def called(tracks):
    """Metadata by track id: the title of each, nothing else."""
    return {track.track_id: Metadata(track.title) for track in tracks}


def test_songs_have_the_first_folder_and_their_lyrics():
    tracks = [
        Track("a", "Abba/Gold/a.mp3", labels={"genre": "Pop"}, title="A"),
        Track("b", "b.mp3", labels={"genre": "Rock"}, title="B"),
    ]
    songs = songs_shown(tracks, called(tracks), ["a.mp3", "b.mp3"], {"b": "la la"})
    assert songs.folder == ["Abba", ""]
    assert songs.lyrics == ["", "la la"]
    assert songs.labels == {"genre": ["Pop", "Rock"]}
    assert (songs.track_id, songs.title, songs.sound) == (
        ["a", "b"],
        ["A", "B"],
        ["a.mp3", "b.mp3"],
    )


ASSIGNMENTS = {
    "language": {"slice": np.array([0, 0, 1, 1, 1, 0]), "track": np.array([0, 1, 1])},
    "genre": {"slice": np.array([2, 2, 1, 1, 0, 0]), "track": np.array([1, 1, 0])},
}
COMPARED = {"slice": 4, "track": 3}
POINTS = np.array([[0.0, 0], [6, 8], [0, 0]])
ORIGINS = {"language": "one per language", "genre": "by stability"}
NAMES = {
    NamedClustering("pca", "kmeans", 0, "genre"): [ClusterName("loud", "Louder than the others.")],
    NamedClustering("pca", "kmeans", 1, "language"): [ClusterName("quiet", "Of another seed.")],
}
CURVE = [Stability(2, 0.9, 0.8, 1.0), Stability(3, 0.5, 0.4, 0.6)]


def test_clusters_of_what_is_shown_for_each_factor_whose_k_was_used():
    first, second = clusterings_shown(
        "pca", "kmeans", ASSIGNMENTS, COMPARED, POINTS, ORIGINS, NAMES, 0
    )
    assert (first.representation, first.clusterer, first.reference) == (
        "pca", "kmeans", "language",
    )  # fmt: skip
    assert first.slice.tolist() == [0, 0, 1, 1, 1, 0] and first.track.tolist() == [0, 1, 1]
    assert first.distance.tolist() == [0, 5, 5] and first.compared == COMPARED
    assert second.reference == "genre" and second.slice.tolist() == [2, 2, 1, 1, 0, 0]
    assert second.distance.tolist() == [5, 5, 0]
    assert (first.origin, second.origin) == ("one per language", "by stability")
    assert [names.name for names in second.names] == ["loud"] and list(first.names) == []


def test_a_clusterer_that_finds_k_is_shown_once():
    (only,) = clusterings_shown("pca", "dbscan", ASSIGNMENTS, COMPARED, POINTS, ORIGINS, NAMES, 0)
    assert only.reference is None and only.slice.tolist() == [0, 0, 1, 1, 1, 0]
    assert only.origin == ""


def test_the_clustering_of_the_report_comes_first_and_says_why_it_has_so_many_clusters():
    clusterings = [
        *clusterings_shown("mfcc", "kmeans", ASSIGNMENTS, COMPARED, POINTS, ORIGINS, NAMES, 0),
        *clusterings_shown("pca", "dbscan", ASSIGNMENTS, COMPARED, POINTS, ORIGINS, NAMES, 0),
        *clusterings_shown("pca", "kmeans", ASSIGNMENTS, COMPARED, POINTS, ORIGINS, NAMES, 0),
    ]
    first, *others = with_first(clusterings, "pca", "kmeans", "genre", CURVE)
    assert (first.representation, first.clusterer, first.reference) == ("pca", "kmeans", "genre")
    assert first.about == "2 groups: groupings of random samples agree best with this number."
    assert [other[:3] for other in others] == [other[:3] for other in clusterings[:4]]
    assert {other.about for other in others} == {""}
    first, *_ = with_first(clusterings, "pca", "dbscan", "genre", CURVE)
    assert (first.clusterer, first.reference, first.about) == ("dbscan", None, "")


def make_page(folders, labels=None, lyrics=""):
    n = len(folders)
    names = [f"t{number}" for number in range(n)]
    songs = Songs(names, names, folders, names, [lyrics] * n, labels or {})
    place = SongMap(
        "pca", np.array([[number / 3, 0] for number in range(n)]), np.zeros((n, 0), int)
    )
    return page_data("Mine", 3.0, songs, np.arange(n), np.arange(n) / 3, [place], [])


@pytest.mark.parametrize(
    ("folders", "labels", "shown"),
    [
        (["x", "x", "y"], {}, True),
        (["x", "x", "x"], {}, False),  # one folder says nothing
        (["x", "x", "y"], {"genre": ["Folk", "Folk", "Pop"]}, False),  # the same as the genre
        (["x", "x", "y"], {"genre": ["Folk", "Pop", "Pop"]}, True),
    ],
)
def test_folders_are_labels_unless_they_say_nothing_more(folders, labels, shown):
    assert ("folder" in make_page(folders, labels)["labels"]) == shown


def test_labels_are_coded_and_numbers_are_short():
    data = make_page(["x", "y", "x"], {"genre": ["Pop", "Folk", "Pop"]}, "la " * LONGEST_LYRICS)
    assert data["labels"]["genre"] == {"names": ["Folk", "Pop"], "code": [1, 0, 1]}
    assert data["slices"]["start"] == [0, 0.33, 0.67]
    assert data["maps"][0]["x"] == [0, 0.333, 0.667]
    assert {len(text) for text in data["tracks"]["lyrics"]} == {LONGEST_LYRICS}


def test_kinds_are_on_the_page_where_they_differ():
    def learned_from(**kinds):
        shown = Content(
            *(Songs(["t"], ["t"], [""], ["t"], [""], {}), np.zeros(1, int), np.zeros(1)),
            *([SongMap("pca", np.zeros((1, 2)), np.zeros((1, 0), int))], []),
            learned_from=kinds,
        )
        return page_data("Mine", 3.0, *shown)["learned_from"]

    kinds = {"pca": "these songs", "pretrained": "tags of other songs"}
    assert learned_from(**kinds) == kinds
    assert learned_from(pca="these songs", mfcc="these songs") == {}


def test_artist_album_and_year_are_coded_if_any_exist():
    tracks = [Track(name, f"{name}.wav") for name in "abc"]
    metadata = {
        "a": Metadata("One", "Ann", "", "1994"),
        "b": Metadata("Two", "", "", "2001"),
        "c": Metadata("Three", "Ann", "", "1994"),
    }
    songs = songs_shown(tracks, metadata, ["a.wav", "b.wav", "c.wav"], {})
    place = SongMap("pca", np.zeros((3, 2)), np.zeros((3, 0), int))
    shown = page_data("Mine", 3.0, songs, np.arange(3), np.zeros(3), [place], [])["tracks"]
    assert shown["title"] == ["One", "Two", "Three"]
    assert shown["artist"] == {"names": ["", "Ann"], "code": [1, 0, 1]}
    assert shown["year"] == {"names": ["1994", "2001"], "code": [0, 1, 0]}
    assert "album" not in shown


def test_lyrics_that_a_model_wrote_down_are_marked_where_there_are_some():
    tracks = [Track(name, f"{name}.wav", title=name) for name in "ab"]
    texts = {"a": "given", "b": "heard"}
    songs = songs_shown(tracks, called(tracks), ["a.wav", "b.wav"], texts, {"b": "a model"})
    assert songs.lyrics == ["given", "heard"] and songs.is_transcribed == [False, True]
    place = SongMap("pca", np.zeros((2, 2)), np.zeros((2, 0), int))
    rest = np.arange(2), np.zeros(2), [place], []
    marked = page_data("Mine", 3.0, songs, *rest)["tracks"]
    assert marked["transcribed"] == [False, True]
    given = songs_shown(tracks, called(tracks), ["a.wav", "b.wav"], texts)
    assert "transcribed" not in page_data("Mine", 3.0, given, *rest)["tracks"]


def test_a_song_of_a_cue_sheet_has_its_span():
    tracks = [Track("a/1", "a.flac", span=Span(0, 61.5)), Track("b", "b.flac")]
    songs = songs_shown(tracks, called(tracks), ["a.flac", "b.flac"], {})
    place = SongMap("mfcc", np.zeros((2, 2)), np.array([[1], [0]]))
    shown = [songs, np.arange(2), np.array([15.0, 3.0]), [place], []]
    page = page_data("Mine", 3.0, *shown)
    assert page["tracks"]["span"] == [[0, 61.5], None]
    assert page["slices"]["start"] == [15, 3]
    alone = songs_shown(tracks[1:], called(tracks[1:]), ["b.flac"], {})
    assert not any(alone.span)


def test_songs_without_a_label_and_with_several():
    several = {"genre": ("Pop", "Folk")}
    tracks = [
        Track("a", "a.wav", labels={"genre": "Rock"}, others=several),
        Track("b", "b.wav", labels={"genre": ""}),
    ]
    songs = songs_shown(tracks, called(tracks), ["a.wav", "b.wav"], {})
    assert songs.labels == {"genre": ["Rock", "no label"]}
    assert songs.others == {"genre": {0: ("Pop", "Folk")}}
    place = SongMap("pca", np.zeros((2, 2)), np.zeros((2, 0), int))
    data = page_data("Mine", 3.0, songs, np.arange(2), np.zeros(2), [place], [])
    assert data["labels"]["genre"] == {
        "names": ["Rock", "no label", "Folk", "Pop"],  # those that are the first label of none last
        "code": [0, 1],
        "others": {0: [3, 2]},
    }


# More than a page shows


def test_every_song_has_a_point_and_of_many_slices_some_are_shown_evenly():
    track = np.repeat([0, 1, 2], [1, 10, 4])
    assert slices_shown(track, 15).tolist() == list(range(15))
    assert slices_shown(track, 7).tolist() == [0, 3, 8, 12, 14]  # two of each that has as many
    assert slices_shown(track, 1).tolist() == [0, 6, 13]  # one of each, though they are more
    assert len(slices_shown(np.repeat(np.arange(1000), 10), 5000)) == 5000


def test_a_large_collection_is_complete_and_samples_are_explained(monkeypatch):
    monkeypatch.setattr(explorer_packing, "MOST_LYRICS", 12)
    names = [f"t{number}" for number in range(6)]
    songs = Songs(names, names, [""] * 6, names, ["la la la"] * 3 + [""] * 3, {})
    track = np.repeat(np.arange(6), 4)
    xy = np.stack([np.arange(24), np.zeros(24)], axis=1)
    place = SongMap("pca", xy, np.zeros((6, 0), int), 10)
    compared = {"slice": 10, "track": 6}
    clusters = Clustering(
        "pca", "ward", None, np.arange(24), np.arange(6), np.zeros(6), compared=compared
    )
    shown = songs, track, np.arange(24.0), [place], [clusters]
    data = page_data("Mine", 3.0, *shown, most_slices=12)
    assert data["tracks"]["id"] == names and data["n_slices"] == 24
    assert data["slices"]["track"] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert data["slices"]["start"] == data["maps"][0]["x"] == data["clusterings"][0]["slice"]
    assert data["slices"]["start"][:4] == [1, 3, 5, 7]
    assert data["clusterings"][0]["track"] == list(range(6))
    assert data["tracks"]["lyrics"] == ["la l"] * 3 + [""] * 3
    assert data["remarks"] == [
        "For the map, 10 of 24 slices were compared; the others are placed near their nearest "
        "neighbours.",
        "The map shows 12 of 24 slices, including some of every song.",
        "Long lyrics are cut after 4 characters.",
    ]
    assert data["clusterings"][0]["compared"] == {
        "slice": "10 of 24 slices were compared; the others joined the nearest clusters.",
        "track": "",
    }
    small = page_data("Mine", 3.0, *shown[:3], [place._replace(n_compared=24)], [])
    assert small["slices"]["track"] == track.tolist() and small["remarks"][1:] == []

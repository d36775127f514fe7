"""Songs on a map, as the explorer shows them: three groups, with real recordings."""

from pathlib import Path

import numpy as np
import soundfile

from hbvae.clustering.centres import nearest_tracks
from hbvae.reporting.explorer_data import Clustering, Content, SongMap, Songs
from hbvae.reporting.explorer_packing import page_data
from hbvae.reporting.explorer_page import write_page
from hbvae.reporting.explorer_reasons import second_clusters, traits_data
from hbvae.reporting.explorer_words import Words
from hbvae.storage.names import ClusterName
from hbvae.storage.traits import Traits

RESOURCES = Path(__file__).parents[2] / "resources/explorer"
HOSTILE = "<img src=x onerror=document.title='owned'> </script> & নদী"
N_TRACKS, N_SLICES = 12, 4  # each


def write_explorer(path, shown, title="Mine", **limits):
    """Write the explorer's page of what `write_songs` returns."""
    template, style = RESOURCES / "explorer.html", RESOURCES / "explorer.css"
    programs = sorted(RESOURCES.glob("*.js"))
    write_page(path, template, style, programs, page_data(title, 3.0, *shown, **limits))


def write_songs(folder):
    """Write recordings into a folder; return what the explorer shows of them."""
    random = np.random.default_rng(0)
    group = np.arange(N_TRACKS) % 3
    for track in range(N_TRACKS):
        tone = 0.3 * np.sin(np.arange(20 * 8000) * 0.1 * (1 + track))
        soundfile.write(folder / f"song {track}.wav", tone, 8000)
    track = np.repeat(np.arange(N_TRACKS), N_SLICES)
    xy = 10.0 * np.stack([np.cos(2 * group), np.sin(2 * group)], axis=1)[track]
    xy += random.normal(0, 0.5, xy.shape)
    lyrics = [f"line one of {number}\nthe river runs" if number < 4 else "" for number in range(12)]
    songs = Songs(
        [f"id{number}" for number in range(N_TRACKS)],
        [HOSTILE, '=cmd("x"), y', *(f"Song {number}" for number in range(2, N_TRACKS))],
        ["one", "two"] * 6,
        [f"song%20{number}.wav" for number in range(N_TRACKS)],
        lyrics,
        {"genre": [("Folk", "Rock", "Pop")[number] for number in group]},
    )
    points = np.stack([np.cos(2 * group), np.arange(N_TRACKS) / 100], axis=1)
    near = nearest_tracks(points)
    clusters = (group + 1) % 3
    by_itself = clusters[track]
    by_itself[0] = 2  # the first slice of the first song is in the cluster of other songs
    why = "one per genre", "3 clusters, one per genre, although stability chooses 2."
    sound = Clustering("sound", "kmeans", "genre", by_itself, clusters, np.arange(12) / 10, *why)
    sound = sound._replace(second=second_clusters(points, clusters))
    dense = Clustering("sound", "dbscan", None, group[track], np.full(12, -1), np.zeros(12))
    clusterings = [sound, dense]
    places = [
        SongMap("sound", xy, near, None, points),
        SongMap("words", xy[::-1].copy(), near, None, points[::-1]),
    ]
    start = np.tile(5.0 + 3 * np.arange(N_SLICES), N_TRACKS)
    return Content(songs, track, start, places, clusterings, traits=traits_data(make_traits(group)))


def make_traits(group):
    """Songs of the first group are fast, but for song 9; songs 0 and 3 sing of the river."""
    tempo = np.where((group == 0) & (np.arange(N_TRACKS) != 9), 140.0, 90.0)
    mentions = np.array([[0, 0, 1], [3, 0, 2]], np.int32)
    names = [f"id{number}" for number in range(N_TRACKS)]
    nothing = np.zeros((N_TRACKS, 0))
    return Traits(names, {"tempo": tempo}, [], nothing, [""] * N_TRACKS, ["river"], mentions)


NAMES = ["heavy metal, hard rock", "female vocalists, jazz, oldies", "slow"]
WORDS = ["jazz", "sad", "female vocalists", "Hip-Hop", "Pop"]


def with_names_and_words(shown):
    """The same songs with names for the clusters of their sound, and words that they fit.

    The later a song the more it fits "jazz"; songs 0, 3, 6 and 9 are sad; nothing else differs.
    """
    number = np.arange(N_TRACKS)
    scores = np.zeros((N_TRACKS, len(WORDS)))
    scores[:, 0], scores[:, 1] = number - 20, np.where(number % 3, -9, -1)
    named = [ClusterName(name, f"What {name} is like.") for name in NAMES]
    first, *others = shown.clusterings
    clusterings = [first._replace(names=named), *others]
    return shown._replace(clusterings=clusterings, words=Words(WORDS, scores, "ears of others"))

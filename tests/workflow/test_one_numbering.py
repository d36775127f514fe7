"""A finished run has one number and one name for a cluster: in its files, pages and release."""

import gzip
import json
import re
from base64 import b64decode
from html import unescape

import numpy as np
import pytest
from pyarrow import parquet

from hbvae.release.inference import assign
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import read_latents
from hbvae.storage.names import NamedClustering, read_names
from hbvae.storage.tracks import read_tracks
from hbvae.storage.tsv import read_rows

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def songs(finished):
    return finished / "results/songs"


def song_clusters(folder, representation, reference):
    """The run's cluster of each track, by its id."""
    made = folder / representation / "seed0"
    clusters = read_assignments(str(made / "kmeans/assignments.h5"))[reference]["track"]
    _, index = read_latents(str(made / "latents.h5"))
    return dict(zip(index.track_id, clusters.tolist(), strict=True))


@pytest.fixture(scope="module")
def by_sound(songs):
    """Cluster of each track as the report shows it: of its sound, with the k of the genre."""
    clusters = song_clusters(songs, "joint_audio", "genre")
    assert set(clusters.values()) == {0, 1}
    return clusters


@pytest.fixture(scope="module")
def by_name(songs):
    """Name and description of these clusters, by their numbers."""
    names = read_names([str(songs / "joint_audio/seed0/names.tsv")])
    return names[NamedClustering("joint_audio", "kmeans", 0, "genre")]


def test_clusters_are_numbered_by_size_and_slices_like_their_songs(finished):
    files = sorted((finished / "results").glob("*/*/seed0/kmeans/assignments.h5"))
    assert len(files) == 18 + 10
    for file in files:
        _, index = read_latents(str(file.parents[1] / "latents.h5"))
        for levels in read_assignments(str(file)).values():
            sizes = np.bincount(levels["track"])
            assert (np.diff(sizes) <= 0).all() and sizes[-1] > 0
            agree = (levels["slice"] == levels["track"][index.track]).mean()
            assert agree >= 1 / len(sizes)  # no better by another matching


def test_the_explorer_shows_the_clusters_of_the_report_first(songs, by_sound):
    page = (songs / "explorer.html").read_text(encoding="utf-8")
    packed = re.search(r'<script id="data"[^>]*>([^<]+)', page)[1]
    data = json.loads(gzip.decompress(b64decode(packed)))
    first = data["clusterings"][0]
    names = [first[key] for key in ("representation", "clusterer", "reference", "origin")]
    assert names == ["joint_audio", "kmeans", "genre", "one per genre"]
    assert first["about"].startswith("2 groups, one per genre; ")
    assert dict(zip(data["tracks"]["id"], first["track"], strict=True)) == by_sound
    by_lyrics = next(
        clustering
        for clustering in data["clusterings"]
        if (clustering["representation"], clustering["reference"]) == ("joint_lyrics", "language")
    )
    shown = dict(zip(data["tracks"]["id"], by_lyrics["track"], strict=True))
    assert shown == song_clusters(songs, "joint_lyrics", "language")
    table = parquet.read_table(songs / "atlas.parquet").to_pydict()
    assert {
        track_id: int(cluster)
        for track_id, cluster in zip(
            table["track_id"], table["joint_audio_kmeans_genre"], strict=True
        )
    } == by_sound


def test_the_report_lists_songs_under_number_and_name_of_their_cluster(
    finished, songs, by_sound, by_name
):
    page = (finished / "results/report.html").read_text(encoding="utf-8")
    assert "2 groups, one per genre; " in page
    _, *groups = page.split('<li id="songs-group-')
    groups[-1] = groups[-1].split("</ol>")[0]
    track_number = {track.title: track.track_id for track in read_tracks(str(songs / "tracks.tsv"))}
    assert len(groups) == 2
    for number, group in enumerate(groups):
        (shown,) = re.findall(r'class="number">(\d+)<', group)
        (name,) = re.findall(r"</span> (.*)\n", group)
        (size,) = re.findall(r"<small>(\d+) songs?<", group)
        (description,) = re.findall(r'class="about">(.*?)</p>', group)
        central = re.findall(r'class="title">(.*?)<', group)
        assert (shown, int(size)) == (str(number), list(by_sound.values()).count(number))
        assert (unescape(name), unescape(description)) == by_name[number]
        assert {by_sound[track_number[unescape(title)]] for title in central} == {number}


def test_a_release_and_what_it_assigns_have_the_same_numbers_and_names(
    finished, songs, by_sound, by_name
):
    known = read_rows(str(songs / "release/known_tracks.tsv"), ["track_id"])
    assert {row["track_id"]: int(row["sound cluster"]) for row in known} == by_sound
    by_lyrics = song_clusters(songs, "joint_lyrics", "language")
    assert {row["track_id"]: int(row["lyrics cluster"]) for row in known} == by_lyrics
    tracks = read_tracks(str(songs / "tracks.tsv"))[-3:]
    audio = finished / "my songs/audio"
    assigned = assign([audio / track.path for track in tracks], songs / "release").songs
    assert [song.sound.cluster for song in assigned] == [by_sound[t.track_id] for t in tracks]
    assert [song.sound.name for song in assigned] == [
        by_name[by_sound[track.track_id]].name for track in tracks
    ]


def test_every_clustering_has_names_of_its_own(finished):
    files = sorted((finished / "results").glob("*/*/seed0/names.tsv"))
    assert len(files) == len([*(finished / "results").glob("*/*/seed0/scores.tsv")])
    for file in files:
        for clustering, names in read_names([str(file)]).items():
            made = file.parent / clustering.clusterer / "assignments.h5"
            clusters = read_assignments(str(made))[clustering.reference]["track"]
            assert len(names) == clusters.max() + 1
            assert len({cluster.name for cluster in names}) == len(names)
            assert all(cluster.name and cluster.description for cluster in names)


def test_lyrics_in_two_languages_and_none_are_named_so(songs):
    names = read_names([str(songs / "joint_lyrics/seed0/names.tsv")])
    clusters = names[NamedClustering("joint_lyrics", "kmeans", 0, "language x genre")]
    languages = {cluster.name.partition(": ")[0] for cluster in clusters}
    assert languages == {"Bangla", "English", "without words"}  # the first song has no lyrics

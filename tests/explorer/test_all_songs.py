"""Above `max_points` every song is on the explorer's page, in its lists, playlists and tables."""

import csv
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pyarrow import parquet
from support.explorer_page import explore, points_drawn, texts

from hbvae.clustering.choice_of_k import Stability, write_curve
from hbvae.storage.clusters import read_assignments
from hbvae.storage.duplicates import write_duplicates
from hbvae.storage.latents import read_map, write_latents
from hbvae.storage.metadata import ListedMetadata, Metadata, write_metadata
from hbvae.storage.names import write_names
from hbvae.storage.slices import SliceIndex
from hbvae.storage.tracks import Track, write_lyrics, write_tracks
from hbvae.storage.traits import Traits, write_traits

sys.path.insert(0, str(Path(__file__).parents[2] / "workflow_scripts"))
from cluster_latents import main as cluster_latents
from map_latents import main as map_latents
from write_explorer import main as write_explorer

RESOURCES = Path(__file__).parents[2] / "resources/explorer"
MAX_POINTS = 100
CLUSTERERS = ["kmeans", "agglomerative"]


def make_run(folder, n_tracks, n_slices):
    """The explorer of songs in two groups as the run's jobs make it; every third song is AIFF."""
    music, made = folder / "music", folder / "made"
    music.mkdir(), made.mkdir()
    endings = [".aiff" if number % 3 == 0 else ".wav" for number in range(n_tracks)]
    tracks = [
        Track(f"{number:03d}", f"{number:03d}{ending}", title=f"Song {number}", batch=0)
        for number, ending in enumerate(endings)
    ]
    for track in tracks:
        soundfile.write(music / track.path, np.zeros(400), 8000)
    track = np.repeat(np.arange(n_tracks, dtype=np.int32), n_slices)
    starts = np.tile(3.0 * np.arange(n_slices), n_tracks)
    index = SliceIndex([track.track_id for track in tracks], track, starts)
    latent = np.random.default_rng(0).normal(0, 0.1, (len(track), 8))
    latent[:, 0] += track % 2  # odd and even songs lie apart
    at = {name: str(made / name) for name in ("latents", "stability", "names", "map", *CLUSTERERS)}
    write_latents(at["latents"], latent, index)
    write_curve(at["stability"], [Stability(2, 0.9, 0.8, 1.0)])
    write_names(at["names"], {})
    for clusterer in CLUSTERERS:
        module, k = "hbvae.clustering.clusterers", {"none": 2}
        files = at["latents"], None, None, None, at[clusterer]
        cluster_latents(*files, module, clusterer, {}, k, False, False, 0, MAX_POINTS)
    map_latents(at["latents"], None, None, at["map"], "tsne", False, False, 0, MAX_POINTS)
    lists = [str(made / f"{name}.tsv") for name in ("tracks", "metadata", "lyrics", "duplicates")]
    write_tracks(lists[0], tracks)
    metadata = {song.track_id: ListedMetadata(Metadata(song.title), False) for song in tracks}
    write_metadata(lists[1], metadata)
    write_lyrics(lists[2], tracks)
    write_duplicates(lists[3], [])
    traits = str(made / "traits.h5")
    nothing = np.zeros((n_tracks, 0)), [""] * n_tracks, [], np.zeros((0, 3), np.int32)
    write_traits(
        traits, Traits(index.track_id, {"tempo": np.zeros(n_tracks)}, [], *nothing), {"tempo": "1"}
    )
    page = folder / "explorer.html"
    write_explorer(
        [at["map"]], [at["latents"]], at["stability"], [at[name] for name in CLUSTERERS],
        [at["names"]], *lists, traits, [], "", str(RESOURCES / "explorer.html"),
        str(RESOURCES / "explorer.css"), sorted(map(str, RESOURCES.glob("*.js"))),
        str(page), str(folder / "atlas.parquet"), str(folder / "sounds"),
        "Mine", str(music), 3.0, ["sound"], ["sound"], CLUSTERERS, "none", {"none": 2}, 0, None,
        {"sound": "these songs"}, "absolute", {},
    )  # fmt: skip
    return page


@pytest.fixture(scope="module", params=[(60, 10), (130, 1)], ids=["600 slices", "130 songs"])
def run(request, tmp_path_factory):
    """Numbers of songs and of slices, and the explorer of these."""
    n_tracks, n_slices = request.param
    folder = tmp_path_factory.mktemp("many songs")
    return n_tracks, n_tracks * n_slices, make_run(folder, n_tracks, n_slices)


def saved_text(page, button, path):
    with page.expect_download() as saved:
        page.click(button)
    saved.value.save_as(path)
    return path.read_text(encoding="utf-8-sig")


@pytest.fixture
def wide(tab):
    """A tab of the usual width."""
    yield tab(1280)
    tab(1280).goto("about:blank")


def test_the_page_lists_and_saves_all_songs_and_says_how_many_were_compared(wide, run, tmp_path):
    n_tracks, n_points, path = run
    page = explore(wide, path)
    assert page.inner_text("#counts") == f"{n_tracks} songs, {n_points} slices"
    assert page.inner_text("#remarks") == (
        f"For the map, 100 of {n_points} slices were compared; the others are placed near their "
        "nearest neighbours."
    )
    assert sum(points_drawn(page)) == n_points
    files, rows = [], []
    for cluster in (1, 2):
        page.click(f"#groups li:nth-child({cluster}) button")
        lines = saved_text(page, "#m3u", tmp_path / "songs.m3u8").splitlines()
        files.append([Path(line) for line in lines[3::2]])
        table = saved_text(page, "#csv", tmp_path / "songs.csv").splitlines()
        rows += csv.DictReader(table)
    assert len(rows) == n_points and len({row["track_id"] for row in rows}) == n_tracks
    music = path.parent / "music"
    assert sorted(files[0] + files[1]) == sorted(music.iterdir())  # the user's own, AIFF as well
    assert {Path(row["file"]) for row in rows} == set(music.iterdir())
    parity = [{int(file.stem) % 2 for file in cluster} for cluster in files]
    assert sorted(parity, key=min) == [{0}, {1}]
    page.fill("#search", "song")
    page.wait_for_selector(f"#hits:text-is('{n_tracks} songs')")


def test_clusters_say_how_many_songs_were_compared_where_not_all_were(wide, run):
    n_tracks, n_points, path = run
    page = explore(wide, path)
    remark = f"100 of {n_tracks} songs were compared; the others joined the nearest clusters."
    assert "compared" not in page.text_content("#made")  # k-means compares all
    page.select_option("#colour", index=2)
    assert page.inner_text("#by").startswith("sound: Ward's method, 2 clusters of songs")
    assert (remark in page.text_content("#made")) == (n_tracks > MAX_POINTS)
    page.check("#is-by-slice")
    assert f"100 of {n_points} slices were compared" in page.text_content("#made")
    assert [text.split("\n")[0] for text in texts(page, "#groups li")] == ["cluster 0", "cluster 1"]


def test_the_files_of_a_run_hold_every_slice(run):
    n_tracks, n_points, path = run
    laid = read_map(str(path.parent / "made/map"))
    assert laid.xy.shape == (n_points, 2) and np.isfinite(laid.xy).all()
    assert len(laid.row) == MAX_POINTS
    table = parquet.read_table(path.parent / "atlas.parquet").to_pydict()
    assert len(table["x_sound"]) == n_points and len(set(table["track_id"])) == n_tracks
    for clusterer in CLUSTERERS:
        levels = read_assignments(str(path.parent / f"made/{clusterer}"))["none"]
        assert (len(levels["slice"]), len(levels["track"])) == (n_points, n_tracks)
        parity = np.arange(n_tracks) % 2
        assert set(zip(parity, levels["track"], strict=True)) in (
            {(0, 0), (1, 1)},
            {(0, 1), (1, 0)},
        )

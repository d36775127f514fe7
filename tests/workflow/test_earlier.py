"""What a run takes from an earlier one, decided before any job runs."""

import json

import pytest
from support.plans import make_plan

from hbvae.errors import ConfigError
from hbvae.storage.identities import Identity, write_identities
from hbvae.storage.tracks import Track, write_batch

WEIGHTS = "weights.safetensors"


def write_batches(folder, paths):
    folder.mkdir(parents=True)
    tracks = [Track(name, path, 100 + len(name), 7) for name, path in paths.items()]
    write_batch(str(folder / "00000.tsv"), tracks)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A folder where a run of ten songs was kept, and lists of the same songs are."""
    monkeypatch.chdir(tmp_path)
    songs = {f"song{'x' * n}": f"{n}.mp3" for n in range(10)}
    write_batches(tmp_path / "results/folder/batches", songs)
    kept = tmp_path / "earlier/1/folder"
    write_batches(kept / "batches", songs)
    identities = [Identity(name, 1, f"sound of {name}", "") for name in songs]
    write_identities(str(kept / "identities.tsv"), identities)
    (kept / "release").mkdir()
    about = {"embedding_dim": 0, "encoder": None}
    (kept / "release/config.json").write_text(json.dumps(about))
    (kept / "joint_vae/seed0").mkdir(parents=True)
    for name in (WEIGHTS, "history.tsv", "latents.h5"):
        (kept / "joint_vae/seed0" / name).touch()
    return tmp_path


def earlier(**settings):
    return make_plan("folder", earlier={"results": "earlier/1"} | settings).earlier


def set_songs(run, songs, dataset="folder"):
    (run / "results" / dataset / "batches").mkdir(parents=True, exist_ok=True)
    write_batch(str(run / "results" / dataset / "batches/00000.tsv"), songs)


def test_a_run_of_the_same_songs_keeps_everything(run):
    kept = earlier()
    folder = "earlier/1/folder/joint_vae/seed0"
    assert kept.stays("folder") and kept.notes(["folder"]) == []
    assert kept.model("folder", "joint_vae", 0) == [f"{folder}/{WEIGHTS}", f"{folder}/history.tsv"]
    assert kept.file("folder", "joint_vae", "latents.h5", 0) == f"{folder}/latents.h5"
    assert kept.matches("folder") == kept.fitted("folder") == "results/folder/known.h5"


def test_what_the_earlier_run_has_not_is_made(run):
    kept = earlier()
    assert kept.file("folder", "joint_vae", "latents.h5", 1) == []
    assert kept.model("folder", "conv_vae", 0) == []
    assert not kept.is_there("songs") and kept.matches("songs") == []


def test_a_run_without_an_earlier_run_makes_everything(run):
    kept = earlier(results=None)
    assert not kept.stays("folder") and kept.notes(["folder"]) == []
    assert kept.model("folder", "joint_vae", 0) == kept.matches("folder") == []


def test_a_model_that_is_given_labels_is_fitted_again(run):
    (run / "earlier/1/folder").rename(run / "earlier/1/clips")
    set_songs(run, [], "clips")
    kept = make_plan("clips", earlier={"results": "earlier/1"}).earlier
    assert kept.stays("clips") and kept.model("clips", "joint_vae", 0)
    (run / "earlier/1/clips/joint_vae").rename(run / "earlier/1/clips/cvae")
    assert kept.file("clips", "cvae", WEIGHTS, 0) and kept.model("clips", "cvae", 0) == []


@pytest.mark.parametrize(
    ("n_new", "note"),
    [
        (1, "folder: 1 new song joins the existing groups and map; to fit"),
        (2, "folder: 2 new songs join the existing groups and map; to fit"),
        (3, "folder: 3 of 13 songs are new. Groups and map are computed again, starting from"),
    ],
)
def test_more_than_a_fifth_of_new_songs_fits_the_model_again(run, n_new, note):
    songs = [Track(f"song{'x' * n}", f"{n}.mp3", 104 + n, 7) for n in range(10)]
    set_songs(run, [*songs, *(Track(f"new{n}", f"new{n}.mp3", 1, n) for n in range(n_new))])
    kept = earlier()
    assert kept.stays("folder") == (n_new < 3)
    (printed,) = kept.notes(["folder"])
    assert printed.startswith(note)
    assert bool(kept.model("folder", "joint_vae", 0)) == (n_new < 3)
    assert kept.file("folder", "joint_vae", "latents.h5", 0)  # numbers and map start from there


def test_files_that_were_moved_are_not_new(run):
    set_songs(run, [Track(f"elsewhere{n}", f"else/{n}.mp3", 104 + n, 7) for n in range(10)])
    assert earlier().notes(["folder"]) == []


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"embedding_dim": 384}, "the songs no longer have lyrics"),
        ({"encoder": {"name": "musicnn", "version": "1"}}, "the encoder has changed"),
    ],
)
def test_a_model_that_hears_something_else_is_fitted_again(run, about, reason):
    path = run / "earlier/1/folder/release/config.json"
    path.write_text(json.dumps({"embedding_dim": 0, "encoder": None} | about))
    (note,) = earlier().notes(["folder"])
    assert reason in note and not earlier().stays("folder")


def test_a_model_is_fitted_again_if_a_person_says_so(run):
    kept = earlier(refit=True)
    assert not kept.stays("folder") and "you set --refit" in kept.notes(["folder"])[0]
    assert kept.fitted("folder") == [] and kept.matches("folder")


def test_a_folder_without_kept_results_is_named(run):
    message = "expected a folder that `hbvae map` keeps, such as .* folder, got results"
    with pytest.raises(ConfigError, match=message):
        earlier(results="results")

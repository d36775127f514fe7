"""Which datasets a run names, what their results are called, and what is refused."""

import json
import shutil
from pathlib import Path

import pytest

from hbvae.datasets.collections import Datasets, describe, refuse_results
from hbvae.datasets.description import DatasetDescription
from hbvae.errors import ConfigError, DatasetError
from hbvae.storage.settled import Settled
from hbvae.storage.tracks import Track, write_tracks

DESCRIPTION = "root: {root}\nlayout: folders\ntitle: {title}\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty folder of a run, beside a project with a description called shipped."""
    folder = tmp_path / "project/config/datasets"
    folder.mkdir(parents=True)
    text = DESCRIPTION.format(root="songs", title="Shipped")
    (folder / "shipped.yaml").write_text(text + "exclude: resources/faults.tsv\n")
    (tmp_path / "run").mkdir()
    monkeypatch.chdir(tmp_path / "run")
    return tmp_path


def datasets(place, *entries):
    return Datasets(entries, place / "project")


def collection(folder, songs=("a.wav", "b.wav", "c.wav")):
    folder.mkdir(parents=True)
    for song in songs:
        (folder / song).write_bytes(song.encode())
    return folder


def list_songs(place, entry):
    """The name of a folder's results, written as a listing writes them."""
    made = datasets(place, str(entry))
    (name,) = made.run
    folder = place / "run/results" / name
    folder.mkdir(parents=True, exist_ok=True)
    songs = sorted(path.name for path in entry.iterdir())
    write_tracks(str(folder / "tracks.tsv"), [Track(song, song, batch=0) for song in songs])
    root = str(entry.resolve())
    mapping = {"root": str(entry), "layout": "folders", "lyrics_files": False}
    Settled(made.stated(name), root, root, mapping, {}).write(folder)
    return name


# Names and files


def test_a_description_is_read_when_it_is_asked_for(place):
    (place / "project/config/datasets/broken.yaml").write_text("root: [")
    made = datasets(place, "shipped")
    assert (made.run, sorted(made)) == (["shipped"], ["broken", "shipped"])
    assert made["shipped"].title == "Shipped"
    with pytest.raises(DatasetError, match=r"broken\.yaml: expected YAML in UTF-8"):
        made["broken"]


def test_files_that_a_description_ships_with_are_the_projects(place):
    assert datasets(place)["shipped"].exclude == "../project/resources/faults.tsv"
    (place / "run/mine.yaml").write_text("root: x\nlayout: folders\nexclude: mine.tsv\n")
    assert datasets(place, "mine.yaml")["mine"].exclude == "mine.tsv"


def test_a_description_of_the_run_comes_before_the_projects(place):
    folder = place / "run/config/datasets"
    folder.mkdir(parents=True)
    (folder / "shipped.yaml").write_text(DESCRIPTION.format(root="mine", title="Mine"))
    assert datasets(place, "shipped")["shipped"].title == "Mine"


def test_what_the_listing_settled_is_not_looked_for_again(place):
    songs = collection(place / "music")
    name = list_songs(place, songs)
    (songs / "a.txt").write_text("la la la")
    assert datasets(place, str(songs))[name].lyrics_files is False
    (place / "run/results/music/dataset.json").unlink()
    assert datasets(place, str(songs))[name].lyrics_files is True


@pytest.mark.parametrize("entry", ["shiped", "no/such", "music.csv"])
def test_an_entry_that_is_nothing_is_named(place, entry):
    with pytest.raises(DatasetError, match=f"expected the name of .*shipped.*got '{entry}', which"):
        datasets(place, entry)


def test_a_misspelt_name_has_a_suggestion(place):
    with pytest.raises(DatasetError, match="did you mean 'shipped'"):
        datasets(place, "shiped")


@pytest.mark.parametrize("name", ["songs.csv", "best.m3u8", "one.mp3"])
def test_a_file_in_place_of_its_folder_is_refused(place, name):
    (place / "music").mkdir()
    (place / "music" / name).touch()
    with pytest.raises(DatasetError, match=rf"{name}; give its folder: dataset=.*/music$"):
        datasets(place, str(place / "music" / name))


def test_the_root_of_a_description_is_the_folder_beside_it(place):
    collection(place / "disk/blues")
    (place / "disk/mine.yaml").write_text("root: .\nlayout: folders\n")
    (place / "disk/far.yaml").write_text("root: near\nlayout: folders\n")
    collection(place / "run/near")
    made = datasets(place, str(place / "disk/mine.yaml"), str(place / "disk/far.yaml"))
    assert made["mine"].root_folder.resolve() == place / "disk"
    assert made["far"].root_folder.resolve() == place / "run/near"
    file = place / "disk/mine.yaml"
    assert made.notes == [f"{file}: its root is {place}/disk, relative to this file"]


def test_datasets_with_the_same_name_are_refused(place):
    (place / "run/shipped.yaml").write_text(DESCRIPTION.format(root="x", title="x"))
    with pytest.raises(DatasetError, match=r"shipped\.yaml: another dataset is called shipped"):
        datasets(place, "shipped.yaml")


@pytest.mark.parametrize(
    "entries", [("shipped", "shipped"), ("music", "../run/music"), ("own.yaml", "own.yaml")]
)
def test_a_dataset_that_is_listed_twice_is_refused(place, entries):
    collection(place / "run/music")
    (place / "run/own.yaml").write_text(DESCRIPTION.format(root="x", title="x"))
    with pytest.raises(DatasetError, match=r"is listed twice|another dataset is called own"):
        datasets(place, *entries)


def test_a_file_in_the_wrong_encoding_and_a_bad_description_are_named(place):
    (place / "run/latin.yaml").write_bytes("root: Grüße\n".encode("latin-1"))
    with pytest.raises(DatasetError, match=r"latin\.yaml: expected YAML in UTF-8"):
        datasets(place, "latin.yaml")["latin"]
    (place / "run/bad.yaml").write_text("root: x\nlayout: folder\n")
    with pytest.raises(ConfigError, match=r"bad\.yaml: layout: expected table or folders"):
        datasets(place, "bad.yaml")["bad"]


# Folders of songs


def test_folders_with_the_same_name_have_separate_results(place):
    first, second = collection(place / "a/FLAC"), collection(place / "b/FLAC")
    assert list_songs(place, first) == "FLAC"
    made = datasets(place, str(second))
    assert made.run == ["FLAC_2"]
    assert made.notes == [
        f"{second}: its results are in results/FLAC_2; results/FLAC belongs to {first}"
    ]
    assert list_songs(place, second) == "FLAC_2"
    assert datasets(place, str(second)).notes == []  # from now on that is its place
    assert datasets(place, str(second), str(first)).run == ["FLAC_2", "FLAC"]


def test_folders_with_the_same_name_in_a_run(place):
    first, second = collection(place / "a/FLAC"), collection(place / "b/FLAC")
    assert datasets(place, str(first), str(second)).run == ["FLAC", "FLAC_2"]


def test_a_folder_that_was_moved_keeps_its_results(place):
    before = collection(place / "a/FLAC")
    assert list_songs(place, before) == "FLAC"
    after = place / "disk/Music"
    after.parent.mkdir()
    before.rename(after)
    (after / "a.wav").unlink()  # most songs are there
    made = datasets(place, str(after))
    assert made.run == ["FLAC"]
    assert "which no longer exists; continuing with the results in results/FLAC" in made.notes[0]


def test_a_copied_run_keeps_its_results(place, monkeypatch):
    collection(place / "run/music")
    assert list_songs(place, Path("music")) == "music"
    shutil.copytree(place / "run", place / "copy")
    monkeypatch.chdir(place / "copy")
    assert datasets(place, "music").run == ["music"]


def test_another_folder_does_not_inherit_results(place):
    before = collection(place / "a/FLAC")
    list_songs(place, before)
    shutil.rmtree(before)
    after = collection(place / "b/FLAC", ["a.wav", "x.wav", "y.wav"])
    assert datasets(place, str(after)).run == ["FLAC_2"]


def test_a_folder_that_is_called_like_a_description_is_used(place):
    songs = collection(place / "shipped")
    made = datasets(place, str(songs))
    assert made.run == ["shipped_2"]
    assert made["shipped_2"].root == str(songs)
    assert datasets(place, "shipped")["shipped"].title == "Shipped"


def test_a_description_does_not_take_over_the_results_of_a_folder(place):
    list_songs(place, collection(place / "music"))
    (place / "run/music.yaml").write_text(DESCRIPTION.format(root="x", title="x"))
    with pytest.raises(DatasetError, match=r"music\.yaml: results/music holds the results of"):
        datasets(place, "music.yaml")


def test_the_name_of_a_description_is_a_folder_where_what_it_describes_is_not_there(place):
    collection(place / "run/shipped")
    made = datasets(place, "shipped")
    assert made.run == ["shipped_2"] and made["shipped_2"].root == "shipped"
    collection(place / "run/songs")  # the root of the description
    made = datasets(place, "shipped")
    assert made.run == ["shipped"] and made["shipped"].title == "Shipped"
    assert made.notes[0].endswith("shipped.yaml; the folder is ./shipped")


@pytest.mark.parametrize("name", ["~tape", "~nobody-of-this-name/Music"])
def test_a_folder_whose_name_begins_with_a_tilde(place, name):
    if name == "~tape":
        collection(place / "run/~tape")
        made = datasets(place, name)
        assert made.run == ["tape"]
        assert made["tape"].root_folder.resolve() == place / "run/~tape"
    else:
        with pytest.raises(DatasetError, match="which does not exist"):
            datasets(place, name)


@pytest.mark.parametrize("name", ["", "  ", "a\0b", "https://example.org/music", "C:\\Music"])
def test_a_missing_folder_is_reported(place, name):
    with pytest.raises(DatasetError, match="which does not exist"):
        datasets(place, name)


@pytest.mark.parametrize("where", ["results", "results/songs", "results/old/sounds"])
def test_a_collection_among_the_results_is_refused(place, where):
    songs = place / "run" / where
    songs.mkdir(parents=True)
    (songs / "a.wav").touch()
    with pytest.raises(DatasetError, match=f"^{where}: this collection is inside results, where"):
        datasets(place, where)
    (place / "link").symlink_to(songs)
    with pytest.raises(DatasetError, match="move the songs to another folder"):
        refuse_results(place / "link", place / "run/results")


def test_a_folder_beside_the_results_or_around_them_is_not_refused(place):
    (place / "run/results").mkdir()
    for folder in ("run", "run/results_2", "elsewhere"):
        (place / folder).mkdir(exist_ok=True)
        refuse_results(place / folder, place / "run/results")


def test_a_description_is_completed(place):
    songs = collection(place / "music")
    stated = {"root": str(songs), "layout": "folders"}
    assert describe("mine", stated).lyrics_files is False
    (songs / "a.lrc").write_text("[00:01]la la")
    described = describe("mine", stated)
    assert described.lyrics_files is True
    kept = json.loads(json.dumps(described.model_dump(mode="json", exclude_defaults=True)))
    assert DatasetDescription.from_mapping("mine", kept) == described

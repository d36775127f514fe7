"""A released model, applied to songs in and outside its collection."""

import json
import logging
import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest
import soundfile
from safetensors.numpy import load_file
from support.release_songs import N_SONGS, WORDS, write_tone
from support.tiny_checkpoints import change_json, save_clap
from typer.testing import CliRunner

from hbvae.cli import app
from hbvae.errors import ConfigError, StoreError
from hbvae.features.pretrained.registry import encoder_card
from hbvae.release.build import write_card
from hbvae.release.folder import load_generator, load_release
from hbvae.release.inference import assign, embed, find_songs, info
from hbvae.storage.latents import columns, read_latents

run = CliRunner().invoke


@pytest.fixture
def songs(collection):
    return collection.songs


def run_clusters(collection, grouping):
    """Clusters from the run, by track id."""
    clusters = collection.clusters[grouping].tolist()
    return dict(zip(collection.index.track_id, clusters, strict=True))


def test_songs_are_embedded_as_the_run_embedded_them(collection, songs):
    embedding = embed(songs, collection.release)
    assert np.allclose(embedding.latent, collection.latent, atol=1e-4)
    assert embedding.index.track_id == songs
    assert embedding.index.start == pytest.approx(collection.index.start)
    assert embedding.parts == {"lyrics": 4, "timbre": 4, "texture": 8}
    assert all(embedding.songs_have_lyrics) and embedding.rejected == []


def test_songs_of_the_collection_keep_their_clusters(collection, songs):
    assignments = assign(songs, collection.release)
    for grouping in ("sound", "lyrics"):
        expected = run_clusters(collection, grouping)
        assert len(set(expected.values())) == 2
        for song in assignments.songs:
            place = getattr(song, grouping)
            assert place.cluster == expected[Path(song.song).stem]
            assert place.name == f"{grouping} {place.cluster}"
            assert place.description == f"Like {place.cluster}."
            assert song.known_as.track_id == Path(song.song).stem
            assert song.known_as.track_id not in [near.track_id for near in place.nearest]


def test_a_new_song_is_near_similar_songs_and_has_no_lyrics(collection, tmp_path):
    song = tmp_path / "new.wav"
    write_tone(song, 345, seed=99)
    (assigned,) = assign([song], collection.release, n_nearest=2).songs
    assert [near.labels["genre"] for near in assigned.sound.nearest] == ["Folk", "Folk"]
    assert assigned.sound.distance >= 0 and assigned.sound.typical >= 0
    assert assigned.lyrics is assigned.known_as is None
    (sung,) = assign([song], collection.release, {str(song): WORDS["Bangla"]}).songs
    assert sung.lyrics.nearest[0].labels["language"] == "Bangla"


def test_the_model_card_of_synthetic_songs_says_so(collection, tmp_path):
    shutil.copytree(collection.release, tmp_path / "release")
    release = load_release(str(tmp_path / "release"))
    release.config["synthetic"] = True
    where = dict.fromkeys(release.groupings, "joint_audio")
    template = str(Path(__file__).parents[2] / "resources/release/README.md")
    write_card(release, template, collection.latent, collection.index, where, where, [])
    card = (tmp_path / "release/README.md").read_text(encoding="utf-8")
    assert f"fitted without labels to {N_SONGS} synthetic tracks" in card
    assert "say nothing about\nreal music" in card


def test_the_model_card_says_how_many_songs_kept_their_cluster(collection):
    card = (collection.release / "README.md").read_text(encoding="utf-8")
    assert card.count(f"{N_SONGS} of {N_SONGS}") == 2
    assert "--label &#34;genre=Folk&#34;" not in card and '--label "genre=Folk"' in card
    lines = (collection.release / "known_tracks.tsv").read_text(encoding="utf-8").splitlines()
    assert "| lyrics 1 | Like 1. |" in card
    assert "synthetic" not in card
    assert "| sound | `joint_audio` | tags of other songs, by an encoder | 2, " in card
    assert "| lyrics | `joint_lyrics` | these songs | 2, " in card
    assert lines[0].split("\t") == [
        *("track_id", "title", "language", "genre"),
        *("sound cluster", "sound name", "lyrics cluster", "lyrics name"),
    ]


def test_info_counts(collection):
    about = info(collection.release)
    assert (about["title"], about["tracks"], about["generates"]) == ("My songs", N_SONGS, True)
    assert sum(about["clusters"]["sound"]) == sum(about["clusters"]["lyrics"]) == N_SONGS
    assert about["names"]["lyrics"][1] == {"name": "lyrics 1", "description": "Like 1."}
    text = run(app, ["info", "-m", str(collection.release)]).stdout
    assert f"by lyrics   1  lyrics 1 ({about['clusters']['lyrics'][1]} tracks)" in text
    weights = load_file(collection.release / "weights.safetensors")
    assert 0 < about["parameters"] < sum(array.size for array in weights.values())


def test_a_release_contains_no_code_and_is_readable_by_everyone(collection):
    for file in (collection.release).iterdir():
        assert file.suffix in (".safetensors", ".json", ".tsv", ".md")
        assert file.stat().st_mode & 0o444 == 0o444


# Folders that are not models


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("config.json", None, "config.json is missing$"),
        ("config.json", b"{", "damaged"),
        ("config.json", b"[]", "damaged"),
        ("config.json", b'{"format": 99}', "format 4, got 99"),
        ("weights.safetensors", b"\x80\x04pickle", "damaged"),
        ("weights.safetensors", None, "weights.safetensors is missing$"),
        ("reference.safetensors", b"", "damaged"),
    ],
)
def test_an_incomplete_or_damaged_model_is_an_error(collection, tmp_path, name, data, message):
    for file in (collection.release).iterdir():
        if file.name != name:
            (tmp_path / file.name).symlink_to(file)
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(StoreError, match=message):
        load_release(tmp_path)


@pytest.mark.parametrize(
    ("conditions", "why"),
    [
        ({}, "its collection has no labels"),
        ({"genre": ["Folk", "Rock"]}, "its run did not train the conditional VAE"),
    ],
)
def test_a_model_without_a_generator_says_why(collection, tmp_path, conditions, why):
    for file in collection.release.iterdir():
        if file.name not in ("generator.safetensors", "config.json"):
            (tmp_path / file.name).symlink_to(file)
    content = json.loads((collection.release / "config.json").read_text(encoding="utf-8"))
    (tmp_path / "config.json").write_text(json.dumps(content | {"conditions": conditions}))
    done = run(app, ["generate", "-m", str(tmp_path)])
    assert done.exit_code == 2
    assert f"this model cannot generate: {why}" in done.stderr
    assert f"no, {why}" in run(app, ["info", "-m", str(tmp_path)]).stdout


def test_a_release_loads_the_encoder_of_its_run(collection, tmp_path):
    """Another version is an error, because embeddings of two versions cannot be compared."""
    assert load_release(collection.folder / "release").load_encoder() is None
    ears, folder = save_clap(tmp_path / "ears"), tmp_path / "release"
    shutil.copytree(collection.folder / "release", folder)
    version = encoder_card(str(ears)).version
    change_json(folder / "config.json", encoder={"name": str(ears), "version": version})
    assert load_release(folder).load_encoder().card == encoder_card(str(ears))
    change_json(folder / "config.json", encoder={"name": str(ears), "version": "0123"})
    with pytest.raises(
        ConfigError, match=f"in version 0123, .* got version {version}; install that"
    ):
        load_release(folder).load_encoder()


def test_folders_of_songs_are_walked(tmp_path):
    for name in ("b.wav", "a/c.MP3", "a/notes.txt", "d.m4a", ".hidden.wav"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    paths = list(find_songs([tmp_path, "else/where.flac"]))
    in_folder = [f"{tmp_path}/{name}" for name in ("a/c.MP3", "b.wav", "d.m4a")]
    assert paths == [*in_folder, "else/where.flac"]


# The command line


def test_assign_in_words_and_for_programs(collection, songs):
    model = str(collection.release)
    done = run(app, ["assign", songs[0], songs[1], "--model", model, "--nearest", "1"])
    assert done.exit_code == 0
    first, sound, near, *_ = done.stdout.splitlines()
    assert first == f"{songs[0]} (in the model's collection: Song 0)"
    clusters = run_clusters(collection, "sound")
    size = list(clusters.values()).count(clusters["song 0"])
    number = clusters["song 0"]
    assert sound.startswith(f"  sound   sound {number} (cluster {number}: {size} tracks, ")
    assert "% Bangla, " in sound or "% English, " in sound
    assert "Folk)" in near and "Song 0 " not in near
    done = run(app, ["assign", *songs, "--json"], env={"HBVAE_MODEL": model})
    answer = json.loads(done.stdout)
    assert [song["song"] for song in answer["songs"]] == songs
    sound = answer["songs"][0]["sound"]
    assert len(sound["nearest"]) == 3
    assert sound["labels"]["genre"]["label"] == "Folk"
    assert 0.5 < sound["labels"]["genre"]["share"] <= 1


def test_an_unreadable_song_does_not_affect_the_others(collection, songs, tmp_path):
    bad = tmp_path / "bad.mp3"
    bad.write_text("<html>")
    done = run(app, ["assign", str(bad), songs[0], "-m", str(collection.release), "--json"])
    assert done.exit_code == 1
    answer = json.loads(done.stdout)
    assert [song["song"] for song in answer["songs"]] == [songs[0]]
    assert answer["rejected"] == [{"song": str(bad), "reason": answer["rejected"][0]["reason"]}]
    assert "a web page" in done.stderr
    done = run(app, ["assign", str(bad), "-m", str(collection.release)])
    assert (done.exit_code, done.stdout) == (2, "")


@pytest.mark.parametrize("command", [["assign"], ["embed"], ["find", "guitar"]])
def test_unreadable_songs_are_an_error_before_the_model_is_loaded(collection, tmp_path, command):
    """Damaged weights would cause another error."""
    for file in collection.release.iterdir():
        if file.name != "weights.safetensors":
            (tmp_path / file.name).symlink_to(file)
    (tmp_path / "weights.safetensors").write_bytes(b"damaged")
    words = tmp_path / "lyrics.txt"
    words.write_text("a house, a river")
    done = run(app, [*command, str(words), "-m", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{words} is left out: " in done.stderr and "got a text file" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_folder_of_a_run_instead_of_its_model_gets_a_hint(collection, tmp_path):
    (tmp_path / "results/mine").mkdir(parents=True)
    release = tmp_path / "results/mine/release"
    release.symlink_to(collection.release, target_is_directory=True)
    with pytest.raises(StoreError, match=f"are missing; did you mean {release}\\?"):
        load_release(tmp_path)


def test_embed_writes_latents_that_the_workflow_reads(collection, tmp_path):
    output = tmp_path / "some.h5"
    model, songs = str(collection.release), str(collection.folder / "songs")
    for start in (f"{output}: {N_SONGS} songs, ", f"{output} (replaced): {N_SONGS} songs, "):
        done = run(app, ["embed", songs, "-m", model, "-o", str(output)])
        assert done.exit_code == 0 and done.stdout.startswith(start)
    latent, index = read_latents(str(output))
    assert (latent.shape, len(index.track_id)) == ((3 * N_SONGS, 16), N_SONGS)
    with h5py.File(output) as store:
        assert columns(json.loads(store.attrs["parts"]))["timbre"] == slice(4, 8)


def test_generate_makes_a_sound(collection, tmp_path):
    output = tmp_path / "new.flac"
    arguments = ["generate", "--genre", "folk", "--language", "Bangla", "-n", "2"]
    done = run(app, [*arguments, "-m", str(collection.release), "-o", str(output), "--json"])
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert answer["labels"] == [{"language": "Bangla", "genre": "Folk"}] * 2
    assert soundfile.info(output).duration == pytest.approx(answer["seconds"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["assign", "nowhere.wav"], "does not exist"),
        (["assign", "."], "expected recordings in"),
        (["generate", "--genre", "Jazz"], "genre: expected one of Folk, Rock, got Jazz"),
        (
            ["generate", "--label", "mood=sad"],
            "mood: expected one of the model's factors",
        ),
        (["generate", "--label", "genre"], "expected FACTOR=LABEL, got genre"),
        (["generate", "-n", "0"], "greater than or equal to 1"),
    ],
)
def test_wrong_arguments_are_errors_and_nothing_is_written(
    collection, tmp_path, monkeypatch, arguments, message
):
    monkeypatch.chdir(tmp_path)
    done = run(app, [*arguments, "-m", str(collection.release)])
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())
    assert list(tmp_path.iterdir()) == []


def test_a_lyrics_file_needs_a_single_song(collection, songs, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text(WORDS["English"])
    arguments = ["-m", str(collection.release), "--lyrics", str(words)]
    assert "expected one song, got 2" in run(app, ["assign", *songs[:2], *arguments]).stderr
    done = run(app, ["assign", songs[0], *arguments, "--json"])
    (song,) = json.loads(done.stdout)["songs"]
    assert song["lyrics"]["nearest"][0]["labels"]["language"] == "English"


def test_a_folder_without_a_model_is_an_error(tmp_path):
    done = run(app, ["info", "-m", str(tmp_path)])
    assert done.exit_code == 2
    assert "expected a model folder, such as a run's results/NAME/release" in done.stderr


def test_help_names_every_command():
    text = run(app, ["--help"]).stdout
    for name in ("embed", "assign", "info", "generate", "--install-completion"):
        assert name in text


def test_assign_does_not_configure_logging(collection, songs):
    before = logging.getLogger().handlers[:]
    assign(songs[:1], collection.release)
    assert logging.getLogger().handlers == before


def test_an_unknown_label_is_a_config_error(collection):
    _, conditions, _ = load_generator(collection.release)
    with pytest.raises(ConfigError):
        conditions.encode([{"language": "Klingon", "genre": "Folk"}])

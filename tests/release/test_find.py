"""Search by words: expected scores, and the error where a model cannot be searched."""

import json

import numpy as np
import pytest
from support.release_songs import N_SONGS, write_tone
from support.tiny_checkpoints import save_clap
from support.weights import needs_weights
from typer.testing import CliRunner

from hbvae.cli import app
from hbvae.errors import ConfigError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoding import read_central_part
from hbvae.features.pretrained.base import EncoderCard
from hbvae.features.pretrained.registry import encoder, encoder_card
from hbvae.release.build import make_word_index
from hbvae.release.find import find
from hbvae.release.folder import WordIndex, load_release, load_searchable, write_word_index
from hbvae.storage.features import EncoderOutput

run = CliRunner().invoke
CARD = EncoderCard("ears", "1", "ISC", "us", "tags of other songs", 16_000, 3.0, 2, ("jazz", "sad"))
NUMBERS = np.arange(N_SONGS)
SCORES = np.stack([NUMBERS, -((NUMBERS - 4.0) ** 2)], 1)  # the last is jazz, song 4 is sad


@pytest.fixture
def searched(collection, tmp_path):
    """Function that makes a model folder with a given word index."""

    def searched(word_index, name="musicnn"):
        for file in collection.release.iterdir():
            if file.name != "config.json":
                (tmp_path / file.name).symlink_to(file)
        config = json.loads((collection.release / "config.json").read_text(encoding="utf-8"))
        named = {"encoder": {"name": name, "version": word_index.card.version}}
        (tmp_path / "config.json").write_text(json.dumps(config | named))
        write_word_index(str(tmp_path / "words.safetensors"), word_index)
        return tmp_path

    return searched


@pytest.fixture
def tagged(searched):
    return searched(WordIndex(CARD, SCORES))


def test_a_tag_ranks_the_songs_of_the_collection(tagged):
    ranking = find("JAZZ", tagged)
    assert [song.song for song in ranking.songs] == [f"song {n}" for n in NUMBERS[::-1]]
    scores = [song.score for song in ranking.songs]
    np.testing.assert_allclose(scores, (NUMBERS[::-1] - NUMBERS.mean()) / NUMBERS.std(), atol=1e-6)
    assert ranking.songs[0].title == "Song 11"
    assert ranking.songs[0].labels == {"language": "English", "genre": "Rock"}
    assert (ranking.words, ranking.unknown, ranking.rejected) == (["jazz"], {}, [])


def test_tags_have_equal_weight(tagged):
    z = (SCORES - SCORES.mean(0)) / SCORES.std(0)
    best = np.argsort(-z.mean(1), kind="stable")
    assert [song.song for song in find("sad jazz", tagged).songs] == [f"song {n}" for n in best]


def test_a_word_index_is_read_as_it_was_written(tagged):
    assert len(load_release(tagged).track_rows) == N_SONGS
    word_index, config, track_rows = load_searchable(tagged)
    assert word_index.card == CARD and config["title"] == "My songs" and len(track_rows) == N_SONGS
    np.testing.assert_array_equal(word_index.features, SCORES)


def test_the_command_lists_the_best_songs_and_unknown_words(tagged):
    done = run(app, ["find", "slow piano, saad", "-m", str(tagged)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert (
        "ears knows no word of 'slow piano, saad'; similar words that it knows: sad" in done.stderr
    )
    assert "Its words: jazz, sad" in done.stderr

    done = run(app, ["find", "slow piano, sad", "-m", str(tagged), "-n", "2"])
    assert done.exit_code == 0
    assert "words that the encoder does not know: slow, piano" in done.stderr
    heading, first, *others = done.stdout.splitlines()
    assert heading.startswith("Match with sad") and len(others) == 1
    assert first == "   +1.0  Song 4  song 4 (Bangla, Folk)"  # 14.2 of 14.8 above the mean

    done = run(app, ["find", "sad", "-m", str(tagged), "-n", "3", "--json"])
    answer = json.loads(done.stdout)
    assert [song["song"] for song in answer["songs"]] == ["song 4", "song 3", "song 5"]
    assert (answer["words"], answer["unknown"], answer["rejected"]) == (["sad"], {}, [])


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_search_is_an_error(tagged, text):
    with pytest.raises(ConfigError, match="expected words"):
        find(text, tagged)


def test_a_model_whose_run_had_no_encoder_says_so(collection):
    done = run(app, ["find", "sad", "-m", str(collection.release)])
    assert done.exit_code == 2 and "had no encoder that supports words; set" in done.stderr


def test_an_encoder_without_tags_or_text_input_makes_no_word_index():
    card = CARD._replace(tags=())._asdict()
    output = EncoderOutput(np.zeros((2, 2)), np.zeros((2, 0)), card)
    assert make_word_index(output, np.zeros(2, int)) is None


def test_searching_other_songs_needs_the_encoder_of_the_run(searched, collection):
    folder = searched(WordIndex(CARD._replace(reads_text=True), SCORES), "no/such")
    assert find("sad", folder).songs  # needs no encoder
    with pytest.raises(ConfigError, match=r"pretrained\.encoder"):
        find("sad", folder, collection.songs)


def encode(songs, song_encoder, config):
    """Encode songs as a run does; return the output and the song of each slice."""
    outputs = [
        song_encoder.embed(read_central_part(song, config, song_encoder.card.sample_rate).also)
        for song in songs
    ]
    track = np.repeat(np.arange(len(songs)), [len(output.embedding) for output in outputs])
    arrays = [np.concatenate(per_song) for per_song in zip(*outputs, strict=True)]
    return EncoderOutput(*arrays, song_encoder.card._asdict()), track


@needs_weights
def test_songs_that_are_encoded_again_have_the_same_scores(collection, searched, tmp_path):
    config = AudioConfig(**load_release(collection.release).config["audio"])
    output, track = encode(collection.songs, encoder("musicnn"), config)
    folder = searched(make_word_index(output, track))
    scores = {song.title: song.score for song in find("ambient", folder).songs}
    (tmp_path / "bad.wav").write_text("no song")
    new = tmp_path / "new.wav"
    write_tone(new, 300, seed=0)  # the sound of song 0
    ranking = find("ambient", folder, [*collection.songs, new, tmp_path / "bad.wav"])
    again = {song.title.removesuffix(".wav").title(): song.score for song in ranking.songs}
    assert again.pop("New") == pytest.approx(scores["Song 0"], abs=1e-4)
    assert again == pytest.approx(scores, abs=1e-4)
    assert [song for song, _ in ranking.rejected] == [str(tmp_path / "bad.wav")]
    command = ["find", "ambient", str(new), str(tmp_path / "bad.wav"), "-m", str(folder)]
    assert run(app, command).exit_code == 1


def test_an_encoder_that_embeds_texts_ranks_by_the_entire_text(collection, searched, tmp_path):
    name = str(save_clap(tmp_path / "clap"))
    song_encoder = encoder(name)
    config = AudioConfig(**load_release(collection.release).config["audio"])
    output, track = encode(collection.songs, song_encoder, config)
    folder = searched(make_word_index(output, track), name)
    assert encoder_card(name).reads_text
    ranking = find("slow piano, sad", folder)
    points = np.stack([output.embedding[track == n].mean(0) for n in NUMBERS])
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    cosines = points @ song_encoder.embed_text(["slow piano, sad"])[0]
    assert [song.song for song in ranking.songs] == [f"song {n}" for n in np.argsort(-cosines)]
    assert ranking.words == ["slow piano, sad"] and ranking.unknown == {}
    again = find("slow piano, sad", folder, collection.songs)
    assert [s.score for s in again.songs] == pytest.approx(
        [s.score for s in ranking.songs], abs=1e-3
    )

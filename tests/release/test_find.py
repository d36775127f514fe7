"""Songs found by words, with known scores; and what is said where a model cannot be searched."""

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
from hbvae.release.build import hear_words
from hbvae.release.find import find
from hbvae.release.folder import Hearing, load_release, load_searchable, write_hearing
from hbvae.storage.features import EncoderOutput

run = CliRunner().invoke
CARD = EncoderCard("ears", "1", "ISC", "us", "tags of other songs", 16_000, 3.0, 2, ("jazz", "sad"))
NUMBERS = np.arange(N_SONGS)
KNOWN = np.stack([NUMBERS, -((NUMBERS - 4.0) ** 2)], 1)  # the last is jazz, song 4 is sad


@pytest.fixture
def searched(collection, tmp_path):
    """A function that makes a model folder with what an encoder knows of its tracks."""

    def searched(hearing, name="musicnn"):
        for file in collection.release.iterdir():
            if file.name != "config.json":
                (tmp_path / file.name).symlink_to(file)
        config = json.loads((collection.release / "config.json").read_text(encoding="utf-8"))
        named = {"encoder": {"name": name, "version": hearing.card.version}}
        (tmp_path / "config.json").write_text(json.dumps(config | named))
        write_hearing(str(tmp_path / "words.safetensors"), hearing)
        return tmp_path

    return searched


@pytest.fixture
def tagged(searched):
    return searched(Hearing(CARD, KNOWN))


def test_the_songs_of_the_collection_are_ranked_by_a_tag(tagged):
    ranking = find("JAZZ", tagged)
    assert [song.song for song in ranking.songs] == [f"song {n}" for n in NUMBERS[::-1]]
    scores = [song.score for song in ranking.songs]
    np.testing.assert_allclose(scores, (NUMBERS[::-1] - NUMBERS.mean()) / NUMBERS.std(), atol=1e-6)
    assert ranking.songs[0].title == "Song 11"
    assert ranking.songs[0].labels == {"language": "English", "genre": "Rock"}
    assert (ranking.words, ranking.unknown, ranking.rejected) == (["jazz"], {}, [])


def test_tags_count_the_same_together(tagged):
    z = (KNOWN - KNOWN.mean(0)) / KNOWN.std(0)
    best = np.argsort(-z.mean(1), kind="stable")
    assert [song.song for song in find("sad jazz", tagged).songs] == [f"song {n}" for n in best]


def test_a_model_is_read_as_before(tagged):
    assert len(load_release(tagged).known) == N_SONGS
    hearing, config, known = load_searchable(tagged)
    assert hearing.card == CARD and config["title"] == "My songs" and len(known) == N_SONGS
    np.testing.assert_array_equal(hearing.known, KNOWN)


def test_the_command_names_the_best_songs_and_the_words_that_are_not_known(tagged):
    done = run(app, ["find", "slow piano, saad", "-m", str(tagged)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "ears knows no word of 'slow piano, saad'; the nearest it knows: sad" in done.stderr
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
def test_no_words_are_no_search(tagged, text):
    with pytest.raises(ConfigError, match="expected words"):
        find(text, tagged)


def test_a_model_whose_run_had_no_encoder_says_so(collection):
    done = run(app, ["find", "sad", "-m", str(collection.release)])
    assert done.exit_code == 2 and "had no encoder that knows words; set pretrained" in done.stderr


def test_an_encoder_with_neither_tags_nor_texts_leaves_nothing_to_search():
    card = CARD._replace(tags=())._asdict()
    output = EncoderOutput(np.zeros((2, 2)), np.zeros((2, 0)), card)
    assert hear_words(output, np.zeros(2, int)) is None


def test_other_songs_need_the_encoder_in_the_version_that_heard_the_first(searched, collection):
    folder = searched(Hearing(CARD._replace(reads_text=True), KNOWN), "no/such")
    assert find("sad", folder).songs  # needs no encoder
    with pytest.raises(ConfigError, match=r"pretrained\.encoder"):
        find("sad", folder, collection.songs)


def hear(songs, ears, config):
    """What an encoder makes of songs, as a run stores it; and the song of each slice."""
    outputs = [
        ears.embed(read_central_part(song, config, ears.card.sample_rate).also) for song in songs
    ]
    track = np.repeat(np.arange(len(songs)), [len(output.embedding) for output in outputs])
    arrays = [np.concatenate(per_song) for per_song in zip(*outputs, strict=True)]
    return EncoderOutput(*arrays, ears.card._asdict()), track


@needs_weights
def test_songs_that_are_heard_anew_have_the_scores_they_had(collection, searched, tmp_path):
    config = AudioConfig(**load_release(collection.release).config["audio"])
    output, track = hear(collection.songs, encoder("musicnn"), config)
    folder = searched(hear_words(output, track))
    known = {song.title: song.score for song in find("ambient", folder).songs}
    (tmp_path / "bad.wav").write_text("no song")
    new = tmp_path / "new.wav"
    write_tone(new, 300, seed=0)  # as song 0 is
    ranking = find("ambient", folder, [*collection.songs, new, tmp_path / "bad.wav"])
    again = {song.title.removesuffix(".wav").title(): song.score for song in ranking.songs}
    assert again.pop("New") == pytest.approx(known["Song 0"], abs=1e-4)
    assert again == pytest.approx(known, abs=1e-4)
    assert [song for song, _ in ranking.rejected] == [str(tmp_path / "bad.wav")]
    command = ["find", "ambient", str(new), str(tmp_path / "bad.wav"), "-m", str(folder)]
    assert run(app, command).exit_code == 1


def test_an_encoder_that_embeds_texts_ranks_by_the_text_as_a_whole(collection, searched, tmp_path):
    name = str(save_clap(tmp_path / "clap"))
    ears = encoder(name)
    config = AudioConfig(**load_release(collection.release).config["audio"])
    output, track = hear(collection.songs, ears, config)
    folder = searched(hear_words(output, track), name)
    assert encoder_card(name).reads_text
    ranking = find("slow piano, sad", folder)
    points = np.stack([output.embedding[track == n].mean(0) for n in NUMBERS])
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    cosines = points @ ears.embed_text(["slow piano, sad"])[0]
    assert [song.song for song in ranking.songs] == [f"song {n}" for n in np.argsort(-cosines)]
    assert ranking.words == ["slow piano, sad"] and ranking.unknown == {}
    again = find("slow piano, sad", folder, collection.songs)
    assert [s.score for s in again.songs] == pytest.approx(
        [s.score for s in ranking.songs], abs=1e-3
    )

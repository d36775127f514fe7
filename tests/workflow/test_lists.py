"""Which lists of a dataset change after which change of the collection."""

import os
import shutil
from pathlib import Path

import pytest
from mutagen.flac import FLAC
from support.project import ROOT
from support.songs import RATE, write_song

from hbvae.datasets.collections import Datasets
from hbvae.errors import DatasetError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoding import Passage
from hbvae.features.log_mel import extract_track, mel_filterbank
from hbvae.storage.features import write_features
from hbvae.storage.metadata import Metadata, read_metadata
from hbvae.storage.tracks import read_batch, read_tracks
from hbvae.workflow.listing import asked_lists, batch_names, list_datasets, update_lists

AUDIO = {
    **{"sample_rate": RATE, "duration": 1.0, "slice_duration": 0.5, "n_mels": 24, "n_frames": 16},
    **{"n_fft": 256, "hop_length": 128, "top_db": 80.0},
}
N_SONGS, PER_JOB = 6, 2
LISTS = (
    *("tracks.tsv", "metadata.tsv", "labels.tsv", "lyrics.tsv", "unusable.tsv", "dataset.json"),
    "batches/*.tsv",
)


def play(path, hertz):
    write_song(path, hertz, seconds=1.0)


def write_table(music, **changed):
    """metadata.csv; ``changed`` has another row of a song by its name."""
    rows = {
        f"song{n}": f"song{n}.flac,{('Folk', 'Rock')[n % 2]},la la number {n}"
        for n in range(N_SONGS)
    }
    rows = [row for row in (rows | changed).values() if row]
    (music / "metadata.csv").write_text("\n".join(["filename,genre,lyrics", *rows]) + "\n")


def make_music(folder):
    music = folder / "music"
    music.mkdir()
    for number in range(N_SONGS):
        play(music / f"song{number}.flac", 300 + 50 * number)
    write_table(music)
    return music


def list_music(entry="music"):
    """List a collection as a run does; what was said to a person."""
    said = []
    made = Datasets([str(entry)], ROOT)
    update_lists(made.run[0], made, PER_JOB, 0.1, said.append)
    return said


def extract(folder):
    """Write the features of each batch, as the rule of that name does."""
    config = AudioConfig(**AUDIO)
    (folder / "features").mkdir(exist_ok=True)
    for path in (folder / "batches").iterdir():
        tracks = read_batch(str(path))
        features = {
            track.track_id: extract_track(
                Passage(Path("music", track.path), track.span), mel_filterbank(config), config
            )
            for track in tracks
        }
        versions = {track.track_id: track[2:4] for track in tracks}
        write_features(str(folder / f"features/{path.stem}.h5"), features, AUDIO, versions)


def times(folder):
    """When each list was written."""
    files = [path for pattern in LISTS for path in folder.glob(pattern)]
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in files}


def tag(path, **tags):
    file = FLAC(path)
    file.update(tags)
    file.save()


@pytest.fixture(scope="module")
def listed_once(tmp_path_factory):
    """A run's folder with a collection that was listed and extracted. To be copied."""
    folder = tmp_path_factory.mktemp("listed") / "run"
    folder.mkdir()
    make_music(folder)
    before = Path.cwd()
    os.chdir(folder)
    try:
        list_music()
        extract(folder / "results/music")
    finally:
        os.chdir(before)
    return folder


@pytest.fixture
def results(listed_once, tmp_path, monkeypatch):
    """The results of that collection, in a copy that a test can change and works in."""
    shutil.copytree(listed_once, tmp_path / "run")
    monkeypatch.chdir(tmp_path / "run")
    list_music()
    return tmp_path / "run/results/music"


def changes(results, change):
    """The lists that are written again after a change of the collection."""
    before = times(results)
    change(Path("music"))
    list_music()
    after = times(results)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_a_collection_is_listed(results):
    tracks = read_tracks(str(results / "tracks.tsv"))
    assert [(t.track_id, t.path, t.title, t.labels, t.batch) for t in tracks] == [
        (f"song{n}", f"song{n}.flac", f"song{n}", {"genre": ("Folk", "Rock")[n % 2]}, n // PER_JOB)
        for n in range(N_SONGS)
    ]
    assert [track.labels for track in read_tracks(str(results / "labels.tsv"))] == [
        track.labels for track in tracks
    ]
    assert "list_tracks" in str(next(Path("logs").iterdir()))


def test_a_collection_that_stays_the_same_changes_no_list(results):
    assert changes(results, lambda music: None) == set()


def test_a_touched_song_sounds_the_same(results):
    def touch(music):
        for song in music.glob("*.flac"):
            os.utime(song)

    assert changes(results, touch) == {"dataset.json"}
    assert changes(results, lambda music: None) == set()


def test_a_retitled_song_has_a_new_title_and_the_same_sound(results):
    def retitle(music):
        tag(music / "song1.flac", title="A title", artist="Someone", album="LP", date="1994-05-02")

    assert changes(results, retitle) == {"tracks.tsv", "metadata.tsv", "dataset.json"}
    assert read_tracks(str(results / "tracks.tsv"))[1].title == "Someone: A title"
    known = read_metadata(str(results / "metadata.tsv"))
    assert known["song1"] == Metadata("A title", "Someone", "LP", "1994")
    assert known["song2"] == Metadata("song2")


def test_what_a_table_says_of_a_song_comes_before_its_tags_and_goes_with_it(results):
    tag(Path("music/song1.flac"), title="A title", artist="Someone")
    table = Path("music/metadata.csv")
    before = table.read_text()

    def state(music):
        header, *rows = before.splitlines()
        rows = [row + (",Someone else,1987" if row.startswith("song1.") else ",,") for row in rows]
        table.write_text("\n".join([header + ",artist,year", *rows]))

    def listed():
        return read_metadata(str(results / "metadata.tsv"))["song1"]

    assert changes(results, state) == {"tracks.tsv", "metadata.tsv", "dataset.json"}
    assert listed() == Metadata("A title", "Someone else", "", "1987")
    list_music()
    assert listed().artist == "Someone else"
    table.write_text(before)
    list_music()
    assert listed() == Metadata("A title", "Someone")


def test_a_corrected_label_changes_labels_alone(results):
    def correct(music):
        write_table(music, song0="song0.flac,Rock,la la number 0")

    assert changes(results, correct) == {"tracks.tsv", "labels.tsv", "dataset.json"}


def test_a_corrected_lyric_changes_lyrics_alone(results):
    def correct(music):
        write_table(music, song0="song0.flac,Folk,other words")

    assert changes(results, correct) == {"lyrics.tsv", "dataset.json"}


def test_a_table_in_another_order_changes_no_batch(results):
    def turn(music):
        header, *rows = (music / "metadata.csv").read_text().splitlines()
        (music / "metadata.csv").write_text("\n".join([header, *reversed(rows)]))

    written = changes(results, turn)
    assert not any(name.startswith("batches") for name in written)


@pytest.mark.parametrize("copied", [False, True])
def test_a_folder_that_was_moved_or_copied_sounds_the_same(results, tmp_path, copied):
    before = times(results)
    if copied:  # times are not kept, the first folder is gone later
        shutil.copytree("music", tmp_path / "music", copy_function=shutil.copyfile)
        shutil.rmtree("music")
    else:
        Path("music").rename(tmp_path / "music")
    list_music(tmp_path / "music")
    after = times(results)
    assert {name for name in after if before[name] != after[name]} == {"dataset.json"}
    assert sorted(path.name for path in results.parent.iterdir()) == ["music"]


def test_a_song_that_sounds_otherwise_is_extracted_again(results):
    def change(music):
        play(music / "song2.flac", 1000)
        tag(music / "song3.flac", title="of the same batch, and the same sound")

    before = (results / "batches/00001.tsv").read_text().splitlines()
    lists = {"batches/00001.tsv", "tracks.tsv", "metadata.tsv", "dataset.json"}
    assert changes(results, change) == lists
    after = (results / "batches/00001.tsv").read_text().splitlines()
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True]


def test_a_song_of_a_cue_sheet_is_extracted_again_where_its_times_change(results):
    def sheet(second, title):
        lines = ['FILE "album.wav" WAVE']
        for number, start in enumerate((0, 6, second, 21), 1):
            lines += [f"TRACK {number:02d} AUDIO", f'TITLE "{title}{number}"']
            lines += [f"INDEX 01 00:{start:02d}:00"]
        Path("music/album.cue").write_text("\n".join(lines))

    def batches():
        return {path.stem: path.read_text() for path in sorted(results.glob("batches/*.tsv"))}

    write_song(Path("music/album.flac"), 440, seconds=30.0)
    tag(Path("music/album.flac"), title="All of it", album="The album")
    sheet(14, "Song ")
    (Path("music/metadata.csv")).unlink()
    list_music()
    titles = [t.title for t in read_tracks(str(results / "tracks.tsv")) if t.span]
    assert titles == ["Song 1", "Song 2", "Song 3", "Song 4"]
    listed = read_metadata(str(results / "metadata.tsv"))
    assert listed["album.flac/01 Song 1"] == Metadata("Song 1", "", "The album")
    before = batches()
    extract(results)
    sheet(15, "Song ")
    list_music()
    after = batches()
    assert [after[name] == before[name] for name in before] == [True, True, True, False, False]
    assert "14.000000" in before["00003"] and "15.000000" in after["00003"]
    extract(results)
    os.utime("music/album.flac")  # it sounds the same
    list_music()
    assert batches() == after


def test_a_change_that_is_taken_back_before_extraction_is_none(results):
    before = (results / "batches/00001.tsv").read_text()
    shutil.copy2("music/song2.flac", "kept.flac")
    changes(results, lambda music: play(music / "song2.flac", 1000))
    assert (results / "batches/00001.tsv").read_text() != before
    changes(results, lambda music: shutil.copyfile("kept.flac", music / "song2.flac"))
    assert (results / "batches/00001.tsv").read_text() == before


def test_a_song_that_could_not_be_read_is_tried_again_when_it_changes(results):
    (results / "features/00002.h5").unlink()
    assert "batches/00002.tsv" in changes(results, lambda music: os.utime(music / "song4.flac"))


def test_a_removed_song_changes_its_batch_alone(results):
    def remove(music):
        (music / "song5.flac").unlink()
        write_table(music, song5="")

    assert changes(results, remove) == {
        *("tracks.tsv", "metadata.tsv", "labels.tsv", "lyrics.tsv", "dataset.json"),
        "batches/00002.tsv",
    }
    assert [track.track_id for track in read_batch(str(results / "batches/00002.tsv"))] == ["song4"]


def test_a_batch_without_songs_is_removed(results):
    def remove(music):
        for number in (4, 5):
            (music / f"song{number}.flac").unlink()
        write_table(music, song4="", song5="")

    assert "batches/00002.tsv" in changes(results, remove)
    assert not (results / "batches/00002.tsv").exists()


def test_a_new_song_opens_a_batch_of_its_own(results):
    def add(music):
        play(music / "song9.flac", 900)
        write_table(music, song9="song9.flac,Rock,")

    assert changes(results, add) == {
        *("tracks.tsv", "metadata.tsv", "labels.tsv", "dataset.json", "batches/00003.tsv")
    }


def test_lists_that_were_deleted_are_written_again_with_the_same_batches(results):
    before = (results / "tracks.tsv").read_text()
    for name in ("tracks.tsv", "files.tsv", "dataset.json"):
        (results / name).unlink()
    assert changes(results, lambda music: None) == {"tracks.tsv", "dataset.json"}
    assert (results / "tracks.tsv").read_text() == before


def test_lyrics_beside_a_song_are_read_again_when_they_change(results):
    music = Path("music")
    (music / "metadata.csv").unlink()
    (music / "song0.txt").write_text("la la")
    list_music()
    assert "song0\tla la" in (results / "lyrics.tsv").read_text()
    (music / "song0.txt").write_text("lo lo lo")
    (music / "song1.lrc").write_text("[00:01]one")
    list_music()
    assert (results / "lyrics.tsv").read_text().splitlines()[1:] == [
        "song0\tlo lo lo",
        "song1\tone",
    ]


def test_lyrics_in_the_tags_of_one_song_make_a_collection_with_lyrics(results):
    (Path("music") / "metadata.csv").unlink()
    list_music()
    assert not Datasets(["music"], ROOT)["music"].has_lyrics
    tag(Path("music/song3.flac"), lyrics="[00:01.00]la la la")
    said = list_music()
    assert Datasets(["music"], ROOT)["music"].has_lyrics
    assert (results / "lyrics.tsv").read_text().splitlines()[1:] == ["song3\tla la la"]
    assert (results / "lyrics_from.tsv").read_text().splitlines()[1:] == ["song3\ttag lyrics\t"]
    assert not any("la la" in text for text in said)


def test_what_was_said_of_a_text_stays_said_and_is_said_once(results):
    (Path("music") / "metadata.csv").unlink()
    (Path("music") / "song1.txt").write_text("<html>la la</html>")
    message = "the text of 1 song (song1): it is a web page"
    assert any(message in text for text in list_music())
    play(Path("music/song9.flac"), 900)
    assert not any(message in text for text in list_music())
    assert message in (results / "remarks.tsv").read_text()


def test_texts_are_read_anew_where_the_code_that_reads_them_has_changed(results):
    (Path("music") / "metadata.csv").unlink()
    (Path("music") / "song1.txt").write_text("la la la")
    list_music()
    for file, old, new in (
        ("lyrics.tsv", "la la la", "as another version read it"),
        ("dataset.json", '"code": "', '"code": "another'),
    ):
        (results / file).write_text((results / file).read_text().replace(old, new))
    list_music()
    assert (results / "lyrics.tsv").read_text().splitlines()[1:] == ["song1\tla la la"]


def test_a_person_is_told_what_takes_a_while(results, monkeypatch):
    monkeypatch.setattr("hbvae.workflow.sounds.MANY", 6)
    for song in Path("music").glob("*.flac"):
        os.utime(song)
    assert list_music() == [
        "music: the files of 6 songs have changed; checking whether they still sound the same"
    ]


# Which datasets are listed


def test_a_dataset_that_is_a_target_is_listed_too(results, caplog):
    Path("other.yaml").write_text("root: music\nlayout: folders\nlyrics_files: false\n")
    Path("config/datasets").mkdir(parents=True)
    Path("other.yaml").rename("config/datasets/other.yaml")
    made = Datasets(["music"], ROOT)
    list_datasets(made, PER_JOB, 0.1, ["--cores", "1", "results/other/features.h5"], print)
    assert batch_names("other", made) == ["00000", "00001", "00002"]


def test_a_problem_of_another_dataset_waits_until_a_job_needs_it(results):
    Path("gone.yaml").write_text("root: nowhere\nlayout: folders\nfactors: {genre: {k: 2}}\n")
    made = Datasets(["music", "gone.yaml"], ROOT)
    list_datasets(made, PER_JOB, 0.1, ["results/music/features.h5"], print)
    assert batch_names("music", made) == ["00000", "00001", "00002"]
    with pytest.raises(DatasetError, match="nowhere: missing folder"):
        batch_names("gone", made)
    for arguments in ([], ["all"], ["results/gone/features.h5"]):
        with pytest.raises(DatasetError, match="nowhere: missing folder"):
            list_datasets(made, PER_JOB, 0.1, arguments, print)


def test_lists_that_are_targets_are_known_by_their_paths(results):
    made = Datasets(["music"], ROOT)
    arguments = ["--cores", "1", "--", "results/music/lyrics.tsv", "./results/music/tracks.tsv"]
    others = ["results/music/rejected.tsv", "results/other/lyrics.tsv", "music/lyrics.tsv", "all"]
    expected = ["results/music/lyrics.tsv", "results/music/tracks.tsv"]
    assert asked_lists([*arguments, *others, *arguments], made) == expected


@pytest.mark.parametrize("arguments", [["--lint"], ["--unlock"], ["-l"]])
def test_nothing_is_listed_where_nothing_is_planned(results, arguments):
    shutil.rmtree("results")
    list_datasets(Datasets(["music"], ROOT), PER_JOB, 0.1, arguments, print)
    assert not Path("results").exists()


def test_lists_are_left_alone_while_another_run_reads_them(results):
    Path(".snakemake/locks").mkdir(parents=True)
    Path(".snakemake/locks/0.input.lock").touch()
    write_table(Path("music"), song0="song0.flac,Rock,la")
    before = times(results)
    list_datasets(Datasets(["music"], ROOT), PER_JOB, 0.1, [], print)
    assert times(results) == before


def test_a_dataset_that_nobody_listed_is_named(results):
    with pytest.raises(DatasetError, match="--config dataset=gtzan"):
        batch_names("gtzan", Datasets(["music"], ROOT))


def test_a_table_below_the_results_is_refused(results):
    Path("mine.yaml").write_text("root: .\naudio_dir: results/music\nlayout: folders\n")
    with pytest.raises(DatasetError, match="is inside results"):
        list_music("mine.yaml")

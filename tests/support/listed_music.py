"""A small collection with a table, whose lists tests update."""

from pathlib import Path

from mutagen.flac import FLAC
from support.project import ROOT
from support.songs import RATE, write_song

from hbvae.datasets.collections import Datasets
from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoding import Passage
from hbvae.features.log_mel import extract_track, mel_filterbank
from hbvae.storage.features import write_features
from hbvae.storage.tracks import read_batch
from hbvae.workflow.listing import update_lists

AUDIO = {
    **{"sample_rate": RATE, "duration": 1.0, "slice_duration": 0.5, "n_mels": 24, "n_frames": 16},
    **{"n_fft": 256, "hop_length": 128, "top_db": 80.0},
}
N_SONGS, PER_JOB = 6, 2
LISTS = (
    *("tracks.tsv", "metadata.tsv", "labels.tsv", "lyrics.tsv", "unusable.tsv", "dataset.json"),
    "batches/*.tsv",
)


def write_flac(path, hertz):
    write_song(path, hertz, seconds=1.0)


def write_table(music, **changed):
    """Write metadata.csv; ``changed`` replaces rows by song name."""
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
        write_flac(music / f"song{number}.flac", 300 + 50 * number)
    write_table(music)
    return music


def list_music(entry="music"):
    """List a collection as a run does; return the messages."""
    messages = []
    datasets = Datasets([str(entry)], ROOT)
    update_lists(datasets.run[0], datasets, PER_JOB, 0.1, messages.append)
    return messages


def extract(folder):
    """Write the features of each batch, as the rule extract_features does."""
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


def list_times(folder):
    """Modification time of each list."""
    files = [path for pattern in LISTS for path in folder.glob(pattern)]
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in files}


def tag(path, **tags):
    file = FLAC(path)
    file.update(tags)
    file.save()


def changed_lists(results, change):
    """Names of the lists that are written again after a change of the collection."""
    before = list_times(results)
    change(Path("music"))
    list_music()
    after = list_times(results)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}

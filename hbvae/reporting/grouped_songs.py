"""Read the songs of a finished run with their groups, for exports."""

from pathlib import Path

from hbvae.reporting.playlists import GroupedSong
from hbvae.storage.groups import read_groups
from hbvae.storage.metadata import Metadata, read_metadata
from hbvae.storage.settled import read_audio_folder


def load_grouped(results: Path) -> list[GroupedSong]:
    """Read the songs of a run from results/NAME.

    Raises:
        StoreError: a file is missing or damaged.
    """
    folder = results.parents[1] / read_audio_folder(str(results / "dataset.json"))
    called = read_metadata(str(results / "metadata.tsv"))
    return [
        GroupedSong(
            (folder / song.path).absolute(),
            called.get(song.track_id, Metadata(Path(song.path).stem)),
            song,
        )
        for song in read_groups(str(results / "groups.tsv"))
    ]

"""A folder of results whose songs have groups, as a finished run leaves it."""

from collections.abc import Sequence
from pathlib import Path

from hbvae.storage.groups import Grouped, write_groups
from hbvae.storage.metadata import ListedMetadata, Metadata, write_metadata
from hbvae.storage.settled import Settled
from hbvae.storage.tracks import FileState, Track, write_files, write_tracks


def write_grouped(run: Path, songs: Path, groups: Sequence[Grouped]) -> Path:
    """Write results/Music of a run, as far as the groups go; returns its folder.

    Args:
        run: folder of the run.
        songs: folder of the recordings; those that are there are listed as they are.
        groups: of the songs.
    """
    results = run / "results/Music"
    results.mkdir(parents=True)
    Settled({"folder": str(songs)}, str(songs), str(songs), {}, {}).write(results)
    write_groups(str(results / "groups.tsv"), groups)
    titles = {song.track_id: Metadata(song.track_id.title(), "Ann") for song in groups}
    listed = {track_id: ListedMetadata(metadata, False) for track_id, metadata in titles.items()}
    write_metadata(str(results / "metadata.tsv"), listed)
    tracks = [Track(song.track_id, song.path, title=song.track_id, batch=0) for song in groups]
    write_tracks(str(results / "tracks.tsv"), tracks)
    there = {song.track_id: songs / song.path for song in groups if (songs / song.path).exists()}
    states = {track_id: path.stat() for track_id, path in there.items()}
    write_files(
        str(results / "files.tsv"),
        {
            name: FileState(status.st_size, status.st_mtime_ns, "")
            for name, status in states.items()
        },
    )
    return results

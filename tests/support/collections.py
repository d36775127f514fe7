"""Collections of a test, on disk and described: files that are no audio, which no listing opens."""

from pathlib import Path

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.listing import list_tracks
from hbvae.storage.tracks import Track

HEADER = "filename,genre,lyrics\n"
GOOD = HEADER + "a.mp3,Rock,la\nb.wav,Pop,lo\n"


def description(root, /, **changes):
    """Of a table of genres in ``root``; a key set to None is taken away."""
    description = {"root": str(root), "audio_dir": "audio", "layout": "table"}
    description |= {"factors": {"genre": {"k": 2}}, **changes}
    return {key: value for key, value in description.items() if value is not None}


def folders_config(root, /, **changes) -> DatasetDescription:
    """Of genres, a folder each, in ``root``."""
    return DatasetDescription.from_mapping("mine", description(root, layout="folders", **changes))


def make(folder: Path, files) -> None:
    """Write files of 1, 2, ... bytes."""
    folder.mkdir(exist_ok=True)
    for number, file in enumerate(files):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(b"x" * (number + 1))


def list_songs(
    root: Path,
    data=GOOD,
    files=("a.mp3", "b.wav"),
    /,
    name="metadata.csv",
    max_rejected=0.0,
    **changes,
) -> list[Track]:
    """Write a table and the files that it names, and list them."""
    if data is not None:
        (root / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    make(root / "audio", files)
    config = DatasetDescription.from_mapping("mine", description(root, **changes))
    return list_tracks(config, max_rejected=max_rejected).tracks

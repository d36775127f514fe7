"""Parse command-line arguments that name songs, lyrics and labels."""

from collections.abc import Iterable
from pathlib import Path

from hbvae.datasets.tags import read_text
from hbvae.errors import AudioError, ConfigError
from hbvae.features.decoders.registry import open_recording
from hbvae.jobs.sandbox import guarded
from hbvae.release.inference import find_songs


def find_recordings(paths: list[Path]) -> list[str]:
    """List the recordings at or below paths, each once.

    Raises:
        ConfigError: the paths contain no recording.
    """
    songs = list(dict.fromkeys(find_songs(paths)))
    if not songs:
        raise ConfigError(f"expected recordings in {', '.join(map(str, paths))}, got none")
    return songs


def unreadable(songs: Iterable[str]) -> list[tuple[str, str]]:
    """List all songs with the reason why each cannot be opened; empty if any song can.

    Called before a model is loaded, which takes long and is useless without songs.
    """
    rejected = []
    for song, outcome in zip(songs, guarded(_open, songs), strict=False):
        if not isinstance(outcome, AudioError):
            return []
        rejected.append((song, str(outcome)))
    return rejected


def _open(song: str) -> None:
    with open_recording(Path(song)):
        pass


def given_lyrics(songs: list[str], path: Path | None) -> dict[str, str]:
    """Read the lyrics of the only song from a file; {} without a file.

    Raises:
        ConfigError: there are several songs, or the file contains no text.
    """
    if path is None:
        return {}
    if len(songs) != 1:
        raise ConfigError(f"--lyrics: expected one song, got {len(songs)}")
    lyrics = read_text(path)
    if not lyrics.text:
        why = lyrics.remark or "the file contains none"
        raise ConfigError(f"--lyrics: expected lyrics in {path}: {why}")
    return {songs[0]: lyrics.text}


def given_labels(arguments: Iterable[str]) -> dict[str, str]:
    """Parse arguments such as "mood=calm" into labels by factor.

    Raises:
        ConfigError: an argument has no "=".
    """
    labels = {}
    for argument in arguments:
        factor, equals, name = argument.partition("=")
        if not equals:
            raise ConfigError(f"--label: expected FACTOR=LABEL, got {argument}")
        labels[factor] = name
    return labels

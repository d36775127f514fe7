"""The script for beets: what its command is given, as a shell reads it."""

import subprocess
from pathlib import Path

from hbvae.reporting.beets import AT_ONCE, beets_script
from hbvae.reporting.playlists import GroupedSong
from hbvae.storage.groups import Grouped
from hbvae.storage.metadata import Metadata
from hbvae.storage.tracks import Span

ODD = 'O\'Brien "x" $HOME `id` \\ নদী\n.mp3'


def song(file, cluster, name, distance, span=None):
    grouped = Grouped(file, file, cluster, name, distance, 1.0, (), span)
    return GroupedSong(Path("/music", file), Metadata("One"), grouped)


def commands(script: str) -> list[list[str]]:
    """What each command of a script is given."""
    record = "beet() { printf '%s\\0' \"$@\"; printf '\\1'; }\n"
    done = subprocess.run(["sh"], input=record + script, capture_output=True, text=True, check=True)
    return [call.split("\0")[:-1] for call in done.stdout.split("\1")[:-1]]


def test_a_shell_hands_over_names_and_paths_as_they_are():
    songs = [song(ODD, 0, "rock 'n' roll", 2.0), song("a, b.mp3", 0, "rock 'n' roll", 1.0)]
    songs += [song("noise.mp3", -1, "", 1.0), song("cue.flac", 0, "rock 'n' roll", 1.0, Span(0, 9))]
    (given,) = commands(beets_script(songs))
    assert given == [
        *("modify", "--yes", "--nowrite", "--nomove"),
        *("hbvae_group=rock 'n' roll", "hbvae_number=0"),
        *("path:/music/a, b.mp3", ",", f"path:/music/{ODD}"),
    ]


def test_no_command_is_longer_than_systems_take():
    songs = [song(f"{n}.mp3", n % 2, "ab"[n % 2], n) for n in range(2 * AT_ONCE + 2)]
    given = commands(beets_script(songs))
    assert [next(word for word in words if "=" in word) for words in given] == [
        *("hbvae_group=a", "hbvae_group=a", "hbvae_group=b", "hbvae_group=b")
    ]
    named = [word for words in given for word in words if word.startswith("path:")]
    assert len(named) == len(set(named)) == 2 * AT_ONCE + 2
    assert all(words.count(",") < AT_ONCE for words in given)

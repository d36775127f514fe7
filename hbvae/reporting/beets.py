"""Export the groups of a collection to beets, as a script of `beet modify` commands.

beets cannot import a table of attributes. Its `playlist` plugin reads playlists, but with beets
2.14, whose library has relative paths, it matches none of their songs.
"""

import os
import shlex
from collections.abc import Sequence

from hbvae.reporting.playlists import GroupedSong, list_groups

AT_ONCE = 200  # songs per command, because systems limit the length of commands
BEGIN = """#!/bin/sh
# made by hbvae export. Sets the attributes hbvae_group and hbvae_number of songs in the library of
# beets; songs that are not in the library are skipped. No song file is written or moved.
# Afterwards, for example: beet ls hbvae_group:{example}
command -v beet > /dev/null || { echo "beets is not installed: no command beet"; exit 1; }
"""
COMMAND = "beet modify --yes --nowrite --nomove"


def beets_script(songs: Sequence[GroupedSong]) -> str:
    """Compose a shell script that sets groups in beets; it skips songs that share a file."""
    groups = list_groups([song for song in songs if song.grouped.span is None])
    example = shlex.quote(groups[0].name) if groups else "jazz"
    lines = [BEGIN.replace("{example}", example)]
    for group in groups:
        number = group.songs[0].grouped.cluster
        values = shlex.join([f"hbvae_group={group.name}", f"hbvae_number={number}"])
        for first in range(0, len(group.songs), AT_ONCE):
            files = (os.path.abspath(song.file) for song in group.songs[first : first + AT_ONCE])
            lines.append(f"{COMMAND} {values} \\")
            lines += [f"  {shlex.quote(f'path:{file}')} , \\" for file in files]
            lines[-1] = lines[-1].removesuffix(" , \\") + "\n"
    return "\n".join(lines)

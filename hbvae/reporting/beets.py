"""The groups of a collection for beets: a script of its own command, `beet modify`.

beets reads no table of attributes. Its `playlist` plugin reads playlists, but finds none of their
songs in beets 2.14, whose library has paths that are relative. The command is what lasts.
"""

import os
import shlex
from collections.abc import Sequence

from hbvae.reporting.playlists import GroupedSong, groups_of

AT_ONCE = 200  # songs of a command: a system takes commands of limited length
BEGIN = """#!/bin/sh
# made by hbvae export. It gives the songs in the library of beets the attributes hbvae_group and
# hbvae_number; songs that are not in it are passed over. No file of a song is written or moved.
# Then, for instance: beet ls hbvae_group:{example}
command -v beet > /dev/null || { echo "beets is not installed: there is no command beet"; exit 1; }
"""
COMMAND = "beet modify --yes --nowrite --nomove"


def beets_script(songs: Sequence[GroupedSong]) -> str:
    """A shell script that tells beets the groups of songs; of several in one file, none."""
    groups = groups_of([song for song in songs if song.grouped.span is None])
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

"""Detecting whether a dataset has changed on disk since it was last listed."""

import hashlib
import os
from pathlib import Path

from hbvae.datasets.cue import ENDING as CUE
from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.files import UNREAD
from hbvae.datasets.sidecars import ENDINGS, folders_beside
from hbvae.datasets.table_description import TABLE_ENDINGS
from hbvae.datasets.walking import walk_files
from hbvae.features.decoders.registry import audio_endings, file_ending


def fingerprint(description: DatasetDescription) -> str:
    """A digest of the dataset's files; if it changes, the tracks must be listed again.

    It covers the tables in the root, the bytes of the described table, the list of excluded tracks,
    and path, size and time of each audio file, text, table and cue sheet below the audio folder.
    For a demo corpus, which is still to be rendered, it covers the recipe and the lyrics beside it.
    Missing and unreadable files are part of the digest; no error is raised.
    """
    digest = hashlib.sha256()

    def add(*parts) -> None:
        digest.update("\0".join(map(str, parts)).encode("utf-8", "surrogateescape") + b"\0\0")

    def add_content(path: Path) -> None:
        try:
            with open(path, "rb") as file:
                add(path.name, hashlib.file_digest(file, "sha256").hexdigest())
        except OSError as problem:
            add("!", path.name, problem.errno)

    def add_state(path: str, entry: os.DirEntry) -> None:
        try:
            status = entry.stat()
            add(path, status.st_size, status.st_mtime_ns)
        except OSError as problem:
            add("!", path, problem.errno)

    if description.exclude_file:
        add_content(Path(description.exclude_file))
    if description.recipe:
        for path in sorted(Path(description.recipe).parent.glob("*.yaml")):
            add_content(path)
        return digest.hexdigest()
    if description.table_file:
        add_content(description.table_file)
    try:
        with os.scandir(description.root_folder) as scan:
            for entry in sorted(scan, key=lambda entry: entry.name):
                if entry.name.lower().endswith(TABLE_ENDINGS):
                    add_state(entry.name, entry)
    except OSError as problem:
        add("!", problem.errno)
    endings = (*audio_endings(), *ENDINGS, *TABLE_ENDINGS, *UNREAD, CUE)
    for folder in (description.audio_folder, *folders_beside(description.audio_folder)):
        for path, entry in walk_files(folder, lambda path, reason: add("!", path, reason)):
            if file_ending(path) in endings:
                add_state(path, entry)
    return digest.hexdigest()

"""What a folder of songs is that nobody has described, from what lies in it."""

import csv
import re
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from hbvae.datasets.description import DELIMITERS, DatasetDescription
from hbvae.datasets.files import expand_home, walk_files
from hbvae.datasets.tags import LYRICS_ENDINGS, all_lyrics
from hbvae.errors import DatasetError
from hbvae.features.decoders.registry import audio_endings

PATH_COLUMNS = ("filename", "file", "file_name", "path", "audio")  # in any case
LYRICS_COLUMNS = ("lyrics", "text")
FACTOR_COLUMNS = ("language", "genre")
GTZAN = re.compile(
    r"(?:.*/)?(blues|classical|country|disco|hiphop|jazz|metal|pop|reggae|rock)/\1\.000\d\d\.(wav|au)",
    re.I,
)
N_LOOKED_AT = 50  # recordings at most whose tags are read, at even distances


def dataset_name(folder: str) -> str:
    """What results call a folder: letters, digits, - and _ of its name."""
    from anyascii import anyascii

    name = anyascii(expand_home(folder).resolve().name)
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_-") or "songs"


def describe_folder(folder: str) -> dict:
    """A description of the dataset that a folder is, as ``config/datasets/NAME.yaml`` has it.

    With one table in it (.csv or .tsv, or metadata.csv among several) that has a column of
    `PATH_COLUMNS`: of layout table, with the columns language and genre as factors, where every
    row has a label and there are two at least. Else all recordings below the folder, without
    labels: folders may be artists or albums as well as genres.

    Raises:
        DatasetError: the folder cannot be read, or there is no recording below it.
    """
    root = expand_home(folder)
    description = {"root": str(folder), "title": root.resolve().name}
    try:
        tables = sorted(path for path in root.iterdir() if path.suffix.lower() in DELIMITERS)
    except OSError as problem:
        raise DatasetError(f"{folder}: this folder cannot be read: {problem.strerror}") from None
    tables = [path for path in tables if path.stem.lower() == "metadata"] or tables
    if len(tables) == 1 and (table := _describe_table(tables[0])):
        return description | table
    recordings = (path for path, _ in walk_files(root, lambda path, reason: None))
    if not any(path.lower().endswith(audio_endings()) for path in recordings):
        endings = ", ".join(audio_endings())
        raise DatasetError(f"{folder}: expected recordings ({endings}) in this folder, found none")
    return description | {"layout": "folders"}


def _describe_table(path: Path) -> dict | None:
    """Layout and columns of a table of recordings; None where it has no column of their paths."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
            rows = list(csv.DictReader(file, delimiter=delimiter))
    except (OSError, UnicodeDecodeError, csv.Error):
        return None
    columns = {str(name).strip().lower(): name for name in (rows[0] if rows else {}) if name}
    paths = next((columns[name] for name in PATH_COLUMNS if name in columns), None)
    if paths is None:
        return None
    lyrics = next((columns[name] for name in LYRICS_COLUMNS if name in columns), None)
    factors = {}
    for factor in FACTOR_COLUMNS:
        labels = {(row.get(columns.get(factor)) or "").strip() for row in rows}
        if "" not in labels and len(labels) > 1:
            factors[factor] = {"k": len(labels), "column": columns[factor]}
    first = (rows[0][paths] or "").strip()
    in_audio = not (path.parent / first).is_file() and (path.parent / "audio" / first).is_file()
    return {
        "layout": "table",
        "audio_dir": "audio" if in_audio else ".",
        "table": {"file": path.name, "path": paths, "lyrics": lyrics},
        "factors": factors,
    }


def with_lyrics_files(description: Mapping) -> dict:
    """The description, completed by whether lyrics are beside the recordings or in their tags.

    What it says already is kept. Else all files beside are looked at, and the tags of at most
    `N_LOOKED_AT` recordings; not where a table has lyrics, or a demo corpus is yet to be rendered.
    """
    config = DatasetDescription.from_mapping("dataset", description)
    if config.lyrics_files is not None or config.has_lyrics or config.recipe:
        return dict(description)
    files = [path for path, _ in walk_files(config.audio_folder, lambda path, reason: None)]
    recordings = [path for path in files if path.lower().endswith(audio_endings())]
    stems = {path.rsplit(".", 1)[0] for path in recordings}
    beside = any(
        path.lower().endswith(LYRICS_ENDINGS) and path.rsplit(".", 1)[0] in stems for path in files
    )
    some = recordings[:: max(1, len(recordings) // N_LOOKED_AT)]
    has_lyrics = beside or any(all_lyrics(config.audio_folder / path for path in some))
    return dict(description) | {"lyrics_files": has_lyrics}


def with_corpus(description: Mapping) -> dict:
    """The description, completed by the published corpus that its recordings are named like.

    What it says already is kept. GTZAN, or a part of it, are folders of its genres with nothing but
    clips named as it names them, genre.00000.wav; a demo corpus named alike is made, not recorded.
    """
    config = DatasetDescription.from_mapping("dataset", description)
    if config.corpus or config.recipe or config.layout != "folders" or not config.factors:
        return dict(description)
    paths = (path for path, _ in walk_files(config.audio_folder, lambda path, reason: None))
    recordings = (path for path in paths if path.lower().endswith(audio_endings()))
    first = next(recordings, "")
    is_gtzan = all(GTZAN.fullmatch(path) for path in chain([first], recordings))
    return dict(description) | ({"corpus": "GTZAN"} if is_gtzan else {})

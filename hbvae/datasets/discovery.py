"""Describing a folder of songs from its content, without a description from the user."""

import os
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path

from hbvae.datasets.columns import Table, look_at_table
from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.files import expand_home
from hbvae.datasets.matching import Recordings
from hbvae.datasets.placing import named
from hbvae.datasets.sidecars import Sidecars
from hbvae.datasets.table_description import TABLE_ENDINGS
from hbvae.datasets.table_sources import begins_as_table
from hbvae.datasets.tags import all_lyrics
from hbvae.datasets.walking import walk_files
from hbvae.datasets.workbook import WORKBOOK_ENDINGS
from hbvae.errors import ConfigError, DatasetError
from hbvae.features.decoders.registry import audio_endings, is_audio_name

UNREAD_TABLES = (".numbers", ".parquet", ".feather")
GTZAN = re.compile(
    r"(?:.*/)?(blues|classical|country|disco|hiphop|jazz|metal|pop|reggae|rock)/\1\.000\d\d\.(wav|au)",
    re.I,
)
MOST_TABLES = 100  # maximum number of tables to read
LOOKED_AT = 64  # recordings whose lyrics are read at once


def dataset_name(folder: str) -> str:
    """The name of a folder's dataset: the letters, digits, - and _ of the folder's name."""
    from anyascii import anyascii

    name = anyascii(expand_home(folder).resolve().name)
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_-") or "songs"


def describe_folder(folder: str, remark: Callable[[str], None] = lambda text: None) -> dict:
    """Describe a folder as a dataset, in the form of ``config/datasets/NAME.yaml``.

    The tracks are all recordings below the folder, without labels: subfolders may be artists or
    albums as well as genres. Lyrics, languages and genres come from a table in the folder
    (`TABLE_ENDINGS`) whose rows match recordings, see `hbvae.datasets.columns`; if there are
    several such tables, from metadata.csv.

    Args:
        folder: path of the folder.
        remark: called with each remark to the user on how the tables are read.

    Raises:
        DatasetError: the folder cannot be read, or there is no recording below it.
    """
    root = expand_home(folder)
    description = {"root": str(folder), "title": root.resolve().name}
    try:
        names = sorted(name for name in os.listdir(root) if not name.startswith("."))
    except OSError as problem:
        raise DatasetError(f"{folder}: this folder cannot be read: {problem.strerror}") from None
    over: list[str] = []
    walk = walk_files(root, lambda *_: None, lambda path, why: over.append(f"{path!r} ({why})"))
    paths = [path for path, _ in walk]
    recordings = [path for path in paths if is_audio_name(path)]
    if not recordings:
        endings, more = ", ".join(audio_endings()), f"; skipped: {named(over)}" if over else ""
        text = f"expected recordings ({endings}) in this folder, got none{more}"
        raise DatasetError(f"{folder}: {text}")
    unread = [name for name in names if name.lower().endswith(UNREAD_TABLES)]
    if unread:
        remark(_unused(unread, "export the table as CSV in UTF-8"))
    tables = _tables(root, paths, recordings)
    table = _main_table(root, tables, Recordings(recordings, root), remark) if tables else None
    if table is None:
        return description | {"layout": "folders"}
    for text in table.remarks:
        remark(f"{table.file}: {text}")
    return description | {"layout": "table", "table": table.settings, "factors": table.factors}


def describe_stated(name: str, stated: Mapping, remark: Callable[[str], None]) -> dict:
    """Complete a description that has a ``folder``, using `describe_folder`.

    The description's own keys take precedence. Its ``k`` also applies to each factor.

    Raises:
        ConfigError: the name of the folder is not a string.
        DatasetError: as in `describe_folder`.
    """
    if not isinstance(stated["folder"], str):
        raise ConfigError(f"{name}.yaml: folder: expected text, got {stated['folder']!r}")
    description = describe_folder(stated["folder"], remark)
    if not description.get("factors") and "factors" in stated:
        # The stated factors are not in a table that only has artists, albums or years.
        description = {key: description[key] for key in ("root", "title")} | {"layout": "folders"}
    description |= {key: value for key, value in stated.items() if key != "folder"}
    if "k" in stated and "factors" not in stated:
        factors = description.get("factors", {})
        description["factors"] = {
            key: settings | {"k": stated["k"]} for key, settings in factors.items()
        }
    return description


def _tables(root: Path, paths: Iterable[str], recordings: Iterable[str]) -> list[str]:
    """Files that may be tables, those nearest to the folder first.

    A file with the name of a recording is excluded: it describes that recording alone.
    """
    songs = {posixpath.splitext(posixpath.basename(path))[0].casefold() for path in recordings}
    tables = []
    for path in paths:
        stem, ending = posixpath.splitext(posixpath.basename(path).casefold())
        is_text = ending == ".txt" and ("/" in path or not begins_as_table(root / path))
        is_lock = stem.startswith(("~$", ".~lock"))  # lock file of an open workbook
        if ending in TABLE_ENDINGS and stem not in songs and not is_text and not is_lock:
            tables.append(path)
    return sorted(tables, key=lambda path: (*_rank(path), path))


def _rank(table: str) -> tuple[int, bool]:
    """Sort key: tables nearer to the folder first, then texts before workbooks."""
    return table.count("/"), table.lower().endswith(WORKBOOK_ENDINGS)


def _main_table(
    root: Path, files: Sequence[str], recordings: Recordings, remark: Callable[[str], None]
) -> Table | None:
    """The table that describes recordings; None if there is none, or more than one.

    Tables with labels or lyrics take precedence over tables with only artists, albums or years.
    Tables deeper in the folder are read only if none above them has labels or lyrics.
    """
    tables: list[Table] = []
    unused = defaultdict(list)
    if files[MOST_TABLES:]:
        unused[f"the folder has more than {MOST_TABLES} tables"] = [*files[MOST_TABLES:]]
    for _, alike in groupby(files[:MOST_TABLES], key=_rank):
        for file in () if any(used.has_labels for used in tables) else alike:
            table = look_at_table(root, file, recordings)
            if isinstance(table, str):
                unused[table].append(file)
            elif same := [used.file for used in tables if used.digest == table.digest]:
                unused[f"its content is the same as that of {same[0]}"].append(file)
            else:
                tables.append(table)
    if labelled := [table for table in tables if table.has_labels]:
        why = f"it has no labels or lyrics, unlike {named([used.file for used in labelled])}"
        unused[why] += [table.file for table in tables if not table.has_labels]
        tables = labelled
    for why, names in unused.items():
        if names:
            remark(_unused(names, why))
    main = [table for table in tables if Path(table.file).stem.lower() == "metadata"]
    if len(main or tables) < 2:
        return (main or tables or [None])[0]
    files = ", ".join(table.file for table in tables)
    remark(
        f"none of {files} is used: several tables name recordings of this folder; join them, "
        "rename one to metadata.csv, or name one in a description (docs/own_songs.md)"
    )
    return None


def _unused(files: Sequence[str], why: str) -> str:
    return f"{named(files)} {'is' if len(files) == 1 else 'are'} not used: {why}"


def with_lyrics_files(description: Mapping) -> dict:
    """Add to a description whether there are lyrics beside the recordings or in their tags.

    An existing value is kept. Otherwise recordings are read until one has lyrics, those with texts
    beside them first. Nothing is added if a complete table has lyrics, or for a demo corpus.
    """
    config = DatasetDescription.from_mapping("dataset", description)
    if config.lyrics_files is not None or not config.may_have_lyrics_files:
        return dict(description)
    sidecars, folder = Sidecars(), config.audio_folder
    files = (path for path, _ in walk_files(folder, lambda path, reason: None))
    recordings = [folder / path for path in files if is_audio_name(path)]
    recordings.sort(key=lambda path: not sidecars.beside(path))
    has_lyrics = any(
        any(all_lyrics(recordings[first : first + LOOKED_AT]))
        for first in range(0, len(recordings), LOOKED_AT)
    )
    return dict(description) | {"lyrics_files": has_lyrics}


def with_corpus(description: Mapping) -> dict:
    """Add to a description the published corpus that its file names indicate.

    An existing value is kept. A dataset is GTZAN, or a part of it, if all its recordings are named
    like GTZAN's clips, genre/genre.00000.wav. Demo corpora, which use the same names, are excluded.
    """
    config = DatasetDescription.from_mapping("dataset", description)
    if config.corpus or config.recipe or config.layout != "folders" or not config.factors:
        return dict(description)
    paths = (path for path, _ in walk_files(config.audio_folder, lambda path, reason: None))
    recordings = (path for path in paths if is_audio_name(path))
    first = next(recordings, "")
    is_gtzan = all(GTZAN.fullmatch(path) for path in chain([first], recordings))
    return dict(description) | ({"corpus": "GTZAN"} if is_gtzan else {})

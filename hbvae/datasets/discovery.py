"""What a folder of songs is that nobody has described, from what lies in it."""

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
MOST_TABLES = 100  # that are looked at
LOOKED_AT = 64  # recordings whose lyrics are read at once


def dataset_name(folder: str) -> str:
    """What results call a folder: letters, digits, - and _ of its name."""
    from anyascii import anyascii

    name = anyascii(expand_home(folder).resolve().name)
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_-") or "songs"


def describe_folder(folder: str, remark: Callable[[str], None] = lambda text: None) -> dict:
    """A description of the dataset that a folder is, as ``config/datasets/NAME.yaml`` has it.

    Its tracks are all recordings below it, without labels: folders may be artists or albums as
    well as genres. A table in it (`TABLE_ENDINGS`) whose rows mean recordings says their lyrics,
    language and genre, see `hbvae.datasets.columns`; of several such tables, metadata.csv does.

    Args:
        folder: path of the folder.
        remark: called with what a person should know of how its tables are read.

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
        text = f"expected recordings ({endings}) in this folder, found none{more}"
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
    """`describe_folder` of the ``folder`` of a description, whose other keys come first.

    A ``k`` is that of each factor, too.

    Raises:
        ConfigError: the name of the folder is not a string.
        DatasetError: as `describe_folder`.
    """
    if not isinstance(stated["folder"], str):
        raise ConfigError(f"{name}.yaml: folder: expected text, got {stated['folder']!r}")
    description = describe_folder(stated["folder"], remark)
    if not description.get("factors") and "factors" in stated:
        # Artists and years of a table are not labels: labels are looked for elsewhere too.
        description = {key: description[key] for key in ("root", "title")} | {"layout": "folders"}
    description |= {key: value for key, value in stated.items() if key != "folder"}
    if "k" in stated and "factors" not in stated:
        factors = description.get("factors", {})
        description["factors"] = {
            key: settings | {"k": stated["k"]} for key, settings in factors.items()
        }
    return description


def _tables(root: Path, paths: Iterable[str], recordings: Iterable[str]) -> list[str]:
    """Files that may be tables, the nearest to the folder first; not those named as a recording,
    which are about that one."""
    songs = {posixpath.splitext(posixpath.basename(path))[0].casefold() for path in recordings}
    tables = []
    for path in paths:
        stem, ending = posixpath.splitext(posixpath.basename(path).casefold())
        is_text = ending == ".txt" and ("/" in path or not begins_as_table(root / path))
        is_lock = stem.startswith(("~$", ".~lock"))  # of a workbook that is open
        if ending in TABLE_ENDINGS and stem not in songs and not is_text and not is_lock:
            tables.append(path)
    return sorted(tables, key=lambda path: (*_rank(path), path))


def _rank(table: str) -> tuple[int, bool]:
    """Tables nearer to the folder come first; of these, texts, which workbooks are exported as."""
    return table.count("/"), table.lower().endswith(WORKBOOK_ENDINGS)


def _main_table(
    root: Path, files: Sequence[str], recordings: Recordings, remark: Callable[[str], None]
) -> Table | None:
    """The table that says something about recordings; None where there is none, or several.

    One that has labels or lyrics comes before those that say artists, albums or years alone; tables
    deeper in the folder are looked at where no other one has any.
    """
    tables: list[Table] = []
    unused = defaultdict(list)
    if files[MOST_TABLES:]:
        unused["there are too many like it"] = [*files[MOST_TABLES:]]
    for _, alike in groupby(files[:MOST_TABLES], key=_rank):
        for file in () if any(used.has_labels for used in tables) else alike:
            table = look_at_table(root, file, recordings)
            if isinstance(table, str):
                unused[table].append(file)
            elif same := [used.file for used in tables if used.digest == table.digest]:
                unused[f"it says the same as {same[0]}"].append(file)
            else:
                tables.append(table)
    if labelled := [table for table in tables if table.has_labels]:
        why = f"it has no labels and no lyrics; {named([used.file for used in labelled])} has"
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
        f"none of {files} is used: several tables name recordings of this folder; join them, or "
        "call one metadata.csv, or name it in a description (docs/own_songs.md)"
    )
    return None


def _unused(files: Sequence[str], why: str) -> str:
    return f"{named(files)} {'is' if len(files) == 1 else 'are'} not used: {why}"


def with_lyrics_files(description: Mapping) -> dict:
    """The description, completed by whether lyrics are beside the recordings or in their tags.

    What it says already is kept. Else recordings are looked at until one has lyrics, those with a
    text beside them first; not where a table has lyrics, or a demo corpus is yet to be rendered.
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
    """The description, completed by the published corpus that its recordings are named like.

    What it says already is kept. GTZAN, or a part of it, are folders of its genres with nothing but
    clips named as it names them, genre.00000.wav; a demo corpus named alike is made, not recorded.
    """
    config = DatasetDescription.from_mapping("dataset", description)
    if config.corpus or config.recipe or config.layout != "folders" or not config.factors:
        return dict(description)
    paths = (path for path, _ in walk_files(config.audio_folder, lambda path, reason: None))
    recordings = (path for path in paths if is_audio_name(path))
    first = next(recordings, "")
    is_gtzan = all(GTZAN.fullmatch(path) for path in chain([first], recordings))
    return dict(description) | ({"corpus": "GTZAN"} if is_gtzan else {})

"""Writing one field of a recording's tags: the only change that hbvae makes to recordings.

A copy of the file is changed and compared with it, and then replaces it. If the process is killed
or the disk is full, the file stays unchanged. Compared are every packet of the streams, which are
the coded audio, and all tags other than the field.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from hbvae.datasets.other_tags import OTHER_TAGS
from hbvae.datasets.tag_formats import FIELDS, Ape, in_words, pictures, tag_kind
from hbvae.errors import AudioError
from hbvae.features.decoders.content import AfterTags, container, read_head, shared_container
from hbvae.jobs.sandbox import guarded

ID3V1 = 128  # bytes at the end of a file
COPY = "hbvae-copy"  # extension of the copy
SECONDS, MEMORY = 60.0, 1 << 30  # s and bytes; limits on reading a field


class FieldValue(NamedTuple):
    """The content of a field in a file's tags."""

    text: str  # for display, in one line; "" if the field is empty
    values: list  # in the form that `hbvae.datasets.tag_formats.Kind.put_back` takes
    has_tags: bool  # whether the file has tags at all


class FileState(NamedTuple):
    """Size and time of a file."""

    bytes: int
    modified: int  # ns since 1970

    @classmethod
    def read(cls, path: str | os.PathLike) -> "FileState":
        status = os.stat(path)
        return cls(status.st_size, status.st_mtime_ns)


class Change(NamedTuple):
    """A change to a field in a file's tags."""

    path: Path
    field: str  # one of `FIELDS`
    state: FileState  # state of the file when it was read; if it differs now, nothing is written
    text: str  # text to write; "" to restore values
    back: FieldValue | None = None  # values to restore
    size: int = 0  # size of the file with these values


def read_fields(paths: Iterable[Path], field: str) -> Iterator[FieldValue | AudioError]:
    """Read a field of each file's tags; an error if it cannot be written."""
    return guarded(partial(read_field, field=field), paths, SECONDS, MEMORY)


def read_field(path: Path, field: str) -> FieldValue:
    """Read a field of a file's tags.

    Raises:
        AudioError: the file does not exist, or its tags cannot be written.
    """
    refuse_unwritable(path)
    file = _open(path)
    tags = file.tags
    if tags is None:
        _with_tags(file)
        return FieldValue("", [], False)
    kind = _kind(tags)
    values = kind.read(tags, FIELDS[field])
    has_tags = getattr(tags, "version", (2,)) >= (2,)  # False if there is only ID3v1
    return FieldValue(in_words(kind.texts(values)), values, has_tags)


def refuse_unwritable(path: Path) -> None:
    """Check that a file exists and may be replaced.

    Raises:
        AudioError: it does not, or may not.
    """
    if not path.is_file():
        raise AudioError("the file is gone")
    real = Path(os.path.realpath(path))
    if not (real.stat().st_mode & 0o222 and os.access(real, os.W_OK)):
        raise AudioError("the file is read-only")
    if not os.access(real.parent, os.W_OK):
        raise AudioError(f"its folder is not writable ({real.parent})")


def make_changes(changes: Sequence[Change]) -> Iterator[FileState | AudioError]:
    """Change files one by one; return the new state of each, or the reason it is unchanged."""
    return guarded(make_change, changes)


def make_change(change: Change) -> FileState:
    """Change a field of a file.

    Raises:
        AudioError: the change failed; the file is unchanged.
    """
    refuse_unwritable(change.path)
    real = Path(os.path.realpath(change.path))  # a link stays a link
    copy = copy_beside(change.path)
    try:
        if FileState.read(real) != change.state:
            raise AudioError("another program changed it in the meantime")
        _copy(real, copy)
        _edit(copy, _open(real), change)
        _check_same(real, copy, change.field)
        state = FileState.read(copy)
        if FileState.read(real) != change.state:
            raise AudioError("another program changed it in the meantime")
        os.replace(copy, real)
        return state
    except OSError as problem:
        raise AudioError(f"it cannot be written: {problem.strerror or problem}") from None
    finally:
        copy.unlink(missing_ok=True)


def copy_beside(path: Path) -> Path:
    """The path of a file's copy, the same each time, so that an abandoned copy is replaced."""
    real = os.path.realpath(path)
    digest = hashlib.sha256(os.fsencode(os.path.basename(real))).hexdigest()[:16]
    return Path(os.path.dirname(real), f".{digest}.{COPY}")


def _copy(path: Path, copy: Path) -> None:
    """Copy a file with its permissions, and with its owner if that is permitted."""
    shutil.copyfile(path, copy)
    shutil.copystat(path, copy)
    status = path.stat()
    with suppress(OSError, AttributeError):
        os.chown(copy, status.st_uid, status.st_gid)


def _edit(copy: Path, original: Any, change: Change) -> None:
    """Change the field in a copy, which is opened with the class of the original."""
    file = _open(copy, type(original))
    end = _id3v1(copy)
    try:
        if change.back and not change.back.has_tags:
            _delete_tags(file, copy)
        else:
            if file.tags is None:
                _with_tags(file)
            kind, field = _kind(file.tags), FIELDS[change.field]
            if change.back:
                kind.put_back(file.tags, field, change.back.values)
            else:
                kind.write(file.tags, field, change.text)
            _save(file, copy, change.size)
    except OSError:
        raise
    except Exception as problem:  # mutagen raises many kinds
        raise AudioError(f"its tags cannot be written ({problem})") from None
    with copy.open("r+b") as stream:
        if end:
            stream.seek(-ID3V1, os.SEEK_END)
            stream.write(end)
        stream.flush()
        os.fsync(stream.fileno())


def _save(file: Any, path: Path, size: int) -> None:
    """Save tags; pad them so that the file has the given size, if that is possible."""
    from mutagen.apev2 import APEv2
    from mutagen.id3 import ID3

    now = path.stat().st_size

    def padding(info) -> int:
        if size:
            return max(0, info.padding + size - now)
        return info.padding if info.padding >= 0 else info.get_default_padding()

    options = {}
    if not isinstance(file.tags, APEv2):
        options["padding"] = padding
    if isinstance(file.tags, ID3):
        options |= {"v2_version": _minor(file.tags), "v23_sep": None}
    file.save(path, **options)


def _delete_tags(file: Any, path: Path) -> None:
    from mutagen.id3 import ID3
    from mutagen.id3 import delete as delete_id3

    if type(file.tags) is ID3:
        delete_id3(path, delete_v1=False, delete_v2=True)
    else:
        file.delete(path)


def _open(path: Path, kind: type | None = None) -> Any:
    """Open a file with mutagen, without translating ID3 to another version or adding ID3v1.

    Raises:
        AudioError: mutagen cannot read the file, or cannot write its tags.
    """
    import mutagen
    from mutagen.id3 import ID3

    try:
        file = kind(path) if kind else mutagen.File(path)
        if isinstance(getattr(file, "tags", None), ID3) and file.tags.version >= (2,):
            file = type(file)(path, translate=False, load_v1=False)
    except Exception as problem:  # mutagen raises many kinds on damaged files
        raise AudioError(f"its tags cannot be read ({problem})") from None
    if file is None:
        raise AudioError("its format has no writable tags")
    return file


def _with_tags(file: Any) -> None:
    """Add tags to a file that has none."""
    from mutagen import MutagenError

    try:
        file.add_tags()
    except (MutagenError, NotImplementedError):
        raise AudioError("its format has no writable tags") from None
    _kind(file.tags)
    if hasattr(file.tags, "version"):
        file.tags.version = (2, 3, 0)  # the version of ID3 that every player reads


def _kind(tags: Any):
    if kind := tag_kind(tags):
        return kind
    raise AudioError("its format has no writable tags")


def _minor(tags: Any) -> int:
    """The minor version of ID3v2 to save; 4 if the file only has ID3v1."""
    return max(3, tags.version[1]) if tags.version >= (2,) else 4


def _id3v1(path: Path) -> bytes:
    """The ID3v1 tag of a file, which mutagen would overwrite; b"" if there is none."""
    with path.open("rb") as stream:
        if stream.seek(0, os.SEEK_END) < ID3V1:
            return b""
        stream.seek(-ID3V1, os.SEEK_END)
        end = stream.read()
    return end if end.startswith(b"TAG") else b""


def _check_same(path: Path, copy: Path, field: str) -> None:
    """Check that a copy has the same audio and the same other tags as its file.

    Raises:
        AudioError: they differ.
    """
    if sound_digests(path) != sound_digests(copy):
        raise AudioError("writing would change its sound, so it is left unchanged")
    before = _open(path)
    if _others(path, before, field) != _others(copy, _open(copy, type(before)), field):
        raise AudioError("writing would change its other tags, so it is left unchanged")


def _others(path: Path, file: Any, field: str) -> list:
    """The content of a file's tags other than a field."""
    kind = tag_kind(file.tags)
    others = kind.others(file.tags, FIELDS[field]) if kind else []
    elsewhere = [] if isinstance(kind, Ape) else [repr(read(path)) for read in OTHER_TAGS]
    return [others, pictures(file), elsewhere, _id3v1(path)]


def sound_digests(path: Path) -> list[str]:
    """A digest of each stream's packets: the coded audio without the tags.

    Raises:
        AudioError: the file cannot be read.
    """
    import av

    head = read_head(path)
    name = container(head) or shared_container(head) or "mp3"
    file = AfterTags(path)
    try:
        with av.open(file, format=name, metadata_errors="ignore") as opened:
            digests = [hashlib.sha256() for _ in opened.streams]
            for packet in opened.demux():
                digests[packet.stream_index].update(bytes(packet))
    except (av.error.FFmpegError, ValueError) as problem:
        raise AudioError(f"its sound cannot be compared ({problem})") from None
    finally:
        file.close()
    return [digest.hexdigest() for digest in digests]

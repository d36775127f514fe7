"""One field of a recording's tags, written into the file: nothing else of hbvae writes there.

A copy beside the file is changed, compared with it and put in its place, so that a process that is
killed and a disk that is full leave the file as it was. What is compared: every packet of the
streams, that is the coded sound itself, and all tags but the field.
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
COPY = "hbvae-copy"  # ending of the name of the copy
SECONDS, MEMORY = 60.0, 1 << 30  # bytes; that reading a field may take


class FieldValue(NamedTuple):
    """What a file has in a field."""

    text: str  # for people, in a line; "" where it has nothing
    values: list  # as they are put back
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
    """What is to become of a field of a file."""

    path: Path
    field: str  # of `FIELDS`
    state: FileState  # of the file when it was looked at: one that has changed since is left alone
    text: str  # that is written; "" where values are put back
    back: FieldValue | None = None
    size: int = 0  # that the file had with these values


def read_fields(paths: Iterable[Path], field: str) -> Iterator[FieldValue | AudioError]:
    """What each file has in a field, or why it cannot be written."""
    return guarded(partial(read_field, field=field), paths, SECONDS, MEMORY)


def read_field(path: Path, field: str) -> FieldValue:
    """What a file has in a field.

    Raises:
        AudioError: nothing can be written into the file, or it is not there.
    """
    refuse_unwritable(path)
    file = _open(path)
    tags = file.tags
    if tags is None:
        _with_tags(file)
        return FieldValue("", [], False)
    kind = _kind(tags)
    values = kind.read(tags, FIELDS[field])
    has_tags = getattr(tags, "version", (2,)) >= (2,)  # ID3v1 alone: ID3v2 has none
    return FieldValue(in_words(kind.texts(values)), values, has_tags)


def refuse_unwritable(path: Path) -> None:
    """Check that a file may be replaced.

    Raises:
        AudioError: it may not, or it is not there.
    """
    if not path.is_file():
        raise AudioError("the file is gone")
    real = Path(os.path.realpath(path))
    if not (real.stat().st_mode & 0o222 and os.access(real, os.W_OK)):
        raise AudioError("the file is read-only")
    if not os.access(real.parent, os.W_OK):
        raise AudioError(f"its folder is not writable ({real.parent})")


def make_changes(changes: Sequence[Change]) -> Iterator[FileState | AudioError]:
    """Change files one by one; return the new state of each, or why it is unchanged."""
    return guarded(make_change, changes)


def make_change(change: Change) -> FileState:
    """Change a field of a file.

    Raises:
        AudioError: the file is as it was, and why.
    """
    refuse_unwritable(change.path)
    real = Path(os.path.realpath(change.path))  # a link stays one
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
    """Copy a file with its rights, and its owner where that is allowed."""
    shutil.copyfile(path, copy)
    shutil.copystat(path, copy)
    status = path.stat()
    with suppress(OSError, AttributeError):
        os.chown(copy, status.st_uid, status.st_gid)


def _edit(copy: Path, original: Any, change: Change) -> None:
    """Change the field in a copy, whose kind is that of the original."""
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
    """Save tags; with ``size`` so that the file is of that size, where blank space allows it."""
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
    """A file as mutagen opens it. ID3 is as it stands: not as of another version or of ID3v1.

    Raises:
        AudioError: it is none whose tags mutagen writes.
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
        file.tags.version = (2, 3, 0)  # of ID3, which every player reads


def _kind(tags: Any):
    if kind := tag_kind(tags):
        return kind
    raise AudioError("its format has no writable tags")


def _minor(tags: Any) -> int:
    """The version of ID3v2 to save; fields of ID3v1 are named as in the fourth."""
    return max(3, tags.version[1]) if tags.version >= (2,) else 4


def _id3v1(path: Path) -> bytes:
    """The ID3v1 tag of a file, which mutagen would write anew."""
    with path.open("rb") as stream:
        if stream.seek(0, os.SEEK_END) < ID3V1:
            return b""
        stream.seek(-ID3V1, os.SEEK_END)
        end = stream.read()
    return end if end.startswith(b"TAG") else b""


def _check_same(path: Path, copy: Path, field: str) -> None:
    """Check that a copy has the sound and the other tags of its file.

    Raises:
        AudioError: it has not.
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
    """A digest of each stream's packets: the coded sound, not the tags around it.

    Raises:
        AudioError: it cannot be read.
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

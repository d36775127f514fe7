"""Plan, write and undo the groups of a map in the tags of the user's files.

A file that cannot be written is left out with the reason; the others are written.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hbvae.datasets.tag_formats import FIELDS
from hbvae.datasets.tag_writing import (
    Change,
    FieldValue,
    FileState,
    copy_beside,
    make_changes,
    read_fields,
)
from hbvae.errors import AudioError, ConfigError
from hbvae.storage import tracks as lists
from hbvae.storage.clusters import NOISE
from hbvae.storage.groups import group_label, n_digits, read_groups
from hbvae.storage.settled import read_audio_folder
from hbvae.workflow.locks import live_runs
from hbvae.workflow.tag_backup import Backup, Backups, backup_path, read_backups, write_backups

SEVERAL = "it contains several songs, but only one set of tags"
SINCE = "it changed after the map was made; run hbvae map again"
OWN = "the field contains your own text, {text!r}; replace it with --replace"


class Planned(NamedTuple):
    """A planned change of a file."""

    track_id: str
    path: Path
    old: FieldValue
    state: FileState
    text: str


class Plan(NamedTuple):
    """Changes that writing a field would make."""

    changes: list[Planned]
    left_out: list[tuple[Path, str]]  # with reasons
    n_same: int  # number of files that already have the text


class Outcome(NamedTuple):
    """Result of writing or undoing."""

    n_done: int
    left_out: list[tuple[Path, str]]


def refuse_at_work(results: Path) -> None:
    """Check that no run is in progress, which would read the files meanwhile.

    Raises:
        ConfigError: a run is in progress.
    """
    run = results.parents[1]
    if at_work := live_runs(run):
        raise ConfigError(f"a run is in progress in {run} ({at_work[0]}); wait until it ends")


def plan_tags(results: Path, field: str, replaces: bool) -> Plan:
    """Read a tag field of all files of a map, and plan the changes.

    Args:
        results: folder of the results.
        field: of `FIELDS`.
        replaces: whether to replace the user's own text.
    """
    groups = read_groups(str(results / "groups.tsv"))
    folder = results.parents[1] / read_audio_folder(str(results / "dataset.json"))
    width = n_digits(groups)
    backups = read_backups(backup_path(results))
    states = lists.read_files(str(results / "files.tsv"))
    left_out, songs = [], []
    for song in groups:
        path = (folder / song.path).absolute()
        if song.span:
            left_out.append((path, SEVERAL))
        elif song.cluster != NOISE:
            songs.append((song, path))
    left_out = list(dict.fromkeys(left_out))
    changes, n_same = [], 0
    read = read_fields((path for _, path in songs), field)
    for (song, path), old in zip(songs, read, strict=True):
        text = group_label(song.cluster, song.name, width)
        if isinstance(old, AudioError):
            left_out.append((path, str(old)))
        elif not _is_as_listed(path, states.get(song.track_id)):
            left_out.append((path, SINCE))
        elif old.text == text:
            n_same += 1
        elif old.text and not replaces and not _is_ours(backups.get((str(path), field)), old.text):
            left_out.append((path, OWN.format(text=old.text)))
        else:
            changes.append(Planned(song.track_id, path, old, FileState.read(path), text))
    return Plan(changes, left_out, n_same)


def _is_as_listed(path: Path, listed: lists.FileState | None) -> bool:
    """Whether a file is unchanged since the map was made; demo files are rendered after listing."""
    return listed is None or not listed.modified or FileState.read(path) == listed[:2]


def _is_ours(backup: Backup | None, text: str) -> bool:
    return backup is not None and text in backup.written


def write_tags(results: Path, field: str, plan: Plan) -> Outcome:
    """Write a tag field of files, after saving the old content.

    Args:
        results: folder of the results.
        field: of `FIELDS`.
        plan: from `plan_tags`.
    """
    table = backup_path(results)
    backups = read_backups(table)
    for planned in plan.changes:
        key = str(planned.path), field
        backup = backups.get(key, Backup(planned.old, (), planned.state))
        if not _is_ours(backup, planned.old.text):
            backup = Backup(planned.old, (), planned.state)
        written = dict.fromkeys([*backup.written, planned.text])
        backups[key] = backup._replace(written=tuple(written))
    write_backups(table, backups)
    changes = [Change(change.path, field, change.state, change.text) for change in plan.changes]
    states, left_out = _make(changes, results)
    failed = {path for path, _ in left_out}
    for planned in plan.changes:
        backup = backups[str(planned.path), field]
        if planned.path in failed and backup.written == (planned.text,):
            del backups[str(planned.path), field]
    write_backups(table, backups)
    return Outcome(len(states), left_out)


def undo_tags(results: Path) -> Outcome:
    """Restore old content of fields that still contain what hbvae wrote.

    Args:
        results: folder of the results.
    """
    table = backup_path(results)
    backups = read_backups(table)
    n_done, left_out = 0, []
    for field in FIELDS:
        field_backups = {
            Path(file): backup for (file, name), backup in backups.items() if name == field
        }
        changes = _undoing(field_backups, field, backups, left_out)
        states, failed = _make(changes, results)
        left_out += failed
        n_done += len(states)
        for path in states:
            del backups[str(path), field]
    write_backups(table, backups)
    return Outcome(n_done, left_out)


def _undoing(
    field_backups: Mapping[Path, Backup],
    field: str,
    backups: Backups,
    left_out: list[tuple[Path, str]],
) -> list[Change]:
    """List the changes that undo a field; drop backups of restored files."""
    changes = []
    for (path, backup), now in zip(
        field_backups.items(), read_fields(field_backups, field), strict=True
    ):
        copy_beside(path).unlink(missing_ok=True)  # left by a killed process
        if isinstance(now, AudioError):
            left_out.append((path, str(now)))
        elif now.text in backup.written:
            changes.append(
                Change(path, field, FileState.read(path), "", backup.old, backup.before.bytes)
            )
        else:
            if now.text != backup.old.text:
                left_out.append((path, f"its {field} has since been changed to {now.text!r}"))
            del backups[str(path), field]
    return changes


def _make(
    changes: Sequence[Change], results: Path
) -> tuple[dict[Path, FileState], list[tuple[Path, str]]]:
    """Make changes; return the states of changed files, and the others with reasons.

    Also updates the list of sizes and times, so that the next listing need not compare the sound of
    changed files.
    """
    from tqdm import tqdm

    states, left_out = {}, []
    try:
        outcomes = tqdm(make_changes(changes), "files", len(changes), disable=None)
        for change, outcome in zip(changes, outcomes, strict=True):
            if isinstance(outcome, AudioError):
                left_out.append((change.path, str(outcome)))
            else:
                states[change.path] = outcome
    finally:
        before = {change.path: change.state for change in changes}
        _update_list(results, {path: (before[path], state) for path, state in states.items()})
    return states, left_out


def _update_list(results: Path, changed: Mapping[Path, tuple[FileState, FileState]]) -> None:
    """Update files.tsv for changed files whose old entries were correct."""
    listed = results / "files.tsv"
    folder = results.parents[1] / read_audio_folder(str(results / "dataset.json"))
    paths = {
        song.track_id: (folder / song.path).absolute()
        for song in read_groups(str(results / "groups.tsv"))
    }
    files = lists.read_files(str(listed))
    for track_id, state in files.items():
        before, after = changed.get(paths.get(track_id), (None, None))
        if before == state[:2]:
            files[track_id] = state._replace(bytes=after.bytes, modified=after.modified)
    lists.write_files(str(listed), files)

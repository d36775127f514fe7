"""The lists of a dataset's tracks in its results, brought up to date before a run is planned.

Snakemake runs a job again if a file that it reads is newer. So lists are written by no job: they
are brought up to date while the Snakefile is read, each file only if its content differs. What the
collection is on disk is compared with what it was at the last listing; of a file that has changed,
the sound is looked at, and a touched, retitled or copied song keeps its version in its batch.
"""

import logging
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

from hbvae.datasets.collections import Datasets, describe, refuse_results
from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.files import Planned
from hbvae.datasets.fingerprint import fingerprint
from hbvae.datasets.listing import Listing, list_tracks
from hbvae.datasets.tags import all_lyrics, all_titles, texts_state
from hbvae.errors import DatasetError, HbvaeError, StoreError
from hbvae.storage.settled import Settled
from hbvae.storage.tracks import (
    FileState,
    Track,
    assign_batches,
    read_batch,
    read_excluded,
    read_files,
    read_lyrics,
    read_tracks,
    write_batch,
    write_files,
    write_labels,
    write_lyrics,
    write_tracks,
    write_unusable,
)
from hbvae.workflow.sounds import unchanged_sounds
from hbvae.workflow.sources import code_digest

LISTS = ("tracks.tsv", "labels.tsv", "lyrics.tsv", "unusable.tsv", "files.tsv")
NO_JOBS = {  # options that plan nothing
    *("--lint", "--list-rules", "--list", "-l", "--list-target-rules", "--lt", "--unlock"),
    *("--cleanup-metadata", "--cm", "--conda-create-envs-only", "--conda-cleanup-envs"),
}
TARGET = re.compile(r"(?:^|/)results/([A-Za-z0-9][A-Za-z0-9_-]*)/")
IN_TABLE, UNREAD = "table", "unread"  # FileState.texts, where lyrics were not looked for in files
MANY = 20  # changed files, from which on a person is told why it takes a while

logger = logging.getLogger(__name__)
Value = TypeVar("Value")


class Previous(NamedTuple):
    """What the last listing wrote; empty where there is none."""

    tracks: Mapping[str, Track]  # of batches/: path, version of the sound, and batch
    titles: Mapping[str, str]
    lyrics: Mapping[str, str]
    files: Mapping[str, FileState]

    @classmethod
    def read(cls, folder: Path) -> "Previous":
        """Read the lists of a folder of results; one that cannot be read is taken for empty."""
        tracks = {
            track.track_id: track._replace(batch=int(path.stem))
            for path in batch_files(folder)
            for track in _read(read_batch, path, [])
        }
        listed = _read(read_tracks, folder / "tracks.tsv", [])
        return cls(
            tracks,
            {track.track_id: track.title for track in listed if track.title},
            _read(read_lyrics, folder / "lyrics.tsv", {}),
            _read(read_files, folder / "files.tsv", {}),
        )

    def has(self, track: Track) -> bool:
        """Whether a track's file is as it was."""
        state, known = self.files.get(track.track_id), self.tracks.get(track.track_id)
        if state is None or known is None or known.path != track.path:
            return False
        return state[:2] == (track.bytes, track.modified)


def list_datasets(
    datasets: Datasets,
    tracks_per_job: int,
    max_rejected: float,
    arguments: Sequence[str],
    say: Callable[[str], None],
) -> None:
    """Bring the lists of all datasets up to date that a command asks for.

    These are the datasets of the run, and those whose results are a target. Where single results
    are targets, a problem of another dataset is kept until a job needs it (`batch_names`).

    Args:
        datasets: of the run.
        tracks_per_job: most tracks of a batch.
        max_rejected: share of the tracks whose file may be unusable.
        arguments: the command's, with its targets.
        say: tells a person what takes a while, and where results are.

    Raises:
        DatasetError, ConfigError: what is wrong with a dataset.
    """
    if NO_JOBS & set(arguments) or any(Path(".snakemake/locks").glob("*")):
        return  # nothing is planned, or another run reads the lists now
    for note in datasets.notes:
        say(note)
    paths = [TARGET.search(argument) for argument in arguments]
    targets = [path[1] for path in paths if path and path[1] in datasets]
    for name in dict.fromkeys([*datasets.run, *targets]):
        try:
            update_lists(name, datasets, tracks_per_job, max_rejected, say)
        except HbvaeError as problem:
            if not targets or name in targets:
                raise
            datasets.problems[name] = problem


def batch_names(name: str, datasets: Datasets) -> list[str]:
    """The batches of a dataset's tracks, in ascending order.

    Raises:
        DatasetError, ConfigError: its tracks could not be listed.
    """
    if name in datasets.problems:
        raise datasets.problems[name]
    names = [path.stem for path in batch_files(datasets.results / name)]
    if not names:
        raise DatasetError(
            f"{name}: its tracks are not listed yet; name it in the config: "
            f"snakemake --config dataset={name}"
        )
    return names


def update_lists(
    name: str,
    datasets: Datasets,
    tracks_per_job: int,
    max_rejected: float,
    say: Callable[[str], None],
) -> None:
    """Bring the lists of a dataset up to date; where nothing has changed, nothing is written.

    Args:
        name: of the dataset.
        datasets: knows what is stated about it, and takes its completed description.
        tracks_per_job: most tracks of a batch.
        max_rejected: share of the tracks whose file may be unusable.
        say: tells a person why it takes a while.

    Raises:
        DatasetError: all that is wrong with the collection, or it lies among the results.
        ConfigError: all that is wrong with its description.
    """
    folder, stated = datasets.results / name, datasets.stated(name)
    settings = {"tracks_per_job": tracks_per_job, "max_rejected": max_rejected}
    settings |= {"code": code_digest(Path(__file__))}
    settled = Settled.read(folder)
    if settled is not None and settled.stated == stated:
        description = DatasetDescription.from_mapping(name, settled.description)
        same = settled.root == str(description.root_folder.resolve())
        same &= settled.listed == settings | {"fingerprint": fingerprint(description)}
        if same and all((folder / file).is_file() for file in LISTS) and batch_files(folder):
            datasets.settle(name, description)
            return
    with _log(datasets.results.parent / "logs/list_tracks" / f"{name}.log"):
        description = describe(name, stated)
        if not description.recipe:
            refuse_results(description.root_folder, datasets.results)
            refuse_results(description.audio_folder, datasets.results)
        settings["fingerprint"] = fingerprint(
            description
        )  # what changes from now on is listed again
        previous = Previous.read(folder)
        states: dict[str, str] = {}
        listing = _list(description, max_rejected, previous, states)
        tracks = _with_titles(listing.tracks, description.audio_folder, previous)
        files = {
            track.track_id: FileState(
                track.bytes,
                track.modified,
                states.get(track.track_id, IN_TABLE if track.lyrics else UNREAD),
            )
            for track in tracks
        }
        tracks = _with_versions(tracks, description.audio_folder, previous, folder, say)
        batches = {track_id: track.batch for track_id, track in previous.tracks.items()}
        numbers = assign_batches([track.track_id for track in tracks], tracks_per_job, batches)
        tracks = [track._replace(batch=batch) for track, batch in zip(tracks, numbers, strict=True)]
        _write(folder, tracks, listing, files)
        mapping = description.model_dump(mode="json", exclude_defaults=True)
        root = str(description.root_folder.resolve())
        Settled(stated, root, str(description.audio_folder), mapping, settings).write(folder)
    datasets.settle(name, description)


def batch_files(folder: Path) -> list[Path]:
    """The batches of a dataset's tracks, in ascending order of their numbers."""
    return sorted((folder / "batches").glob("*.tsv"))


def _list(
    description: DatasetDescription,
    max_rejected: float,
    previous: Previous,
    states: dict[str, str],
) -> Listing:
    """The tracks; ``states`` is filled with the state of the texts of each that was looked at."""
    excluded = read_excluded(description.exclude) if description.exclude else ()
    folder = description.audio_folder

    def lyrics_of(tracks: Sequence[Track]) -> Iterator[str | None]:
        states.update((track.track_id, texts_state(folder / track.path)) for track in tracks)
        changed = [track for track in tracks if not is_known(track)]
        new = dict(
            zip(
                (track.track_id for track in changed),
                all_lyrics(folder / track.path for track in changed),
                strict=True,
            )
        )
        for track in tracks:
            texts = new if track.track_id in new else previous.lyrics
            yield texts.get(track.track_id)

    def is_known(track: Track) -> bool:
        return (
            previous.has(track) and previous.files[track.track_id].texts == states[track.track_id]
        )

    planned = _plan_corpus(description) if description.recipe else None
    return list_tracks(description, excluded, max_rejected, planned, lyrics_of)


def _plan_corpus(description: DatasetDescription) -> Planned:
    """The files of a demo corpus, which a fan-out of jobs has yet to render."""
    from hbvae.demo.corpus import table_text  # only a run that needs a demo corpus waits for it
    from hbvae.demo.recipe import load_recipe

    recipe = load_recipe(description.recipe)
    table = table_text(recipe).encode() if description.table else None
    return Planned(recipe.track_paths(), table)


def _with_titles(tracks: Sequence[Track], folder: Path, previous: Previous) -> list[Track]:
    """The tracks with what people call them; only new and changed files are opened."""
    rendered = {
        track.track_id: posixpath.basename(track.path) for track in tracks if not track.modified
    }
    titles = {track_id: posixpath.splitext(name)[0] for track_id, name in rendered.items()}
    known = previous.titles
    titles |= {
        t.track_id: known[t.track_id] for t in tracks if t.track_id in known and previous.has(t)
    }
    new = [track for track in tracks if track.track_id not in titles]
    read = all_titles(folder / track.path for track in new) if new else []
    titles |= {track.track_id: title for track, title in zip(new, read, strict=True)}
    return [track._replace(title=titles[track.track_id]) for track in tracks]


def _with_versions(
    tracks: Sequence[Track], folder: Path, previous: Previous, results: Path, say: Callable
) -> list[Track]:
    """The tracks with the size and time that their file had when its sound was last new."""
    versions, changed = {}, []
    for track in tracks:
        known = previous.tracks.get(track.track_id)
        if known is None or known.path != track.path:
            continue
        if previous.has(track) or known[2:4] == (track.bytes, track.modified):
            versions[track.track_id] = known[2:4]
        else:
            changed.append(known)
    if len(changed) >= MANY:
        say(
            f"{results.name}: the files of {len(changed):,} songs have changed; checking whether "
            "they still sound the same"
        )
    if changed:
        same = unchanged_sounds(results / "features", changed, folder)
        logger.info("%d of %d changed files sound as before", len(same), len(changed))
        versions |= same
    return [
        track._replace(bytes=versions[track.track_id][0], modified=versions[track.track_id][1])
        if track.track_id in versions
        else track
        for track in tracks
    ]


def _write(
    folder: Path, tracks: Sequence[Track], listing: Listing, files: Mapping[str, FileState]
) -> None:
    members = defaultdict(list)
    for track in tracks:
        members[track.batch].append(track)
    (folder / "batches").mkdir(parents=True, exist_ok=True)
    for number, batch in members.items():
        batch.sort(key=lambda track: track.track_id)  # a table in a new order changes no batch
        write_batch(f"{folder}/batches/{number:05d}.tsv", batch)
    for path in batch_files(folder):
        if int(path.stem) not in members:
            path.unlink()
    reasons = ((row.track_id, row.path, row.problem.text) for row in listing.rejected)
    write_unusable(f"{folder}/unusable.tsv", reasons)
    write_lyrics(f"{folder}/lyrics.tsv", tracks)
    write_labels(f"{folder}/labels.tsv", tracks)
    write_tracks(f"{folder}/tracks.tsv", tracks)
    write_files(f"{folder}/files.tsv", files)


def _read(read: Callable[[str], Value], path: Path, otherwise: Value) -> Value:
    try:
        return read(str(path)) if path.is_file() else otherwise
    except StoreError as problem:
        logger.info("%s; it is written again", problem)
        return otherwise


@contextmanager
def _log(path: Path) -> Iterator[None]:
    """Log to a file, warnings to the terminal too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    log_file = logging.FileHandler(path, "w", encoding="utf-8")
    log_file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(logging.Formatter("list_tracks: %(message)s"))
    ours = logging.getLogger("hbvae")
    level = ours.level
    ours.setLevel(logging.INFO)
    for handler in (log_file, terminal):
        ours.addHandler(handler)
    try:
        yield
    finally:
        ours.setLevel(level)
        for handler in (log_file, terminal):
            ours.removeHandler(handler)
            handler.close()

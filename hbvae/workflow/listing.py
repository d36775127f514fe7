"""Update the lists of a dataset's tracks in its results before a run is planned.

Snakemake runs a job again if one of its inputs is newer. Therefore no job writes the lists: they
are updated while the Snakefile is read, and each file is written only if its content changes. The
collection on disk is compared with the last listing. If a file has changed, its sound is compared,
and a touched, retitled or copied song keeps its version in its batch.
"""

import logging
import os
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from hbvae.datasets.collections import Datasets, describe, refuse_results
from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.files import Planned
from hbvae.datasets.fingerprint import fingerprint
from hbvae.datasets.listing import Listing, list_tracks
from hbvae.datasets.rows import Rejected
from hbvae.datasets.sidecars import Sidecars
from hbvae.datasets.tags import LyricsResult, all_metadata, all_song_lyrics
from hbvae.datasets.usable import without_large_pairs
from hbvae.errors import DatasetError, HbvaeError, StoreError
from hbvae.jobs.disk import no_room
from hbvae.storage.metadata import ListedMetadata, Metadata, write_metadata
from hbvae.storage.settled import Settled
from hbvae.storage.tracks import (
    FileState,
    Track,
    assign_batches,
    read_excluded,
    write_batch,
    write_files,
    write_labels,
    write_lyrics,
    write_lyrics_from,
    write_remarks,
    write_tracks,
    write_unusable,
)
from hbvae.workflow.previous import Previous, batch_files
from hbvae.workflow.sounds import keep_versions
from hbvae.workflow.sources import code_digest

LISTS = (
    *("tracks.tsv", "labels.tsv", "lyrics.tsv", "lyrics_from.tsv", "unusable.tsv", "files.tsv"),
    *("metadata.tsv", "remarks.tsv"),
)
NO_JOBS = {  # options with which Snakemake plans no jobs
    *("--lint", "--list-rules", "--list", "-l", "--list-target-rules", "--lt", "--unlock"),
    *("--cleanup-metadata", "--cm", "--conda-create-envs-only", "--conda-cleanup-envs"),
}
TARGET = re.compile(r"(?:^|/)results/([A-Za-z0-9][A-Za-z0-9_-]*)/")
IN_TABLE, UNREAD = "table", "unread"  # FileState.texts if no files were searched for lyrics
MANY = 5_000  # number of new songs from which on a message explains the wait

logger = logging.getLogger(__name__)


def list_datasets(
    datasets: Datasets,
    tracks_per_job: int,
    max_rejected: float,
    arguments: Sequence[str],
    say: Callable[[str], None],
) -> None:
    """Update the lists of all datasets that a command needs.

    These are the datasets of the run, and those whose results are a target. If single results are
    targets, errors of other datasets are deferred until a job needs them (`batch_names`).

    Args:
        datasets: datasets of the run.
        tracks_per_job: largest number of tracks in a batch.
        max_rejected: share of the tracks whose file may be unusable.
        arguments: arguments of the command, with its targets.
        say: prints a message, for example if listing takes long.

    Raises:
        DatasetError, ConfigError: a dataset has errors.
        StoreError: the disk is full or read-only.
    """
    if NO_JOBS & set(arguments) or any(Path(".snakemake/locks").glob("*")):
        return  # no jobs are planned, or another run is reading the lists
    for note in datasets.notes:
        say(note)
    paths = [TARGET.search(argument) for argument in arguments]
    targets = [path[1] for path in paths if path and path[1] in datasets]
    for name in dict.fromkeys([*datasets.run, *targets]):
        try:
            update_lists(name, datasets, tracks_per_job, max_rejected, say)
        except OSError as problem:
            if advice := no_room(problem):
                raise StoreError(advice) from None
            raise
        except HbvaeError as problem:
            if not targets or name in targets:
                raise
            datasets.problems[name] = problem


def requested_lists(arguments: Sequence[str], datasets: Datasets) -> list[str]:
    """List the lists that are targets of a command, as paths relative to the run's folder.

    Args:
        arguments: arguments of the command, with its targets.
        datasets: datasets of the run, listed.
    """
    paths = (Path(os.path.relpath(argument)) for argument in arguments)
    folders = {datasets.results / name for name in datasets}
    asked = [path for path in paths if path.name in LISTS and path.parent in folders]
    return [str(path) for path in dict.fromkeys(asked)]


def batch_names(name: str, datasets: Datasets) -> list[str]:
    """List the batches of a dataset's tracks, in ascending order.

    Raises:
        DatasetError, ConfigError: its tracks could not be listed.
    """
    if name in datasets.problems:
        raise datasets.problems[name]
    names = [path.stem for path in batch_files(datasets.results / name)]
    if not names:
        raise DatasetError(
            f"{name}: its tracks are not listed yet; add it to the run: snakemake --config "
            f"dataset={name}"
        )
    return names


def update_lists(
    name: str,
    datasets: Datasets,
    tracks_per_job: int,
    max_rejected: float,
    say: Callable[[str], None],
) -> None:
    """Update the lists of a dataset; nothing is written if nothing has changed.

    Args:
        name: name of the dataset.
        datasets: supplies the dataset's description, and receives the completed one.
        tracks_per_job: largest number of tracks in a batch.
        max_rejected: share of the tracks whose file may be unusable.
        say: prints a message if it takes long.

    Raises:
        DatasetError: the collection has errors, all of them listed, or is inside the results.
        ConfigError: the description has errors, all of them listed.
    """
    listed_with = {
        "tracks_per_job": tracks_per_job,
        "max_rejected": max_rejected,
        "code": code_digest(Path(__file__)),
    }
    if not _is_listed(name, datasets, listed_with):
        with _log(datasets.results.parent / "logs/list_tracks" / f"{name}.log"):
            datasets.settle(name, _update(name, datasets, listed_with, say))


def _is_listed(name: str, datasets: Datasets, listed_with: Mapping) -> bool:
    """Whether the lists are up to date."""
    folder = datasets.results / name
    settled, description = Settled.read(folder), datasets.settled(name)
    if description is None or not all((folder / file).is_file() for file in LISTS):
        return False
    if settled.root != str(description.root_folder.resolve()) or not batch_files(folder):
        return False
    return settled.listed == {**listed_with, "fingerprint": fingerprint(description)}


def _update(
    name: str, datasets: Datasets, listed_with: Mapping, say: Callable[[str], None]
) -> DatasetDescription:
    """List a dataset's tracks, write changed lists, and return the complete description."""
    folder, stated = datasets.results / name, datasets.stated(name)
    remarks: list[str] = []
    description = describe(name, stated, remarks.append, looks_for_lyrics=False)
    if not description.recipe:
        refuse_results(description.root_folder, datasets.results)
        refuse_results(description.audio_folder, datasets.results)
    # Changes from now on are listed next time.
    listed_with = {**listed_with, "fingerprint": fingerprint(description)}
    previous = Previous.read(folder)
    settled, texts = Settled.read(folder), {}
    if settled is None or settled.listed.get("code") != listed_with["code"]:
        previous = previous._replace(lyrics=None)  # the code that reads texts has changed
    tracks, rejected, more = _list(description, listed_with["max_rejected"], previous, texts)
    files = {
        track.track_id: FileState(
            track.bytes,
            track.modified,
            texts.get(track.track_id, IN_TABLE if track.lyrics else UNREAD),
        )
        for track in tracks
    }
    if description.lyrics_files is None and description.may_have_lyrics_files:
        description = description.with_lyrics_files(any(track.lyrics for track in tracks))
    metadata = _metadata(tracks, description, previous, say)
    tracks = [track._replace(title=metadata[track.track_id].metadata.name) for track in tracks]
    tracks = keep_versions(tracks, description.audio_folder, previous, folder, say)
    batch_numbers = {track_id: track.batch for track_id, track in previous.tracks.items()}
    ids = [track.track_id for track in tracks]
    batches = assign_batches(ids, listed_with["tracks_per_job"], batch_numbers)
    tracks = [track._replace(batch=batch) for track, batch in zip(tracks, batches, strict=True)]
    remarks += more
    description = without_large_pairs(
        description, len(tracks), listed_with["max_rejected"], remarks
    )
    for text in remarks:
        if text not in previous.remarks:
            say(f"{name}: {text}")
    _write(folder, tracks, rejected, files, metadata, remarks)
    mapping = description.model_dump(mode="json", exclude_defaults=True)
    root, audio_folder = str(description.root_folder.resolve()), str(description.audio_folder)
    Settled(stated, root, audio_folder, mapping, listed_with).write(folder)
    return description


def _list(
    description: DatasetDescription,
    max_rejected: float,
    previous: Previous,
    texts: dict[str, str],
) -> Listing:
    """List the tracks; fills ``texts`` with the state of text files beside them."""
    excluded = read_excluded(description.exclude_file) if description.exclude_file else ()
    folder = description.audio_folder

    def is_unchanged(track: Track) -> bool:
        state = previous.files.get(track.track_id)
        if previous.lyrics is None or not previous.has(track):
            return False
        return state.texts == texts[track.track_id]

    def listed_lyrics(tracks: Sequence[Track]) -> Iterator[LyricsResult]:
        sidecars = Sidecars()
        texts.update((track.track_id, sidecars.state(folder / track.path)) for track in tracks)
        changed = [track for track in tracks if not is_unchanged(track)]
        read = iter(all_song_lyrics(folder / track.path for track in changed))
        new = {track.track_id: next(read) for track in changed}
        for track in tracks:
            yield new.get(track.track_id) or previous.listed_lyrics(track.track_id)

    planned = _plan_corpus(description) if description.recipe else None
    return list_tracks(description, excluded, max_rejected, planned, listed_lyrics)


def _plan_corpus(description: DatasetDescription) -> Planned:
    """List the files of a demo corpus, which jobs will render later."""
    from hbvae.demo.corpus import table_text  # slow, and needed only for a demo corpus
    from hbvae.demo.recipe import load_recipe

    recipe = load_recipe(description.recipe)
    table = table_text(recipe).encode() if description.table else None
    return Planned(recipe.track_paths(), table)


def _metadata(
    tracks: Sequence[Track], description: DatasetDescription, previous: Previous, say: Callable
) -> dict[str, ListedMetadata]:
    """Collect title, artist, album and year of each track from table or cue sheet, tags, labels.

    Tags are read from new and changed files, and from files that also have stated metadata.
    """
    tags, unread = {}, []
    for track in tracks:
        earlier = previous.metadata.get(track.track_id)
        if description.recipe:  # the song is not rendered yet, so it has no tags
            name = posixpath.splitext(posixpath.basename(track.path))[0]
            tags[track.track_id] = Metadata(name)
        elif earlier and not earlier.is_stated and previous.has(track):
            tags[track.track_id] = earlier.metadata
        else:
            unread.append(track)
    if len(unread) >= MANY:
        say(f"{description.name}: reading the titles of {len(unread):,} songs")
    read = all_metadata(description.audio_folder / track.path for track in unread) if unread else []
    tags |= {track.track_id: from_tags for track, from_tags in zip(unread, read, strict=True)}
    listed = {}
    for track in tracks:
        labels = _labels_as_metadata(track)
        metadata = track.metadata.or_else(tags[track.track_id]).or_else(labels)
        listed[track.track_id] = ListedMetadata(metadata, any(track.metadata + labels))
    return listed


def _labels_as_metadata(track: Track) -> Metadata:
    """Convert labels to metadata if they are artists, albums or years."""
    return Metadata(**{field: track.labels.get(field, "") for field in ("artist", "album", "year")})


def _write(
    folder: Path,
    tracks: Sequence[Track],
    rejected: Sequence[Rejected],
    files: Mapping[str, FileState],
    metadata: Mapping[str, ListedMetadata],
    remarks: Sequence[str],
) -> None:
    members = defaultdict(list)
    for track in tracks:
        members[track.batch].append(track)
    (folder / "batches").mkdir(parents=True, exist_ok=True)
    for number, batch in members.items():
        batch.sort(key=lambda track: track.track_id)  # independent of the table's order
        write_batch(f"{folder}/batches/{number:05d}.tsv", batch)
    for path in batch_files(folder):
        if int(path.stem) not in members:
            path.unlink()
    reasons = ((row.track_id, row.path, row.problem.text) for row in rejected)
    write_unusable(f"{folder}/unusable.tsv", reasons)
    write_lyrics(f"{folder}/lyrics.tsv", tracks)
    write_lyrics_from(f"{folder}/lyrics_from.tsv", tracks)
    write_labels(f"{folder}/labels.tsv", tracks)
    write_tracks(f"{folder}/tracks.tsv", tracks)
    write_metadata(f"{folder}/metadata.tsv", metadata)
    write_files(f"{folder}/files.tsv", files)
    write_remarks(f"{folder}/remarks.tsv", remarks)


@contextmanager
def _log(path: Path) -> Iterator[None]:
    """Log to a file, and warnings to the terminal as well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    log_file = logging.FileHandler(path, "w", encoding="utf-8")
    log_file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(logging.Formatter("list_tracks: %(message)s"))
    ours = logging.getLogger("hbvae")
    before = ours.level, ours.propagate
    ours.setLevel(logging.INFO)
    ours.propagate = False  # the caller's handlers would repeat it
    for handler in (log_file, terminal):
        ours.addHandler(handler)
    try:
        yield
    finally:
        ours.setLevel(before[0])
        ours.propagate = before[1]
        for handler in (log_file, terminal):
            ours.removeHandler(handler)
            handler.close()

"""The datasets that a run can use: descriptions by name, files of descriptions, and folders."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from hbvae.config import suggest
from hbvae.datasets.description import DatasetDescription, is_list
from hbvae.datasets.discovery import (
    dataset_name,
    describe_stated,
    with_corpus,
    with_lyrics_files,
)
from hbvae.datasets.files import expand_home
from hbvae.errors import ConfigError, DatasetError, HbvaeError, StoreError
from hbvae.storage.settled import FILE, Settled
from hbvae.storage.tracks import read_tracks

DESCRIPTIONS = "config/datasets"  # below the run's folder, and below the project
DESCRIPTION_ENDINGS = (".yaml", ".yml")
PROJECT_FILES = ("recipe", "exclude")  # keys whose files a description of the project ships with


class Datasets(Mapping[str, DatasetDescription]):
    """The available datasets by name. A description is read when it is first used.

    Attributes:
        results: folder of the run's results.
        run: names of the datasets of this run, in order.
        notes: remarks for the user about these names.
        problems: errors of datasets that could not be listed, kept until a job needs them.
    """

    def __init__(self, entries: Sequence[str], project: Path, results: Path = Path("results")):
        """Name the datasets of a run.

        Args:
            entries: names of descriptions, paths of such files, or folders of songs.
            project: folder of the project, whose descriptions ship with it.
            results: folder of the run's results.

        Raises:
            DatasetError: an entry is neither, or two have the same name.
        """
        self.results = results
        self.run: list[str] = []
        self.notes: list[str] = []
        self.problems: dict[str, HbvaeError] = {}
        self._project = project
        self._files = description_files(project)
        self._folders: dict[str, str] = {}
        self._descriptions: dict[str, DatasetDescription] = {}
        for entry in entries:
            self.run.append(self._add(entry))

    def __getitem__(self, name: str) -> DatasetDescription:
        if name not in self._descriptions:
            description = self.settled(name)
            self._descriptions[name] = description or describe(name, self.stated(name))
        return self._descriptions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._files, *self._folders]))

    def __contains__(self, name: object) -> bool:
        return name in self._files or name in self._folders

    def __len__(self) -> int:
        return len(list(iter(self)))

    def stated(self, name: str) -> dict[str, Any]:
        """The user's statement about a dataset: the content of its file, or its folder.

        Raises:
            DatasetError: the file is not YAML in UTF-8.
        """
        if name in self._folders:
            return {"folder": self._folders[name]}
        path = self._files[name]
        mapping = read_description(path)
        if isinstance(mapping, dict) and path.parent == self._project / DESCRIPTIONS:
            for key in PROJECT_FILES:
                if isinstance(mapping.get(key), str) and (key == "recipe" or is_list(mapping[key])):
                    mapping[key] = os.path.relpath(self._project / mapping[key])
        elif isinstance(mapping, dict) and path.parent != Path(DESCRIPTIONS):
            mapping |= self._root_beside(path, mapping.get("root"))
        return mapping

    def _root_beside(self, file: Path, root: Any) -> dict[str, str]:
        """The root for a description outside config/datasets, relative to its file."""
        if not isinstance(root, str) or expand_home(root).is_absolute():
            return {}
        beside = file.parent / root
        if not os.path.isdir(beside) or beside.resolve() == Path(root).resolve():
            return {}
        note = f"{file}: its root is {beside}, relative to this file"
        self.notes += [note] if note not in self.notes else []
        return {"root": str(beside)}

    def settled(self, name: str) -> DatasetDescription | None:
        """The description completed by the last listing, if the statement has not changed."""
        settled = Settled.read(self.results / name)
        if settled is None or settled.stated != self.stated(name):
            return None
        try:
            return DatasetDescription.from_mapping(name, settled.description)
        except ConfigError:  # written by another version of this program
            return None

    def settle(self, name: str, description: DatasetDescription) -> None:
        """Use a dataset's description from its listing."""
        self._descriptions[name] = description

    def _add(self, entry: str) -> str:
        """Name an entry of the run."""
        path = expand_home(entry)
        roots = {os.path.realpath(expand_home(folder)) for folder in self._folders.values()}
        is_twice = os.path.lexists(path) and os.path.realpath(path) in roots
        if is_twice or (entry in self._files and entry in self.run):
            raise DatasetError(f"datasets: {entry} is listed twice; remove one of them")
        if is_bare_folder(entry, self._project):
            refuse_results(path, self.results)
            name = self._name_folder(entry)
            self._folders[name] = entry
            return name
        if entry in self._files:
            if os.path.isdir(path):
                text = f"{entry} is the description {self._files[entry]}; the folder is ./{entry}"
                self.notes.append(text)
            return entry
        if os.path.isfile(path) and path.suffix.lower() not in DESCRIPTION_ENDINGS:
            raise DatasetError(
                "datasets: expected a folder of songs or the description of a dataset (.yaml), "
                f"got the file {entry}; give its folder: dataset={path.parent}"
            )
        if not os.path.isfile(path):
            if reason := _why_unreachable(path):
                raise DatasetError(f"datasets: {entry} cannot be opened: {reason}")
            earlier = ", ".join(sorted(self._files))
            raise DatasetError(
                f"datasets: expected the name of a description in {DESCRIPTIONS} ({earlier}), the "
                f"path of a .yaml file or a folder of songs, got {entry!r}, which does not exist"
                f"{suggest(entry, self._files)}"
            )
        name = path.stem
        if name in self.run or (name in self._files and not path.samefile(self._files[name])):
            raise DatasetError(
                f"datasets: {entry}: another dataset is called {name}; rename the file"
            )
        settled = Settled.read(self.results / name)
        if settled is not None and "folder" in settled.stated:
            raise DatasetError(
                f"datasets: {entry}: {self.results / name} holds the results of the folder "
                f"{settled.root}; rename the file"
            )
        self._files[name] = path
        return name

    def _name_folder(self, entry: str) -> str:
        """A folder's unique name in the results, which is the same in every run."""
        root = os.path.realpath(expand_home(entry))
        settled = {path.parent.name: Settled.read(path.parent) for path in self._run_files()}
        folders = {name: old for name, old in settled.items() if old and "folder" in old.stated}
        usual = dataset_name(entry)
        for name, earlier in folders.items():
            # The same statement as before: a run's folder was copied with the songs in it.
            is_it = earlier.root == root or earlier.stated["folder"] == entry
            if is_it and name not in self.run:
                return name
        for name, earlier in folders.items():
            is_gone = not os.path.exists(earlier.root) and name not in self.run
            if is_gone and share_most(self.results / name, earlier, root):
                self.notes.append(
                    f"{entry} has the songs of {earlier.root}, which no longer exists; continuing "
                    f"with the results in {self.results / name}"
                )
                return name
        taken = {*self._files, *self.run, *(name for name, dataset in settled.items() if dataset)}
        name, number = usual, 2
        while name in taken:
            name, number = f"{usual}_{number}", number + 1
        if name != usual:
            owner = settled[usual].root if settled.get(usual) else f"the dataset {usual}"
            text = f"{self.results / usual} belongs to {owner}"
            self.notes.append(f"{entry}: its results are in {self.results / name}; {text}")
        return name

    def _run_files(self) -> list[Path]:
        return sorted(self.results.glob(f"*/{FILE}"))


def description_files(project: Path) -> dict[str, Path]:
    """The project's descriptions by name; those in the run's folder take precedence."""
    folders = project / DESCRIPTIONS, Path(DESCRIPTIONS)
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.yaml"))}


def is_bare_folder(entry: str, project: Path) -> bool:
    """Whether an entry of a run's datasets is a folder of songs without a description.

    If a description has the same name, the entry means the folder only if the description's songs
    do not exist.
    """
    if not entry.strip() or not os.path.isdir(expand_home(entry)):
        return False
    file = description_files(project).get(entry)
    return file is None or not _describes_something(file)


def _describes_something(file: Path) -> bool:
    """Whether the songs of a description exist or can be rendered; true if it is invalid."""
    try:
        stated = read_description(file)
    except DatasetError:
        return True
    if not isinstance(stated, Mapping) or not isinstance(stated.get("root"), str):
        return True
    return "recipe" in stated or os.path.isdir(expand_home(stated["root"]))


def read_description(file: Path) -> Any:
    """The content of a description's file, unchecked.

    Raises:
        DatasetError: the file cannot be read or is not YAML in UTF-8.
    """
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except OSError as problem:
        raise DatasetError(f"{file} cannot be read: {problem.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        hint = ""
        if "scanning an alias" in str(problem) or "undefined alias" in str(problem):
            hint = "; put text that begins with * in quotes"
        elif isinstance(problem, yaml.constructor.ConstructorError):
            hint = "; put text that begins with ! in quotes"
        raise DatasetError(f"{file}: expected YAML in UTF-8: {problem}{hint}") from None


def describe(
    name: str,
    stated: Mapping[str, Any],
    remark: Callable[[str], None] = lambda text: None,
    looks_for_lyrics: bool = True,
) -> DatasetDescription:
    """Complete a dataset's description from its files.

    Keys stated beside a ``folder`` override what is detected in it; ``k`` applies to each factor.

    Args:
        name: name of the dataset.
        stated: the user's statement, see `Datasets.stated`.
        remark: called with remarks for the user on how the folder was read.
        looks_for_lyrics: whether to open recordings to see if any has lyrics.

    Raises:
        ConfigError: the description is invalid.
        DatasetError: the folder has no recordings.
    """
    if isinstance(stated, Mapping) and "folder" in stated:
        mapping = describe_stated(name, stated, remark)
    else:
        DatasetDescription.from_mapping(name, stated)  # its errors name the file
        mapping = stated
    mapping = with_lyrics_files(mapping) if looks_for_lyrics else mapping
    return DatasetDescription.from_mapping(name, with_corpus(mapping))


def _why_unreachable(path: Path) -> str | None:
    """Why it cannot be determined whether a path exists; None if it can."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):  # no path contains a NUL
        return None
    except OSError as problem:  # an unreadable parent folder, or a name that is too long
        return problem.strerror
    return None


def refuse_results(folder: Path, results: Path) -> None:
    """Check that a collection is not where results are written.

    Raises:
        DatasetError: it is ``results``, or is inside it.
    """
    real, forbidden = os.path.realpath(folder), os.path.realpath(results)
    if os.path.commonpath([real, forbidden]) == forbidden:
        raise DatasetError(
            f"{folder}: this collection is inside {results}, where runs write results and `make "
            "clean` deletes them; move the songs to another folder"
        )


def share_most(folder: Path, earlier: Settled, root: str) -> bool:
    """Whether most of the listed songs are now in another folder, at the same paths."""
    try:
        paths = [track.path for track in read_tracks(str(folder / "tracks.tsv"))]
    except StoreError:
        return False
    audio = Path(root, earlier.description.get("audio_dir", "."))
    return sum(os.path.isfile(audio / path) for path in paths) > len(paths) / 2

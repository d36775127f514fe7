"""The datasets that a run can name: descriptions, files of descriptions, and folders of songs."""

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
    """The datasets that can be asked for, by name. A description is read when it is asked for.

    Attributes:
        results: folder of the run's results.
        run: names of the datasets of this run, in its order.
        notes: what a person should know about these names.
        problems: of the datasets that could not be listed, until a job needs them.
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
        """What is stated about a dataset: the content of its file, or which folder it is.

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
        """The root of a description that lies outside of config/datasets: the folder beside it."""
        if not isinstance(root, str) or expand_home(root).is_absolute():
            return {}
        beside = file.parent / root
        if not os.path.isdir(beside) or beside.resolve() == Path(root).resolve():
            return {}
        note = f"{file}: its root is {beside}, relative to this file"
        self.notes += [note] if note not in self.notes else []
        return {"root": str(beside)}

    def settled(self, name: str) -> DatasetDescription | None:
        """The description that the last listing completed, if the same is stated as then."""
        settled = Settled.read(self.results / name)
        if settled is None or settled.stated != self.stated(name):
            return None
        try:
            return DatasetDescription.from_mapping(name, settled.description)
        except ConfigError:  # another version of this program settled it
            return None

    def settle(self, name: str, description: DatasetDescription) -> None:
        """Take a dataset's description from its listing."""
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
            known = ", ".join(sorted(self._files))
            raise DatasetError(
                f"datasets: expected the name of a description in {DESCRIPTIONS} ({known}), the "
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
        """What results call a folder of songs: the same in every run, and no other dataset's."""
        root = os.path.realpath(expand_home(entry))
        settled = {path.parent.name: Settled.read(path.parent) for path in self._run_files()}
        folders = {name: of for name, of in settled.items() if of and "folder" in of.stated}
        usual = dataset_name(entry)
        for name, known in folders.items():
            # As stated before: a run's folder was copied with the songs in it.
            is_it = known.root == root or known.stated["folder"] == entry
            if is_it and name not in self.run:
                return name
        for name, known in folders.items():
            is_gone = not os.path.exists(known.root) and name not in self.run
            if is_gone and share_most(self.results / name, known, root):
                self.notes.append(
                    f"{entry} has the songs of {known.root}, which is no longer there: going on "
                    f"with the results in {self.results / name}"
                )
                return name
        taken = {*self._files, *self.run, *(name for name, of in settled.items() if of)}
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
    """The descriptions of datasets by name: the project's, and before them those of the run's
    folder."""
    folders = project / DESCRIPTIONS, Path(DESCRIPTIONS)
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.yaml"))}


def is_bare_folder(entry: str, project: Path) -> bool:
    """Whether an entry of a run's datasets is a folder of songs that nobody described.

    The name of a description is that of a folder only where what it describes is not there.
    """
    if not entry.strip() or not os.path.isdir(expand_home(entry)):
        return False
    file = description_files(project).get(entry)
    return file is None or not _describes_something(file)


def _describes_something(file: Path) -> bool:
    """Whether the songs of a description are there, or to be rendered; true where it is broken."""
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
        DatasetError: it cannot be read, or is not YAML in UTF-8.
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
    """A dataset's description, completed from what lies on disk.

    What is stated beside a ``folder`` comes before what lies in it; a ``k`` is that of each factor.

    Args:
        name: of the dataset.
        stated: what is stated about it, see `Datasets.stated`.
        remark: called with what a person should know of what was taken for what.
        looks_for_lyrics: whether recordings are opened to see if any has lyrics.

    Raises:
        ConfigError: the description is not as it should be.
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
    """Why nobody can say whether a path is there; None where it is known."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):  # a NUL is in no path
        return None
    except OSError as problem:  # a folder on the way that may not be read, a name too long
        return problem.strerror
    return None


def refuse_results(folder: Path, results: Path) -> None:
    """Check that a collection does not lie where results are written.

    Raises:
        DatasetError: it lies in ``results``, or is that folder.
    """
    real, forbidden = os.path.realpath(folder), os.path.realpath(results)
    if os.path.commonpath([real, forbidden]) == forbidden:
        raise DatasetError(
            f"{folder}: this collection is inside {results}, where runs write results and `make "
            "clean` deletes them; move the songs to another folder"
        )


def share_most(folder: Path, known: Settled, root: str) -> bool:
    """Whether most of the songs that were listed lie in another folder now, at the same paths."""
    try:
        paths = [track.path for track in read_tracks(str(folder / "tracks.tsv"))]
    except StoreError:
        return False
    audio = Path(root, known.description.get("audio_dir", "."))
    return sum(os.path.isfile(audio / path) for path in paths) > len(paths) / 2

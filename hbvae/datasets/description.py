"""A dataset's description: where it is, how it is laid out, what its tracks are labelled with."""

import difflib
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import combinations
from pathlib import Path

from hbvae.errors import ConfigError
from hbvae.storage.tracks import PAIR, RESERVED_COLUMNS

LAYOUTS = ("table", "folders")
EXPERIMENTS = ("HBLM-100", "GTZAN")
DELIMITERS = {".csv": ",", ".tsv": "\t"}


@dataclass(frozen=True)
class TableConfig:
    """How a dataset's table is to be read; a column that is None is not in it."""

    file: str = "metadata.csv"  # below the dataset's root; .csv or .tsv says the delimiter
    encoding: str = "utf-8-sig"  # reads UTF-8 with and without byte-order mark
    path: str = "filename"
    track_id: str | None = None  # None: the path without its ending
    lyrics: str | None = "lyrics"

    def __post_init__(self):
        for name in ("file", "encoding", "path"):
            _check_text(f"table.{name}", getattr(self, name))
        for name in ("track_id", "lyrics"):
            if getattr(self, name) is not None:
                _check_text(f"table.{name}", getattr(self, name))
        if Path(self.file).suffix.lower() not in DELIMITERS:
            raise ConfigError(f"table.file: expected a .csv or .tsv file, got {self.file!r}")
        try:
            "".encode(self.encoding)
        except (LookupError, ValueError):
            raise ConfigError(
                "table.encoding: expected a text encoding that Python knows, such as utf-8-sig, "
                f"utf-16 or cp1252, got {self.encoding!r}"
            ) from None

    @property
    def delimiter(self) -> str:
        return DELIMITERS[Path(self.file).suffix.lower()]


@dataclass(frozen=True)
class FactorConfig:
    """Something the tracks are labelled with, and into how many clusters it is to be found."""

    k: int | str  # "auto": chosen by stability
    column: str | None = None  # None: the factor's name; layout folders has no columns

    def __post_init__(self):
        _check_k(self.k)
        if self.column is not None:
            _check_text("column", self.column)


@dataclass(frozen=True)
class DatasetConfig:
    """Where a dataset is, how it is laid out, and what its tracks are labelled with."""

    name: str  # the description's file name without .yaml; a folder of results
    root: str  # folder; ~ is the home folder
    layout: str  # one of LAYOUTS
    audio_dir: str = "."  # below root; the paths of tracks are relative to it
    table: TableConfig | None = None  # layout table only
    factors: Mapping[str, FactorConfig] = field(default_factory=dict)
    k: int | str = "auto"  # number of clusters where there are no factors
    lyrics_files: bool = False  # lyrics are beside the recordings or in their tags
    title: str | None = None
    experiment: str | None = None  # which of the paper's EXPERIMENTS it repeats
    licence: str | None = None
    source: str | None = None  # how to get it
    exclude: str | None = None  # a .tsv file whose column track_id names tracks to leave out
    recipe: str | None = None  # a demo corpus is rendered from it

    @classmethod
    def from_mapping(cls, name: str, mapping: Mapping) -> "DatasetConfig":
        """Make it from the content of ``name``.yaml.

        Raises:
            ConfigError: names the file, the key and the value that is not as it should be.
        """
        try:
            values = _known_keys(cls, mapping, "", given=("name",))
            if values.get("layout") == "table":
                values["table"] = TableConfig(
                    **_known_keys(TableConfig, values.get("table"), "table.")
                )
            factors = {}
            for factor, settings in _mapping("factors", values.get("factors")).items():
                settings = _known_keys(FactorConfig, settings, f"factors.{factor}.")
                try:
                    factors[factor] = FactorConfig(**settings)
                except ConfigError as problem:
                    raise ConfigError(f"factors.{factor}.{problem}") from None
            return cls(**{**values, "name": name, "factors": factors})
        except ConfigError as problem:
            raise ConfigError(f"{name}.yaml: {problem}") from None

    def __post_init__(self):
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", self.name):
            raise ConfigError(
                "the file's name is a folder of results: expected letters, digits, '-' and '_', "
                f"got {self.name!r}"
            )
        _check_k(self.k)
        if not isinstance(self.lyrics_files, bool):
            raise ConfigError(f"lyrics_files: expected true or false, got {self.lyrics_files!r}")
        _check_text("root", self.root)
        _check_text("audio_dir", self.audio_dir)
        for key in ("title", "licence", "source", "recipe", "exclude"):
            if getattr(self, key) is not None:
                _check_text(key, getattr(self, key))
        if self.layout not in LAYOUTS:
            raise ConfigError(f"layout: expected {' or '.join(LAYOUTS)}, got {self.layout!r}")
        if self.experiment not in (None, *EXPERIMENTS):
            raise ConfigError(
                f"experiment: expected {' or '.join(EXPERIMENTS)}, got {self.experiment!r}"
            )
        if leaves(self.audio_dir):
            raise ConfigError(f"audio_dir: expected a folder below root, got {self.audio_dir!r}")
        if (self.layout == "table") != (self.table is not None):
            raise ConfigError(f"table: has a meaning in layout table only, got {self.table!r}")
        for factor, settings in self.factors.items():
            if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", factor) or factor in RESERVED_COLUMNS:
                raise ConfigError(
                    "factors: expected a name of letters, digits and '_' that is none of "
                    f"{', '.join(sorted(RESERVED_COLUMNS))}, got {factor!r}"
                )
            if self.layout == "folders" and settings.column is not None:
                raise ConfigError(
                    f"factors.{factor}.column: in layout folders the label is the folder's name, "
                    f"got {settings.column!r}"
                )
        if self.layout == "folders" and len(self.factors) > 1:
            raise ConfigError(
                "factors: layout folders has one factor, the folder's name; got "
                f"{', '.join(self.factors)}"
            )

    @property
    def root_folder(self) -> Path:
        return Path(self.root).expanduser()

    @property
    def audio_folder(self) -> Path:
        return self.root_folder / self.audio_dir

    @property
    def table_file(self) -> Path | None:
        return self.root_folder / self.table.file if self.table else None

    @property
    def references(self) -> dict[str, int | str]:
        """What clusters are scored against, each with the number of clusters it is looked for in.

        Every factor, and every two factors together; "none" where there are no factors.
        """
        if not self.factors:
            return {"none": self.k}
        of = {name: factor.k for name, factor in self.factors.items()}
        for one, other in combinations(self.factors, 2):
            ks = of[one], of[other]
            of[f"{one}{PAIR}{other}"] = "auto" if "auto" in ks else ks[0] * ks[1]
        return of

    @property
    def has_lyrics(self) -> bool:
        """Whether the description names a source of lyrics; single tracks may be without."""
        in_table = self.table is not None and self.table.lyrics is not None
        return in_table or self.lyrics_files


def _check_k(k) -> None:
    if k != "auto" and (isinstance(k, bool) or not isinstance(k, int) or k < 2):
        raise ConfigError(f"k: expected a whole number of clusters from 2, or auto, got {k!r}")


def _check_text(key: str, value) -> None:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ConfigError(f"{key}: expected text, got {value!r}")


def _mapping(key: str, value) -> dict:
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise ConfigError(f"{key}: expected keys with values, got {value!r}")
    return dict(value)


def _known_keys(cls, value, prefix: str, given: Sequence[str] = ()) -> dict:
    """The mapping, if its keys are those of the dataclass, less ``given``."""
    values = _mapping(prefix.rstrip(".") or "description", value)
    known = [one.name for one in fields(cls) if one.name not in given]
    for key in values:
        if key not in known:
            raise ConfigError(f"{prefix}{key}: no such key{suggest(key, known)}")
    required = ({"root", "layout"} if cls is DatasetConfig else {"k"}) & set(known)
    for key in sorted(required - set(values)):
        raise ConfigError(f"{prefix}{key}: expected a value, the key is absent")
    return values


def suggest(name: str, known: Sequence[str]) -> str:
    """The end of a message: which of the known names may have been meant."""
    by_folded = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(name.casefold(), by_folded, 1)
    return f"; did you mean {by_folded[near[0]]!r}?" if near else ""


def leaves(path: str) -> bool:
    """Whether a path, as it is written, leads out of the folder that it is relative to."""
    absolute = posixpath.isabs(path) or re.match(r"[A-Za-z]:[\\/]", path)
    return bool(absolute) or posixpath.normpath(path).split("/")[0] == ".."

"""A dataset's description: its location, layout and labels.

This package reads a collection of recordings on disk: its songs and the information about them. It
does not decode audio (see `hbvae.features`) or read results (see `hbvae.storage`).
"""

import re
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    PrivateAttr,
    field_validator,
    model_validator,
)

from hbvae.config import Section
from hbvae.datasets.exclusion import pattern_spec
from hbvae.datasets.files import expand_home, leaves
from hbvae.datasets.layouts import LAYOUTS
from hbvae.datasets.table_description import Clusters, FactorDescription, TableDescription, Text
from hbvae.errors import ConfigError
from hbvae.storage.tracks import PAIR, RESERVED_COLUMNS

EXPERIMENTS = ("HBLM-100", "GTZAN")
CORPORA = ("GTZAN",)
FACTOR = r"[A-Za-z][A-Za-z0-9_]*"


def is_list(exclude: Any) -> bool:
    """Whether the value of ``exclude`` names a file with a list of tracks."""
    return isinstance(exclude, str) and exclude.lower().endswith(".tsv")


def _exclude(value: Any) -> Any:
    texts = value if isinstance(value, list) else [value]
    if value is not None and not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError(f"expected the name of a .tsv file, or patterns of paths, got {value!r}")
    pattern_spec(_patterns(value))
    return value


def _patterns(exclude: str | list[str] | None) -> list[str]:
    if exclude is None or is_list(exclude):
        return []
    return [exclude] if isinstance(exclude, str) else exclude


def _choice(names: Any) -> BeforeValidator:
    def check(value: Any) -> Any:
        if value is not None and value not in names:
            raise ValueError(f"expected {' or '.join(names)}, got {value!r}")
        return value

    return BeforeValidator(check)


class DatasetDescription(Section):
    """A dataset's location, layout and labels."""

    title: Text | None = Field(
        None, description="name of the dataset in figures and reports; null: the description's name"
    )
    experiment: Annotated[Literal[EXPERIMENTS] | None, _choice(EXPERIMENTS)] = Field(
        None, description="the experiment of the paper that it repeats, if any"
    )
    corpus: Annotated[Literal[CORPORA] | None, _choice(CORPORA)] = Field(
        None,
        description="published corpus that contains it; evidence.md shows published "
        "scores on that corpus beside its own; null: recognised by the names of its recordings",
    )
    root: Text = Field(
        description="folder of the dataset, relative to the folder of this description, or else "
        "to the working directory (a description in config/datasets: to the working directory "
        "only); ~ is the home folder"
    )
    audio_dir: Text = Field(
        ".", description="folder of the recordings, below root; paths are relative to it"
    )
    layout: Annotated[str, _choice(LAYOUTS)] = Field(
        description="; ".join(f"{name}: {kind.description}" for name, kind in LAYOUTS.items()),
        json_schema_extra={"enum": list(LAYOUTS)},
    )
    table: TableDescription | None = Field(
        None, description="how to read the table, in a layout with a table"
    )
    factors: Annotated[
        dict[Annotated[str, Field(pattern=f"^{FACTOR}$")], FactorDescription],
        BeforeValidator(lambda value: {} if value is None else value),
    ] = Field(
        default_factory=dict,
        description="labels of the tracks, by factor name; clusters are scored against them",
    )
    k: Clusters = Field("auto", description="number of clusters if there are no factors")
    pairs: list[str] | None = Field(
        None,
        description="pairs of factors, such as 'language x genre', against which clusters are "
        "scored jointly; null: every pair whose numbers of clusters, multiplied, are at most half "
        "the number of tracks",
    )
    lyrics_files: bool | None = Field(
        None,
        description="whether to look for lyrics beside the recordings (song.lrc or song.txt "
        "beside song.mp3; docs/collections.md lists all names) and in their tags, for tracks "
        "without lyrics in the table; null: yes, unless the table has a column of lyrics",
    )
    exclude: Annotated[str | list[str] | None, BeforeValidator(_exclude)] = Field(
        None,
        description="recordings to leave out: patterns of paths below audio_dir, as in a "
        ".gitignore ('Podcasts/**', '*.live.*'); or a .tsv file whose column track_id lists "
        "tracks (its path is relative to the project for descriptions in config/datasets)",
    )
    longer_than: float | None = Field(
        None,
        gt=0,
        description="s; longer recordings, such as mixes, are left out; null: no limit",
    )
    licence: Text | None = Field(
        None, description="terms under which the recordings and texts may be used"
    )
    source: Text | None = Field(
        None, description="how to get the dataset; shown if its folder is missing"
    )
    recipe: Text | None = Field(
        None,
        description="demo corpora only: the recipe to render; relative to the project for "
        "descriptions in config/datasets",
    )
    _name: str = PrivateAttr("dataset")

    @classmethod
    def from_mapping(cls, name: str, mapping: Mapping) -> Self:
        """Create a description from the content of ``name``.yaml.

        Raises:
            ConfigError: a key or value is invalid; the message names the file, key and value.
        """
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
            raise ConfigError(
                f"{name}.yaml: the name of the file becomes a folder of results; expected "
                f"letters, digits, '-' and '_', got {name!r}"
            )
        if not isinstance(mapping, Mapping) or not all(isinstance(key, str) for key in mapping):
            raise ConfigError(f"{name}.yaml: expected keys with values, got {mapping!r}")
        try:
            description = cls(**mapping)
        except ConfigError as problem:
            raise ConfigError(f"{name}.yaml: {problem}") from None
        description._name = name
        return description

    @field_validator("audio_dir")
    @classmethod
    def _check_audio_dir(cls, audio_dir: str) -> str:
        if leaves(audio_dir):
            raise ValueError(f"expected a folder below root, got {audio_dir!r}")
        return audio_dir

    @field_validator("factors", mode="before")
    @classmethod
    def _check_factor_names(cls, factors: Any) -> Any:
        for factor in factors if isinstance(factors, Mapping) else ():
            named = isinstance(factor, str) and re.fullmatch(FACTOR, factor)
            if not named or factor in RESERVED_COLUMNS:
                raise ValueError(
                    "expected a name of letters, digits and '_' other than "
                    f"{', '.join(sorted(RESERVED_COLUMNS))}, got {factor!r}"
                )
        return factors

    @model_validator(mode="before")
    @classmethod
    def _add_table(cls, values: Any) -> Any:
        """Add the default table settings in a layout with a table."""
        kind = LAYOUTS.get(values.get("layout")) if isinstance(values.get("layout"), str) else None
        if kind is not None and kind.has_table and values.get("table") is None:
            return {**values, "table": {}}
        return values

    @model_validator(mode="after")
    def _check_layout(self) -> Self:
        kind = LAYOUTS[self.layout]
        if self.table and not kind.has_table:
            with_table = " or ".join(name for name, kind in LAYOUTS.items() if kind.has_table)
            raise ValueError(
                f"table: is allowed only in layout {with_table}, got layout {self.layout}"
            )
        for factor, settings in self.factors.items():
            if settings.column is not None and not kind.has_table:
                raise ValueError(
                    f"factors.{factor}.column: layout {self.layout} has no columns, got "
                    f"{settings.column!r}"
                )
            if settings.tag and kind.has_table:
                raise ValueError(
                    f"factors.{factor}.tag: is allowed only in layouts without a table, got "
                    f"layout {self.layout}"
                )
        stated = [factor for factor, settings in self.factors.items() if not settings.tag]
        if kind.most_factors is not None and len(stated) > kind.most_factors:
            raise ValueError(
                f"factors: layout {self.layout} has at most {kind.most_factors}, got "
                f"{', '.join(stated)}"
            )
        return self

    @property
    def name(self) -> str:
        """The description's name, used in targets, results and messages."""
        return self._name

    @property
    def root_folder(self) -> Path:
        return expand_home(self.root)

    @property
    def audio_folder(self) -> Path:
        return self.root_folder / self.audio_dir

    @property
    def table_file(self) -> Path | None:
        return self.root_folder / self.table.file if self.table else None

    @property
    def exclude_file(self) -> str | None:
        """The file with the list of tracks to leave out, if there is one."""
        return self.exclude if is_list(self.exclude) else None

    @property
    def exclude_patterns(self) -> list[str]:
        """Patterns of recordings to leave out."""
        return _patterns(self.exclude)

    @property
    def references(self) -> dict[str, int | str]:
        """The references that clusters are scored against, each with its number of clusters.

        These are the factors and the pairs of factors; "none" if there are no factors.
        """
        if not self.factors:
            return {"none": self.k}
        references = {name: factor.k for name, factor in self.factors.items()}
        for first, second in combinations(self.factors, 2):
            ks, pair = (references[first], references[second]), f"{first}{PAIR}{second}"
            if self.pairs is None or pair in self.pairs:
                references[pair] = "auto" if "auto" in ks else ks[0] * ks[1]
        return references

    @property
    def has_lyrics(self) -> bool:
        """Whether the description names a source of lyrics; some tracks may have none."""
        return self._has_lyrics_column or bool(self.lyrics_files)

    def with_lyrics_files(self, has_lyrics: bool) -> Self:
        """A copy that states whether there are lyrics beside the recordings or in their tags."""
        return self.model_copy(update={"lyrics_files": has_lyrics})

    @property
    def may_have_lyrics_files(self) -> bool:
        """Whether to look for lyrics in files; by default not for a demo corpus, to be rendered."""
        if self.lyrics_files is None:
            has_all = self._has_lyrics_column and self.table.complete
            return not has_all and not self.recipe
        return self.lyrics_files

    @property
    def _has_lyrics_column(self) -> bool:
        return self.table is not None and self.table.lyrics is not None

"""The recipe of a demo corpus: the content of its YAML file, and its validation."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal, Self

import yaml
from pydantic import Field, PrivateAttr, field_validator, model_validator

from hbvae.config import Section
from hbvae.demo.styles import Style, limits
from hbvae.errors import ConfigError

BASE = "based_on"  # key that names another recipe in the same folder


class Difficulty(Section):
    """How much the styles are blurred, so that they are harder to tell apart."""

    borrow: float = Field(
        ge=0,
        le=1,
        description="probability that an attribute of a track comes from a neighbouring style",
    )
    level: float = Field(ge=0, le=12, description="standard deviation of a layer's gain, dB")
    drop: float = Field(ge=0, le=1, description="probability that a layer is muted")
    prod: float = Field(
        ge=0,
        le=2,
        description="how much the production differs between tracks; scales all values below",
    )
    tilt: float = Field(
        2.0, ge=0, le=10, description="standard deviation of the spectral slope, dB per octave"
    )
    bump: float = Field(
        3.5,
        ge=0,
        le=20,
        description="standard deviation of a resonance somewhere in 300 Hz to 3 kHz, dB",
    )
    lowpass: Annotated[tuple[float, float], limits(200, 20000)] = Field(
        (3000.0, 11000.0),
        description="range of the low-pass filter's cutoff, Hz; a share prod / 2 of the tracks "
        "has the filter",
    )
    drive: float = Field(2.0, ge=0, le=10, description="maximum saturation of the mix")
    room: float = Field(0.3, ge=0, le=1, description="maximum share of added reverberation")
    noise: float = Field(
        -35.0, ge=-120, le=0, description="level of the loudest hiss below the mix, dB"
    )


class Cell(Section):
    """A folder of tracks in one style."""

    style: str = Field(description="style of the songs, by name")
    tracks: int = Field(ge=1, le=100_000, description="number of tracks")
    first: int = Field(0, ge=0, le=10_000_000, description="number of the first track")
    language: str | None = Field(None, description="language of the lyrics, by name")


class Language(Section):
    """A language of the lyrics, and its columns in metadata.csv."""

    name: str = Field(description="text in the column language")
    label_id: int = Field(ge=0, le=1000, description="number in the column label_id")
    lyrics: str = Field(description="YAML file of the lyrics, beside the recipe")


class Recipe(Section):
    """The complete recipe of a demo corpus."""

    seed: int = Field(
        ge=0,
        le=2**32 - 1,
        description="random seed of the corpus; every random number derives from it, the cell and "
        "the track",
    )
    sample_rate: int = Field(ge=8000, le=96000, description="sample rate of the files, Hz")
    channels: Literal[1, 2] = Field(description="number of channels of the files")
    seconds: Annotated[tuple[float, float], limits(0.5, 600)] = Field(
        description="range of the tracks' durations"
    )
    file_name: str = Field(
        description="name of each file, with {cell} (last part of the cell's folder) and "
        "{number}, in Python's format syntax"
    )
    difficulty: Difficulty
    cells: dict[str, Cell] = Field(description="groups of songs, by folder below the audio folder")
    styles: dict[str, Style] = Field(description="by name")
    languages: dict[str, Language] = Field(default_factory=dict, description="by name")
    _folder: Path = PrivateAttr(Path())

    @field_validator("file_name")
    @classmethod
    def _check_file_name(cls, file_name: str) -> str:
        try:
            names = [file_name.format(cell="cell", number=number) for number in (1, 2)]
            is_usable = names[0] != names[1] and names[0].endswith(".flac") and "/" not in names[0]
        except (LookupError, ValueError):
            is_usable = False
        if not is_usable:
            raise ValueError(
                f"expected a name with {{number}} that ends in .flac, got {file_name!r}"
            )
        return file_name

    @field_validator("cells")
    @classmethod
    def _check_folders(cls, cells: dict) -> dict:
        if not cells:
            raise ValueError("expected at least one")
        for folder in cells:
            path = PurePosixPath(folder)
            if path.is_absolute() or ".." in path.parts or folder == "." or str(path) != folder:
                raise ValueError(f"expected a relative folder, as a/b, got {folder!r}")
        return cells

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        for name, style in self.styles.items():
            for other in style.neighbours:
                self._check_choice(f"styles.{name}.neighbours", other, self.styles)
        for folder, cell in self.cells.items():
            self._check_choice(f"cells.{folder}.style", cell.style, self.styles)
            if cell.language is not None:
                self._check_choice(f"cells.{folder}.language", cell.language, self.languages)
        return self

    @staticmethod
    def _check_choice(key: str, name: str, choices: Mapping) -> None:
        if name not in choices:
            raise ValueError(f"{key}: expected one of {', '.join(choices)}, got {name!r}")

    @property
    def folder(self) -> Path:
        """The folder of the recipe and its lyrics."""
        return self._folder

    def track_path(self, cell: str, index: int) -> str:
        """The path of track ``index`` (from 0) of a cell, relative to the audio folder."""
        number = self.cells[cell].first + index
        last = PurePosixPath(cell).name
        return f"{cell}/{self.file_name.format(cell=last, number=number)}"

    def track_paths(self) -> list[str]:
        """The paths of all tracks, relative to the audio folder, in the recipe's order."""
        return [
            self.track_path(folder, index)
            for folder, cell in self.cells.items()
            for index in range(cell.tracks)
        ]


def load_recipe(path: str | Path) -> Recipe:
    """Read and validate a recipe, without its lyrics (see `hbvae.demo.corpus.table_text`).

    A recipe that is ``based_on`` another one inherits the keys that it does not set itself.

    Raises:
        ConfigError: a key is unknown, absent or has an invalid value; the message names the key.
    """
    path = Path(path)
    content = _read_keys(path)
    for base in recipe_bases(path):
        own = {key: value for key, value in content.items() if key != BASE}
        content = _read_keys(base) | own
    try:
        recipe = Recipe(**content)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None
    recipe._folder = path.parent
    return recipe


def recipe_bases(path: str | Path) -> list[Path]:
    """The path of the recipe that a recipe is based on, in a list; empty if there is none.

    Raises:
        ConfigError: the recipe cannot be read, or ``based_on`` is not the name of a file.
    """
    path = Path(path)
    content = _read_keys(path)
    if BASE not in content:
        return []
    name = content[BASE]
    if not isinstance(name, str) or Path(name).name != name:
        raise ConfigError(f"{path}: {BASE}: expected a recipe beside this one, got {name!r}")
    return [path.with_name(name)]


def _read_keys(path: Path) -> dict:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: expected a recipe in YAML: {error}") from None
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise ConfigError(f"{path}: expected keys with values, got {content!r}")
    return content

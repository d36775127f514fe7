"""The recipe of a demo corpus: what its YAML file may say, and the checks of it."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path, PurePosixPath

import yaml

from hbvae.demo.styles import Style, check, check_integer, check_number, check_range
from hbvae.errors import ConfigError


@dataclass(frozen=True)
class Difficulty:
    """What blurs the styles.

    Attributes:
        borrow: chance that one of a track's attributes comes from a neighbouring style.
        level: standard deviation of a layer's gain, dB.
        drop: chance that a layer is mute.
        prod: scale of everything below, the spread of the tracks' production.
        tilt: standard deviation of the spectrum's slope, dB an octave.
        bump: standard deviation of a resonance somewhere in 300 Hz to 3 kHz, dB.
        lowpass: range of the low-pass filter that a share ``prod`` / 2 of the tracks has, Hz.
        drive: highest saturation of the mix.
        room: highest share of reverberation that is added.
        noise: loudest hiss below the mix, dB.
    """

    borrow: float
    level: float
    drop: float
    prod: float
    tilt: float = 2.0
    bump: float = 3.5
    lowpass: tuple[float, float] = (3000.0, 11000.0)
    drive: float = 2.0
    room: float = 0.3
    noise: float = -35.0

    def __post_init__(self):
        for name in ("borrow", "drop"):
            check_number(name, getattr(self, name), 0, 1)
        for name, high in {"prod": 2, "level": 12, "tilt": 10, "bump": 20, "drive": 10}.items():
            check_number(name, getattr(self, name), 0, high)
        check_range("lowpass", self.lowpass, 200, 20000)
        check_number("room", self.room, 0, 1)
        check_number("noise", self.noise, -120, 0)


@dataclass(frozen=True)
class Cell:
    """A folder of tracks in one style, numbered from ``first`` on; ``language`` of the lyrics."""

    folder: str
    style: str
    tracks: int
    first: int = 0
    language: str | None = None

    def __post_init__(self):
        path = PurePosixPath(self.folder)
        holds = not path.is_absolute() and ".." not in path.parts and str(path) == self.folder
        check(holds and self.folder != ".", "folder", "a relative folder, as a/b", self.folder)
        check_integer("tracks", self.tracks, 1, 100_000)
        check_integer("first", self.first, 0, 10_000_000)


@dataclass(frozen=True)
class Language:
    """name, label_id: its columns in metadata.csv; lyrics: a YAML file beside the recipe."""

    name: str
    label_id: int
    lyrics: str

    def __post_init__(self):
        check_integer("label_id", self.label_id, 0, 1000)
        for key in ("name", "lyrics"):
            check(isinstance(getattr(self, key), str), key, "a text", getattr(self, key))


@dataclass(frozen=True)
class Recipe:
    """A demo corpus, whole.

    Attributes:
        seed: of the corpus; every random number derives from it, the cell and the track.
        sample_rate, channels: of the files; Hz, 1 or 2.
        seconds: range of the tracks' durations.
        file_name: with ``{cell}`` (its folder's last part) and ``{number}``, in Python's format.
        folder: where the recipe and the lyrics that it names are.
    """

    seed: int
    sample_rate: int
    channels: int
    seconds: tuple[float, float]
    file_name: str
    difficulty: Difficulty
    cells_by_folder: Mapping[str, Cell]
    styles: Mapping[str, Style]
    languages: Mapping[str, Language] = field(default_factory=dict)
    folder: Path = Path()

    def __post_init__(self):
        check_integer("seed", self.seed, 0, 2**32 - 1)
        check_integer("sample_rate", self.sample_rate, 8000, 96000)
        check(self.channels in (1, 2), "channels", "1 or 2", self.channels)
        check_range("seconds", self.seconds, 0.5, 600)
        try:
            names = [self.file_name.format(cell="cell", number=number) for number in (1, 2)]
            holds = names[0] != names[1] and names[0].endswith(".flac") and "/" not in names[0]
        except (AttributeError, LookupError, ValueError):
            holds = False
        check(holds, "file_name", "a name with {number} that ends in .flac", self.file_name)
        check(len(self.cells_by_folder) > 0, "cells", "at least one", self.cells_by_folder)
        for name, style in self.styles.items():
            for other in style.neighbours:
                check(other in self.styles, f"styles.{name}.neighbours", "known styles", other)
        for cell in self.cells_by_folder.values():
            where = f"cells.{cell.folder}"
            check(cell.style in self.styles, f"{where}.style", "a known style", cell.style)
            known = cell.language is None or cell.language in self.languages
            check(known, f"{where}.language", "a known language", cell.language)

    @property
    def cells(self) -> list[str]:
        """The folders below the audio folder, in the recipe's order; each can be rendered alone."""
        return list(self.cells_by_folder)

    def track_path(self, cell: str, index: int) -> str:
        """Of the track ``index`` (from 0) of a cell, relative to the audio folder."""
        number = self.cells_by_folder[cell].first + index
        last = PurePosixPath(cell).name
        return f"{cell}/{self.file_name.format(cell=last, number=number)}"

    def track_paths(self) -> list[str]:
        """Of all tracks, relative to the audio folder, in the recipe's order."""
        return [
            self.track_path(folder, index)
            for folder, cell in self.cells_by_folder.items()
            for index in range(cell.tracks)
        ]


def load_recipe(path: str | Path) -> Recipe:
    """Read a recipe and check it; its lyrics are read by ``write_table`` alone.

    Raises:
        ConfigError: a key is unknown, absent or has a value that cannot be; it is named.
    """
    path = Path(path)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: expected a recipe in YAML: {error}") from None
    try:
        content = dict(_mapping(content, "the recipe"))
        content["difficulty"] = _build(Difficulty, content.get("difficulty"), "difficulty")
        content["styles"] = {
            name: _build_style(style, f"styles.{name}")
            for name, style in _mapping(content.get("styles"), "styles").items()
        }
        content["languages"] = {
            name: _build(Language, language, f"languages.{name}")
            for name, language in _mapping(content.get("languages", {}), "languages").items()
        }
        content["cells_by_folder"] = {
            folder: _build(Cell, {"folder": folder, **_mapping(cell, folder)}, f"cells.{folder}")
            for folder, cell in _mapping(content.pop("cells", None), "cells").items()
        }
        return _build(Recipe, {**content, "folder": path.parent}, "")
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def _build_style(content, where):
    content = dict(_mapping(content, where))
    for f in fields(Style):
        if f.name != "neighbours" and f.name in content:
            content[f.name] = _build(f.type, content[f.name], f"{where}.{f.name}")
    return _build(Style, content, where)


def _build(kind, content, where):
    """A dataclass from a mapping; lists become tuples, and problems name the key."""
    prefix = f"{where}." if where else ""
    content = _mapping(content, where)
    known = {f.name: f for f in fields(kind)}
    for key in content:
        check(key in known, f"{prefix}{key}", f"one of the keys {', '.join(known)}", key)
    for key, f in known.items():
        needed = f.default is MISSING and f.default_factory is MISSING
        check(key in content or not needed, f"{prefix}{key}", "a value", None)
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in content.items()}
    try:
        return kind(**values)
    except ConfigError as error:
        raise ConfigError(f"{prefix}{error}") from None


def _mapping(content, where):
    check(isinstance(content, Mapping), where, "keys and values", content)
    return content

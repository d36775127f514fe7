"""The recipe of a demo corpus: what its YAML file may say, and the checks of it."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from hbvae.demo.harmony import SCALES, VOICINGS, parse_progression
from hbvae.demo.tones import DRUMS, INSTRUMENTS
from hbvae.errors import ConfigError

PATTERN = re.compile(r"[Xx.-]+")  # X accent, x stroke, - soft stroke, . rest; spread over a bar
BASS_MOTIONS = ("root", "fifths", "octaves", "walking")


def check(holds: bool, key: str, expected: str, got: Any) -> None:
    if not holds:
        raise ConfigError(f"{key}: expected {expected}, got {got!r}")


def check_range(key: str, value: Any, low: float, high: float) -> None:
    pair = isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_number, value))
    holds = pair and low <= value[0] <= value[1] <= high
    check(holds, key, f"[lowest, highest] within {low:g} to {high:g}", value)


def check_number(key: str, value: Any, low: float, high: float) -> None:
    check(
        _is_number(value) and low <= value <= high, key, f"a number from {low:g} to {high:g}", value
    )


def check_names(key: str, value: Any, known) -> None:
    check(isinstance(value, list | tuple) and len(value) > 0, key, "a list of names", value)
    for name in value:
        check(name in known, key, f"names out of {', '.join(known)}", name)


def check_patterns(key: str, value: Any) -> None:
    check(isinstance(value, list | tuple) and len(value) > 0, key, "a list of patterns", value)
    for pattern in value:
        holds = isinstance(pattern, str) and PATTERN.fullmatch(pattern)
        check(bool(holds), key, "patterns of the letters X x - .", pattern)


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True)
class Tempo:
    """bpm: range of beats a minute; beats: beats of a bar."""

    bpm: tuple[float, float]
    beats: int = 4

    def __post_init__(self):
        check_range("bpm", self.bpm, 30, 300)
        check(self.beats in (2, 3, 4, 6), "beats", "2, 3, 4 or 6", self.beats)


@dataclass(frozen=True)
class Harmony:
    """progressions: chords in Roman numerals, one a bar; scale: of the melody, over the key."""

    progressions: tuple[str, ...]
    scale: str

    def __post_init__(self):
        check(self.scale in SCALES, "scale", f"one of {', '.join(SCALES)}", self.scale)
        check(len(self.progressions) > 0, "progressions", "at least one", self.progressions)
        for progression in self.progressions:
            try:
                parse_progression(progression)
            except ValueError as error:
                raise ConfigError(f"progressions: {error}") from None


@dataclass(frozen=True)
class Drums:
    """patterns: for each drum its pattern of a bar; gain: dB."""

    patterns: tuple[Mapping[str, str], ...]
    gain: float = 0.0

    def __post_init__(self):
        check(len(self.patterns) > 0, "patterns", "at least one, {} for no drums", self.patterns)
        for pattern in self.patterns:
            check(isinstance(pattern, Mapping), "patterns", "drum: pattern", pattern)
            for drum, strokes in pattern.items():
                check(drum in DRUMS, "patterns", f"drums out of {', '.join(DRUMS)}", drum)
                check_patterns(f"patterns.{drum}", [strokes])
        check_number("gain", self.gain, -40, 20)


@dataclass(frozen=True)
class Bass:
    """motion: which notes of a chord the rhythm's strokes play; gain: dB."""

    instruments: tuple[str, ...]
    rhythms: tuple[str, ...]
    motion: str = "root"
    gain: float = 0.0

    def __post_init__(self):
        check_names("instruments", self.instruments, INSTRUMENTS)
        check_patterns("rhythms", self.rhythms)
        check(self.motion in BASS_MOTIONS, "motion", f"one of {BASS_MOTIONS}", self.motion)
        check_number("gain", self.gain, -40, 20)


@dataclass(frozen=True)
class Chords:
    """voicing: which notes of a chord sound, and whether at once; low: lowest MIDI note."""

    instruments: tuple[str, ...]
    rhythms: tuple[str, ...]
    voicing: str = "triad"
    low: int = 52
    gain: float = 0.0

    def __post_init__(self):
        check_names("instruments", self.instruments, INSTRUMENTS)
        check_patterns("rhythms", self.rhythms)
        check(self.voicing in VOICINGS, "voicing", f"one of {', '.join(VOICINGS)}", self.voicing)
        check_number("low", self.low, 28, 84)
        check_number("gain", self.gain, -40, 20)


@dataclass(frozen=True)
class Lead:
    """density: share of a bar's half beats on which a note begins; range: MIDI notes."""

    instruments: tuple[str, ...]
    range: tuple[int, int]
    density: float = 0.5
    gain: float = 0.0

    def __post_init__(self):
        check_names("instruments", self.instruments, INSTRUMENTS)
        check_range("range", self.range, 36, 96)
        check_number("density", self.density, 0, 1)
        check_number("gain", self.gain, -40, 20)


@dataclass(frozen=True)
class Sound:
    """low, mid, high: dB below 200 Hz, about 1 kHz, above 4 kHz; drive: before a tanh; room: share
    of reverberation."""

    low: float = 0.0
    mid: float = 0.0
    high: float = 0.0
    drive: float = 0.0
    room: float = 0.1

    def __post_init__(self):
        for name in ("low", "mid", "high"):
            check_number(name, getattr(self, name), -30, 30)
        check_number("drive", self.drive, 0, 10)
        check_number("room", self.room, 0, 1)


@dataclass(frozen=True)
class Style:
    """What a genre sounds like; ``neighbours`` are the styles that it may borrow from."""

    neighbours: tuple[str, ...]
    tempo: Tempo
    harmony: Harmony
    drums: Drums
    bass: Bass
    chords: Chords
    lead: Lead
    sound: Sound


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
        check_number("tracks", self.tracks, 1, 100_000)
        check_number("first", self.first, 0, 10_000_000)


@dataclass(frozen=True)
class Language:
    """name, label_id: its columns in metadata.csv; lyrics: a YAML file beside the recipe."""

    name: str
    label_id: int
    lyrics: str


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
        check_number("seed", self.seed, 0, 2**32 - 1)
        check_number("sample_rate", self.sample_rate, 8000, 96000)
        check(self.channels in (1, 2), "channels", "1 or 2", self.channels)
        check_range("seconds", self.seconds, 0.5, 600)
        names = [self.file_name.format(cell="cell", number=number) for number in (1, 2)]
        check(names[0] != names[1], "file_name", "a name with {number}", self.file_name)
        check(names[0].endswith(".flac"), "file_name", "a name that ends in .flac", self.file_name)
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

    @property
    def lyrics_files(self) -> list[Path]:
        """What the table is written from, beside the recipe."""
        return [self.folder / language.lyrics for language in self.languages.values()]

    def track_path(self, cell: str, index: int) -> str:
        """Of the track ``index`` (from 0) of a cell, relative to the audio folder."""
        number = self.cells_by_folder[cell].first + index
        last = PurePosixPath(cell).name
        return f"{cell}/{self.file_name.format(cell=last, number=number)}"


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

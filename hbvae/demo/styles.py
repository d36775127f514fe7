"""What a style may say - tempo, harmony, layers, sound - and the checks of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hbvae.demo.harmony import SCALES, VOICINGS, parse_progression
from hbvae.demo.instruments import DRUMS, INSTRUMENTS
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


def check_integer(key: str, value: Any, low: int, high: int) -> None:
    holds = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    check(holds, key, f"a whole number from {low} to {high}", value)


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
        check_integer("beats", self.beats, 2, 6)


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
        check_integer("low", self.low, 28, 84)
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

"""Settings of a style (tempo, harmony, layers, sound) and their validation.

This package renders the demo corpora. It does not depend on `hbvae.datasets`, which reads them.
"""

import re
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from hbvae.config import Section
from hbvae.demo.harmony import SCALES, VOICINGS, parse_progression
from hbvae.demo.instruments import DRUMS, INSTRUMENTS

PATTERN = re.compile(r"[Xx.-]+")  # X accent, x stroke, - soft stroke, . rest; spread over a bar
BASS_MOTIONS = ("root", "fifths", "octaves", "walking")


def limits(low: float, high: float) -> BeforeValidator:
    """A validator of ranges: pairs [lowest, highest] of numbers from ``low`` to ``high``."""

    def check(value: Any) -> tuple:
        numbers = isinstance(value, list | tuple) and all(map(_is_number, value))
        if not numbers or len(value) != 2 or not low <= value[0] <= value[1] <= high:
            raise ValueError(
                f"expected [lowest, highest] within {low:g} to {high:g}, got {value!r}"
            )
        return tuple(value)

    return BeforeValidator(check)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _filled(value: Any) -> tuple:
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(f"expected a non-empty list, got {value!r}")
    return tuple(value)


def _choose_from(choices: Collection[str]) -> AfterValidator:
    def check(name: str) -> str:
        if name not in choices:
            raise ValueError(f"expected one of {', '.join(choices)}, got {name!r}")
        return name

    return AfterValidator(check)


def _check_pattern(pattern: str) -> str:
    if not PATTERN.fullmatch(pattern):
        raise ValueError(f"expected a pattern of the letters X x - ., got {pattern!r}")
    return pattern


def _check_progression(progression: str) -> str:
    parse_progression(progression)
    return progression


Pattern = Annotated[str, AfterValidator(_check_pattern)]
Progression = Annotated[str, AfterValidator(_check_progression)]
Instruments = Annotated[
    tuple[Annotated[str, _choose_from(INSTRUMENTS)], ...],
    BeforeValidator(_filled),
    Field(description="one is drawn for a track"),
]
Rhythms = Annotated[
    tuple[Pattern, ...], BeforeValidator(_filled), Field(description="patterns of a bar")
]
Gain = Annotated[float, Field(ge=-40, le=20, description="dB, of layers at equal loudness")]
Tone = Annotated[float, Field(ge=-30, le=30)]


class Tempo(Section):
    """The tempo of a style."""

    bpm: Annotated[tuple[float, float], limits(30, 300)] = Field(
        description="range of the tempo, beats per minute"
    )
    beats: int = Field(4, ge=2, le=6, description="beats per bar")


class Harmony(Section):
    """The chord progressions and the scale of a style."""

    progressions: Annotated[tuple[Progression, ...], BeforeValidator(_filled)] = Field(
        description="chord progressions in Roman numerals, one chord per bar"
    )
    scale: Annotated[str, _choose_from(SCALES)] = Field(
        description="scale of the melody, on the key note"
    )


class Drums(Section):
    """The drum patterns of a style."""

    patterns: Annotated[tuple[Mapping[str, Pattern], ...], BeforeValidator(_filled)] = Field(
        description="pattern of each drum for one bar; {} for no drums"
    )
    gain: Gain = 0.0

    @field_validator("patterns")
    @classmethod
    def _check_drums(cls, patterns: tuple) -> tuple:
        for drum in (drum for pattern in patterns for drum in pattern):
            if drum not in DRUMS:
                raise ValueError(f"expected drums out of {', '.join(DRUMS)}, got {drum!r}")
        return patterns


class Bass(Section):
    """The bass of a style."""

    instruments: Instruments
    rhythms: Rhythms
    motion: Literal[BASS_MOTIONS] = Field(
        "root", description="which notes of the chord each stroke of the rhythm plays"
    )
    gain: Gain = 0.0


class Chords(Section):
    """The accompaniment of a style."""

    instruments: Instruments
    rhythms: Rhythms
    voicing: Literal[VOICINGS] = Field(
        "triad", description="which notes of the chord sound, and whether together"
    )
    low: int = Field(52, ge=28, le=84, description="lowest MIDI note")
    gain: Gain = 0.0


class Lead(Section):
    """The melody of a style."""

    instruments: Instruments
    range: Annotated[tuple[int, int], limits(36, 96)] = Field(description="MIDI notes")
    density: float = Field(
        0.5, ge=0, le=1, description="share of half beats on which a note begins"
    )
    gain: Gain = 0.0


class Sound(Section):
    """The mixing settings of a style."""

    low: Tone = Field(0.0, description="dB below 200 Hz")
    mid: Tone = Field(0.0, description="dB at about 1 kHz")
    high: Tone = Field(0.0, description="dB above 4 kHz")
    drive: float = Field(0.0, ge=0, le=10, description="gain before a tanh")
    room: float = Field(0.1, ge=0, le=1, description="share of reverberation")


class Style(Section):
    """The sound of a genre."""

    neighbours: Annotated[tuple[str, ...], Field(strict=False)] = Field(
        description="styles that it may borrow from"
    )
    tempo: Tempo
    harmony: Harmony
    drums: Drums
    bass: Bass
    chords: Chords
    lead: Lead
    sound: Sound

"""Scales, chords from Roman numerals, and their voicings for instruments."""

import re

SCALES = {  # semitones above the key note
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "harmonic_minor": (0, 2, 3, 5, 7, 8, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "major_pentatonic": (0, 2, 4, 7, 9),
    "minor_pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
}
VOICINGS = ("power", "triad", "open", "arpeggio")
NUMERALS = {"i": 0, "ii": 2, "iii": 4, "iv": 5, "v": 7, "vi": 9, "vii": 11}
SUFFIXES = {  # semitones above the root that replace or follow the triad
    "": (),
    "7": (10,),
    "maj7": (11,),
    "6": (9,),
    "9": (10, 14),
    "dim": (),
    "sus": (),
}
CHORD = re.compile(r"([b#]?)([IViv]+)(maj7|dim|sus|7|6|9)?")

Chord = tuple[int, ...]  # semitones above the key note, the root first


def parse_progression(text: str) -> tuple[Chord, ...]:
    """Parse chords such as ``"I V7 vi bVII"``: capitals are major, small letters minor.

    Returns:
        The notes of each chord in semitones above the key note, the root first.

    Raises:
        ValueError: there is no chord, or an invalid one.
    """
    chords = tuple(_parse_chord(symbol) for symbol in text.split())
    if not chords:
        raise ValueError("expected chords such as 'I V vi IV', got none")
    return chords


def _parse_chord(symbol):
    match = CHORD.fullmatch(symbol)
    if (
        not match
        or match[2].lower() not in NUMERALS
        or not (match[2].isupper() or match[2].islower())
    ):
        raise ValueError(f"expected a chord such as I, vi or bVII7, got {symbol!r}")
    root = NUMERALS[match[2].lower()] + {"": 0, "b": -1, "#": 1}[match[1]]
    suffix = match[3] or ""
    third = 5 if suffix == "sus" else 4 if match[2].isupper() else 3
    fifth = 6 if suffix == "dim" else 7
    return tuple(root + interval for interval in (0, third, fifth, *SUFFIXES[suffix]))


def lift(note: int, low: int) -> int:
    """The note with the same name in the octave that begins at ``low``."""
    return low + (note - low) % 12


def voice_chord(chord: Chord, key: int, voicing: str, low: int) -> tuple[int, ...]:
    """The MIDI notes of a chord, in ascending order.

    Args:
        chord: semitones above the key note, the root first.
        key: MIDI number of the key note, in any octave.
        voicing: power - root, fifth, octave; triad - all notes within an octave; open - root and
            fifth, then all notes in the octave above; arpeggio - like open, played note by note.
        low: lowest MIDI note.
    """
    root = lift(key + chord[0], low)
    fifth = root + chord[2] - chord[0]
    if voicing == "power":
        return (root, fifth, root + 12)
    if voicing == "triad":
        return tuple(sorted({lift(key + note, low) for note in chord}))
    upper = {lift(key + note, root + 12) for note in chord}
    return (root, fifth, *sorted(upper))

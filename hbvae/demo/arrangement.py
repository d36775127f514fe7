"""Composing a song in a style: the random choices for a track, and the notes of each layer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from hbvae.demo.harmony import SCALES, Chord, lift, parse_progression, voice_chord
from hbvae.demo.instruments import DRUMS, INSTRUMENTS, SUNG
from hbvae.demo.recipe import Difficulty
from hbvae.demo.styles import Style
from hbvae.demo.tones import play, strike

ATTRIBUTES = ("tempo", "harmony", "drums", "bass", "chords", "lead", "sound")
LAYERS = ("drums", "bass", "chords", "lead")
VELOCITY = {"X": 1.0, "x": 0.75, "-": 0.35}
PHRASE = 4  # bars
SECTION = 8  # bars; verse and chorus alternate
BASS_LOW = 28  # MIDI note of the lowest string, E
JITTER = 0.004  # s; standard deviation of a player's timing


class Event(NamedTuple):
    """A note, a chord or a drum stroke."""

    start: float  # s
    instrument: str
    notes: tuple[int, ...]  # MIDI numbers; empty for drums
    seconds: float  # duration
    velocity: float  # 0 to 1


@dataclass(frozen=True)
class Song:
    """The random choices shared by all layers of a track; each layer has a generator for the rest.

    Attributes:
        style: style of the track, possibly with attributes borrowed from its neighbours.
        seconds: duration.
        bpm: tempo, beats per minute.
        key: MIDI number of the key note.
        verse, chorus: chord progressions, one chord per bar.
        gains: gain of each layer in dB; None if it is muted.
    """

    style: Style
    seconds: float
    bpm: float
    key: int
    verse: tuple[Chord, ...]
    chorus: tuple[Chord, ...]
    gains: Mapping[str, float | None]

    @cached_property
    def bar(self) -> float:
        """Duration of a bar in seconds."""
        return self.style.tempo.beats * 60 / self.bpm

    @property
    def bars(self) -> range:
        return range(int(np.ceil(self.seconds / self.bar)))

    def in_chorus(self, bar: int) -> bool:
        return bar // SECTION % 2 == 1

    def chord(self, bar: int) -> Chord:
        progression = self.chorus if self.in_chorus(bar) else self.verse
        # A progression longer than a section, such as a twelve-bar blues, continues in the next.
        start = bar if len(progression) > SECTION else bar % SECTION
        return progression[start % len(progression)]


def draw_song(
    styles: Mapping[str, Style],
    name: str,
    difficulty: Difficulty,
    seconds: tuple[float, float],
    rng: np.random.Generator,
) -> Song:
    """Draw a track in the style ``name``; each attribute may come from a neighbouring style."""
    own = styles[name]
    parts = {}
    for attribute in ATTRIBUTES:
        chance, other = rng.random(), rng.integers(max(1, len(own.neighbours)))
        borrowed = own.neighbours and chance < difficulty.borrow
        source = styles[own.neighbours[other]] if borrowed else own
        parts[attribute] = getattr(source, attribute)
    style = Style(neighbours=(), **parts)

    gains = {}
    for layer in LAYERS:
        mute, deviation = rng.random() < difficulty.drop, rng.normal(0, difficulty.level)
        gains[layer] = None if mute else getattr(style, layer).gain + deviation
    if gains["chords"] is None and gains["lead"] is None:
        gains["chords"] = style.chords.gain  # a song needs a melody or chords

    verse, chorus = (
        parse_progression(style.harmony.progressions[rng.integers(len(style.harmony.progressions))])
        for _ in range(2)
    )
    return Song(
        style=style,
        seconds=rng.uniform(*seconds),
        bpm=rng.uniform(*style.tempo.bpm),
        key=48 + int(rng.integers(12)),
        verse=verse,
        chorus=chorus,
        gains=gains,
    )


def arrange(song: Song, layer: str, rng: np.random.Generator) -> list[Event]:
    """The events of a layer, not sorted by time."""
    events = {"drums": _drums, "bass": _bass, "chords": _chords, "lead": _lead}[layer](song, rng)
    jitter = rng.normal(0, JITTER, len(events))
    return [e._replace(start=max(0.0, e.start + j)) for e, j in zip(events, jitter, strict=True)]


def _strokes(pattern, bar_seconds):
    """The strokes of a pattern: (start, time until the next stroke or the bar's end, velocity)."""
    step = bar_seconds / len(pattern)
    hits = [i for i, letter in enumerate(pattern) if letter != "."]
    ends = [*hits[1:], len(pattern)]
    return [
        (i * step, (end - i) * step, VELOCITY[pattern[i]])
        for i, end in zip(hits, ends, strict=False)
    ]


def _pick(options, rng):
    return options[rng.integers(len(options))]


def _drums(song, rng):
    pattern = _pick(song.style.drums.patterns, rng)
    events = []
    for bar in song.bars:
        fill = pattern and bar % PHRASE == PHRASE - 1
        for drum, strokes in pattern.items():
            for start, gap, velocity in _strokes(strokes, song.bar):
                hard = velocity * rng.uniform(0.85, 1.0)
                events.append(Event(bar * song.bar + start, drum, (), gap, hard))
        if fill:
            drum = _pick([*pattern], rng)
            for sixteenth in range(12, 16):
                if rng.random() < 0.5:
                    start = (bar + sixteenth / 16) * song.bar
                    events.append(Event(start, drum, (), 0.1, rng.uniform(0.4, 0.8)))
        if "crash" in pattern or ("snare" in pattern and bar % SECTION == 0):
            events.append(Event(bar * song.bar, "crash", (), 1.0, 0.7))
    return events


def _bass(song, rng):
    part = song.style.bass
    instrument, rhythm = _pick(part.instruments, rng), _pick(part.rhythms, rng)
    events = []
    for bar in song.bars:
        chord = song.chord(bar)
        root = lift(song.key + chord[0], BASS_LOW)
        coming = lift(song.key + song.chord(bar + 1)[0], BASS_LOW)
        strokes = _strokes(rhythm, song.bar)
        for i, (start, gap, velocity) in enumerate(strokes):
            note = root
            if part.motion == "fifths" and i % 2:
                note = root + 7 if root < 38 else root - 5
            elif part.motion == "octaves" and i % 2:
                note = root + 12
            elif part.motion == "walking" and i:
                last = i == len(strokes) - 1
                note = (
                    coming + _pick((-1, 1, 2), rng)
                    if last
                    else lift(song.key + _pick(chord, rng), BASS_LOW + 3)
                )
            events.append(Event(bar * song.bar + start, instrument, (note,), 0.92 * gap, velocity))
    return events


def _chords(song, rng):
    part = song.style.chords
    instrument, rhythm = _pick(part.instruments, rng), _pick(part.rhythms, rng)
    order = rng.permutation(5)
    events = []
    for bar in song.bars:
        notes = voice_chord(song.chord(bar), song.key, part.voicing, part.low)
        for i, (start, gap, velocity) in enumerate(_strokes(rhythm, song.bar)):
            chosen = notes
            if part.voicing == "arpeggio":
                chosen = (notes[0] if i == 0 else notes[order[i % 5] % len(notes)],)
                gap = max(gap, 0.6)  # the strings keep ringing
            events.append(Event(bar * song.bar + start, instrument, chosen, gap, velocity))
    return events


def _lead(song, rng):
    """A melody in phrases of four bars: a motif twice, a second motif, its shortened repetition."""
    part = song.style.lead
    instrument = _pick(part.instruments, rng)
    scale = _scale_notes(song)
    motifs = {
        chorus: [_motif(song, part.density * (1.2 if chorus else 1.0), rng) for _ in range(2)]
        for chorus in (False, True)
    }
    steps = 2 * song.style.tempo.beats
    events, place = [], len(scale) // 2
    for bar in song.bars:
        in_phrase = bar % PHRASE
        motif = motifs[song.in_chorus(bar)][in_phrase // 2]
        if in_phrase == PHRASE - 1:
            motif = motif[: max(1, len(motif) // 3)]
        if in_phrase % 2 == 0:
            place = len(scale) // 2 + (2 if song.in_chorus(bar) else 0)
        tones = {(song.key + note) % 12 for note in song.chord(bar)}
        for i, (step, move, vowel) in enumerate(motif):
            place = int(np.clip(place + move, 0, len(scale) - 1))
            strong = step % 4 == 0 or i == len(motif) - 1
            note = _nearest(scale, place, tones) if strong else scale[place]
            end = motif[i + 1][0] if i + 1 < len(motif) else steps
            gap = min(end - step, 4) * song.bar / steps
            name = (
                SUNG[instrument][vowel % len(SUNG[instrument])]
                if instrument in SUNG
                else instrument
            )
            start = bar * song.bar + step * song.bar / steps
            events.append(Event(start, name, (note,), 0.9 * gap, rng.uniform(0.75, 1.0)))
    return events


def _scale_notes(song):
    low, high = song.style.lead.range
    intervals = SCALES[song.style.harmony.scale]
    return [note for note in range(low, high + 1) if (note - song.key) % 12 in intervals]


def _motif(song, density, rng):
    """The notes of a bar: (half beat at which the note begins, step along the scale, vowel)."""
    steps = 2 * song.style.tempo.beats
    starts = [s for s in range(steps) if rng.random() < density * (1.3 if s % 2 == 0 else 0.7)]
    moves = rng.choice([-2, -1, -1, 0, 1, 1, 2, 3], len(starts) or 1)
    vowels = rng.integers(0, 60, len(starts) or 1)
    return [(s, int(m), int(v)) for s, m, v in zip(starts or [0], moves, vowels, strict=True)]


def _nearest(scale, place, tones):
    """The chord tone nearest to a position in the scale; if there is none, the note at it."""
    fitting = [i for i, note in enumerate(scale) if note % 12 in tones]
    return scale[min(fitting, key=lambda i: (abs(i - place), i))] if fitting else scale[place]


def perform(
    events: list[Event], n: int, rate: int, tuning: float, seed: tuple[int, ...]
) -> np.ndarray:
    """Synthesise a layer's events.

    Each distinct note is computed once, with a separate generator; repetitions sound identical.

    Args:
        events: events of the layer, in any order.
        n: number of samples in the track.
        rate: samples per second.
        tuning: factor on the pitch of the drums.
        seed: seed of the layer; each note's generator is seeded with it and the note.

    Returns:
        float32, shape (n,).
    """
    sound = np.zeros(n, dtype=np.float32)
    computed: dict[tuple, np.ndarray] = {}
    for event in events:
        start = round(event.start * rate)
        if start >= n:
            continue
        centiseconds = round(100 * event.seconds)
        key = (event.instrument, event.notes, centiseconds)
        if event.instrument in DRUMS:
            key = (event.instrument,)
        if key not in computed:
            computed[key] = _sound(event, centiseconds / 100, rate, tuning, seed)
        note = computed[key][: n - start]
        sound[start : start + len(note)] += np.float32(event.velocity) * note
    return sound


def _sound(event, seconds, rate, tuning, seed):
    if event.instrument in DRUMS:
        rng = np.random.default_rng([*seed, list(DRUMS).index(event.instrument)])
        return strike(DRUMS[event.instrument], tuning, rate, rng)
    rng = np.random.default_rng([*seed, *event.notes, round(100 * seconds)])
    return play(INSTRUMENTS[event.instrument], event.notes, seconds, rate, rng)

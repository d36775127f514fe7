"""Parameters of the instruments, drums and voices of the demo corpora.

`hbvae.demo.tones` computes their sound.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# Formants of the sung vowels: (centre in Hz, bandwidth in Hz, gain). Frequencies are rounded from
# Peterson and Barney 1952.
VOWELS = {
    "a": ((730, 90, 1.0), (1090, 110, 0.6), (2440, 170, 0.25)),
    "e": ((530, 80, 1.0), (1840, 120, 0.4), (2480, 170, 0.25)),
    "i": ((300, 60, 1.0), (2290, 140, 0.3), (3010, 200, 0.2)),
    "o": ((570, 80, 1.0), (840, 100, 0.6), (2410, 170, 0.1)),
    "u": ((320, 60, 1.0), (870, 100, 0.4), (2240, 170, 0.1)),
}


@dataclass(frozen=True)
class Instrument:
    """The sound of an instrument's notes.

    Attributes:
        harmonics: function that maps the frequencies of harmonics 1, 2, ... in Hz, shape (n,), to
            their amplitudes.
        fade: time in s for the fundamental of a struck or plucked note to decay by 60 dB; 0: the
            note is sustained.
        damping: how much faster high harmonics decay; 1 as in Karplus and Strong 1983.
        excitation: randomness of the initial amplitudes: 0 keeps those of ``harmonics``, 1 draws
            them as from a burst of noise.
        attack, release: durations of a note's beginning and end, s.
        vibrato: depth in cents of a vibrato at 5.5 Hz, which builds up in half a second.
        scoop: cents below its pitch at which a note begins; the pitch is reached in about 100 ms.
        drive: gain before a tanh of all notes of a chord together; 0 for a clean sound.
        breath: level of the added noise, relative to the tone.
    """

    harmonics: Callable[[np.ndarray], np.ndarray]
    fade: float = 0.0
    damping: float = 1.0
    excitation: float = 0.0
    attack: float = 0.004
    release: float = 0.03
    vibrato: float = 0.0
    scoop: float = 0.0
    drive: float = 0.0
    breath: float = 0.0


def power_law(exponent: float, *, even: float = 1.0) -> Callable[[np.ndarray], np.ndarray]:
    """Amplitudes n**-exponent; even harmonics times ``even``: 1 as in a sawtooth, 0 in a square."""

    def harmonics(hz):
        n = np.arange(1, len(hz) + 1)
        return n**-exponent * np.where(n % 2, 1.0, even)

    return harmonics


def drawbars(*amplitudes: float) -> Callable[[np.ndarray], np.ndarray]:
    """The given amplitudes, and 0 for higher harmonics."""

    def harmonics(hz):
        n = min(len(hz), len(amplitudes))
        return np.r_[amplitudes[:n], np.zeros(len(hz) - n)]

    return harmonics


def plucked_at(position: float, exponent: float = 0.6) -> Callable[[np.ndarray], np.ndarray]:
    """A string plucked at a fraction of its length; harmonics with a node there are absent."""

    def harmonics(hz):
        n = np.arange(1, len(hz) + 1)
        return np.abs(np.sin(np.pi * n * position)) * n**-exponent

    return harmonics


def vowel(name: str) -> Callable[[np.ndarray], np.ndarray]:
    """A glottal source with amplitudes n**-0.7, filtered by a vowel's formants."""

    def harmonics(hz):
        peaks = [g / (1 + ((hz - f) / b) ** 2) for f, b, g in VOWELS[name]]
        return (sum(peaks) + 0.02) / np.arange(1, len(hz) + 1) ** 0.7

    return harmonics


def voice(name: str, **changes) -> Instrument:
    settings = {
        "attack": 0.06,
        "release": 0.08,
        "vibrato": 25.0,
        "scoop": 90.0,
        "breath": 0.05,
    } | changes
    return Instrument(vowel(name), **settings)


def string(position: float, fade: float, **changes) -> Instrument:
    settings = {"excitation": 0.7} | changes
    return Instrument(plucked_at(position), fade=fade, **settings)


INSTRUMENTS = {
    "nylon_guitar": string(0.22, 2.5, damping=1.6),
    "steel_guitar": string(0.12, 4.0, damping=0.7),
    "twelve_string": string(0.08, 4.5, damping=0.5),
    "clean_guitar": string(0.16, 3.5, damping=0.9, drive=0.8),
    "crunch_guitar": string(0.14, 6.0, damping=0.7, drive=4.0),
    "distorted_guitar": string(0.11, 9.0, damping=0.5, drive=14.0, release=0.02),
    "muted_guitar": string(0.1, 0.5, damping=2.0, drive=1.5),
    "banjo": string(0.06, 1.2, damping=0.6, attack=0.001),
    "mandolin": string(0.09, 1.4, damping=0.5, attack=0.001),
    "dotara": string(0.1, 1.0, damping=0.9, attack=0.001),
    "harpsichord": string(0.05, 2.5, damping=0.3, attack=0.001),
    "upright_bass": string(0.3, 1.6, damping=5.0, release=0.05),
    "finger_bass": string(0.2, 3.0, damping=3.0),
    "picked_bass": string(0.1, 4.0, damping=1.0, drive=1.5),
    "slap_bass": string(0.06, 2.0, damping=0.8, attack=0.001, drive=1.0),
    "synth_bass": Instrument(power_law(1.1), attack=0.003, release=0.02, drive=1.5),
    "sub_bass": Instrument(drawbars(1.0, 0.25, 0.08), attack=0.01, release=0.06, drive=1.2),
    "piano": Instrument(power_law(1.3), fade=5.0, damping=1.5, excitation=0.2, release=0.1),
    "electric_piano": Instrument(
        drawbars(1.0, 0.4, 0.08, 0.15, 0.02, 0.05), fade=4.0, damping=3.0, release=0.1
    ),
    "vibraphone": Instrument(drawbars(1, 0, 0, 0.3), fade=4.0, damping=4.0, release=0.3),
    "organ": Instrument(drawbars(1, 0.8, 0.7, 0.5, 0, 0.3, 0, 0.3), attack=0.01, release=0.04),
    "harmonium": Instrument(power_law(0.9, even=0.6), attack=0.06, release=0.08, breath=0.03),
    "strings": Instrument(power_law(1.0), attack=0.18, release=0.25, vibrato=12.0),
    "violin": Instrument(
        power_law(0.9), attack=0.08, release=0.1, vibrato=25.0, scoop=40.0, breath=0.04
    ),
    "warm_pad": Instrument(power_law(1.7), attack=0.25, release=0.3, vibrato=5.0),
    "synth_lead": Instrument(power_law(0.9), attack=0.006, release=0.05, vibrato=10.0),
    "square_lead": Instrument(power_law(1.0, even=0.05), attack=0.004, release=0.03),
    "flute": Instrument(drawbars(1, 0.3, 0.12, 0.04), attack=0.06, vibrato=18.0, breath=0.05),
    "clarinet": Instrument(power_law(1.2, even=0.1), attack=0.04, release=0.06, vibrato=6.0),
    "trumpet": Instrument(power_law(0.65), attack=0.03, release=0.06, vibrato=14.0),
    "saxophone": Instrument(
        power_law(0.8), attack=0.03, release=0.07, vibrato=20.0, scoop=60.0, breath=0.05, drive=1.0
    ),
    "harmonica": Instrument(
        power_law(0.7, even=0.7), attack=0.04, vibrato=20.0, scoop=80.0, breath=0.06
    ),
    "accordion": Instrument(power_law(0.8, even=0.8), attack=0.04, release=0.06, vibrato=8.0),
    "lead_guitar": string(0.12, 12.0, damping=0.4, drive=9.0, vibrato=20.0),
    "voice_a": voice("a"),
    "voice_e": voice("e"),
    "voice_i": voice("i"),
    "voice_o": voice("o"),
    "voice_u": voice("u", breath=0.04),
    "rap_voice": voice("a", attack=0.02, release=0.03, vibrato=0.0, scoop=-250.0, breath=0.4),
    "choir": voice("o", attack=0.15, release=0.2, vibrato=15.0),
}

SUNG = {"voice": tuple(f"voice_{name}" for name in VOWELS)}  # a vowel is drawn for every note
INSTRUMENTS["voice"] = INSTRUMENTS["voice_a"]


@dataclass(frozen=True)
class Drum:
    """A drum stroke: a sine with falling pitch (the skin) and filtered noise (snares, metal).

    Attributes:
        hz, sweep: pitch of the skin, and the factor by which its initial pitch is higher.
        ring: time in s for the skin to decay by 60 dB.
        noise: level of the noise; the level of the skin is 1 - noise.
        hiss: time in s for the noise to decay by 60 dB.
        bright: how many times the noise is differentiated: 0 for white noise, 2 for a cymbal.
        bursts: number of bursts of noise, as of several clapping hands.
        gain: peak amplitude of a stroke.
    """

    hz: float = 100.0
    sweep: float = 1.0
    ring: float = 0.2
    noise: float = 0.0
    hiss: float = 0.1
    bright: int = 0
    bursts: int = 1
    gain: float = 1.0


DRUMS = {
    "kick": Drum(48, 4.0, 0.45, 0.03, 0.03),
    "soft_kick": Drum(55, 2.0, 0.35, 0.01, 0.02, gain=0.8),
    "boom": Drum(42, 3.0, 0.9, 0.01, 0.03, gain=1.1),
    "snare": Drum(185, 1.5, 0.2, 0.6, 0.28, 1, gain=0.8),
    "brush": Drum(200, 1.0, 0.1, 0.9, 0.3, 1, gain=0.35),
    "rim": Drum(820, 1.1, 0.06, 0.25, 0.03, 1, gain=0.5),
    "clap": Drum(900, 1.0, 0.02, 0.95, 0.2, 1, bursts=3, gain=0.7),
    "hat": Drum(noise=1.0, hiss=0.07, bright=2, gain=0.35),
    "open_hat": Drum(noise=1.0, hiss=0.4, bright=2, gain=0.35),
    "ride": Drum(3100, 1.0, 0.5, 0.8, 0.7, 2, gain=0.3),
    "crash": Drum(noise=1.0, hiss=1.6, bright=1, gain=0.5),
    "shaker": Drum(noise=1.0, hiss=0.1, bright=2, gain=0.25),
    "tambourine": Drum(6200, 1.0, 0.15, 0.8, 0.2, 2, gain=0.3),
    "tom": Drum(110, 1.6, 0.4, 0.1, 0.1, gain=0.8),
    "bongo": Drum(320, 1.2, 0.15, 0.1, 0.03, gain=0.6),
    "tabla_low": Drum(85, 1.8, 0.4, 0.04, 0.03, gain=0.8),
    "tabla_high": Drum(360, 1.03, 0.25, 0.12, 0.03, 1, gain=0.6),
    "stomp": Drum(65, 1.5, 0.2, 0.25, 0.08, gain=0.9),
    "timpani": Drum(73, 1.05, 1.4, 0.03, 0.05, gain=0.8),
}

"""Removing chords and tablature from lyrics: above lines, within lines, or in diagrams.

A chord looks like a short word (A, Am, Be, La). A text has chords if some are unmistakable, such as
Am7 or G/B with spaces between; only then are short ones chords too.
"""

import re

LONGEST = 300  # letters of a line of chords
FEWEST_ALONE, LEAST_ALONE = 2, 0.2  # lines with one chord alone, and their share of all lines
FEWEST_INLINE = 2  # chords in brackets within lines

_QUALITY = r"(?:maj|Maj|ma|min|mi|dim|aug|sus|add|alt|no|m|M|[Δ△°øØ+-]|[#b♯♭]?\d{1,2})"
_ROOT = r"(?:[CDFGA](?:is|es)|Es|As|[A-H](?:#|b|♯|♭)?)"  # German: Cis, Es, H
_CHORD = rf"{_ROOT}{_QUALITY}{{0,5}}(?:\([^()]{{0,9}}\)|/\d{{1,2}})?(?:/{_ROOT})?"
_SYLLABLE = (
    r"(?:Do|DO|Re|RE|Ré|Mi|MI|Fa|FA|Sol|SOL|La|LA|Si|SI)"  # of the countries that sing the names
)
_SOLFEGE = rf"{_SYLLABLE}(?:#|b|♯|♭)?{_QUALITY}{{0,4}}(?:/{_SYLLABLE}[#b]?)?"
_SINGLE = re.compile(rf"\(?{_CHORD}\)?")
_SINGLE_SOLFEGE = re.compile(rf"\(?{_SOLFEGE}\)?")
_BETWEEN = re.compile(r"[|:/%*.,–-]+|N\.?C\.?|\(?[x×]?\d{1,2}[x×]?\)?|[|:]+x\d")
_LABEL = re.compile(
    r"[.]?(?:[^\W\d_][\w -]{0,20}\d?\s?:|[\[(][^\W\d_][\w -]{0,20}[\])]"
    r"|(?:intro|verse|chorus|bridge|outro|solo)\s(?=\s*[A-H]\S{0,6}\s))\s*",
    re.I,
)
_INLINE = re.compile(rf"\[\s?(?:{_CHORD}|{_SOLFEGE})\s?\]|\[[|:/%*]*\]")
_INLINE_ROUND = re.compile(rf"\((?:{_CHORD})\)[ ]?")
_MARKUP = re.compile(r"\[/?(?:ch|tab|b|i|u|verse)\]", re.I)  # of chord sites
_TABLATURE = re.compile(
    r"(?:[A-Ga-g][#b]?)?\s?[|:]{0,2}(?=.*(?:-{3}|--\d|\|.*-\d-))[-|\d hpbrstvx/\\~^()<>.:*=]+"
    r"|[A-Za-z]{1,3}\s?\|(?=.*[-xo]{4})[-xXoO|. ]+"  # drums
)
_DIAGRAM = re.compile(
    rf"(?:{_CHORD}\s*[:=]?\s*(?:[xX\d]{{6}}|[xX\d](?:[ -][xX\d]{{1,2}}){{5}})\s*)+"
)
_DIRECTIVE = re.compile(r"\{[^{}]*\}")  # ChordPro


class Chords:
    """Detects the chords of a text and removes them from its lines."""

    def __init__(self, lines: list[str]):
        lines = [_MARKUP.sub("", line) for line in lines]
        inline = sum(len(_INLINE.findall(line)) for line in lines)
        rounds = [chord for line in lines for chord in _INLINE_ROUND.findall(line)]
        self._are_inline = inline >= FEWEST_INLINE
        self._are_round = len(rounds) > FEWEST_INLINE and any(len(c.strip()) > 3 for c in rounds)
        plain = [_without_label(line) for line in lines if line.strip()]
        self._are_sung = any(_is_surely(_tokens(line, _SINGLE_SOLFEGE), {"La"}) for line in plain)
        alone = [line for line in plain if _SINGLE.fullmatch(line)]
        diagrams = sum(bool(_DIAGRAM.fullmatch(line.strip())) for line in lines)
        self.exist = (
            self._are_inline
            or diagrams >= FEWEST_ALONE
            or self._are_round
            or self._are_sung
            or any(_is_surely(_tokens(line, _SINGLE), {"Hm", "H"}, line) for line in plain)
            or (
                max(FEWEST_ALONE, LEAST_ALONE * len(plain)) <= len(alone) <= len(plain) / 2
                and len(set(alone)) > 1
                and any(len(line) > 1 for line in alone)
            )
        )

    def without(self, line: str) -> str:
        """A line without its chords; "" if it contains nothing else."""
        plain = line.strip()
        if len(line) <= LONGEST and (_TABLATURE.fullmatch(plain) or _DIRECTIVE.fullmatch(plain)):
            return ""
        if not self.exist:
            return line
        line = _MARKUP.sub("", line)
        line = _INLINE.sub("", line) if self._are_inline else line
        line = _INLINE_ROUND.sub("", line) if self._are_round else line
        plain = line.strip()
        if len(line) > LONGEST:
            return line
        if any(note.fullmatch(plain) for note in (_DIAGRAM, _DIRECTIVE)) or plain.startswith("# "):
            return ""
        return "" if self._is_line(plain) or self._is_line(_without_label(plain)) else line

    def _is_line(self, line: str) -> bool:
        chords = _tokens(line, _SINGLE)
        if chords is None and self._are_sung:
            chords = _tokens(line, _SINGLE_SOLFEGE)
            chords = None if chords and set(chords) == {"La"} else chords
        return chords is not None


def _without_label(line: str) -> str:
    """A line of chords without its heading ("Intro: Am F"). OpenSong's lines begin with a dot."""
    line = line.strip().removeprefix(".")
    return line[label.end() :] if len(line) <= LONGEST and (label := _LABEL.match(line)) else line


def _tokens(line: str, chord: re.Pattern) -> list[str] | None:
    """The chords of a line that contains nothing else; None for any other line."""
    parts = [part.strip(",|") or "|" for part in line.split()] if len(line) <= LONGEST else []
    if len(parts) == 1 and chord.fullmatch(parts[0]) is None:
        parts = re.split(r"[-–,|]", parts[0].strip("|"))  # Am-F-C
    chords = [part for part in parts if chord.fullmatch(part)]
    others = [part for part in parts if part and not chord.fullmatch(part)]
    if not parts or not all(map(_BETWEEN.fullmatch, others)):
        return None
    return chords if chords or any(part.startswith("N") for part in others) else None


def _is_surely(chords: list[str] | None, hummed: set[str], line: str = "") -> bool:
    """Whether a line has several chords, and is not an alphabet, a scale or humming (Hm)."""
    kinds = set(chords or ())
    if not line:  # solfège: Do Re Mi are notes, Lam Re7 are chords
        return len(kinds) > 1 and any(re.search(r"[m\d#b♯♭+-]$", kind) for kind in kinds)
    is_spaced = any(len(chord) > 1 for chord in kinds) or "  " in line or "|" in line
    return len(kinds) > 1 and is_spaced and not kinds <= hummed

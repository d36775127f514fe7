"""Excluding recordings with patterns of paths like those of a .gitignore."""

import unicodedata
from collections.abc import Sequence

from pathspec import GitIgnoreSpec

from hbvae.datasets.placing import named


def pattern_spec(patterns: Sequence[str]) -> GitIgnoreSpec:
    """Compile patterns that match paths below the audio folder.

    They work like those of a .gitignore, except that ``#`` can begin a name, as in ``#1 hits/``,
    and that the Unicode form of accents does not matter.

    Raises:
        ValueError: a pattern is invalid; the message names it.
    """
    lines = [_composed(pattern.strip().removeprefix("./")) for pattern in patterns]
    lines = [f"\\{line}" if line.startswith("#") else line for line in lines]
    for pattern, line in zip(patterns, lines, strict=True):
        try:
            means_something = any(entry.include is not None for entry in _spec([line]).patterns)
        except ValueError:
            means_something = False
        if not means_something:
            raise ValueError(
                "expected patterns of paths, such as 'Podcasts/**', '*.live.*' or '!kept.mp3', "
                f"got {pattern!r}"
            )
    return _spec(lines)


class Exclusion:
    """Decides which recordings of a collection are left out, and counts them.

    Attributes:
        left_out: paths of the recordings that have been left out.
    """

    def __init__(self, patterns: Sequence[str] = ()):
        self._patterns = list(patterns)
        self._spec = pattern_spec(patterns) if patterns else None
        self._by_pattern: dict[int, dict[str, None]] = {}

    def has(self, path: str) -> bool:
        """Whether a path is left out."""
        if self._spec is None:
            return False
        return bool(self._spec.check_file(_composed(path)).include)

    def leave_out(self, path: str) -> bool:
        """Whether a recording is left out; counts it if so."""
        if self._spec is None:
            return False
        verdict = self._spec.check_file(_composed(path))
        if verdict.include:
            self._by_pattern.setdefault(verdict.index, {})[path] = None
        return bool(verdict.include)

    @property
    def left_out(self) -> list[str]:
        return [path for paths in self._by_pattern.values() for path in paths]

    def remarks(self) -> list[str]:
        """Remarks: how many recordings each pattern leaves out, and patterns that match none."""
        counts = [
            f"{len(self._by_pattern[index]):,} by {pattern!r}"
            for index, pattern in enumerate(self._patterns)
            if index in self._by_pattern
        ]
        idle = [
            repr(pattern)
            for index, pattern in enumerate(self._patterns)
            if index not in self._by_pattern and not pattern.startswith("!")
        ]
        n = len(self.left_out)
        remarks = []
        if n:
            text = f"exclude: {n:,} recording{'s' * (n > 1)} left out: {', '.join(counts)}"
            remarks.append(f"{text} ({named(list(map(repr, self.left_out)))})")
        if idle:
            text = f"exclude: no recording matches {', '.join(idle)}"
            remarks.append(f"{text}; patterns are relative to the audio folder and case-sensitive")
        return remarks


def _spec(lines: Sequence[str]) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(lines)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)

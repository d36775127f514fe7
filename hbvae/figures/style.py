"""The style of all figures: sizes, colour-blind-safe colours, and fonts for many scripts."""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from math import isfinite
from textwrap import wrap
from typing import NamedTuple
from unicodedata import name

import fontpkg
import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

from hbvae.figures.catalogue import CAPTION
from hbvae.provenance import in_words

logger = logging.getLogger(__name__)

COLUMN = 3.35  # inches, width of a journal column
PAGE = 6.9  # inches, width of both columns
COLOURS = matplotlib.color_sequences["petroff10"]  # Petroff 2021, colour-blind safe
MARKERS = "osD^vP*Xhp<>d"  # 13 markers and 10 colours make 130 pairs
LONGEST_NAME = 40  # maximum length of a label or group name in a figure
LATIN = "DejaVu Sans"  # comes with Matplotlib
BANGLA = "Hind Siliguri"  # comes with a package; other scripts need an installed Noto Sans

RC = {
    "font.size": 8,
    "figure.titlesize": 8.5,
    "figure.titleweight": "bold",
    "axes.titlesize": 8,
    "axes.labelsize": 8,
    "legend.fontsize": 7,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "lines.linewidth": 1.2,
    "figure.constrained_layout.h_pad": 0.06,  # inches
    "grid.color": "0.85",
    "grid.linewidth": 0.5,
    "figure.dpi": 150,
    "savefig.dpi": 300,
    "pdf.fonttype": 42,
    "text.parse_math": False,  # names may contain dollar signs
}


class Mark(NamedTuple):
    """Colour and marker of a label's points."""

    colour: str
    marker: str


def marks(labels: Iterable[str]) -> dict[str, Mark]:
    """Colour and marker of each distinct label, in sorted order; up to 130 labels look different.

    Numbers in names are sorted by value: "cluster 2" comes before "cluster 10".
    """
    return {
        name: Mark(COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)])
        for number, name in enumerate(sorted(set(labels), key=_with_numbers))
    }


def _with_numbers(name: str) -> tuple[list[str | int], str]:
    """Sort key of a name: its texts and numbers in turn, then the name itself."""
    parts = re.split(r"(\d+)", name)
    return [int(part) if part.isdecimal() else part for part in parts], name


def legible(text: str) -> str:
    """Transliterate the letters that no available font has.

    A warning is logged once for each script that is transliterated.
    """
    drawable = frozenset().union(*(_letters(path) for path in _font_files().values()))
    return "".join(
        letter if letter.isspace() or ord(letter) in drawable else _transliterated(letter)
        for letter in text
    )


def in_short(name: str) -> str:
    """A `legible` name, cut to `LONGEST_NAME` characters."""
    text = legible(name)
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1].rstrip()}\u2026"


def how_many(index, n_shown: int | None = None) -> str:
    """Number of slices and tracks in a `SliceIndex` for a caption; ``n_shown`` slices are drawn."""
    n = len(index.track)
    some = f"{n_shown:,} of " if n_shown not in (None, n) else ""
    return f"{some}{n:,} slices of {len(index.track_id):,} tracks"


def written(value: float, decimals: int = 2) -> str:
    """Format a number with a real minus sign; never "\u22120.00", and "" for NaN."""
    if not isfinite(value):
        return ""
    return f"{round(value, decimals) + 0:.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def in_lines(text: str, inches: float, size: float = 8.5) -> str:
    """A `legible` text, wrapped between words into lines of similar length.

    Args:
        text: text to wrap.
        inches: maximum width.
        size: font size in points.
    """
    text, width = legible(text), max(8, int(118 * inches / size))
    lines = wrap(text, width, break_on_hyphens=False)
    longest_word = max(map(len, text.split()), default=width)
    for narrower in range(width - 1, longest_word - 1, -1):
        even = wrap(text, narrower, break_on_hyphens=False)
        if len(even) > len(lines):
            break
        lines = even
    return "\n".join(lines)


@contextmanager
def figure(
    paths: Sequence[str], caption: str, *shape: int, title: str = "", **subplots
) -> Iterator[tuple]:
    """Create a figure and its axes; the figure is saved to every path when the block ends.

    The caption is not drawn. It is stored in the metadata of the files, from which the report
    reads it.

    Args:
        paths: files to write; the ending determines the format.
        caption: caption of the figure.
        shape, subplots: arguments of ``plt.subplots``.
        title: title above all axes, wrapped to the width of the figure.
    """
    with plt.rc_context(RC | {"font.family": list(_font_files())}):
        fig, axes = plt.subplots(*shape, layout="constrained", **subplots)
        if title:
            fig.suptitle(in_lines(title, fig.get_figwidth()), x=0.01, ha="left")
        yield fig, axes
        _tighten_maps(fig)
        for path in paths:
            fig.savefig(path, metadata=_metadata(path, title, caption))
        plt.close(fig)


def _metadata(path: str, title: str, caption: str) -> dict[str, str | None]:
    """Metadata of a file, without a date, so that equal data give equal bytes."""
    if path.endswith(".pdf"):
        own = {"Subject": caption, "Creator": in_words(), "CreationDate": None}
    else:
        own = {CAPTION: caption, "Software": in_words()}
    return own | ({"Title": title} if title else {})


def _tighten_maps(fig: Figure) -> None:
    """Reset the limits of axes with equal units, which each step of the layout widens."""
    maps = [ax for ax in fig.axes if ax.get_adjustable() == "datalim"]
    if maps:
        fig.draw_without_rendering()
    for ax in maps:
        ax.autoscale()


@cache
def _font_files() -> dict[str, str]:
    """Files of the fonts to search for letters, by font name, in order of preference."""
    for weight in ("Regular", "Bold"):
        font_manager.fontManager.addfont(fontpkg.path(BANGLA, weight=weight))
    fonts = font_manager.fontManager.ttflist
    files = {f.name: f.fname for f in fonts if f.weight == 400 and f.style == "normal"}
    noto = sorted(name for name in files if name.startswith("Noto Sans "))
    return {name: files[name] for name in (LATIN, BANGLA, *noto)}


@cache
def _letters(path: str) -> frozenset[int]:
    return frozenset(FT2Font(path).get_charmap())


def _transliterated(letter: str) -> str:
    from anyascii import anyascii

    _warn_about_script(name(letter, "UNNAMED").split()[0].title())
    return anyascii(letter)


@cache
def _warn_about_script(script: str) -> None:
    logger.warning(
        "no installed font has %s letters, so figures show them transliterated; install a font "
        "with these letters, such as Noto Sans", script,
    )  # fmt: skip

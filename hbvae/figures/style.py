"""One style for every figure: column width, colours for all eyes, letters of every script."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from textwrap import fill
from typing import NamedTuple

import fontpkg
import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

logger = logging.getLogger(__name__)

COLUMN = 3.35  # inches, one column of a journal
PAGE = 6.9  # inches, both columns
COLOURS = matplotlib.color_sequences["petroff10"]  # Petroff 2021: for the colour-blind too
MARKERS = "osD^vP*Xhp<>d"  # a second cue beside colour: 13 and 10 make 130 pairs
LATIN = "DejaVu Sans"  # matplotlib's own
BANGLA = "Hind Siliguri"  # a package brings it; other scripts need a Noto Sans on the system

RC = {
    "font.size": 8,
    "axes.titlesize": 8.5,
    "axes.labelsize": 8,
    "legend.fontsize": 7,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "lines.linewidth": 1.2,
    "figure.dpi": 150,
    "savefig.dpi": 300,
    "pdf.fonttype": 42,
}


class Mark(NamedTuple):
    """How the points of a label look."""

    colour: str
    marker: str


def marks(labels: Iterable[str]) -> dict[str, Mark]:
    """Colour and marker of each distinct label, in sorted order; no pair repeats below 130."""
    return {
        name: Mark(COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)])
        for number, name in enumerate(sorted(set(labels)))
    }


def legible(text: str) -> str:
    """The text, or its transliteration where no font at hand has its letters.

    Transliterating is logged as a warning, once for each text.
    """
    fonts = [_letters(path) for path in _font_files().values()]
    if all(any(ord(letter) in font for font in fonts) for letter in text if not letter.isspace()):
        return text
    return _transliterated(text)


def how_many(index) -> str:
    """What a caption says of a `hbvae.store.SliceIndex`."""
    return f"{len(index.track):,} slices of {len(index.track_id):,} tracks"


@contextmanager
def figure(paths: Sequence[str], caption: str, *shape: int, **subplots) -> Iterator[tuple]:
    """Axes to draw on; saved to every path, with the caption below, when the block ends.

    Args:
        paths: files to write; the ending says the format.
        caption: what was drawn, of how many; wrapped to the figure's width.
        shape, subplots: handed to ``plt.subplots``.
    """
    with plt.rc_context(RC | {"font.family": list(_font_files())}):
        fig, axes = plt.subplots(*shape, layout="constrained", **subplots)
        yield fig, axes
        _write_caption(fig, legible(caption))
        for path in paths:
            # No date in the file: the same data give the same bytes.
            metadata = {"CreationDate": None} if path.endswith(".pdf") else {"Software": None}
            fig.savefig(path, metadata=metadata)
        plt.close(fig)


def _write_caption(fig: Figure, caption: str) -> None:
    wrapped = fill(caption, int(18.5 * fig.get_figwidth()))
    fig.supxlabel(wrapped, fontsize=6.5, color="0.35")


@cache
def _font_files() -> dict[str, str]:
    """File of each font that letters are looked for in, by its name, in that order."""
    for weight in ("Regular", "Bold"):
        font_manager.fontManager.addfont(fontpkg.path(BANGLA, weight=weight))
    fonts = font_manager.fontManager.ttflist
    known = {font.name: font.fname for font in fonts if font.weight == 400}
    noto = sorted(name for name in known if name.startswith("Noto Sans "))
    return {name: known[name] for name in (LATIN, BANGLA, *noto)}


@cache
def _letters(path: str) -> frozenset[int]:
    return frozenset(FT2Font(path).get_charmap())


@cache
def _transliterated(text: str) -> str:
    from anyascii import anyascii

    latin = anyascii(text)
    logger.warning(
        "no font has the letters of %r: written as %r; install a font for them, such as Noto Sans",
        text, latin,
    )  # fmt: skip
    return latin

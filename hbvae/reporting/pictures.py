"""Figures of a run for the report, with captions and sounds."""

import base64
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from hbvae.figures.catalogue import CAPTION, all_figures
from hbvae.generation.probe import ACCURACY_COLUMNS
from hbvae.reporting.report_tables import accuracy_table
from hbvae.storage.grids import read_grid
from hbvae.storage.tsv import read_rows

WIDEST = 1600  # largest width of a picture, pixels


class Picture(NamedTuple):
    """A figure with its caption."""

    name: str  # name of its file
    label: str  # "The paper's Figure 7. ", or "" for other figures
    title: str
    see: str  # what the figure shows, and how to read it
    image: str  # data URI
    width: int  # pixels; the page reserves the space while it loads
    height: int
    sounds: Sequence[tuple[str, str]] = ()  # name and data URI
    table: str = ""  # HTML


def read_pictures(
    figures: Iterable[str], grids: Iterable[str], sounds: Iterable[str], probe_tables: Iterable[str]
) -> dict[str, list[Picture]]:
    """Read the figures of each dataset, in order.

    Args:
        figures: paths of PNG files, DATASET/figures/NAME.png.
        grids: paths of generated slices, DATASET/NAME.h5, shown by figures of the same names.
        sounds: for each grid, the folder with the sounds of its rows.
        probe_tables: paths of probe results on generated slices, DATASET/NAME.tsv.
    """
    grid_sounds = {
        _key(grid): _row_sounds(grid, folder) for grid, folder in zip(grids, sounds, strict=True)
    }
    tables = {
        _key(path): accuracy_table(read_rows(path, ACCURACY_COLUMNS)) for path in probe_tables
    }
    pictures = defaultdict(list)
    for path in figures:
        key = dataset, _ = Path(path).parts[-3], Path(path).stem
        pictures[dataset].append(picture(path, grid_sounds.get(key), tables.get(key, "")))
    return dict(pictures)


def _key(path: str) -> tuple[str, str]:
    """Dataset and figure of a file DATASET/NAME.ending."""
    return Path(path).parent.name, Path(path).stem


def _row_sounds(grid: str, folder: str) -> dict[str, str]:
    """Sound file of each row of a grid, by name of the row."""
    names = read_grid(grid).rows
    return {
        name.replace("\n", ", "): f"{folder}/{number}.mp3" for number, name in enumerate(names, 1)
    }


def picture(path: str, sounds: Mapping[str, str] | None = None, table: str = "") -> Picture:
    """Read a figure with its caption; title and explanation come from the catalogue.

    Args:
        path: path of a PNG file with the figure's name.
        sounds: mp3 files by name.
        table: HTML below the picture.
    """
    figure = all_figures()[Path(path).stem]
    figure = replace(figure, see=" ".join(filter(None, [_caption(path), figure.see])))
    sound_uris = [
        (called, _data_uri(Path(file).read_bytes(), "audio/mpeg"))
        for called, file in (sounds or {}).items()
    ]
    image, *size = _for_a_screen(path)
    shown = _data_uri(image, "image/webp"), *size
    return Picture(figure.name, figure.label, figure.title, figure.see, *shown, sound_uris, table)


def _caption(path: str) -> str:
    """Read the caption in a PNG of `hbvae.figures.style.figure`; "" without one."""
    from PIL import Image

    with Image.open(path) as image:
        return image.info.get(CAPTION, "")


def _for_a_screen(path: str) -> tuple[bytes, int, int]:
    """Convert a figure, made for print, to a smaller WebP image; also return its size."""
    from PIL import Image

    with Image.open(path) as image:
        image.thumbnail((WIDEST, WIDEST))
        small = io.BytesIO()
        image.convert("RGB").save(small, "WEBP", quality=90, method=4)
        return small.getvalue(), image.width, image.height


def _data_uri(data: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"

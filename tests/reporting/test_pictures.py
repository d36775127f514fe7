"""Figures of the report: which sounds and tables belong to which."""

import matplotlib.image
import numpy as np
import pytest
import soundfile

from hbvae.figures.style import figure
from hbvae.reporting.pictures import WIDEST, picture, read_pictures
from hbvae.storage.grids import Grid, write_grid
from hbvae.storage.tsv import write_rows


@pytest.fixture
def results(tmp_path):
    """Two datasets with a figure each; the second one has a grid with sounds and a table too."""
    for name in ("first/figures", "second/figures", "second/generated"):
        (tmp_path / name).mkdir(parents=True)
    image = np.zeros((20, 30, 3))
    names = ("first/figures/fig01_distribution", "second/figures/fig02_spectrogram")
    for name in (*names, "second/figures/generated"):
        matplotlib.image.imsave(tmp_path / f"{name}.png", image)
    for number in (1, 2):
        soundfile.write(tmp_path / f"second/generated/{number}.mp3", np.zeros(8000), 8000)
    write_grid(
        str(tmp_path / "second/generated.h5"),
        Grid(np.zeros((2, 3, 4, 4)), ["Folk\nrho 0.5", "Rock"], ["a", "b", "c"]),
    )
    header = ("factor", "labels", "slices", "generated", "real", "chance")
    rows = [("genre", 2, 100, "0.9", "0.8", "0.5")]
    write_rows(str(tmp_path / "second/generated.tsv"), header, rows)
    return tmp_path


def test_each_dataset_has_its_figures_and_a_grid_its_sounds(results):
    figures = [str(path) for path in sorted(results.glob("*/figures/*.png"))]
    grid = str(results / "second/generated")
    pictures = read_pictures(figures, [f"{grid}.h5"], [grid], [f"{grid}.tsv"])
    assert {name: [picture.name for picture in shown] for name, shown in pictures.items()} == {
        "first": ["fig01_distribution"],
        "second": ["fig02_spectrogram", "generated"],
    }
    plain, generated = pictures["second"]
    assert (plain.label, plain.sounds, plain.table) == ("The paper's Figure 2. ", [], "")
    assert [name for name, _ in generated.sounds] == ["Folk, rho 0.5", "Rock"]
    assert all(sound.startswith("data:audio/mpeg;base64,") for _, sound in generated.sounds)
    assert generated.label == "" and "0.9" in generated.table


def test_a_picture_has_the_caption_in_its_file_and_how_to_read_it(tmp_path):
    path = str(tmp_path / "stability.png")
    with figure([path], "Agreement of 9 songs, গান.") as (_, ax):
        ax.plot([0, 1])
    assert picture(path).see.startswith("Agreement of 9 songs, গান. How to read it: ")


def test_a_picture_is_no_wider_than_a_screen(tmp_path):
    import base64
    import io

    from PIL import Image

    path = tmp_path / "stability.png"
    matplotlib.image.imsave(path, np.zeros((100, 2 * WIDEST, 3)))
    shown = picture(str(path))
    assert (shown.width, shown.height) == (WIDEST, 50)
    data = shown.image.removeprefix("data:image/webp;base64,")
    with Image.open(io.BytesIO(base64.b64decode(data))) as image:
        assert image.size == (WIDEST, 50)

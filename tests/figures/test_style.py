"""The style of figures: colours, fonts, captions and reproducible bytes."""

import logging
import re

import matplotlib.image
import matplotlib.path
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image

from hbvae.figures import style
from hbvae.figures.catalogue import CAPTION
from hbvae.figures.label_counts import label_counts
from hbvae.figures.style import figure, in_lines, legible, marks, written

BANGLA = "বাংলা লোকগীতি"


def texts(artists):
    return [artist.get_text() for artist in artists]


@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_the_same_figure_has_the_same_bytes(tmp_path, ending):
    pictures = []
    for name in ("first", "second"):
        path = tmp_path / f"{name}.{ending}"
        with figure([str(path)], "a line") as (_, ax):
            ax.plot([0, 1])
        pictures.append(path.read_bytes())
    assert pictures[0] == pictures[1]


def test_the_caption_is_in_the_file_and_not_in_the_picture(tmp_path):
    path = tmp_path / "a.png"
    with figure([str(path)], f"n = 3, {BANGLA}", title="A model: a map") as (fig, ax):
        ax.plot([0, 1])
        drawn = [text.get_text() for text in fig.findobj(Text)]
    with Image.open(path) as image:
        assert image.text[CAPTION] == f"n = 3, {BANGLA}"
        assert image.text["Title"] == "A model: a map"
        assert image.text["Software"].startswith("hbvae, commit ")
    assert "A model: a map" in drawn
    assert not any("n = 3" in text for text in drawn)


def test_a_number_is_never_minus_zero():
    numbers = (-0.004, -0.126, 0.5, float("nan"))
    assert [written(number) for number in numbers] == ["0.00", "\N{MINUS SIGN}0.13", "0.50", ""]


def test_labels_have_stable_and_distinct_marks():
    assert marks(["b", "a", "b"]) == marks(["a", "b"])
    assert len(set(marks([f"{n:03d}" for n in range(130)]).values())) == 130


def test_clusters_are_ordered_by_number():
    names = [f"cluster {number}" for number in range(11)]
    assert list(marks([*names[::-1], "noise", "5", "05", "১০"])) == [
        "05",
        "5",
        "১০",
        *names,
        "noise",
    ]


def test_colours_are_distinct_with_every_kind_of_colour_blindness():
    """Simulation of Machado et al. (2009), severity 1, in linear RGB; distances in CIELAB."""
    blind = {
        "deutan": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
        "protan": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
        "tritan": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
    }
    rgb = np.array([to_rgb(colour) for colour in style.COLOURS])
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    to_xyz = np.array([[0.412, 0.358, 0.180], [0.213, 0.715, 0.072], [0.019, 0.119, 0.950]])
    for matrix in blind.values():
        xyz = np.clip(linear @ np.array(matrix).T, 0, 1) @ to_xyz.T / (0.950, 1.0, 1.089)
        f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
        lab = np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])])
        apart = np.linalg.norm(lab[:, :, None] - lab[:, None], axis=0)
        assert apart[np.triu_indices(10, 1)].min() > 5


def test_bangla_is_drawn_in_bangla_letters(tmp_path, caplog):
    pictures = []
    for number, text in enumerate((BANGLA, BANGLA.replace("লোক", "কলো"))):
        path = str(tmp_path / f"{number}.png")
        with figure([path], "", figsize=(2, 1)) as (_, ax):
            ax.text(0.5, 0.5, legible(text), fontsize=14, ha="center")
            ax.axis("off")
        pictures.append(matplotlib.image.imread(path))
    assert legible(BANGLA) == BANGLA
    assert not caplog.records
    assert (pictures[0] != pictures[1]).any()  # boxes for missing letters would be equal
    assert pictures[0].min() < 0.5


def test_without_a_font_letters_are_transliterated_with_a_warning_per_script(monkeypatch, caplog):
    latin_only = {style.LATIN: style._font_files()[style.LATIN]}
    monkeypatch.setattr(style, "_font_files", lambda: latin_only)
    style._warn_about_script.cache_clear()
    with caplog.at_level(logging.WARNING):
        assert re.fullmatch(r"Café [A-Za-z ]+", legible(f"Café {BANGLA}"))
        assert legible("গান") == "gan"
    assert len(caplog.records) == 1
    assert "Bengali" in caplog.text
    assert "install a font" in caplog.text
    assert legible("Père Noël") == "Père Noël"


def test_a_name_may_contain_dollar_signs(drawn):
    with drawn() as (fig, ax):
        label_counts(["A$AP", "Ke$ha $\\ $"], np.arange(2), ax, "$ money $")  # not parsed as math
        fig.canvas.draw()
        assert texts(ax.get_yticklabels()) == ["A$AP", "Ke$ha $\\ $"]
        assert not any(text.get_parse_math() for text in ax.get_yticklabels())


@pytest.mark.parametrize(
    ("text", "inches", "lines"),
    [
        ("Convolutional beta-VAE", 1.2, ["Convolutional", "beta-VAE"]),
        ("correlation 0.43 (by chance 0.08)", 2.2, ["correlation 0.43", "(by chance 0.08)"]),
        ("a map", 2.5, ["a map"]),
    ],
)  # fmt: skip
def test_a_text_breaks_between_words_into_lines_of_about_the_same_length(text, inches, lines):
    assert in_lines(text, inches).split("\n") == lines

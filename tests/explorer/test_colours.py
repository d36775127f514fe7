"""The explorer's colours in colour blindness, in grey, on light and on dark ground."""

import json
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from colorspacious import cspace_convert

RESOURCES = Path(__file__).parents[2] / "resources/explorer"
BLIND = ["deuteranomaly", "protanomaly", "tritanomaly"]  # at 100 %: deuteranopia and so on


def constant(name, theme):
    """The colours under a name of colours.js as sRGB, shape (colours, 3), 0 to 1."""
    text = (RESOURCES / "colours.js").read_text(encoding="utf-8")
    block = re.search(rf"const {name} = \{{(.*?)\}};", text, re.DOTALL)[1]
    listed = re.search(rf"{theme}: (\[.*?\]|\".*?\")", block, re.DOTALL)[1]
    colours = json.loads(re.sub(r",\s*\]", "]", listed))
    return np.array([rgb(colour) for colour in np.atleast_1d(colours)])


def rgb(colour):
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def paper(theme):
    style = (RESOURCES / "explorer.css").read_text(encoding="utf-8")
    light, dark = re.findall(r"--paper: (#\w{6})", style)
    return np.array(rgb({"light": light, "dark": dark}[theme]))


def luminance(colours):
    """Relative luminance of sRGB (WCAG 2)."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(colours, ground):
    pair = np.stack(np.broadcast_arrays(luminance(colours), luminance(ground)))
    return (pair.max(axis=0) + 0.05) / (pair.min(axis=0) + 0.05)


def as_seen(colours, blindness):
    """sRGB as seen with a colour blindness (Machado et al. 2009), or as it is."""
    if not blindness:
        return colours
    seen = {"name": "sRGB1+CVD", "cvd_type": blindness, "severity": 100}
    return np.clip(cspace_convert(colours, seen, "sRGB1"), 0, 1)


def least_distance(colours, blindness=None):
    """The distance of the two most similar colours (CAM02-UCS, Luo et al. 2006)."""
    places = cspace_convert(as_seen(colours, blindness), "sRGB1", "CAM02-UCS")
    return min(np.linalg.norm(a - b) for a, b in combinations(places, 2))


@pytest.mark.parametrize("theme, least_contrast", [("light", 1.9), ("dark", 3)])
def test_ten_colours_are_distinguishable_for_all_eyes(theme, least_contrast):
    colours = constant("COLOURS", theme)
    assert len(colours) == 10
    with_noise = np.vstack([colours, constant("NOISE", theme)])
    for blindness in (None, *BLIND):
        assert least_distance(with_noise, blindness) > 16.9
    assert contrast(colours, paper(theme)).min() >= least_contrast
    assert contrast(constant("NOISE", theme), paper(theme))[0] >= 3


def test_the_distance_knows_what_a_colour_blind_eye_confuses():
    red_and_green = np.array([rgb("#d62728"), rgb("#7f7a00")])
    assert least_distance(red_and_green) > 40
    assert least_distance(red_and_green, "deuteranomaly") < 20


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_how_well_songs_fit_is_in_order_in_grey_and_on_its_ground(theme):
    ranked = constant("FIT_COLOURS", theme)
    lightness = luminance(ranked)
    steps = np.diff(lightness if theme == "dark" else -lightness)
    assert (steps > 0).all() and len(ranked) == 5
    assert np.diff(contrast(ranked, paper(theme))).min() > 0  # the better, the more visible
    for blindness in (None, *BLIND):
        assert least_distance(ranked, blindness) > 8


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_can_be_read_on_every_ground(theme):
    style = (RESOURCES / "explorer.css").read_text(encoding="utf-8")
    block = style.split(":root")[1 if theme == "light" else 2]
    inks = {name: np.array(rgb(value)) for name, value in re.findall(r"--(\w+): (#\w{6})", block)}
    for name in ("ink", "soft", "mark", "wrong"):
        for ground in ("paper", "wash"):
            assert contrast(inks[name], inks[ground]) >= 4.5, f"{name} on {ground}, {theme}"

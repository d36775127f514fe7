"""The report of a run: one page that needs no other file."""

import base64
import io
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tabulate import tabulate

from hbvae.clustering.clusterers import NOISE
from hbvae.evaluation.score_table import over_seeds, select
from hbvae.evaluation.uncertainty import Score
from hbvae.figures.catalogue import all_figures
from hbvae.storage.tracks import PAIR

N_CENTRAL = 3  # songs that stand for a cluster
WIDEST = 1600  # pixels of a picture


class Picture(NamedTuple):
    """A figure of the run with its caption."""

    name: str  # of its file
    label: str  # "Figure 7. ", or nothing where it is not one of the paper's
    title: str
    see: str  # what there is to see
    image: str  # data URI
    sounds: Sequence[tuple[str, str]] = ()  # name and data URI
    table: str = ""  # HTML


class Part(NamedTuple):
    """What the page says of one dataset; tables as HTML."""

    name: str
    title: str
    about_groups: str
    groups: str
    about_scores: str
    scores: str
    figures: list[Picture]
    rejected: str  # "" where none is


class Page(NamedTuple):
    """A section that another rule wrote, in Markdown."""

    name: str
    title: str
    body: str  # HTML


def html_table(rows: Sequence[Sequence], header: Sequence[str]) -> str:
    """A table whose cells are text, whatever is in them."""
    return tabulate(rows, header, tablefmt="html", disable_numparse=True)


def markdown_page(name: str, text: str, title: str | None = None) -> Page:
    """A Markdown text as a section; its headings go one level down.

    Args:
        name: of the section, for links.
        text: HTML in it is shown as it is written.
        title: of the section; None: the first heading of the text, which is taken away.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    if title is None:
        title, tokens = tokens[1].content, tokens[3:]
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = f"h{int(token.tag[1]) + 1}"
    html = parser.renderer.render(tokens, parser.options, {})
    html = html.replace("<table>", '<div class="wide"><table>').replace(
        "</table>", "</table></div>"
    )
    return Page(name, title, html)


def picture(path: str, sounds: Mapping[str, str] | None = None, table: str = "") -> Picture:
    """The figure in a file, with its title and what there is to see, from the catalogue.

    Args:
        path: of a PNG, which is called as the figure is.
        sounds: mp3 files by what they are called.
        table: HTML below the picture.
    """
    figure = all_figures()[Path(path).stem]
    heard = [
        (called, _data_uri(Path(file).read_bytes(), "audio/mpeg"))
        for called, file in (sounds or {}).items()
    ]
    image = _data_uri(_for_a_screen(path), "image/webp")
    return Picture(figure.name, figure.label, figure.title, figure.see, image, heard, table)


def _for_a_screen(path: str) -> bytes:
    """A picture as WebP, a quarter of the bytes; the files of the figures are for print."""
    from PIL import Image

    with Image.open(path) as picture:
        picture.thumbnail((WIDEST, WIDEST))
        small = io.BytesIO()
        picture.convert("RGB").save(small, "WEBP", quality=90, method=4)
    return small.getvalue()


def _data_uri(data: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def groups_table(
    clusters: np.ndarray, distance: np.ndarray, titles: Sequence[str], labels: Mapping
) -> str:
    """A row a cluster, the largest first: its size, its labels, the songs nearest to its centre.

    Args:
        clusters: (tracks,).
        distance: (tracks,) to the centre of the cluster.
        titles: (tracks,).
        labels: (tracks,) labels by factor.
    """
    rows = []
    found, sizes = np.unique(clusters, return_counts=True)
    for cluster, size in sorted(zip(found, sizes, strict=True), key=lambda pair: -pair[1]):
        members = np.flatnonzero(clusters == cluster)
        row = ["noise" if cluster == NOISE else f"cluster {cluster}", f"{size:,}"]
        for values in labels.values():
            names, counts = np.unique(np.array(values)[members], return_counts=True)
            most = np.argsort(-counts, kind="stable")[:2]
            row.append(", ".join(f"{names[one]} {100 * counts[one] / size:.0f} %" for one in most))
        central = members[np.argsort(distance[members], kind="stable")[:N_CENTRAL]]
        rows.append([*row, "; ".join(titles[one] for one in central)])
    return html_table(rows, ["Group", "Songs", *labels, "Most central"])


def scores_table(rows: Sequence[Mapping], clusterer: str) -> str:
    """A row a representation: how well its clusters of tracks agree with each factor.

    Args:
        rows: of metrics.tsv, of one dataset.
        clusterer: whose clusters.
    """
    ours = select(rows, clusterer=clusterer, level="track")
    references = dict.fromkeys(row["reference"] for row in ours if PAIR not in row["reference"])
    table = []
    for name in dict.fromkeys(row["representation"] for row in ours):
        row = [name]
        for reference in references:
            of_one = select(ours, representation=name, reference=reference)
            metrics = ["silhouette"] if reference == "none" else ["ari", "nmi"]
            scores = [over_seeds(select(of_one, metric=metric)) for metric in metrics]
            row += [str(of_one[0]["k"]), *map(_with_interval, scores), _rounded(scores[0].chance)]
        table.append(row)
    header = ["Representation"]
    for reference in references:
        if reference == "none":
            header += ["k", "Silhouette", "by chance"]
        else:
            header += [f"{reference}: k", "ARI", "NMI", "ARI by chance"]
    return html_table(table, header)


def _with_interval(score: Score) -> str:
    if not isfinite(score.value):
        return "not defined"
    value, low, high = map(_rounded, score[:3])
    return f"{value} [{low}, {high}]" if isfinite(score.low) else value


def _rounded(value: float) -> str:
    return f"{round(value, 2) + 0:.2f}" if isfinite(value) else ""


def fill_template(path: str, template: str, **parts) -> None:
    """Write a page from its template; what is not said to be safe there is escaped.

    Args:
        path: of the page.
        template: a Jinja2 file, of HTML or Markdown.
        parts: what the template names.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    with open(template, encoding="utf-8") as file:
        page = environment.from_string(file.read())
    with open(path, "w", encoding="utf-8") as file:
        file.write(page.render(parts))

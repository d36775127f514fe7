"""The report of a run: one page that needs no other file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from hbvae.evaluation.score_table import KIND, select
from hbvae.provenance import in_words, record
from hbvae.reporting.collection import Collection
from hbvae.reporting.copies import about_copies, copies_table
from hbvae.reporting.groups import about_names, groups_table
from hbvae.reporting.pictures import Picture
from hbvae.reporting.report_tables import (
    MADE_COLUMNS,
    html_table,
    provenance_table,
    rejected_table,
    scores_tables,
)
from hbvae.reporting.report_words import (
    about_encoder,
    about_groups,
    about_scores,
    settings_in_words,
)
from hbvae.storage.template import fill_template
from hbvae.storage.tracks import NO_LABEL
from hbvae.storage.tsv import read_rows

TITLES = {  # of pages that have no heading of their own
    "table1": "Table 1: published and measured",
    "algorithms": "Clustering algorithms",
}


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
    remarks: Sequence[str]  # on how the collection was read
    about_copies: str
    copies: str  # "" where no song is there more than once


class Page(NamedTuple):
    """A section that another rule wrote, in Markdown."""

    name: str
    title: str
    body: str  # HTML


def part(
    collection: Collection,
    scores: Sequence[Mapping],
    pictures: list[Picture],
    representation: str,
    clusterer: str,
    n_seeds: int,
    encoder: str = "",
) -> Part:
    """What the page says of one dataset.

    Args:
        collection: the dataset.
        scores: rows of metrics.tsv.
        pictures: its figures.
        representation, clusterer: whose groups are shown.
        n_seeds: of the run.
        encoder: in words, the one that was trained on other songs; "" without.
    """
    labels = {
        factor: [track.labels[factor] or NO_LABEL for track in collection.tracks]
        for factor in collection.factors
    }
    titles = [track.title for track in collection.tracks]
    shown = {"representation": representation, "clusterer": clusterer, "level": "track"}
    of_groups = select(scores, dataset=collection.name, **shown, reference=collection.reference)
    of_seed = [row for row in of_groups if row["seed"] == of_groups[0]["seed"]]
    learned = {row["representation"]: row[KIND] for row in scores}
    return Part(
        collection.name,
        collection.title,
        about_groups(representation, clusterer, collection.why_k, learned.get(representation))
        + about_names(of_seed, collection.reference)
        + (collection.sampled and f" {collection.sampled}"),
        groups_table(collection.clusters, collection.names, collection.distance, titles, labels),
        about_scores(clusterer, bool(labels), n_seeds) + about_encoder(encoder),
        scores_tables(select(scores, dataset=collection.name), clusterer),
        pictures,
        rejected_table(collection.rejected),
        collection.remarks,
        about_copies(collection.copies),
        copies_table(collection.copies),
    )


def write_report(
    page: str,
    template: str,
    style: str,
    collections: Sequence[Collection],
    parts: Sequence[Part],
    scores: Sequence[Mapping],
    pages: Sequence[str],
    controls: Sequence[str],
    left_out: Mapping[str, Sequence[str]],
    transcribed: Sequence[str],
    full_run: str,
    config: Mapping,
    software: Mapping,
    provenance: str,
) -> None:
    """Write the page.

    Args:
        page: path of the page.
        template, style: paths of its template and of its style sheet.
        collections, parts: the datasets, and what the page says of each.
        scores: rows of metrics.tsv.
        pages: paths of the Markdown pages that become sections.
        controls: representations that are given labels.
        left_out: what a fuller run would have, titles by what they are the titles of.
        transcribed: what was transcribed of each dataset, in words.
        full_run: the command of that run.
        config: of the run.
        software: the content of CITATION.cff.
        provenance: path of provenance.tsv.
    """
    learned = {row["representation"]: row[KIND] for row in scores}
    ran = [name for name in config["representations"] if name in learned]
    made = read_rows(provenance, MADE_COLUMNS)
    fill_template(
        page,
        template,
        datasets=parts,
        any_lyrics=any(collection.n_lyrics for collection in collections),
        controls=" and ".join(name for name in ran if name in controls),
        run=run_table(collections),
        settings=settings_in_words(config, {name: learned[name] for name in ran}),
        transcribed=transcribed,
        left_out={what: "; ".join(titles) for what, titles in left_out.items()},
        full_run=full_run,
        pages=[
            markdown_page(Path(path).stem, Path(path).read_text(encoding="utf-8")) for path in pages
        ],
        made_by=in_words(),
        provenance=provenance_table(record(), config["seeds"], made),
        config=yaml.safe_dump(config, sort_keys=False, allow_unicode=True),
        citations=citations(software),
        style=Path(style).read_text(encoding="utf-8"),
    )


def run_table(collections: Sequence[Collection]) -> str:
    """A row a dataset: how many tracks, slices and lyrics it has, and which labels."""
    rows = []
    for collection in collections:
        n_tracks, n_rejected = len(collection.tracks), len(collection.rejected)
        lyrics = f"{collection.n_lyrics:,}"
        if collection.n_transcribed:
            lyrics += f", {collection.n_transcribed:,} of them transcribed by a model"
        labels = ", ".join(collection.factors) or "none"
        counts = f"{n_tracks:,}", f"{collection.n_slices:,}", lyrics, f"{n_rejected:,}"
        rows.append([collection.title, *counts, labels])
    header = ["Collection", "Tracks", "Slices", "With lyrics", "Rejected", "Labels"]
    return html_table(rows, header)


def markdown_page(name: str, text: str) -> Page:
    """A Markdown text as a section; its headings go one level down.

    Args:
        name: of the section, for links; one of `TITLES`, or the text begins with its heading.
        text: HTML in it is shown as it is written.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    title = TITLES.get(name)
    if title is None:
        title, tokens = tokens[1].content, tokens[3:]
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = f"h{int(token.tag[1]) + 1}"
    html = parser.renderer.render(tokens, parser.options, {})
    html = html.replace("<table>", '<div class="wide"><table>')
    return Page(name, title, html.replace("</table>", "</table></div>"))


def citations(software: Mapping) -> list[str]:
    """A line for the software and one for each work it refers to.

    Args:
        software: the content of CITATION.cff.
    """
    lines = []
    for work in (software, *software["references"]):
        authors = ", ".join(
            author.get("name") or f"{author['given-names']} {author['family-names']}"
            for author in work["authors"]
        )
        year = f" ({work['year']})" if "year" in work else ""
        version = f", version {work['version']}, {work['license']}" if "version" in work else ""
        lines.append(f"{authors}{year}. {work['title']}{version}.")
    return lines

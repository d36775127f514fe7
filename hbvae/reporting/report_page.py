"""The report of a run: one page that needs no other file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml

from hbvae.clustering.centres import centre_distances, track_means
from hbvae.clustering.choice_of_k import read_curve
from hbvae.evaluation.score_table import KIND, select
from hbvae.provenance import in_words, record
from hbvae.reporting.number_of_clusters import explain_k, origin_of_k
from hbvae.reporting.pictures import Picture
from hbvae.reporting.report_tables import (
    MADE_COLUMNS,
    groups_table,
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
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import read_latents
from hbvae.storage.names import ClusterName
from hbvae.storage.template import fill_template
from hbvae.storage.tracks import Track, read_lyrics, read_rejected, read_tracks
from hbvae.storage.tsv import read_rows

TITLES = {  # of pages that have no heading of their own
    "table1": "Table 1: published and measured",
    "algorithms": "Clustering algorithms",
}


class Collection(NamedTuple):
    """What a run has of one dataset."""

    name: str
    title: str
    tracks: list[Track]  # those that were used
    clusters: np.ndarray  # (tracks,)
    names: list[ClusterName]  # by the number of the cluster
    distance: np.ndarray  # (tracks,) to the centre of the cluster
    why_k: str  # how the number of clusters was chosen; "" where the clusterer found the number
    n_slices: int
    n_lyrics: int  # tracks with lyrics
    rejected: list[tuple[str, str, str]]  # track, file and reason of each that cannot be used

    @property
    def factors(self) -> list[str]:
        """The names of the reference labels."""
        return list(self.tracks[0].labels)


def read_collection(
    name: str,
    title: str,
    reference: str,
    k: int | str | None,
    names: list[ClusterName],
    tracks: str,
    lyrics: str,
    rejected: str,
    latents: str,
    stability: str,
    assignments: str,
) -> Collection:
    """What a run has of one dataset, read from its results.

    Args:
        name, title: of the dataset.
        reference: the factor whose k the clusters have, or "none".
        k: the number of clusters that the dataset's description sets, "auto" where stability
            chooses; None: the clusterer found it.
        names: of the clusters that are shown.
        tracks, lyrics, rejected: lists of tracks.
        latents, stability, assignments: of the representation and the clusterer that are shown.
    """
    latent, index = read_latents(latents)
    by_id = {track.track_id: track for track in read_tracks(tracks)}
    used = [by_id[track_id] for track_id in index.track_id]
    clusters = read_assignments(assignments)[reference]["track"]
    why_k = ""
    if k is not None:
        origin, n_clusters = origin_of_k(reference, k, used), len(np.unique(clusters))
        why_k = explain_k(origin, n_clusters, read_curve(stability))
    return Collection(
        name,
        title,
        used,
        clusters,
        names,
        centre_distances(track_means(latent, index.track, len(used)), clusters),
        why_k,
        len(index.track),
        len(read_lyrics(lyrics)),
        read_rejected(rejected),
    )


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
        factor: [track.labels[factor] for track in collection.tracks]
        for factor in collection.factors
    }
    titles = [track.title for track in collection.tracks]
    learned = {row["representation"]: row[KIND] for row in scores}
    return Part(
        collection.name,
        collection.title,
        about_groups(representation, clusterer, collection.why_k, learned.get(representation)),
        groups_table(collection.clusters, collection.names, collection.distance, titles, labels),
        about_scores(clusterer, bool(labels), n_seeds) + about_encoder(encoder),
        scores_tables(select(scores, dataset=collection.name), clusterer),
        pictures,
        rejected_table(collection.rejected),
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
        counts = n_tracks, collection.n_slices, collection.n_lyrics, n_rejected
        labels = ", ".join(collection.factors) or "none"
        rows.append([collection.title, *(f"{count:,}" for count in counts), labels])
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

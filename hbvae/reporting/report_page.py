"""The report of a run: a single, self-contained page."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from hbvae.clustering.registry import all_clusterers
from hbvae.evaluation.score_table import KIND, select
from hbvae.provenance import in_words, record
from hbvae.reporting.changes import changes_tables, summarise
from hbvae.reporting.claims import Outcome
from hbvae.reporting.collection import Collection
from hbvae.reporting.copies import about_copies, copies_table
from hbvae.reporting.groups import Group, PlayableSong, about_names, groups_table, shown_groups
from hbvae.reporting.paper_section import judged_claims, paper_sentences
from hbvae.reporting.pictures import Picture
from hbvae.reporting.report_tables import (
    MADE_COLUMNS,
    html_table,
    provenance_table,
    scores_tables,
    wide_table,
)
from hbvae.reporting.report_words import (
    about_encoder,
    about_groups,
    about_scores,
    settings_in_words,
    terms,
)
from hbvae.reporting.summary import headline, summary
from hbvae.reporting.trust import about_trust
from hbvae.reporting.unused import Unused, unused
from hbvae.storage.changes import Change
from hbvae.storage.metadata import Metadata
from hbvae.storage.template import fill_template
from hbvae.storage.tracks import NO_LABEL
from hbvae.storage.tsv import read_rows

TITLES = {  # of pages without a heading
    "table1": "Table 1: published and measured",
    "algorithms": "Clustering algorithms",
}


class Part(NamedTuple):
    """Content of the page about a dataset; tables are HTML."""

    name: str
    title: str
    summary: Sequence[str]  # paragraphs
    groups: Sequence[Group]
    about_trust: str
    about_changes: str  # "" if nothing changed since an earlier run
    changes: Mapping[str, str]  # tables by title
    unused: Unused
    remarks: Sequence[str]  # about reading the collection
    about_copies: str
    copies: str  # "" without duplicates
    about_groups: str
    groups_table: str
    about_scores: str
    scores: str
    figures: list[Picture]


class Page(NamedTuple):
    """A section that another rule wrote, in Markdown."""

    name: str
    title: str
    body: str  # HTML


# Text after a number in a cell: interval, chance, published value.
BESIDE = re.compile(r"(<td>-?[\d.,]+)( [\[(][^<]*)</td>")


class Shown(NamedTuple):
    """The groups that the page shows of a dataset, and settings common to all datasets."""

    representation: str
    clusterer: str
    alike: str  # basis of the groups: "sound", "lyrics" or "both"
    titles: Mapping[str, str]  # of representations, by name
    seconds: float  # s, largest analysed length of a song
    n_seeds: int
    encoder: str = ""  # description of the pretrained encoder; "" without one


def part(
    collection: Collection,
    scores: Sequence[Mapping],
    pictures: list[Picture],
    songs: Mapping[int, Sequence[PlayableSong]],
    changes: Sequence[Change],
    shown: Shown,
) -> Part:
    """Compose the content of the page about a dataset.

    Args:
        collection: the dataset.
        scores: rows of metrics.tsv.
        pictures: its figures.
        songs: most central songs of each group.
        changes: changes since an earlier run; empty without one.
        shown: which groups to show, and settings common to all datasets.
    """
    labels = {
        factor: [track.labels[factor] or NO_LABEL for track in collection.tracks]
        for factor in collection.factors
    }
    held_against = None
    if collection.reference in labels:
        held_against = [track.labels[collection.reference] for track in collection.tracks]
    clusters, names, recurrences = collection.clusters, collection.names, collection.recurrences
    groups = shown_groups(clusters, names, recurrences, held_against, songs)
    whose = {"representation": shown.representation, "clusterer": shown.clusterer, "level": "track"}
    group_scores = select(scores, dataset=collection.name, **whose)
    first_seed = [row for row in group_scores if row["seed"] == group_scores[0]["seed"]]
    left_out = unused(collection.rejected, len(collection.tracks))
    learned = {row["representation"]: row[KIND] for row in scores}.get(shown.representation)
    title = shown.titles.get(shown.representation, shown.representation)
    clusterer = all_clusterers()[shown.clusterer].title
    about = [about_groups(title, clusterer, learned), collection.sampled]
    about.append(
        about_names(select(first_seed, reference=collection.reference), collection.reference)
    )
    return Part(
        collection.name,
        collection.title,
        summary(collection, groups, group_scores, shown.alike, shown.seconds, left_out.sentence),
        groups,
        about_trust(recurrences),
        summarise(changes),
        changes_tables(changes),
        left_out,
        collection.remarks,
        about_copies(collection.copies),
        copies_table(collection.copies),
        " ".join(filter(None, map(str.strip, about))),
        wide_table(groups_table(clusters, names, recurrences, labels)),
        about_scores(clusterer, bool(labels), shown.n_seeds) + about_encoder(shown.encoder),
        scores_tables(select(scores, dataset=collection.name), shown.clusterer, shown.titles),
        pictures,
    )


def playable_songs(
    collection: Collection, addresses: Sequence[str], metadata: Mapping[str, Metadata]
) -> dict[int, list[PlayableSong]]:
    """List the most central songs of each group, by its number.

    Args:
        collection: the dataset.
        addresses: (songs,) URLs of their sounds.
        metadata: metadata by track id.
    """
    called = [metadata[track.track_id] for track in collection.tracks]
    return {
        number: [
            PlayableSong(
                called[song].title or collection.tracks[song].title,
                called[song].artist,
                addresses[song],
                round(float(collection.start[song]), 1),
            )
            for song in songs
        ]
        for number, songs in collection.central.items()
    }


def write_report(
    page: str,
    template: str,
    style: str,
    program: str,
    collections: Sequence[Collection],
    parts: Sequence[Part],
    scores: Sequence[Mapping],
    pages: Sequence[str],
    outcomes: Sequence[Outcome],
    controls: Sequence[str],
    left_out: Mapping[str, Sequence[str]],
    transcribed: Sequence[str],
    full_run: str,
    config: Mapping,
    titles: Mapping[str, str],
    software: Mapping,
    provenance: str,
) -> None:
    """Write the report.

    Args:
        page: path of the page.
        template, style, program: paths of its template, style sheet and JavaScript.
        collections, parts: the datasets, and the content about each.
        scores: rows of metrics.tsv.
        pages: paths of Markdown pages that become sections.
        outcomes: results for the paper's claims.
        controls: representations that use labels.
        left_out: what a full run would add: titles by kind.
        transcribed: sentences on transcribed lyrics, by dataset.
        full_run: command for a full run.
        config: config of the run.
        titles: titles of representations, by name.
        software: content of CITATION.cff.
        provenance: path of provenance.tsv.
    """
    learned = {row["representation"]: row[KIND] for row in scores}
    ran = [name for name in config["representations"] if name in learned]
    made = read_rows(provenance, MADE_COLUMNS)
    fill_template(
        page,
        template,
        headline=headline(collections),
        datasets=parts,
        controls=" and ".join(titles.get(name, name) for name in ran if name in controls),
        verdict=" ".join(
            paper_sentences(outcomes, any(collection.is_synthetic for collection in collections))
        ),
        verdicts=judged_claims(
            outcomes, {collection.name: collection.title for collection in collections}
        ),
        terms=terms(
            config["audio"]["slice_duration"], any(collection.factors for collection in collections)
        ),
        run=run_table(collections),
        settings=settings_in_words(config, {name: learned[name] for name in ran}, titles),
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
        program=Path(program).read_text(encoding="utf-8"),
    )


def run_table(collections: Sequence[Collection]) -> str:
    """Compose a table of datasets: numbers of tracks, slices and lyrics, and labels."""
    rows = []
    for collection in collections:
        n_tracks, n_rejected = len(collection.tracks), len(collection.rejected)
        lyrics = f"{collection.n_lyrics:,}"
        if collection.n_transcribed:
            lyrics += f" ({collection.n_transcribed:,} transcribed)"
        labels = ", ".join(collection.factors) or "none"
        counts = f"{n_tracks:,}", f"{collection.n_slices:,}", lyrics, f"{n_rejected:,}"
        rows.append([collection.title, *counts, labels])
    header = ["Collection", "Tracks", "Slices", "With lyrics", "Rejected", "Labels"]
    return wide_table(html_table(rows, header))


def markdown_page(name: str, text: str) -> Page:
    """Convert a Markdown text to a section; its headings move one level down.

    Args:
        name: name of the section, for links; if not in `TITLES`, the text starts with its heading.
        text: Markdown; HTML in it is escaped.
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
    before, after = wide_table("<table>|</table>").split("|")
    html = html.replace("<table>", before).replace("</table>", after)
    html = BESIDE.sub(r"\1<small>\2</small></td>", html)
    return Page(name, title, html)


def citations(software: Mapping) -> list[str]:
    """Compose a citation for the software and for each work it refers to.

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

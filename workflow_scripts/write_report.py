"""The report of a run: groups, scores, figures, tables, evidence and provenance on one page."""

import csv
from itertools import groupby
from pathlib import Path

import yaml

from hbvae.clustering.centres import centre_distances, track_means
from hbvae.datasets.tags import all_titles
from hbvae.evaluation.score_table import read_scores, select
from hbvae.jobs.task import run_task
from hbvae.provenance import in_words, record
from hbvae.reporting.report_page import (
    Part,
    fill_template,
    groups_table,
    html_table,
    markdown_page,
    picture,
    scores_table,
)
from hbvae.storage.clusters import read_assignments
from hbvae.storage.grids import read_grid
from hbvae.storage.latents import read_latents
from hbvae.storage.tracks import read_lyrics, read_rejected, read_tracks


def main(
    tracks, lyrics, rejected, latents, assignments, figures, grids, sounds, heard, metrics,
    provenance, pages,
    template, style, citation,
    page,
    datasets, grouped, references, clusterer, config,
):  # fmt: skip
    scores = read_scores([metrics])
    pictures = {
        name: list(files) for name, files in groupby(figures, lambda path: Path(path).parts[-3])
    }
    played = {_of(path): _rows(path, folder) for path, folder in zip(grids, sounds, strict=True)}
    measured = {_of(path): _measured(path) for path in heard}
    parts, run = [], []
    for number, (name, (title, audio_folder)) in enumerate(datasets.items()):
        listed, refused = read_tracks(tracks[number]), read_rejected(rejected[number])
        latent, index = read_latents(latents[number])
        by_id = {track.track_id: track for track in listed}
        used = [by_id[track_id] for track_id in index.track_id]
        points = track_means(latent, index.track, len(used))
        clusters = read_assignments(assignments[number])[references[name]]["track"]
        factors = list(used[0].labels)
        parts.append(
            Part(
                name,
                title,
                _about_groups(grouped[name], clusterer, references[name]),
                groups_table(
                    clusters,
                    centre_distances(points, clusters),
                    all_titles(Path(audio_folder, track.path) for track in used),
                    {factor: [track.labels[factor] for track in used] for factor in factors},
                ),
                _about_scores(clusterer, factors, len(config["seeds"])),
                scores_table(select(scores, dataset=name), clusterer),
                [
                    picture(path, played.get(_of(path)), measured.get(_of(path), ""))
                    for path in pictures.get(name, [])
                ],
                html_table(refused, ["Track", "File", "Reason"]) if refused else "",
            )
        )
        counts = len(used), len(index.track), len(read_lyrics(lyrics[number])), len(refused)
        run.append([title, *(f"{count:,}" for count in counts), ", ".join(factors) or "none"])
    scored = {row["representation"] for row in scores}
    ran = [name for name in config["representations"] if name in scored]  # those of lyrics: if any
    header = ["Collection", "Tracks", "Slices", "With lyrics", "Rejected", "Labels"]
    fill_template(
        page,
        template,
        datasets=parts,
        any_lyrics=any(len(read_lyrics(path)) for path in lyrics),
        controls="lyrics_without_language" if "lyrics_without_language" in ran else "",
        run=html_table(run, header),
        settings=_settings(config, ran),
        pages=[markdown_page(Path(path).stem, *_titled(path)) for path in pages],
        made_by=in_words(),
        provenance=_provenance(config, provenance),
        config=yaml.safe_dump(config, sort_keys=False, allow_unicode=True),
        citations=_citations(yaml.safe_load(Path(citation).read_text(encoding="utf-8"))),
        style=Path(style).read_text(encoding="utf-8"),
    )


def _of(path):
    """Dataset and name of a figure, or of the file that it is made from."""
    return Path(path).parts[1], Path(path).stem


def _rows(grid, folder):
    """The sounds of a grid, by the names of its rows."""
    rows = enumerate(read_grid(grid).rows, 1)
    return {name.replace("\n", ", "): f"{folder}/{number}.mp3" for number, name in rows}


def _measured(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    header = [
        *("Asked for", "Labels", "Slices", "A probe hears it in those generated"),
        *("in real ones of other tracks", "by chance"),
    ]
    return html_table([list(row.values()) for row in rows], header)


def _about_groups(representation, clusterer, reference):
    of = f", with the k of {reference}" if reference != "none" else ""
    return (
        f"Clusters of tracks by {clusterer} on {representation}{of}. The explorer has all others. "
        "A cluster is named by its number alone; what it stands for is for you to hear."
    )


def _about_scores(clusterer, factors, n_seeds):
    seeds = "one seed" if n_seeds == 1 else f"{n_seeds} seeds"
    if not factors:
        return (
            f"By {clusterer}, tracks, {seeds}. There are no labels, so nothing says whether the "
            "clusters are right: the silhouette says how compact they are, the figure of stability "
            "how well another sample of songs would give the same. In brackets: 95 % interval."
        )
    return (
        f"By {clusterer}, tracks, {seeds}. In brackets: 95 % interval over tracks"
        f"{' and seeds' if n_seeds > 1 else ''}. A score whose interval holds its chance, the mean "
        "after labels were dealt at random, says nothing. metrics.tsv has all scores."
    )


def _settings(config, ran):
    training = config["training"]
    seeds = ", ".join(map(str, config["seeds"]))
    return (
        f"Representations: {', '.join(ran)}. Clusterers: "
        f"{', '.join(config['clusterers'])}. Models were trained for {training['epochs']} epochs "
        f"unless the config says otherwise, with a share of {training['held_out']} of the tracks "
        f"held out. Seeds: {seeds}."
    )


def _titled(path):
    text = Path(path).read_text(encoding="utf-8")
    titles = {"table1": "Table 1: published and measured", "algorithms": "Clustering algorithms"}
    return text, titles.get(Path(path).stem)


def _provenance(config, of_latents):
    """This run, and what its latents say of themselves where an earlier one made them."""
    with open(of_latents, newline="", encoding="utf-8") as file:
        made = list(csv.DictReader(file, dialect="excel-tab"))
    ours = record()
    rows = [["Commit", ours["commit"]], ["Digest of the config", ours["config digest"]]]
    rows.append(["Seeds", ", ".join(map(str, config["seeds"]))])
    devices = sorted({one["device"] for one in made})
    rows.append(["Representations were made on", "; ".join(devices)])
    for name in ("commit", "config digest"):
        others = sorted({one[name] for one in made} - {ours[name]})
        if others:
            rows.append([f"Some were made by an earlier run: {name}", ", ".join(others)])
    return html_table(rows + [list(pair) for pair in ours["packages"].items()], ["", ""])


def _citations(of_file):
    """A line for the software and one for each work it refers to."""
    lines = []
    for work in (of_file, *of_file["references"]):
        authors = ", ".join(
            author.get("name") or f"{author['given-names']} {author['family-names']}"
            for author in work["authors"]
        )
        when = f" ({work['year']})" if "year" in work else ""
        version = f", version {work['version']}, {work['license']}" if "version" in work else ""
        lines.append(f"{authors}{when}. {work['title']}{version}.")
    return lines


if "snakemake" in globals():
    run_task(main, snakemake)

"""Write the report of a run: its groups first, and the details for researchers below."""

from pathlib import Path

import yaml

from hbvae.evaluation.score_table import read_scores
from hbvae.jobs.task import run_task
from hbvae.reporting.claims import read_outcomes
from hbvae.reporting.collection import read_collection
from hbvae.reporting.pictures import read_pictures
from hbvae.reporting.recordings import addresses_on_another_page
from hbvae.reporting.report_page import Shown, part, playable_songs, write_report
from hbvae.reporting.transcribed import about_transcription
from hbvae.storage.changes import read_changes
from hbvae.storage.metadata import read_metadata
from hbvae.storage.names import NamedClustering, read_names
from hbvae.storage.transcripts import read_verdicts


def main(
    names, tracks, lyrics, transcripts, rejected, remarks, duplicates, metadata, changes, latents,
    maps, stability, assignments, recurrence, copies, figures, grids, sounds, probe_tables,
    metrics, provenance, pages, verdicts, template, style, program, citation,
    page,
    datasets, changed, audio_folders, synthetic, grouped, alike, references, k, clusterer, controls,
    left_out, full_run, config, titles, encoder,
):  # fmt: skip
    scores, n_seeds = read_scores([metrics]), len(config["seeds"])
    pictures = read_pictures(figures, grids, sounds, probe_tables)
    changes = {name: read_changes(path) for name, path in zip(changed, changes, strict=True)}
    collections, parts = [], []
    lists = tracks, lyrics, rejected, remarks, duplicates
    kept = latents, maps, stability, assignments, recurrence
    dataset_files = datasets, copies, metadata, names, *lists, *kept
    for name, copied, called, named, *files in zip(*dataset_files, strict=True):
        shown = NamedClustering(grouped[name], clusterer, config["seeds"][0], references[name])
        about = datasets[name], references[name], k[name], read_names([named]).get(shown, [])
        collection = read_collection(name, *about, name in synthetic, *files)
        paths = [Path(audio_folders[name], track.path) for track in collection.tracks]
        addresses = addresses_on_another_page(paths, copied, str(Path(page).parent))
        songs = playable_songs(collection, addresses, read_metadata(called))
        seconds = config["audio"]["duration"]
        shown = Shown(grouped[name], clusterer, alike[name], titles, seconds, n_seeds, encoder)
        since = changes.get(name, [])
        parts.append(part(collection, scores, pictures.get(name, []), songs, since, shown))
        collections.append(collection)
    transcribed = [
        about_transcription(collection.title, read_verdicts(path), collection.n_lyrics)
        for collection, path in zip(collections, transcripts, strict=bool(transcripts))
    ]
    software = yaml.safe_load(Path(citation).read_text(encoding="utf-8"))
    judged = read_outcomes(verdicts) if verdicts else []
    write_report(
        page, template, style, program, collections, parts, scores, pages, judged, controls,
        left_out, transcribed, full_run, config, titles, software, provenance,
    )  # fmt: skip


if "snakemake" in globals():
    run_task(main, snakemake)

"""The report of a run: groups, scores, figures, tables, evidence and provenance on one page."""

from pathlib import Path

import yaml

from hbvae.evaluation.score_table import read_scores
from hbvae.jobs.task import run_task
from hbvae.reporting.collection import read_collection
from hbvae.reporting.pictures import read_pictures
from hbvae.reporting.report_page import part, write_report
from hbvae.reporting.transcribed import about_transcription
from hbvae.storage.names import NamedClustering, read_names
from hbvae.storage.transcripts import read_verdicts


def main(
    names, tracks, lyrics, transcripts, rejected, remarks, duplicates, latents, maps, stability,
    assignments, figures, grids, sounds, heard,
    metrics, provenance, pages, template, style, citation,
    page,
    datasets, grouped, references, k, clusterer, controls, left_out, full_run, config,
    encoder,
):  # fmt: skip
    scores, n_seeds = read_scores([metrics]), len(config["seeds"])
    pictures = read_pictures(figures, grids, sounds, heard)
    collections, parts = [], []
    lists = tracks, lyrics, rejected, remarks, duplicates
    of_datasets = datasets, names, *lists, latents, maps, stability, assignments
    for name, named, *files in zip(*of_datasets, strict=True):
        shown = NamedClustering(grouped[name], clusterer, config["seeds"][0], references[name])
        about = datasets[name], references[name], k[name], read_names([named]).get(shown, [])
        collection = read_collection(name, *about, *files)
        shown = pictures.get(name, []), grouped[name], clusterer
        parts.append(part(collection, scores, *shown, n_seeds, encoder))
        collections.append(collection)
    transcribed = [
        about_transcription(collection.title, read_verdicts(path), collection.n_lyrics)
        for collection, path in zip(collections, transcripts, strict=bool(transcripts))
    ]
    software = yaml.safe_load(Path(citation).read_text(encoding="utf-8"))
    write_report(
        page, template, style, collections, parts, scores, pages, controls, left_out,
        transcribed, full_run, config, software, provenance,
    )  # fmt: skip


if "snakemake" in globals():
    run_task(main, snakemake)

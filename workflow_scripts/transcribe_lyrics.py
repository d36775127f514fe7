"""Transcribe the tracks of a batch without lyrics with a Whisper model."""

import logging
from functools import partial
from pathlib import Path

from hbvae.errors import AudioError
from hbvae.features.decoding import Passage, read_central_part
from hbvae.features.whisper import Whisper, hearing
from hbvae.jobs.sandbox import guarded
from hbvae.jobs.task import run_task
from hbvae.storage.settled import read_audio_folder
from hbvae.storage.tracks import read_batch
from hbvae.storage.transcripts import Transcript, read_transcripts, write_transcripts

logger = logging.getLogger("hbvae")


def main(
    tracks, dataset, rendered, table, transcripts,
    without_lyrics, model, revision, made_by, seconds, so_far,
):  # fmt: skip
    folder, whisper = read_audio_folder(dataset), Whisper(model, revision)
    made_by = f"{made_by}, {seconds} s of each"
    wanted = [track for track in read_batch(tracks) if track.track_id in without_lyrics]
    versions = {(track.track_id, track.bytes, track.modified, made_by) for track in wanted}
    before = read_transcripts(so_far) if Path(so_far).exists() else []  # from a killed job
    rows = [row for row in before if row[:4] in versions]
    done = {row.track_id for row in rows}
    left = [track for track in wanted if track.track_id not in done]
    logger.info("%s; %d tracks, %d of them transcribed before", made_by, len(wanted), len(done))
    read = partial(read_central_part, config=hearing(seconds))
    parts = guarded(read, [Passage(folder / track.path, track.span) for track in left])
    for track, part in zip(left, parts, strict=True):
        row = Transcript(track.track_id, track.bytes, track.modified, made_by)
        if isinstance(part, AudioError):
            logger.warning("%s cannot be transcribed: %s", track.track_id, part)
            rows.append(row._replace(problem=str(part)))
        else:
            for written in whisper.transcribe(part.slices.reshape(-1)):
                window = written._replace(start=part.start + written.start)
                rows.append(row._replace(**window._asdict()))
        write_transcripts(so_far, rows)
    write_transcripts(transcripts, rows)
    Path(so_far).unlink(missing_ok=True)


if "snakemake" in globals():
    run_task(main, snakemake)

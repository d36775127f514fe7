"""Check the transcribed lyrics, and add those that pass to the given lyrics."""

import logging
from collections import Counter

from hbvae.features.lyric_gates import GatesConfig, judge_tracks, kept_lyrics
from hbvae.jobs.task import run_task
from hbvae.storage.tracks import read_lyrics
from hbvae.storage.transcripts import read_transcripts, write_all_lyrics, write_verdicts

logger = logging.getLogger("hbvae")


def main(lyrics, batches, transcripts, all_lyrics, gates):
    rows = [row for path in batches for row in read_transcripts(path)]
    verdicts = judge_tracks(rows, GatesConfig(**gates))
    given, kept = read_lyrics(lyrics), kept_lyrics(verdicts)
    write_verdicts(transcripts, verdicts)
    write_all_lyrics(all_lyrics, given, kept, rows[0].made_by if rows else "")
    logger.info("%d of %d texts are kept", len(kept), len({row.track_id for row in rows}))
    if not given and not kept:
        reasons = Counter(row.verdict for row in verdicts).most_common(3)
        logger.warning(
            "no song has lyrics: none are given, and no transcribed text passed the checks (%s); "
            "results from lyrics mean nothing",
            "; ".join(f"{reason}: {n}" for reason, n in reasons),
        )


if "snakemake" in globals():
    run_task(main, snakemake)

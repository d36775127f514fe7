"""Sentences about transcribed lyrics."""

from collections import Counter
from collections.abc import Sequence

from hbvae.features.lyric_gates import kept_lyrics
from hbvae.reporting.numbers import counted
from hbvae.storage.transcripts import Verdict

NONE = "No song has lyrics, so results from lyrics mean nothing."


def about_transcription(title: str, verdicts: Sequence[Verdict], n_lyrics: int) -> str:
    """Describe the transcribed lyrics, the model, and why texts were rejected.

    Args:
        title: title of the collection.
        verdicts: verdicts on all windows, track by track.
        n_lyrics: tracks with lyrics, given or transcribed.
    """
    reasons: dict[str, Counter] = {}
    for row in verdicts:
        reasons.setdefault(row.track_id, Counter())[_kind(row.verdict)] += 1
    if not reasons:
        return f"{title}: every song has given lyrics; none were transcribed."
    kept = kept_lyrics(verdicts)
    refused = Counter(
        counts.most_common(1)[0][0] for name, counts in reasons.items() if name not in kept
    )
    why = "; ".join(f"{reason} ({n:,})" for reason, n in refused.most_common())
    return (
        f"{title}: {verdicts[0].made_by}, transcribed the {counted(len(reasons), 'song')} without "
        f"lyrics. The text of {len(kept):,} passed the checks and was used as lyrics; such "
        "text has many errors."
        + (f" The others have no lyrics: {why}." if why else "")
        + ("" if n_lyrics else f" {NONE}")
    )


def _kind(verdict: str) -> str:
    """A verdict without the numbers and names of the track."""
    return verdict.partition(":")[0]

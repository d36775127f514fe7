"""Check whether changed files still have the same sound."""

import logging
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from hbvae.errors import AudioError, StoreError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoding import Passage
from hbvae.features.log_mel import TrackFeatures, extract_track, mel_filterbank
from hbvae.jobs.sandbox import guarded
from hbvae.storage.features import BatchFeatures, read_batch_features
from hbvae.storage.tracks import Track
from hbvae.workflow.previous import Previous

AT_ONCE = 25  # tracks per process
MANY = 20  # number of changed files from which on a message explains the wait

logger = logging.getLogger(__name__)


def keep_versions(
    tracks: Sequence[Track],
    folder: Path,
    previous: Previous,
    results: Path,
    say: Callable[[str], None],
) -> list[Track]:
    """Give each track the size and time that its file had when its sound last changed.

    Args:
        tracks: tracks with the current size and time.
        folder: folder that their paths are relative to.
        previous: the last listing.
        results: folder of the dataset's results.
        say: prints a message if it takes long.
    """
    versions, changed = {}, []
    for track in tracks:
        before = previous.tracks.get(track.track_id)
        if before is None or before.path != track.path:
            continue
        if previous.has(track) or before[2:4] == (track.bytes, track.modified):
            versions[track.track_id] = before[2:4]
        else:
            changed.append(before)
    if len(changed) >= MANY:
        say(
            f"{results.name}: the files of {len(changed):,} songs have changed; checking whether "
            "they still sound the same"
        )
    if changed:
        same = unchanged_sounds(results / "features", changed, folder)
        logger.info("%d of %d changed files sound as before", len(same), len(changed))
        versions |= same
    return [
        track._replace(bytes=versions[track.track_id][0], modified=versions[track.track_id][1])
        if track.track_id in versions
        else track
        for track in tracks
    ]


def unchanged_sounds(
    features: Path, tracks: Sequence[Track], audio_folder: Path
) -> dict[str, tuple[int, int]]:
    """Find tracks whose files still give the stored features.

    A file that was touched, retitled or copied has the same sound, so nothing needs to be fitted
    again.

    Args:
        features: folder of the batches' features, ``00000.h5`` and so on.
        tracks: tracks, each with its batch.
        audio_folder: folder that their paths are relative to.

    Returns:
        Size and time of the file from which the features were extracted, by track id.
    """
    by_batch = defaultdict(list)
    for track in tracks:
        by_batch[track.batch].append(track)
    chunks = [
        (features / f"{batch:05d}.h5", members[first : first + AT_ONCE])
        for batch, members in by_batch.items()
        for first in range(0, len(members), AT_ONCE)
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        versions = {}
        for unchanged in pool.map(lambda chunk: _unchanged(*chunk, audio_folder), chunks):
            versions |= unchanged
        return versions


def _unchanged(
    batch: Path, tracks: Sequence[Track], audio_folder: Path
) -> dict[str, tuple[int, int]]:
    try:
        stored, settings = read_batch_features(str(batch), [track.track_id for track in tracks])
        config = AudioConfig(**settings)
    except (StoreError, KeyError, TypeError, ValueError):  # missing, or another version
        return {}
    extract = partial(extract_track, filterbank=mel_filterbank(config), config=config)
    comparable = [track for track in tracks if track.track_id in stored]
    parts = [Passage(audio_folder / track.path, track.span) for track in comparable]
    return {
        track.track_id: stored[track.track_id].version
        for track, extracted in zip(comparable, guarded(extract, parts), strict=True)
        if not isinstance(extracted, AudioError) and _same(extracted, stored[track.track_id])
    }


def _same(extracted: TrackFeatures, stored: BatchFeatures) -> bool:
    return all(map(np.array_equal, extracted[:3], stored[:3]))

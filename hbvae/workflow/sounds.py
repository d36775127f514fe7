"""Whether files that have changed still sound the same."""

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

AT_ONCE = 25  # tracks that one process looks at
MANY = 20  # changed files, from which on a person is told why it takes a while

logger = logging.getLogger(__name__)


def keep_versions(
    tracks: Sequence[Track],
    folder: Path,
    previous: Previous,
    results: Path,
    say: Callable[[str], None],
) -> list[Track]:
    """The tracks with the size and time that their file had when its sound was last new.

    Args:
        tracks: with those that their file has now.
        folder: which their paths are relative to.
        previous: the last listing.
        results: of the dataset.
        say: tells a person why it takes a while.
    """
    versions, changed = {}, []
    for track in tracks:
        known = previous.tracks.get(track.track_id)
        if known is None or known.path != track.path:
            continue
        if previous.has(track) or known[2:4] == (track.bytes, track.modified):
            versions[track.track_id] = known[2:4]
        else:
            changed.append(known)
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
    """The tracks whose file still has the features that were extracted from it.

    A file that was touched, retitled or copied sounds as before; what was fitted to its features
    need not be fitted again.

    Args:
        features: folder of the batches' features, ``00000.h5`` and so on.
        tracks: each with the batch that it was extracted in.
        audio_folder: which their paths are relative to.

    Returns:
        size and time of the file that the features were extracted from, by track id.
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
    except (StoreError, KeyError, TypeError, ValueError):  # none, or of another version
        return {}
    extract = partial(extract_track, filterbank=mel_filterbank(config), config=config)
    known = [track for track in tracks if track.track_id in stored]
    parts = [Passage(audio_folder / track.path, track.span) for track in known]
    return {
        track.track_id: stored[track.track_id].version
        for track, extracted in zip(known, guarded(extract, parts), strict=True)
        if not isinstance(extracted, AudioError) and _same(extracted, stored[track.track_id])
    }


def _same(extracted: TrackFeatures, stored: BatchFeatures) -> bool:
    return all(map(np.array_equal, extracted[:3], stored[:3]))

"""Checking that enough tracks can be used for a run and for its numbers of clusters."""

from collections.abc import Mapping, Sequence

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.files import UNREAD
from hbvae.errors import AudioError, ConfigError
from hbvae.features.decoders.ffmpeg import ENDINGS
from hbvae.features.decoders.registry import file_ending
from hbvae.storage.tracks import PAIR, too_many_rejected

LEAST = 4  # minimum number of tracks: two groups of two
SHOWN = 20  # number of rejected tracks that a message lists


def counted_rejected(rejected: Sequence[str], usable: Sequence[str]) -> list[str]:
    """The rejected files that count towards ``max_rejected``.

    Unreadable folders do not count, since their content is unknown. Files of a rare format do not
    count if no file of that format can be used (notes, encrypted songs, the files of an unusual
    program), unless more files are rejected than usable.

    Args:
        rejected, usable: paths; those of folders end in a slash.
    """
    rejected = [path for path in rejected if not path.endswith("/")]
    if len(rejected) > len(usable):
        return rejected
    left_out = {*ENDINGS, *UNREAD} - set(map(file_ending, usable))
    return [path for path in rejected if file_ending(path) not in left_out]


def check_usable(
    rejected: Sequence[tuple[str, str, str]],
    paths: Sequence[str],
    max_rejected: float,
    references: Mapping[str, int | str],
    left_out: Sequence[str] = (),
) -> None:
    """Check that enough tracks can be used.

    Args:
        rejected: (track_id, path, reason) of each track that cannot be used.
        paths: paths of all tracks.
        max_rejected: share of them that may be rejected, see `too_many_rejected`; only the tracks
            from `counted_rejected` count.
        references: number of clusters by the reference they are scored against; "auto" leaves it
            open.
        left_out: paths of the tracks that the description leaves out.

    Raises:
        AudioError: too many tracks are rejected, or too few are left to form groups.
        ConfigError: more clusters are requested than tracks are left.
    """
    refused = {path for _, path, _ in rejected} | {*left_out}
    n_tracks, n_usable = len(paths), len(paths) - len(rejected) - len(left_out)
    usable = [path for path in paths if path not in refused]
    counted = [path for _, path, _ in rejected]
    counted = counted_rejected(counted, usable) if max_rejected else counted
    if too_many_rejected(len(counted), n_tracks, max_rejected):
        listed = "\n".join(f"  {track_id}: {reason}" for track_id, _, reason in rejected[:SHOWN])
        raise AudioError(
            f"{len(counted)} of {n_tracks} tracks cannot be used, which is more than the share "
            f"max_rejected = {max_rejected:g} allows:\n{listed}\n"
            "Fix or remove them, or raise max_rejected in the config."
        )
    if n_usable < LEAST:
        more = f", or raise longer_than, which leaves out {len(left_out)}" if left_out else ""
        raise AudioError(
            f"{n_usable} of {n_tracks} tracks can be used, expected at least {LEAST}: fewer cannot "
            f"form groups. Add songs to the collection{more}."
        )
    for reference, n_clusters in references.items():
        if n_clusters != "auto" and n_clusters > n_usable:
            raise ConfigError(
                f"expected at most as many clusters as usable tracks, got {n_clusters} clusters "
                f"({reference}), but only {n_usable} of {n_tracks} tracks can be used. Add songs, "
                "or give a smaller k in the dataset's description."
            )


def without_large_pairs(
    description: DatasetDescription, n_tracks: int, max_rejected: float, remarks: list[str]
) -> DatasetDescription:
    """Remove the pairs of factors that would have too many clusters for the number of tracks.

    A pair's number of clusters is the product of its factors' numbers, which the user did not
    choose. At least half of the tracks are left: if fewer can be used, a run stops
    (`counted_rejected`).

    Args:
        description: description of the dataset.
        n_tracks: number of listed tracks.
        max_rejected: share of them that extraction may leave out.
        remarks: is extended by a line on each pair.
    """
    may_fail = max(1, int(max_rejected * n_tracks)) if max_rejected else 0
    pairs = {pair: k for pair, k in description.references.items() if PAIR in pair}
    most = min(n_tracks // 2, n_tracks - may_fail)
    large = {pair: k for pair, k in pairs.items() if k != "auto" and k > most}
    for pair, k in large.items():
        text = f"{pair}: {k} clusters are too many for {n_tracks:,} songs"
        remarks.append(f"{text}; clusters are not scored against both together")
    if not large:
        return description
    return description.model_copy(update={"pairs": [pair for pair in pairs if pair not in large]})

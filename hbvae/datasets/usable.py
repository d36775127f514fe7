"""Whether the tracks that can be used are enough for a run, and for its labels."""

from collections.abc import Mapping, Sequence

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.files import UNREAD
from hbvae.errors import AudioError, ConfigError
from hbvae.features.decoders.ffmpeg import ENDINGS
from hbvae.features.decoders.registry import file_ending
from hbvae.storage.tracks import PAIR, too_many_rejected

LEAST = 4  # tracks: two groups of two
SHOWN = 20  # rejected tracks that a message names


def counted_rejected(rejected: Sequence[str], usable: Sequence[str]) -> list[str]:
    """The rejected files that count against a collection.

    A folder that cannot be read does not: nobody knows what is in it. A rare kind of file, none of
    which can be used here, is left out of a collection and not held against it: notes, encrypted
    songs, what an unusual program wrote. Unless it is most of it.

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
    """Check how many tracks are left when those that cannot be used are not counted.

    Args:
        rejected: (track_id, path, reason) of each that cannot be used.
        paths: of all tracks.
        max_rejected: share of them that may be rejected, see `too_many_rejected`, but for those
            that `counted_rejected` leaves out.
        references: number of clusters by what they are scored against; "auto" leaves it open.
        left_out: paths of the tracks that are left out as the description says.

    Raises:
        AudioError: too many tracks are rejected, or too few are left to have groups.
        ConfigError: more clusters are asked for than tracks are left.
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
    """The description without pairs of factors that have more clusters than tracks may be left.

    The number of a pair's clusters is the product of its factors', which nobody set. At least half
    of the tracks are left: where fewer can be used, a run stops (`counted_rejected`).

    Args:
        description: of the dataset.
        n_tracks: that are listed.
        max_rejected: share of them that extraction may leave out.
        remarks: grows by a line on each pair.
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

"""Pairs of recordings with nearly equal window keys, found by sorting in n log n time."""

import numpy as np

KEY_BITS = 32
MORE_BITS = 1  # bits that matching keys share beyond those that chance explains
NEIGHBOURS = 2  # number of following keys in sorted order that a key is compared with
DRIFT = 10  # maximum difference, in steps, of the lags of two matches: 3 % of 30 s
LEAST_MATCHES = 2
MOST_PARTNERS = 8  # maximum number of partners of a recording, those with the most matches


def matching_pairs(keys: np.ndarray, recording: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Pairs of recordings that share at least `LEAST_MATCHES` windows at about the same lag.

    Each table of keys is sorted, like the permuted tables of Manku, Jain & Das Sarma (2007): keys
    with the same leading bits are neighbours, and only neighbours are compared.

    Args:
        keys: (tables, windows) uint32.
        recording: (windows,) number of each window's recording.
        place: (windows,) steps from the beginning of the recording.

    Returns:
        (pairs, 2) recording numbers, the smaller number first; pairs in ascending order.
    """
    chance = int(np.ceil(np.log2(max(keys.shape[1], 2))))
    differ = np.uint64(2 ** max(0, KEY_BITS - chance - MORE_BITS))
    matches = [_neighbours(table, recording, place, differ) for table in keys]
    first, second, lag = (np.concatenate(column) for column in zip(*matches, strict=True))
    order = np.lexsort((lag, second, first))
    first, second, lag = first[order], second[order], lag[order]
    continues = (first[1:] == first[:-1]) & (second[1:] == second[:-1])
    continues &= lag[1:] - lag[:-1] <= DRIFT
    begin = np.flatnonzero(np.append(True, ~continues)) if len(lag) else np.empty(0, int)
    n_matches = np.diff(np.append(begin, len(lag)))
    begin, n_matches = begin[n_matches >= LEAST_MATCHES], n_matches[n_matches >= LEAST_MATCHES]
    pairs = np.stack([first[begin], second[begin]], axis=1)
    return _best_partners(pairs, n_matches)


def _neighbours(
    keys: np.ndarray, recording: np.ndarray, place: np.ndarray, differ: np.uint64
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Matching neighbours in the order of the keys: two recordings and the lag between them.

    Args:
        keys: (windows,) uint32, a table of keys.
        recording, place: as in `matching_pairs`.
        differ: keys match if they differ by less.
    """
    sorted_keys = keys.astype(np.uint64) << np.uint64(32)  # the low bits are the window's number
    sorted_keys |= np.arange(len(keys), dtype=np.uint64)
    sorted_keys.sort()
    window = (sorted_keys & np.uint64(2**32 - 1)).astype(np.uint32)
    sorted_keys >>= np.uint64(32)
    # Keep only the last of successive windows of a recording; a constant sound has many of them.
    last = np.append(recording[window[1:]] != recording[window[:-1]], True)[: len(window)]
    window, sorted_keys = window[last], sorted_keys[last]
    matches = []
    for distance in range(1, NEIGHBOURS + 1):
        near = np.flatnonzero((sorted_keys[distance:] ^ sorted_keys[:-distance]) < differ)
        left, right = window[near], window[near + distance]
        swapped = recording[left] > recording[right]
        left, right = np.where(swapped, right, left), np.where(swapped, left, right)
        apart = recording[left] != recording[right]
        left, right = left[apart], right[apart]
        matches.append((recording[left], recording[right], place[right] - place[left]))
    return tuple(np.concatenate(column) for column in zip(*matches, strict=True))


def _best_partners(pairs: np.ndarray, n_matches: np.ndarray) -> np.ndarray:
    """Pairs that are among the `MOST_PARTNERS` best pairs of either recording."""
    kept = np.zeros(len(pairs), bool)
    for side in (0, 1):
        order = np.lexsort((-n_matches, pairs[:, side]))
        numbers = pairs[order, side]
        rank = np.arange(len(order)) - np.searchsorted(numbers, numbers)
        kept[order[rank < MOST_PARTNERS]] = True
    return np.unique(pairs[kept], axis=0)

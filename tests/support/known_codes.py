"""Codes of two factors whose disentanglement is known."""

import numpy as np

TRACK = np.repeat(np.arange(160), 5)
FACTORS = {
    "language": (np.arange(160) % 2)[TRACK],
    "genre": (np.arange(160) // 2 % 4)[TRACK],
}
LANGUAGE, GENRE = FACTORS.values()


def all_codes():
    random = np.random.default_rng(0)
    perfect = np.stack([LANGUAGE, GENRE], 1) + 0.01 * random.normal(size=(800, 2))
    noise = random.normal(size=(800, 3))
    return {
        "one dimension each": perfect,
        "and others that say nothing": np.hstack([perfect, noise]),
        "each factor twice": np.hstack([perfect, -perfect]),
        "both in both dimensions": np.stack([2 * GENRE + LANGUAGE, -2 * GENRE - LANGUAGE], 1) * 1.0,
        "collapsed": np.zeros((800, 2)),
        "noise": noise,
    }


CODES = all_codes()
PERFECT = CODES["one dimension each"]

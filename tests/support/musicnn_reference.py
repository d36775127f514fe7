"""MusiCNN in numpy and float64, layer by layer as its package writes it for TensorFlow 1."""

import numpy as np


def random_variables(seed=0):
    """Variables of a small network of the same layers, some filters without a weight.

    Ten mel bands; five front layers of 3, 3, 2, 2, 2 filters; middle layers of 3; an embedding of
    5, and 4 tags.
    """
    random = np.random.default_rng(seed)
    shapes = [(7, 4, 1, 3), (7, 7, 1, 3), (8, 1, 1, 2), (4, 1, 1, 2), (3, 1, 1, 2)]
    shapes += [(7, 12, 1, 3), (7, 3, 1, 3), (7, 3, 1, 3)]
    sizes = [1, *(shape[3] for shape in shapes), 2 * (12 + 3 * 3), 5]
    variables = {}
    for number, shape in enumerate(shapes):
        kernel = random.normal(size=shape) / np.sqrt(np.prod(shape[:3]))
        if number in (1, 4, 5):
            kernel[..., 1] = 1e-31  # as weight decay leaves them
        variables[f"{name('conv2d', number)}/kernel"] = kernel
        variables[f"{name('conv2d', number)}/bias"] = random.normal(size=shape[3])
    for number, size in enumerate(sizes):
        of = name("batch_normalization", number)
        variables[f"{of}/gamma"] = random.normal(size=size)  # some are negative
        variables[f"{of}/beta"] = random.normal(size=size)
        variables[f"{of}/moving_mean"] = random.normal(size=size)
        variables[f"{of}/moving_variance"] = random.uniform(0.1, 2, size=size)
    for of, (width, size) in (("dense", (sizes[-2], 5)), ("dense_1", (5, 4))):
        variables[f"{of}/kernel"] = random.normal(size=(width, size)) / np.sqrt(width)
        variables[f"{of}/bias"] = random.normal(size=size)
    return {key: values.astype(np.float32) for key, values in variables.items()}


def musicnn_reference(variables, patch):
    """Embedding and logits of the tags of one patch, (frames, mel bands)."""
    of = {key: np.asarray(values, np.float64) for key, values in variables.items()}
    image = batch_norm(of, 0, np.asarray(patch, np.float64)[..., None])[..., 0]
    front = []
    for number in range(5):
        heard = np.maximum(convolution(of, number, same(image, of, number)), 0)
        front.append(batch_norm(of, number + 1, heard).max(axis=1))  # over the bands
    features = [np.concatenate(front, axis=1)]  # (frames, filters)
    for number in range(5, 8):
        whole = convolution(of, number, same(features[-1], of, number))[:, 0]
        layer = batch_norm(of, number + 1, np.maximum(whole, 0))
        features.append(layer if number == 5 else layer + features[-1])
    features = np.concatenate(features, axis=1)
    pooled = np.stack([features.max(axis=0), features.mean(axis=0)], axis=1).ravel()
    pooled = batch_norm(of, 9, pooled)
    hidden = np.maximum(pooled @ of["dense/kernel"] + of["dense/bias"], 0)
    embedding = batch_norm(of, 10, hidden)
    return embedding, embedding @ of["dense_1/kernel"] + of["dense_1/bias"]


def same(image, of, number):
    """The image with the silent frames about it that keep the number of frames."""
    length = len(of[f"{name('conv2d', number)}/kernel"])
    return np.pad(image, (((length - 1) // 2, length // 2), (0, 0)))


def convolution(of, number, image):
    """Valid cross-correlation with each filter: (frames, bands, filters)."""
    kernel = of[f"{name('conv2d', number)}/kernel"][:, :, 0]
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape[:2])
    return np.tensordot(windows, kernel, 2) + of[f"{name('conv2d', number)}/bias"]


def batch_norm(of, number, x):
    gamma, beta, mean, variance = (
        of[f"{name('batch_normalization', number)}/{moment}"]
        for moment in ("gamma", "beta", "moving_mean", "moving_variance")
    )
    return (x - mean) / np.sqrt(variance + 1e-3) * gamma + beta


def name(kind, number):
    return f"{kind}_{number}" if number else kind

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
        layer = name("batch_normalization", number)
        variables[f"{layer}/gamma"] = random.normal(size=size)  # some are negative
        variables[f"{layer}/beta"] = random.normal(size=size)
        variables[f"{layer}/moving_mean"] = random.normal(size=size)
        variables[f"{layer}/moving_variance"] = random.uniform(0.1, 2, size=size)
    for layer, (width, size) in (("dense", (sizes[-2], 5)), ("dense_1", (5, 4))):
        variables[f"{layer}/kernel"] = random.normal(size=(width, size)) / np.sqrt(width)
        variables[f"{layer}/bias"] = random.normal(size=size)
    return {key: values.astype(np.float32) for key, values in variables.items()}


def musicnn_reference(variables, patch):
    """Embedding and logits of the tags of one patch, (frames, mel bands)."""
    arrays = {key: np.asarray(values, np.float64) for key, values in variables.items()}
    image = batch_norm(arrays, 0, np.asarray(patch, np.float64)[..., None])[..., 0]
    front = []
    for number in range(5):
        activations = np.maximum(convolution(arrays, number, same(image, arrays, number)), 0)
        front.append(batch_norm(arrays, number + 1, activations).max(axis=1))  # over the bands
    features = [np.concatenate(front, axis=1)]  # (frames, filters)
    for number in range(5, 8):
        full = convolution(arrays, number, same(features[-1], arrays, number))[:, 0]
        layer = batch_norm(arrays, number + 1, np.maximum(full, 0))
        features.append(layer if number == 5 else layer + features[-1])
    features = np.concatenate(features, axis=1)
    pooled = np.stack([features.max(axis=0), features.mean(axis=0)], axis=1).ravel()
    pooled = batch_norm(arrays, 9, pooled)
    hidden = np.maximum(pooled @ arrays["dense/kernel"] + arrays["dense/bias"], 0)
    embedding = batch_norm(arrays, 10, hidden)
    return embedding, embedding @ arrays["dense_1/kernel"] + arrays["dense_1/bias"]


def same(image, arrays, number):
    """The image with the silent frames about it that keep the number of frames."""
    length = len(arrays[f"{name('conv2d', number)}/kernel"])
    return np.pad(image, (((length - 1) // 2, length // 2), (0, 0)))


def convolution(arrays, number, image):
    """Valid cross-correlation with each filter: (frames, bands, filters)."""
    kernel = arrays[f"{name('conv2d', number)}/kernel"][:, :, 0]
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape[:2])
    return np.tensordot(windows, kernel, 2) + arrays[f"{name('conv2d', number)}/bias"]


def batch_norm(arrays, number, x):
    gamma, beta, mean, variance = (
        arrays[f"{name('batch_normalization', number)}/{moment}"]
        for moment in ("gamma", "beta", "moving_mean", "moving_variance")
    )
    return (x - mean) / np.sqrt(variance + 1e-3) * gamma + beta


def name(kind, number):
    return f"{kind}_{number}" if number else kind

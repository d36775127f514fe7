"""Blocks of sound decoded by PyAV."""

import numpy as np

SCALES = {"s16": 2**15, "s32": 2**31, "s64": 2**63}  # full scale of integers


def as_float(frame) -> np.ndarray:
    """Convert a decoded block to (frames, channels) float32, full scale 1."""
    y = frame.to_ndarray()
    kind = frame.format.name.removesuffix("p")
    y = y.T if frame.format.is_planar else y.reshape(-1, frame.layout.nb_channels)
    if kind == "u8":
        return (y.astype(np.float32) - 128) / 128
    return y.astype(np.float32) / np.float32(SCALES.get(kind, 1))


def silent_block(layout, samples: int, rate: int):
    """Make a silent block like those that PyAV decodes.

    Args:
        layout: PyAV's layout of the channels.
        samples: number of samples per channel.
        rate: sample rate, Hz.
    """
    import av

    frame = av.AudioFrame(format="flt", layout=layout, samples=samples)
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    frame.sample_rate = rate
    return frame

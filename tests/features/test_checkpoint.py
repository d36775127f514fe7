"""A TensorFlow 1 checkpoint is read from bytes that are put together by hand."""

import struct

import numpy as np
import pytest

from hbvae.errors import StoreError
from hbvae.features.pretrained.checkpoint import MAGIC, read_checkpoint


def varint(number):
    digits = []
    while number > 127:
        digits.append(number & 127 | 128)
        number >>= 7
    return bytes([*digits, number])


def field(number, value):
    """A field of a protocol buffer: an integer, or bytes with their length."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def entry(shape, offset, dtype=1):
    dims = b"".join(field(2, field(1, size)) for size in shape)
    size = 4 * int(np.prod(shape))
    checksum = varint(6 << 3 | 5) + b"\1\2\3\4"
    return field(1, dtype) + field(2, dims) + field(4, offset) + field(5, size) + checksum


def block(entries):
    """Keys without the beginning that they share with the one before; then where keys are whole."""
    content, before = b"", b""
    for key, value in entries:
        shared = 0
        while shared < min(len(key), len(before)) and key[shared] == before[shared]:
            shared += 1
        content += varint(shared) + varint(len(key) - shared) + varint(len(value))
        content += key[shared:] + value
        before = key
    return content + struct.pack("<II", 0, 1)


def table(blocks, compression=0):
    """A table of blocks of entries, the way LevelDB writes one."""
    content, places = b"", []
    for entries in blocks:
        data = block(entries)
        places.append((entries[-1][0], varint(len(content)) + varint(len(data))))
        content += data + bytes([compression]) + b"crc!"
    footer = b""
    for data in (block([]), block(places)):
        footer += varint(len(content)) + varint(len(data))
        content += data + b"\0crc!"
    return content + footer.ljust(40, b"\0") + struct.pack("<Q", MAGIC)


BIAS, KERNEL = np.float32([1.5, -2]), np.arange(600, dtype=np.float32).reshape(2, 3, 100)
BLOCKS = [
    [
        (b"", field(1, 1) + field(3, field(1, 1))),
        (b"conv/bias", entry([2], 0)),
        (b"conv/bias/steps", entry([1], 0, dtype=9)),
    ],
    [(b"conv/kernel", entry([2, 3, 100], 8)), (b"scalar", entry([], 4))],
]


DATA = BIAS.tobytes() + KERNEL.tobytes()


def write(folder, index, data=DATA):
    (folder / "index").write_bytes(index)
    (folder / "data").write_bytes(data)
    return folder / "index", folder / "data"


def test_variables_come_back_by_name(tmp_path):
    variables = read_checkpoint(*write(tmp_path, table(BLOCKS)))
    assert variables.keys() == {"conv/bias", "conv/kernel", "scalar"}  # whole numbers are left out
    np.testing.assert_array_equal(variables["conv/bias"], BIAS)
    np.testing.assert_array_equal(variables["conv/kernel"], KERNEL)
    assert variables["scalar"].shape == () and variables["scalar"] == -2


def test_a_damaged_checkpoint_is_refused(tmp_path):
    complete = table(BLOCKS)
    damaged = [complete[:length] for length in (0, 7, 47, len(complete) // 2, len(complete) - 1)]
    damaged += [complete[1:], table(BLOCKS, compression=1), table([BLOCKS[1]])]
    damaged.append(complete.replace(entry([2], 0), entry([3], 0)[:-5] + b"\x35\1\2\3\4"))
    for index in damaged:
        with pytest.raises(StoreError, match="expected the index of a TensorFlow 1 checkpoint"):
            read_checkpoint(*write(tmp_path, index, BIAS.tobytes()))


def test_data_that_ends_too_early_are_refused(tmp_path):
    with pytest.raises(StoreError, match="a variable is not where the index says"):
        read_checkpoint(*write(tmp_path, table(BLOCKS), DATA[:-4]))

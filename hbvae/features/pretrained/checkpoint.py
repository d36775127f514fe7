"""Reading the variables of a TensorFlow 1 checkpoint without TensorFlow.

Its ``.index`` is a LevelDB table (github.com/google/leveldb, doc/table_format.md) without
compression. A key is a variable's name, a value a ``BundleEntryProto`` (TensorFlow's
tensor_bundle.proto): where the variable's numbers are in ``.data-00000-of-00001``.
"""

import struct
from collections.abc import Iterator
from math import prod
from pathlib import Path

import numpy as np

from hbvae.errors import StoreError

MAGIC = 0xDB4775248B80FB57  # the last eight bytes of a table
FOOTER = 48  # bytes at the end of a table
FLOAT = 1  # DT_FLOAT of TensorFlow's types.proto
# Fields of a BundleEntryProto, and those of a shape and of each of its sizes.
DTYPE, SHAPE, SHARD, OFFSET, SIZE = 1, 2, 3, 4, 5
DIMENSION, LENGTH = 2, 1


def read_checkpoint(index: Path, data: Path) -> dict[str, np.ndarray]:
    """Read the float32 variables of a checkpoint in a single shard, by name.

    Args:
        index, data: the checkpoint's two files.

    Raises:
        StoreError: a file is not part of a checkpoint, is damaged, or belongs to another
            checkpoint.
    """
    numbers = data.read_bytes()
    try:
        entries = dict(_table(index.read_bytes()))
        del entries[""]  # describes the checkpoint as such
        variables = {name: _variable(entry, numbers) for name, entry in entries.items()}
    except (IndexError, KeyError, ValueError, struct.error) as problem:
        raise StoreError(
            f"{index}: expected the index of a TensorFlow 1 checkpoint beside {data.name} "
            f"({problem}); reinstall the package that it belongs to"
        ) from None
    return {name: values for name, values in variables.items() if values is not None}


def _table(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Keys and values of a table, whose index block has the positions of the other blocks."""
    footer = content[-FOOTER:]
    if len(footer) < FOOTER or struct.unpack_from("<Q", footer, FOOTER - 8)[0] != MAGIC:
        raise ValueError("it does not end like a table")
    places = _varints(footer, 4)[2:]  # after those of a metadata block
    for _, place in _entries(content, *places):
        yield from ((key.decode(), value) for key, value in _entries(content, *_varints(place, 2)))


def _entries(content: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of a block. A key shares a number of bytes with the key before it."""
    if content[offset + size] != 0:
        raise ValueError("a block is compressed")
    block = content[offset : offset + size]
    n_restarts = struct.unpack_from("<I", block, size - 4)[0]
    end = size - 4 * (1 + n_restarts)
    at, key = 0, b""
    while at < end:
        shared, at = _varint(block, at)
        own, at = _varint(block, at)
        length, at = _varint(block, at)
        key = key[:shared] + block[at : at + own]
        at += own + length
        yield key, block[at - length : at]


def _variable(entry: bytes, numbers: bytes) -> np.ndarray | None:
    """The variable that a BundleEntryProto describes; None if it is not float32."""
    fields = dict(_fields(entry))
    if fields.get(DTYPE) != FLOAT:
        return None
    sizes = [value for number, value in _fields(fields[SHAPE]) if number == DIMENSION]
    shape = [dict(_fields(size)).get(LENGTH, 0) for size in sizes]
    first, length = fields.get(OFFSET, 0), fields.get(SIZE, 0)
    if fields.get(SHARD, 0) or length != 4 * prod(shape) or first + length > len(numbers):
        raise ValueError("a variable is not where the index says")
    return np.frombuffer(numbers, "<f4", prod(shape), first).reshape(shape)


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Number and value of each field of a protocol buffer."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(message, at)
        elif kind in (1, 2, 5):
            length, at = _varint(message, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
            value, at = message[at : at + length], at + length
        else:
            raise ValueError(f"a field of kind {kind}")
        yield tag >> 3, value


def _varints(content: bytes, n: int) -> list[int]:
    """The first ``n`` integers of some bytes."""
    values, at = [], 0
    for _ in range(n):
        value, at = _varint(content, at)
        values.append(value)
    return values


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """An integer in base 128, the lowest digit first, and the position after it."""
    value = shift = 0
    while True:
        byte = content[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at

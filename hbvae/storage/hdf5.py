"""HDF5 files that are complete or absent: what every kind of results file has in common.

This package reads and writes the files of results and knows their layout. Their content is
computed elsewhere.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import h5py

from hbvae.errors import StoreError
from hbvae.provenance import record

VERSION = 4
TEXT = h5py.string_dtype("utf-8")


@contextmanager
def create_store(path: str, kind: str, **attributes) -> Iterator[h5py.File]:
    """Open a new HDF5 file that appears at ``path`` only when it is complete.

    Args:
        path: of the complete file.
        kind: of its content ("features", "latents", ...), which `open_store` checks.
        attributes: settings to keep in the file; mappings are kept as JSON.
    """
    partial = f"{path}.partial"
    try:
        with h5py.File(partial, "w") as store:
            store.attrs["kind"] = f"hbvae {kind}"
            store.attrs["version"] = VERSION
            store.attrs["provenance"] = json.dumps(record())
            for name, value in attributes.items():
                store.attrs[name] = json.dumps(value) if isinstance(value, Mapping) else value
            yield store
        os.replace(partial, path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)  # it would fill a disk that is full already
        raise


@contextmanager
def open_store(path: str, kind: str) -> Iterator[h5py.File]:
    """Open a file that `create_store` wrote, for reading.

    Raises:
        StoreError: the file is absent, is no HDF5 file, or is of another kind or version.
    """
    try:
        store = h5py.File(path, "r")
    except OSError as problem:
        raise StoreError(
            f"{path}: expected an HDF5 file of {kind}, but it cannot be opened ({problem}); "
            "delete it and run again"
        ) from None
    with store:
        attributes = [str(store.attrs.get(name, "unknown")) for name in ("kind", "version")]
        if attributes != [f"hbvae {kind}", str(VERSION)]:
            raise StoreError(
                f"{path}: expected hbvae {kind}, version {VERSION}; got {attributes[0]}, version "
                f"{attributes[1]}; delete it and run again"
            )
        yield store


def write_array(store: h5py.File, name: str, values, units: str, axes: str) -> None:
    """Write one dataset with its units and the names of its axes."""
    store[name] = values
    store[name].attrs.update(units=units, axes=axes)

"""HDF5 files that are complete or absent, the basis of every kind of result file.

This package reads and writes result files and defines their layout. Other packages compute their
content.
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
        path: the complete file.
        kind: kind of content ("features", "latents", ...), which `open_store` checks.
        attributes: settings to store in the file; mappings are stored as JSON.
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
        Path(partial).unlink(missing_ok=True)  # the disk may be full
        raise


@contextmanager
def open_store(path: str, kind: str) -> Iterator[h5py.File]:
    """Open a file that `create_store` wrote, for reading.

    Raises:
        StoreError: the file is absent, is not an HDF5 file, or has another kind or version.
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
    """Write an HDF5 dataset with its units and the names of its axes."""
    store[name] = values
    store[name].attrs.update(units=units, axes=axes)

"""The map of a collection that a browser shows: what is in its page, and the same as a table."""

import base64
import gzip
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import numpy as np

from hbvae.errors import AudioError
from hbvae.provenance import in_words, record
from hbvae.reporting.javascript import join_modules

LONGEST_LYRICS = 5000  # characters of a track's lyrics that the page carries
PLAYED = (".mp3", ".ogg", ".opus", ".flac", ".wav")  # by browsers


class Songs(NamedTuple):
    """The tracks that are shown, in the order of `SliceIndex.track_id`."""

    track_id: list[str]
    title: list[str]
    folder: list[str]  # the first one below the audio folder; "" of a track that is in none
    sound: list[str]  # address of the recording, relative to the page or a whole one
    lyrics: list[str]  # "" where there are none
    labels: dict[str, list[str]]  # by factor


class Clustering(NamedTuple):
    """Clusters of the points that are shown; -1 is noise."""

    representation: str
    clusterer: str
    reference: str | None  # whose k was used; None: the clusterer found k
    slice: np.ndarray  # (slices,)
    track: np.ndarray  # (tracks,)
    distance: np.ndarray  # (tracks,) to the mean of its cluster's tracks


class Place(NamedTuple):
    """Where one representation has the slices, and which tracks are near to one another in it."""

    representation: str
    xy: np.ndarray  # (slices, 2)
    near: np.ndarray  # (tracks, N_NEAR) rows of tracks, nearest first


def shown_tracks(track: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tracks that the shown slices are of, and of each slice the place among those.

    Args:
        track: (slices,) rows of the index of those that are shown.
    """
    return np.unique(track, return_inverse=True)


def middle_slices(xy: np.ndarray, track: np.ndarray) -> np.ndarray:
    """Of each track the slice that is nearest on the map to the mean of its slices: (tracks,).

    Args:
        xy: (slices, 2).
        track: (slices,), 0 to tracks - 1.
    """
    middle = np.stack([np.bincount(track, axis) / np.bincount(track) for axis in xy.T], axis=1)
    off = np.linalg.norm(xy - middle[track], axis=1)
    by_track = np.lexsort((off, track))
    return by_track[np.unique(track[by_track], return_index=True)[1]]


def sound_address(path: str, page_folder: str) -> str:
    """Where a page finds a recording: relative where both are below the working directory.

    So the project's folder can be moved as a whole; a collection elsewhere is found wherever the
    page is moved to.
    """
    path, here = os.path.abspath(path), os.getcwd()
    if os.path.commonpath([path, here]) == here:
        return quote(os.path.relpath(path, page_folder))
    return Path(path).as_uri()


def copy_as_flac(path: str | os.PathLike, copy: str | os.PathLike) -> None:
    """A copy of a recording that browsers play.

    Raises:
        AudioError: it cannot be read to its end, or FLAC has no such sound.
    """
    import soundfile

    try:
        with soundfile.SoundFile(path) as file:
            like = {"samplerate": file.samplerate, "channels": file.channels, "format": "FLAC"}
            with soundfile.SoundFile(copy, "w", **like) as written:
                for block in file.blocks(1 << 18, dtype="float32"):
                    written.write(block)
    except soundfile.LibsndfileError as problem:
        raise AudioError(f"it cannot be copied as FLAC: {problem.error_string}") from problem


def page_data(
    title: str,
    slice_duration: float,
    songs: Songs,
    track: np.ndarray,
    start: np.ndarray,
    places: Sequence[Place],
    clusterings: Sequence[Clustering],
) -> dict:
    """All that the page knows, as lists and names that JSON can hold.

    Args:
        title: of the collection.
        slice_duration: s.
        songs: the tracks.
        track, start: (slices,) number among them, and s from the beginning of the recording.
        places: maps, the first is shown first.
        clusterings: what points can be coloured by, besides labels.
    """
    labels = dict(songs.labels)
    n_folders = len(set(songs.folder))
    same = any(
        len(set(values)) == n_folders == len(set(zip(values, songs.folder, strict=True)))
        for values in labels.values()
    )
    if n_folders > 1 and not same:
        labels.setdefault("folder", songs.folder)
    return {
        "title": title,
        "slice_duration": slice_duration,
        "tracks": {
            "id": songs.track_id,
            "title": songs.title,
            "sound": songs.sound,
            "lyrics": [text[:LONGEST_LYRICS] for text in songs.lyrics],
        },
        "labels": {name: _coded(values) for name, values in labels.items()},
        "slices": {"track": track.tolist(), "start": np.round(start, 2).tolist()},
        "maps": [
            {
                "representation": place.representation,
                "x": np.round(place.xy[:, 0], 3).tolist(),
                "y": np.round(place.xy[:, 1], 3).tolist(),
                "middle": middle_slices(place.xy, track).tolist(),
                "near": place.near.tolist(),
            }
            for place in places
        ],
        "clusterings": [
            {
                **one._asdict(),
                "slice": one.slice.tolist(),
                "track": one.track.tolist(),
                "distance": [float(f"{value:.3g}") for value in one.distance],
            }
            for one in clusterings
        ],
    }


def _coded(values: Sequence[str]) -> dict:
    names, code = np.unique(np.array(values), return_inverse=True)
    return {"names": names.tolist(), "code": code.tolist()}


def pack(data: Mapping) -> str:
    """JSON, gzipped, in the letters of base64: a third of its size, and nothing that is HTML."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def write_page(
    path: str, template: str, style: str, programs: Sequence[str], data: Mapping
) -> None:
    """Write one HTML file that needs no other, but for the recordings it plays.

    Args:
        path: of the page.
        template, style: files: Jinja2 and CSS.
        programs: files: modules of JavaScript, in any order.
        data: from `page_data`.
    """
    from jinja2 import Environment
    from plotly.offline import get_plotlyjs

    with open(template, encoding="utf-8") as file:
        page = Environment(autoescape=True).from_string(file.read())
    parts = {
        "title": data["title"],
        "made_by": in_words(),
        "style": Path(style).read_text(encoding="utf-8"),
        "program": join_modules(programs),
        "plotly": get_plotlyjs(),
        "data": pack(data),
    }
    with open(path, "w", encoding="utf-8") as file:
        file.write(page.render(parts))


def write_atlas(
    path: str,
    songs: Songs,
    track: np.ndarray,
    start: np.ndarray,
    places: Sequence[Place],
    clusterings: Sequence[Clustering],
) -> None:
    """The points of the first map as a Parquet table, a row a slice, which embedding-atlas opens.

    Args:
        path: of the table.
        songs, track, start, places, clusterings: as in `page_data`.
    """
    import pyarrow as pa
    from pyarrow import parquet

    def of_slices(values: Sequence[str]) -> pa.Array:
        return pa.array(values).dictionary_encode().take(pa.array(track))

    columns = {name: of_slices(getattr(songs, name)) for name in ("track_id", "title", "lyrics")}
    columns |= {"start": start, "sound": of_slices(songs.sound)}
    columns |= {factor: of_slices(values) for factor, values in songs.labels.items()}
    for place in places:
        columns[f"x_{place.representation}"], columns[f"y_{place.representation}"] = place.xy.T
    for one in clusterings:
        name = "_".join(filter(None, [one.representation, one.clusterer, one.reference]))
        columns[name.replace(" ", "_")] = pa.array(np.char.mod("%d", one.slice))
    table = pa.table(columns).replace_schema_metadata({"provenance": json.dumps(record())})
    parquet.write_table(table, path)

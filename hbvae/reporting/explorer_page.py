"""Write the explorer: a page for browsers, and the same points as a table."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from hbvae.provenance import in_words, record
from hbvae.reporting.explorer_data import Content
from hbvae.reporting.explorer_packing import pack
from hbvae.reporting.javascript import join_modules
from hbvae.reporting.playlists import strongest_tags


def write_page(
    path: str, template: str, style: str, programs: Sequence[str], data: Mapping
) -> None:
    """Write the page as a single HTML file, which needs no other files but the recordings.

    Args:
        path: path of the page.
        template, style: paths of the Jinja2 template and the CSS.
        programs: paths of JavaScript modules, in any order.
        data: result of `page_data`.
    """
    from jinja2 import Environment

    with open(template, encoding="utf-8") as file:
        page = Environment(autoescape=True).from_string(file.read())
    parts = {
        "title": data["title"],
        "made_by": in_words(),
        "style": Path(style).read_text(encoding="utf-8"),
        "program": join_modules(programs),
        "data": pack(data),
    }
    with open(path, "w", encoding="utf-8") as file:
        file.write(page.render(parts))


def write_atlas(path: str, content: Content) -> None:
    """Write the points as a Parquet table for embedding-atlas, one row per slice.

    A clustering has two columns, the cluster of the slice's track and, ``by_slice``, the cluster of
    the slice itself; and a third, ``name``, if its clusters have names. ``tags`` are lists of the
    strongest tags of the track.

    Args:
        path: path of the table.
        content: content of the page.
    """
    import pyarrow as pa
    from pyarrow import parquet

    songs, track = content.songs, content.track

    def by_slice(values: Sequence[str]) -> pa.Array:
        return pa.array(values).dictionary_encode().take(pa.array(track))

    texts = ["track_id", "title", "lyrics"]
    texts += [field for field in ("artist", "album", "year") if any(getattr(songs, field))]
    columns = {name: by_slice(getattr(songs, name)) for name in texts}
    if any(songs.is_transcribed):
        columns["lyrics_are_transcribed"] = pa.array(songs.is_transcribed).take(pa.array(track))
    columns |= {"start": content.start, "sound": by_slice(songs.sound)}
    labels = {factor: value for factor, value in songs.labels.items() if factor not in columns}
    columns |= {factor: by_slice(values) for factor, values in labels.items()}
    if content.words and content.words.are_tags:
        tags = strongest_tags(content.words.names, content.words.scores)
        columns["tags"] = pa.array(tags, pa.list_(pa.string())).take(pa.array(track))
    for place in content.places:
        columns[f"x_{place.representation}"], columns[f"y_{place.representation}"] = place.xy.T
    for clustering in content.clusterings:
        name = "_".join(filter(None, clustering[:3])).replace(" ", "_")
        columns[name] = by_slice(np.char.mod("%d", clustering.track))
        columns[f"{name}_by_slice"] = pa.array(np.char.mod("%d", clustering.slice))
        if clustering.names:
            called = [*(cluster.name for cluster in clustering.names), "noise"]  # of -1
            columns[f"{name}_name"] = by_slice([called[number] for number in clustering.track])
    about = {"provenance": record(), "learned_from": dict(content.learned_from)}
    table = pa.table(columns)
    # Without Arrow's schema, texts are read as texts; embedding-atlas cannot colour by categories.
    with parquet.ParquetWriter(path, table.schema, store_schema=False) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({name: json.dumps(value) for name, value in about.items()})

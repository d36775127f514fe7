"""Parts of a dataset's description: how to read its table, and its labels."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator

from hbvae.config import Section
from hbvae.datasets.workbook import WORKBOOK_ENDINGS

TEXT_TABLE_ENDINGS = (".csv", ".tsv", ".tab", ".txt")
TABLE_ENDINGS = (*TEXT_TABLE_ENDINGS, *WORKBOOK_ENDINGS)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError(f"expected text, got {value!r}")
    return value


def _clusters(value: Any) -> int | str:
    if value != "auto" and (isinstance(value, bool) or not isinstance(value, int) or value < 2):
        raise ValueError(f"expected a whole number of clusters from 2, or auto, got {value!r}")
    return value


Text = Annotated[str, BeforeValidator(_text), Field(pattern=r"\S")]
Clusters = Annotated[Annotated[int, Field(ge=2)] | Literal["auto"], BeforeValidator(_clusters)]


def _pattern(endings: tuple[str, ...]) -> str:
    """A regular expression for names with one of the extensions, in upper or lower case."""
    any_case = ("".join(f"[{c}{c.upper()}]" for c in ending[1:]) for ending in endings)
    return rf"\.({'|'.join(any_case)})$"


class TableDescription(Section):
    """How to read a dataset's table; a column that is null is absent."""

    file: Text = Field(
        "metadata.csv",
        description="file of the table, below root",
        json_schema_extra={"pattern": _pattern(TABLE_ENDINGS)},
    )
    sheet: Text | None = Field(
        None,
        description="sheet of a workbook; null: the first with the column of recordings",
    )
    encoding: Text | None = Field(
        None,
        description="text encoding, by its Python name; null: detected: UTF-8 or UTF-16, or else "
        "the likeliest older encoding, such as cp1252",
    )
    delimiter: str | None = Field(
        None,
        pattern=r"""^[^"'\w\r\n]$""",
        description="separator of cells; null: detected: a comma, a semicolon, a tab or a bar",
    )
    complete: bool = Field(
        True,
        description="whether every track has a row; false: all recordings below audio_dir are "
        "tracks, and the table describes some of them",
    )
    path: Text = Field(
        "filename",
        description="column of the recording's path, relative to audio_dir, with '/' as separator",
    )
    track_id: Text | None = Field(
        None, description="column of the track's id; null: the path without its extension"
    )
    lyrics: Text | None = Field(
        "lyrics", description="column of the lyrics; null: the table has none"
    )

    @field_validator("file")
    @classmethod
    def _check_ending(cls, file: str) -> str:
        if Path(file).suffix.lower() not in TABLE_ENDINGS:
            endings = ", ".join(TABLE_ENDINGS)
            raise ValueError(f"expected a file that ends in {endings}, got {file!r}")
        return file

    @field_validator("encoding")
    @classmethod
    def _check_encoding(cls, encoding: str | None) -> str | None:
        try:
            "".encode(encoding or "utf-8")
        except (LookupError, ValueError):
            raise ValueError(
                "expected a text encoding that Python supports, such as utf-8-sig, utf-16 or "
                f"cp1252, got {encoding!r}"
            ) from None
        return encoding


class FactorDescription(Section):
    """A kind of label of the tracks, and the number of clusters to compare with it."""

    k: Clusters = Field(
        description="number of clusters to compare with this factor; auto: chosen by stability"
    )
    column: Text | None = Field(
        None, description="column of the labels (a table's); null: the factor's name"
    )
    tag: Literal["genre", "artist", "album", "language", "mood"] | None = Field(
        None,
        description="tag of the recordings that contains the labels, in layout folders; null: the "
        "folder or the column contains them",
    )
    separator: Text | None = Field(
        None,
        description="separator of several labels of a track, such as ';' in 'Rock; Pop'; clusters "
        "are scored against the first; null: a cell is one label",
    )
    prefix: Text | None = Field(
        None,
        description="prefix of the labels, such as genre--- in MTG-Jamendo's TAGS; it is removed, "
        "and labels without it are ignored; null: no prefix, all labels count",
    )

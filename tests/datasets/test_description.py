"""Descriptions of datasets: what they say, and what is wrong with them."""

import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from support.collections import description
from support.project import ROOT

from hbvae.datasets.description import DatasetDescription
from hbvae.errors import ConfigError
from hbvae.storage.tracks import read_excluded

SHIPPED = sorted((ROOT / "config/datasets").glob("*.yaml"))


@pytest.mark.parametrize(
    "changes, text",
    [
        ({"root": None}, "root: expected a value, but the key is missing"),
        ({"root": 3}, "root: expected text, got 3"),
        ({"colour": "red"}, "colour: no such key"),
        ({"licens": "MIT"}, "licens: no such key; did you mean 'licence'?"),
        ({"layout": "tabel"}, "layout: expected table or folders, got 'tabel'"),
        ({"audio_dir": "../x"}, "audio_dir: expected a folder below root, got '../x'"),
        ({"experiment": "GTZEN"}, "experiment: expected HBLM-100 or GTZAN, got 'GTZEN'"),
        ({"table": {"encoding": "utf-9"}}, "table.encoding: expected a text encoding"),
        ({"table": {"encoding": "hex"}}, "table.encoding: expected a text encoding"),
        (
            {"table": {"file": "x.docx"}},
            "table.file: expected a file that ends in .csv, .tsv, .tab",
        ),
        ({"table": {"lyric": "x"}}, "table.lyric: no such key; did you mean 'lyrics'?"),
        ({"table": []}, "table: expected keys with values, got []"),
        ({"factors": {"genre": 4}}, "factors.genre: expected keys with values, got 4"),
        ({"factors": {"genre": {}}}, "factors.genre.k: expected a value"),
        ({"factors": {"genre": {"k": 1}}}, "factors.genre.k: expected a whole number"),
        ({"factors": {"genre": {"k": True}}}, "factors.genre.k: expected a whole number"),
        ({"factors": {"batch": {"k": 2}}}, "factors: expected a name of letters"),
        (
            {"layout": "folders", "table": {"file": "a.csv"}},
            "table: is allowed only in layout table",
        ),
        (
            {"layout": "folders", "factors": {"a": {"k": 2}, "b": {"k": 2}}},
            "factors: layout folders has at most 1, got a, b",
        ),
        ({"layout": "folders", "factors": {"a": {"k": 2, "column": "b"}}}, "factors.a.column: "),
    ],
)
def test_a_bad_description_is_named(changes, text):
    bad = description("x", **changes)
    with pytest.raises(ConfigError) as raised:
        DatasetDescription.from_mapping("mine", bad)
    assert str(raised.value).startswith("mine.yaml: ")
    assert text in str(raised.value)


@pytest.mark.parametrize("changes", [{"root": 3}, {"colour": "red"}, {"layout": "tabel"}, {"k": 1}])
def test_the_schema_of_descriptions_refuses_what_they_refuse(changes):
    schema = DatasetDescription.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(description("x", **changes))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_descriptions_load(path):
    mapping = yaml.safe_load(path.read_text())
    schema = DatasetDescription.model_json_schema()
    jsonschema.Draft202012Validator(schema).validate(mapping)
    config = DatasetDescription.from_mapping(path.stem, mapping)
    assert config.has_lyrics == (config.layout == "table")
    assert config.licence and config.source and config.experiment


def test_a_description_says_where_things_are():
    config = DatasetDescription.from_mapping("mine", {"root": "~/music", "layout": "table"})
    assert config.audio_folder == config.root_folder == Path.home() / "music"
    assert config.table_file == Path.home() / "music/metadata.csv"
    assert config.has_lyrics and config.factors == {}


def test_the_list_of_gtzan_faults_is_complete():
    """The 930 of the fault-filtered split, less one that is corrupt."""
    excluded = read_excluded(str(ROOT / "resources/paper/gtzan_faults.tsv"))
    assert len(excluded) == 1000 - 930 + 1
    assert all(re.fullmatch(r"([a-z]+)/\1\.000\d\d", track_id) for track_id in excluded)


def test_references_are_every_factor_and_every_pair():
    def references(**ks):
        factors = {name: {"k": k} for name, k in ks.items()}
        return DatasetDescription.from_mapping("mine", description("d", factors=factors)).references

    assert references() == {"none": "auto"}
    assert references(genre=4) == {"genre": 4}
    assert references(language=2, genre=4) == {"language": 2, "genre": 4, "language x genre": 8}
    assert references(language="auto", genre=4)["language x genre"] == "auto"

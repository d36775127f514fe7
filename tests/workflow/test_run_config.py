"""The config of a run: its defaults, its mistakes, and what is generated from its sections."""

import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from hbvae.errors import ConfigError
from hbvae.workflow.run_config import check_config, complete, in_words

ROOT = Path(__file__).parents[2]


def problems(**config):
    """The lines about a run with other settings than the default ones."""
    with pytest.raises(ConfigError) as problem:
        check_config(complete(config, ROOT), ROOT)
    return str(problem.value).splitlines()


# Defaults


def test_a_config_is_completed_key_by_key_and_a_list_replaces_a_list():
    default = complete({}, ROOT)
    config = complete({"audio": {"n_mels": 64}, "seeds": [1, 2]}, ROOT)
    assert config["seeds"] == [1, 2]
    assert config["audio"] == default["audio"] | {"n_mels": 64}
    assert config["training"] == default["training"]


def test_completing_changes_nothing_of_what_it_is_given():
    given = {"models": {"joint_vae": {"training": {"epochs": 1}}}}
    before = deepcopy(given)
    config = complete(given, ROOT)
    assert given == before
    assert config["models"]["joint_vae"]["training"]["batch_size"] == 64


@pytest.mark.parametrize(
    "name",
    [
        *("Songs #1", "1999", "2023_01", "3.14", "1e3", "[mix]", "- dash", "Best of: live"),
        *("'90s hits", "~tape", "{best}", "true", "null", "a=b", "0x10", "12:30", "'Live'\""),
    ],
)
def test_a_dataset_is_called_as_it_was_typed(name):
    read_by_yaml = {"dataset": "another", "seeds": [1]}
    config = complete(read_by_yaml, ROOT, ["seeds=[1]", f"dataset={name}"])
    assert (config["dataset"], config["seeds"]) == (name, [1])


def test_quotes_round_a_name_are_for_yaml_unless_a_folder_has_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = complete({"dataset": "x"}, ROOT, ["dataset='Songs #1'"])
    assert config["dataset"] == "Songs #1"
    (tmp_path / "'Songs #1'").mkdir()
    assert complete({"dataset": "x"}, ROOT, ["dataset='Songs #1'"])["dataset"] == "'Songs #1'"


def test_several_datasets_on_the_command_line_are_a_list_in_yaml():
    given = {"datasets": ["a", "b"]}
    assert complete(given, ROOT, ["datasets=[a, b]"])["datasets"] == ["a", "b"]
    assert complete({"datasets": "a"}, ROOT, ["datasets=a #1"])["datasets"] == "a #1"


def test_a_number_in_place_of_a_name_has_a_hint():
    (line,) = problems(dataset=1999)
    assert line.endswith("got 1999; put text that YAML reads as something else in quotes")


def read_config(name):
    return yaml.safe_load((ROOT / "config" / name).read_text(encoding="utf-8"))


@pytest.fixture
def songs(tmp_path, monkeypatch):
    """A folder of songs in the folder of a run, beside a description of them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "songs").mkdir()
    (tmp_path / "described.yaml").write_text("root: songs\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("config", "is_quick"),
    [
        ({"dataset": "songs"}, True),
        ({"datasets": "songs"}, True),
        ({"datasets": ["songs"]}, True),
        ({"dataset": "songs", "datasets": ["demo_genres"]}, True),
        ({}, False),
        ({"dataset": "demo_genres"}, False),
        ({"dataset": "demo_genres", "datasets": ["songs"]}, False),
        ({"dataset": "described.yaml"}, False),
        ({"datasets": ["songs", "demo_genres"]}, False),
        ({"dataset": "nowhere"}, False),
        ({"datasets": [1999]}, False),
        ({"datasets": []}, False),
        ({"datasets": None}, False),
    ],
)
def test_songs_that_nobody_described_have_the_quick_defaults(songs, config, is_quick):
    completed = complete(config, ROOT)
    default_config = complete({}, ROOT)
    assert (completed["clusterers"] == ["kmeans"]) == is_quick
    assert (completed["representations"] == default_config["representations"]) != is_quick
    assert completed["audio"] == default_config["audio"] | {
        "tracks_per_job": 10 if is_quick else 50
    }


def test_a_folder_that_is_called_as_a_description_is_not_meant(songs, tmp_path):
    (tmp_path / "demo_genres").mkdir()
    assert complete({"dataset": "demo_genres"}, ROOT) == complete({}, ROOT) | {
        "dataset": "demo_genres"
    }
    (tmp_path / "config/datasets").mkdir(parents=True)
    (tmp_path / "config/datasets/songs.yaml").write_text("root: songs\n", encoding="utf-8")
    assert complete({"dataset": "songs"}, ROOT) == complete({}, ROOT) | {"dataset": "songs"}


def test_what_the_user_sets_comes_before_the_quick_defaults(songs):
    config = complete({"dataset": "songs", "clusterers": ["dbscan"], "figures": {}}, ROOT)
    assert config["clusterers"] == ["dbscan"]
    assert config["figures"]["shown"] == ["groups", "fig02_spectrogram", "stability"]
    quick, default = map(read_config, ("quick.yaml", "config.yaml"))
    assert complete(default | {"dataset": "songs"}, ROOT) == default | {"dataset": "songs"}
    for key, value in complete(quick, ROOT).items():
        assert key == "datasets" or value == complete({"dataset": "songs"}, ROOT)[key]


@pytest.mark.parametrize("name", ["config.yaml", "full.yaml", "paper.yaml"])
def test_a_run_that_comes_with_the_project_is_the_same_of_songs_that_nobody_described(songs, name):
    given = read_config(name)
    folder_config, named_config = (
        complete(given | {"dataset": dataset}, ROOT) for dataset in ("songs", "gtzan")
    )
    folder_config["audio"] |= {"tracks_per_job": named_config["audio"]["tracks_per_job"]}
    assert folder_config | {"dataset": "gtzan"} == named_config


@pytest.mark.parametrize("name", ["config.yaml", "full.yaml", "paper.yaml", "quick.yaml"])
def test_the_runs_that_come_with_the_project_have_no_mistake(name):
    check_config(complete(read_config(name), ROOT), ROOT)


def test_the_full_run_has_what_the_default_run_has_and_the_papers_all_of_it():
    full, default, paper = map(read_config, ("full.yaml", "config.yaml", "paper.yaml"))
    for key in ("representations", "clusterers", "seeds"):
        assert [name for name in full[key] if name in default[key]] == default[key]
    assert full["generate"] and not default["generate"]
    for key, value in full.items():
        assert value == paper[key] or value.items() <= paper[key].items()


# Mistakes


@pytest.mark.parametrize(
    ("config", "line"),
    [
        ({"trainning": {"epochs": 3}}, "trainning: no such key; did you mean 'training'?"),
        ({"datset": "songs"}, "datset: no such key; did you mean 'dataset'?"),
        ({"dataet": "songs"}, "dataet: no such key; did you mean 'dataset'?"),
        ({"zzz": 1}, "zzz: no such key"),
        (
            {"models": {"joint_vae": {"lyrics_dm": 8}}},
            "models.joint_vae.lyrics_dm: no such key; did you mean 'lyrics_dim'?",
        ),
        (
            {"models": {"conv_vae": {"training": {"epoch": 8}}}},
            "models.conv_vae.training.epoch: no such key; did you mean 'epochs'?",
        ),
        ({"baselines": {"mfc": {}}}, "baselines.mfc: no such key; did you mean 'mfcc'?"),
        (
            {"training": {"epochs": "ten"}},
            "training.epochs: expected whole number from 1, got 'ten'",
        ),
        ({"training": {"epochs": 2.0}}, "training.epochs: expected whole number from 1, got 2.0"),
        ({"training": {"epochs": True}}, "training.epochs: expected whole number from 1, got True"),
        ({"training": None}, "training: expected keys with values, got None"),
        ({"max_rejected": 2}, "max_rejected: expected number from 0 to 1, got 2"),
        (
            {"seeds": 0},
            "seeds: expected list of whole numbers from 0, each once, got 0; did you mean [0]?",
        ),
        (
            {"max_rejected": "10%"},
            "max_rejected: expected number from 0 to 1, got '10%'; did you mean 0.1?",
        ),
        ({"seeds": [-1]}, "seeds.0: expected whole number from 0, got -1"),
        ({"seeds": []}, "seeds: expected list of whole numbers from 0, each once, got []"),
        ({"seeds": [1, 1]}, "seeds: expected list of whole numbers from 0, each once, got [1, 1]"),
        ({"datasets": [1999]}, "datasets: expected text or list of text, each once, got [1999]"),
        (
            {"devices": {"precision": "16"}},
            "devices.precision: expected auto or 32-true or bf16-mixed or 16-mixed, got '16'",
        ),
        ({"figures": {"map": "pca"}}, "figures.map: expected tsne or umap, got 'pca'"),
        (
            {"lyrics": {"window": 0}},
            "lyrics.window: expected whole number from 1 or null, got 0",
        ),
    ],
)
def test_an_error_is_a_line_that_names_the_key(config, line):
    assert problems(**config) == [line]


def test_all_mistakes_are_named():
    messages = problems(datset="x", training={"epochs": 0}, models={"cvae": {"beta": -1}})
    assert [line.split(":")[0] for line in messages] == [
        "datset",
        "models.cvae.beta",
        "training.epochs",
    ]


@pytest.mark.parametrize("text", ["3", "0.5", "true"])
def test_a_number_that_arrives_as_text_gets_a_hint(text):
    (line,) = problems(training={"learning_rate": text})
    assert line.endswith(
        "nested values in --config arrive as text; write them in a file and give it with "
        "--configfile"
    )
    (line,) = problems(training={"learning_rate": "fast"})
    assert line == "training.learning_rate: expected number above 0, got 'fast'"


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer", "minimum": 1}, "whole number from 1"),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 0.5}, "number above 0 to 0.5"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "text or null"),
        ({"type": "array", "items": {"type": "string"}}, "list of text"),
        ({"enum": ["tsne", "umap"]}, "tsne or umap"),
        ({"const": "auto"}, "auto"),
        ({"type": "object"}, "keys with values"),
        ({"type": "boolean"}, "true or false"),
    ],
)
def test_what_a_value_may_be_in_words(schema, words):
    assert in_words(schema) == words


def test_a_run_begins_without_the_libraries_that_take_long_to_import():
    code = (
        "import sys, hbvae.workflow.plan, hbvae.workflow.shown, hbvae.workflow.run_config as r\n"
        "from pathlib import Path\n"
        f"root = Path({str(ROOT)!r})\n"
        "r.check_config(r.complete({}, root), root)\n"
        "slow = {'torch', 'sklearn', 'scipy', 'matplotlib', 'librosa', 'pandas'} & {*sys.modules}\n"
        "assert not slow, slow"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


# What is generated


@pytest.fixture(scope="module")
def writer():
    """docs/write_config.py as a module."""
    sys.path.insert(0, str(ROOT / "docs"))
    import write_config

    sys.path.remove(str(ROOT / "docs"))
    return write_config


def test_schemas_docs_and_comments_are_those_of_the_sections(writer):
    for path, text in writer.files().items():
        assert path.read_text(encoding="utf-8") == text, f"{path}: run make docs"


def test_the_comments_of_the_default_run_change_none_of_its_values(writer):
    config = {"seeds": [0], "audio": {"n_mels": 128}, "clusterers": ["kmeans"]}
    config |= {"models": {"dense_vae": {"hidden": [256, 128]}}, "lyrics": {"window": None}}
    text = writer.commented(config, writer.config_schema())
    assert yaml.safe_load(text) == config
    assert all(len(line) <= 100 for line in text.splitlines())
    assert "  n_mels: 128 # " in text


def test_the_sections_accept_the_default_run_and_refuse_what_the_schema_refuses():
    from hbvae.workflow.schema import run_section

    section = run_section()
    config = complete({}, ROOT)
    assert section(**config).model_dump(mode="json")["training"] == config["training"]
    for wrong in ({"max_points": 99}, {"seeds": []}, {"devices": {"threads": 0}}, {"zzz": 1}):
        with pytest.raises(ConfigError):
            section(**complete(wrong, ROOT))


def test_every_setting_is_described(writer):
    rows = writer.keys(writer.config_schema(), None)
    assert [row[0] for row in rows if not row[3]] == []

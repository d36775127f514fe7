"""What the documentation tells to type does what it says."""

import re
import shlex
from pathlib import Path

import numpy as np
import pytest
import yaml
from support.docs import PAGES, RUN_COMPLETELY, blocks, clone, shell
from support.project import ROOT
from support.songs import song_row, write_table
from typer.main import get_command
from typer.testing import CliRunner

from hbvae.cli import app


def list_commands(tool):
    """Every command of a tool that the pages print."""
    commands = [
        line.split("#")[0].strip()
        for page in PAGES
        if page.name not in RUN_COMPLETELY
        for block in blocks(page, "bash")
        for line in block.splitlines()
        if line.startswith(tool)
    ]
    return list(dict.fromkeys(commands))


@pytest.fixture(scope="module")
def with_songs(tmp_path_factory):
    """A clone with the files that the pages call the user's own, and the paper's collections."""
    project = clone(tmp_path_factory.mktemp("with_songs") / "project")
    for number in range(10):
        for folder in ("path/to/folder", f"Music/mine/genre {number % 2}"):
            (project / folder).mkdir(parents=True, exist_ok=True)
            (project / folder / f"song {number}.wav").touch()
    papers = project / "resources/datasets"
    for number in range(10):
        path = papers / "hblm100/audio" / song_row(number)[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        genre = papers / f"gtzan/genres_original/genre{number}"
        genre.mkdir(parents=True)
        (genre / f"genre{number}.00000.wav").touch()
    write_table(papers / "hblm100", [song_row(number) for number in range(10)])
    label_columns, run = (
        next(code for code in blocks(ROOT / "docs/own_songs.md", "yaml") if words in code)
        for words in ("layout: folders", "datasets: [mine.yaml]")
    )
    (project / "mine.yaml").write_text(label_columns)
    (project / "my_run.yaml").write_text(run)
    return project


@pytest.mark.parametrize("command", list_commands("snakemake"))
def test_documented_snakemake_commands_exist(with_songs, command):
    if "dry-run" not in command:
        command = command.replace("snakemake", "snakemake --dry-run --quiet", 1)
    shell(with_songs, command)


@pytest.mark.parametrize("command", list_commands("make"))
def test_documented_make_targets_exist(with_songs, command):
    shell(with_songs, command.replace("make", "make --dry-run INSTALLED=", 1))


MAP_COMMANDS = (  # commands that make a map, or ask it
    *("map", "demo", "similar", "path", "mix", "duplicates", "export", "tag"),
)


def hbvae_commands(map_commands):
    commands = list_commands("hbvae")
    return [text for text in commands if (text.split()[1] in MAP_COMMANDS) is map_commands]


@pytest.mark.parametrize("command", hbvae_commands(map_commands=True))
def test_documented_commands_of_maps_exist(with_songs, command, monkeypatch):
    """The command's own words are right; nothing is run."""
    monkeypatch.chdir(with_songs)
    _, name, *arguments = shlex.split(command.replace("~", str(with_songs)))
    get_command(app).commands[name].make_context(name, arguments)


@pytest.mark.parametrize("command", hbvae_commands(map_commands=False))
def test_documented_hbvae_commands_exist(with_songs, command, monkeypatch):
    """All but the model is there: the command's own words are right."""
    monkeypatch.chdir(with_songs)
    Path("song.mp3").touch()
    Path("songs").mkdir(exist_ok=True)
    done = CliRunner().invoke(app, shlex.split(command)[1:])
    assert "results/demo_bilingual/release: expected a model folder" in done.stderr


def test_the_joint_model_is_used_from_python_as_its_page_says():
    (code,) = blocks(ROOT / "docs/joint_model.md", "python")
    random = np.random.default_rng(0)
    track = np.repeat(np.arange(20), 4)
    level = (track % 2)[:, None, None] * np.linspace(0.2, 0.8, 32)[:, None]
    mel = (level + 0.2 * random.random((80, 32, 32))).astype(np.float16)
    names = {"mel": mel, "track": track, "lyrics": np.zeros((20, 0), np.float32)}
    exec(code.replace("epochs=20", "epochs=2").replace("k=10", "k=2"), names)
    numbers = names["clusters"]
    assert len(set(numbers[::2])) == len(set(numbers[1::2])) == 1 != len(set(numbers))


def test_every_key_of_the_default_config_is_in_the_reference():
    def paths(value, prefix=""):
        for name, inner in value.items():
            yield f"{prefix}{name}"
            if isinstance(inner, dict):
                yield from paths(inner, f"{prefix}{name}.")

    text = (ROOT / "docs/config.md").read_text(encoding="utf-8")
    for path in paths(yaml.safe_load((ROOT / "config/config.yaml").read_text())):
        assert f"| `{path}` |" in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https:)([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target

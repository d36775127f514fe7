"""What the documentation tells to type does what it says."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from typer.testing import CliRunner

from hbvae.cli import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
RUN_WHOLE = ("tutorial.md", "extend.md")  # by the test below


def blocks(page, language):
    """The code of a language on a page."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project, as a clone has it."""
    folder = tmp_path_factory.mktemp("docs")
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def shell(project, commands):
    """What the commands print, in the environment that runs the tests; each must succeed."""
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=project,
        env=os.environ | {"PATH": tools, "HOME": str(project), "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        timeout=1200,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def steps(page):
    """The shell blocks of a page, and the files that it says to write, in their order.

    The paragraph before a file's block names it, and says ``end of`` where the block is added.
    """
    text = page.read_text(encoding="utf-8")
    for block in re.finditer(r"```(\w+)\n(.*?)```", text, re.DOTALL):
        language, code = block.groups()
        if language == "bash":
            yield None, None, code
        else:
            before = text[: block.start()].rstrip().rsplit("\n\n", 1)[1]
            yield re.findall(r"`([\w/]+\.\w+)`", before)[-1], "end of" in before, code


def test_the_tutorial_and_the_additions_work_as_printed(project):
    """A small collection, a run, labels, the model; then a model, a metric, a figure."""
    said = []
    for page in RUN_WHOLE:
        for name, is_added, code in steps(ROOT / "docs" / page):
            if name is None:
                said.append(shell(project, re.sub(r"^source .*\n", "", code, flags=re.M)))
            else:
                with open(project / name, "a" if is_added else "w", encoding="utf-8") as file:
                    file.write(f"\n\n{code}" if is_added else code)
    everything = "\n".join(said)
    assert "sound   cluster" in everything and "folk.wav: " in everything
    results = project / "results"
    assert (results / "report.html").exists()
    assert (results / "my_songs/explorer.html").exists()
    assert (results / "labelled/release/generator.safetensors").exists()
    rows = (results / "metrics.tsv").read_text().splitlines()
    assert {row.split("\t")[1] for row in rows[1:]} == {"loudness", "linear"}
    largest = [row.split("\t") for row in rows if "\tlargest\t" in row]
    assert largest and all(0.5 <= float(row[9]) <= 1 for row in largest)
    assert (results / "labelled/figures/levels.pdf").stat().st_size > 3000


def commands_of(tool):
    """Every command of a tool that a page prints, with the page."""
    return [
        pytest.param(line.split("#")[0].strip(), id=f"{page.name}: {line.split('#')[0].strip()}")
        for page in PAGES
        if page.name not in RUN_WHOLE
        for block in blocks(page, "bash")
        for line in block.splitlines()
        if line.startswith(tool)
    ]


@pytest.fixture(scope="module")
def with_songs(project):
    """The files that the pages call the user's own."""
    for number in range(10):
        for folder in ("path/to/folder", f"Music/mine/genre {number % 2}"):
            (project / folder).mkdir(parents=True, exist_ok=True)
            (project / folder / f"song {number}.wav").touch()
    of_labels, run = (
        next(code for code in blocks(ROOT / "docs/own_songs.md", "yaml") if words in code)
        for words in ("layout: folders", "datasets: [mine.yaml]")
    )
    (project / "mine.yaml").write_text(of_labels)
    (project / "my_run.yaml").write_text(run)
    return project


@pytest.mark.parametrize("command", commands_of("snakemake"))
def test_snakemake_knows_what_is_asked_for(with_songs, command):
    if "dry-run" not in command:
        command = command.replace("snakemake", "snakemake --dry-run --quiet", 1)
    shell(with_songs, command)


@pytest.mark.parametrize("command", commands_of("make"))
def test_make_knows_what_is_asked_for(with_songs, command):
    shell(with_songs, command.replace("make", "make --dry-run INSTALLED=", 1))


@pytest.mark.parametrize("command", commands_of("hbvae"))
def test_hbvae_knows_what_is_asked_for(with_songs, command, monkeypatch):
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
    found = names["clusters"]
    assert len(set(found[::2])) == len(set(found[1::2])) == 1 != len(set(found))


def test_the_reference_of_the_config_is_current():
    sys.path.insert(0, str(ROOT / "docs"))
    from write_config import page

    assert (ROOT / "docs/config.md").read_text(encoding="utf-8") == page(), "run make docs"


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
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target

"""The house is in order: lint, packages, imports, and the files that texts name."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from support.docs import RUN_COMPLETELY, steps
from support.project import ROOT

CONDA_NAMES = {  # where conda-forge and bioconda call a package otherwise
    "matplotlib-base": "matplotlib",
    "playwright-python": "playwright",
    "pysoundfile": "soundfile",
    "pytorch": "torch",
    "seaborn-base": "seaborn",
    "snakemake-minimal": "snakemake",
    "soxr-python": "soxr",
}


FLOORS = (  # a package imports from its own floor and from those before it
    {"errors", "provenance"},
    {"storage", "jobs", "config"},
    {"models", "clustering", "datasets", "features", "demo"},
    {"generation", "training", "representations", "evaluation", "figures"},
    {"release", "reporting", "workflow"},
    {"cli"},
)
# A file that a text names: a path of the project, or a name in backticks.
PATH = r"(?:hbvae|tests|rules|config|docs|resources|workflow_scripts)/[\w/.-]*\w\.[a-z]+\d?\b"
NAME = r"`([\w-]+\.(?:py|smk|md|html|css|js|toml|txt|yml))`"
ELSEWHERE = {"algorithms.md", "song.txt", "config/datasets/NAME.yaml"}  # of a run, of a reader


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["snakefmt", "--check", "Snakefile", "rules"],
        ["snakemake", "--lint"],
    ],
    ids=" ".join,
)
def test_lint(command):
    tool = Path(sys.executable).with_name(command[0])
    done = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_conda_and_pip_users_get_the_same_packages():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pip = {*project["dependencies"], *project["optional-dependencies"]["test"]}

    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    (from_pip,) = [entry["pip"] for entry in listed if isinstance(entry, dict)]
    conda = set(from_pip)
    for entry in (e for e in listed if isinstance(e, str) and e != "pip"):
        name, version = entry.split(" ")
        if name == "python":
            assert version == project["requires-python"]
        else:
            conda.add(CONDA_NAMES.get(name, name) + version)
    assert conda == pip


def test_every_dependency_is_pinned_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    direct = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    lines = [line for line in lines if not line.startswith("#")]
    names = [re.fullmatch(r"([\w.-]+)==[\w.]+", line)[1] for line in [*direct, *lines]]
    normal = [re.sub(r"[-_.]+", "-", name).lower() for name in names]
    assert len(normal) == len(set(normal))


def test_every_file_names_the_same_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"] == version
    released = re.findall(
        r"^## \[(\d.*)\] - \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text(), re.M
    )
    assert released[0] == version


# Imports


def arrows():
    """Which package of hbvae imports from which other, as pairs of names."""
    pairs = set()
    for file in (ROOT / "hbvae").rglob("*.py"):
        package = file.relative_to(ROOT / "hbvae").parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            parts = [name.split(".") for name in names]
            pairs |= {(package, part[1]) for part in parts if part[0] == "hbvae" and part[1:]}
    return {(package, other) for package, other in pairs if package != other}


def test_every_package_has_a_floor_and_imports_nothing_from_above():
    floors = {name: floor for floor, names in enumerate(FLOORS) for name in names}
    up = [pair for pair in sorted(arrows()) if floors[pair[1]] > floors[pair[0]]]
    assert up == []


def test_no_packages_import_each_other_in_a_circle():
    left = arrows()
    while ends := {other for _, other in left} - {package for package, _ in left}:
        left = {pair for pair in left if pair[1] not in ends}
    assert left == set()


def test_packages_export_nothing_but_their_modules():
    full = [path for path in (ROOT / "hbvae").rglob("__init__.py") if path.read_text().strip()]
    assert full == []


# Rules


def test_rules_and_scripts_name_no_representation():
    """They ask for roles; a name in a comment is for people."""
    named = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for folder in ("rules", "workflow_scripts")
        for path in sorted((ROOT / folder).iterdir())
        if path.suffix in (".smk", ".py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"joint_vae|joint_audio|cvae", line.partition("#")[0])
    ]
    assert named == []


def test_what_rules_share_is_short():
    lines = (ROOT / "rules/common.smk").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 150


# Tests


def test_modules_of_tests_have_names_of_their_own():
    """Else pytest finds one of two, whatever their folders are."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


# Texts


def listed():
    """Every file of the project, also one that is not committed yet."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {name for name in done.stdout.splitlines() if (ROOT / name).exists()}


def texts(name):
    """What people read in a file: a page as it is, docstrings and comments of a program."""
    text = (ROOT / name).read_text(encoding="utf-8")
    if not name.endswith(".py"):
        return text
    nodes = (ast.Module, ast.ClassDef, ast.FunctionDef)
    nodes_inside = [node for node in ast.walk(ast.parse(text)) if isinstance(node, nodes)]
    comments = re.findall(r"^\s*#.*$", text, re.MULTILINE)
    return "\n".join([*(ast.get_docstring(node) or "" for node in nodes_inside), *comments])


def test_files_that_texts_name_exist():
    files = listed()
    written = {step.file for page in RUN_COMPLETELY for step in steps(ROOT / "docs" / page)}
    existing = files | written | ELSEWHERE
    names = {Path(file).name for file in existing if file}
    pages = [file for file in files if re.fullmatch(r"[A-Z]+\.md|docs/\w+\.md", file)]
    programs = [file for file in files if file.endswith((".py", ".smk", "Snakefile", "Makefile"))]
    absent = []
    for file in sorted([*pages, *programs]):
        text = texts(file)
        absent += [f"{file}: {path}" for path in re.findall(PATH, text) if path not in existing]
        if file in pages:
            absent += [f"{file}: {name}" for name in re.findall(NAME, text) if name not in names]
    assert absent == [], "\n".join(absent)

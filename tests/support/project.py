"""The project in a folder of its own, and Snakemake run in it as a person runs it."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("rules", "workflow_scripts", "hbvae", "config", "profiles", "resources")
FILES = ("Snakefile", "environment.yml", "CITATION.cff")
SNAKEMAKE = str(Path(sys.executable).with_name("snakemake"))


def copy_project(folder: Path) -> Path:
    """Copy what a run needs, without results; returns ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy2(ROOT / name, folder)
    return folder


def copy_run(run: Path, folder: Path) -> Path:
    """Copy a project with its finished run, to be changed; returns ``folder``.

    Results are hard links: Snakemake replaces a result, it never writes into one. Everything else
    is copied, times included, so that nothing is to be done in the copy.
    """
    shutil.copytree(run, folder, ignore=shutil.ignore_patterns("results", "logs", "__pycache__"))
    shutil.copytree(run / "results", folder / "results", copy_function=os.link)
    return folder


def snakemake(
    folder: Path, *arguments: str, succeeds: bool = True, configfile: str | None = "run.yaml"
) -> str:
    """Run the workflow in a folder.

    Args:
        folder: a copy of the project.
        arguments: of Snakemake.
        succeeds: whether the run is expected to.
        configfile: added to the arguments; None adds none.

    Returns:
        what the run printed.
    """
    command = [SNAKEMAKE, *arguments]
    if configfile:
        command += ["--configfile", configfile]
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PWD": str(folder)},
        capture_output=True,
        text=True,
        timeout=900,
    )
    printed = done.stdout + done.stderr
    assert (done.returncode == 0) == succeeds, printed
    return printed


def ran(folder: Path, *arguments: str) -> dict[str, int]:
    """Run the workflow; how many jobs of each rule ran. See `snakemake` for the arguments."""
    return jobs(snakemake(folder, *arguments, "--printshellcmds"))


def jobs(printed: str) -> dict[str, int]:
    """How many jobs of each rule ran, or would run, by what Snakemake printed."""
    return dict(Counter(rule for rule, _ in _jobs(printed)))


def wildcards(printed: str, rule: str, name: str) -> set[str]:
    """The values that a wildcard has in the jobs of a rule."""
    return {values[name] for ran, values in _jobs(printed) if ran == rule}


def dry_run(folder: Path, *arguments: str, **options) -> str:
    """What a run would do now; see `snakemake` for the arguments."""
    return snakemake(folder, *arguments, "--dry-run", "--cores", "2", **options)


def planned(folder: Path, *arguments: str, **options) -> dict[str, int]:
    """How many jobs of each rule a run would start now."""
    return jobs(dry_run(folder, *arguments, **options))


def _jobs(printed: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Rule and wildcards of each job that Snakemake printed."""
    for block in re.split(r"^(?=(?:local)?(?:rule|checkpoint) \w+:$)", printed, flags=re.MULTILINE):
        if head := re.match(r"(?:local)?(?:rule|checkpoint) (\w+):$", block, re.MULTILINE):
            line = re.search(r"^    wildcards: (.*)$", block.partition("\n\n")[0], re.MULTILINE)
            yield head[1], dict(re.findall(r"(\w+)=([^,]*)", line[1] if line else ""))

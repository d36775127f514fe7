"""The pages of the documentation, and the commands that they print."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from support.project import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
RUN_COMPLETELY = ("tutorial.md", "extend.md")  # every command of them, by test_tutorial.py


class Step(NamedTuple):
    """A block of a page: commands, or what a file holds from then on."""

    code: str
    file: str | None  # None: commands
    is_added: bool  # to the end of the file


def clone(folder: Path) -> Path:
    """Copy the project as a clone has it, but for edits; returns ``folder``."""
    command = ["git", "-C", ROOT, "ls-files", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def blocks(page: Path, language: str) -> list[str]:
    """The code of a language on a page."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def steps(page: Path) -> Iterator[Step]:
    """The shell blocks of a page, and the files that it says to write, in their order.

    The paragraph before a file's block names it, and says ``end of`` where the block is added.
    """
    text = page.read_text(encoding="utf-8")
    for block in re.finditer(r"```(\w+)\n(.*?)```", text, re.DOTALL):
        language, code = block.groups()
        if language == "bash":
            yield Step(code, None, False)
        else:
            before = text[: block.start()].rstrip().rsplit("\n\n", 1)[1]
            yield Step(code, re.findall(r"`([\w/]+\.\w+)`", before)[-1], "end of" in before)


def shell(project: Path, commands: str) -> str:
    """What commands print, in the environment that runs the tests; each must succeed."""
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=project,
        env=os.environ | {"PATH": tools, "HOME": str(project), "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr

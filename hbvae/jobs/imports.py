"""The project's modules that a Python file runs, collected by following its imports.

`errors`, `provenance`, `config`, `jobs` and `models.registry` are left out, with what only they
import: the wording of messages, the record of a run, the validation of settings, the start of jobs
and the list of models change no result.
"""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
LEFT_OUT = (
    PACKAGE / "errors.py",
    PACKAGE / "provenance.py",
    PACKAGE / "config.py",
    PACKAGE / "jobs",
    PACKAGE / "models/registry.py",  # a table: a job depends on the module of its own model
)


def module_file(name: str) -> Path:
    """The file of a module such as ``hbvae.models.hybrid``."""
    return PACKAGE.joinpath(*name.split(".")[1:]).with_suffix(".py")


@cache
def imported_modules(path: Path) -> frozenset[Path]:
    """The project's files that a Python file imports by name, and their packages' `__init__.py`.

    Args:
        path: a script, or a module of the project. Imports inside functions count too.
    """
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    files = set()
    for parts in (name.split(".") for name in names):
        if parts[0] == PACKAGE.name:
            packages = [PACKAGE.joinpath(*parts[1:n]) for n in range(1, len(parts) + 1)]
            files |= {package / "__init__.py" for package in packages}
            files.add(module_file(".".join(parts)))
    return frozenset(file for file in files if file.is_file() and not _is_left_out(file))


def reached(paths: Iterable[Path]) -> list[Path]:
    """The project's files that Python files import, directly or indirectly, sorted.

    Args:
        paths: scripts or modules. The result includes those that are modules of the project.
    """
    seen, new = set(), set(paths)
    while new:
        seen |= new
        new = set().union(*map(imported_modules, new)) - seen
    return sorted(file for file in seen if file.is_relative_to(PACKAGE))


def _is_left_out(file: Path) -> bool:
    return any(file.is_relative_to(path) for path in LEFT_OUT)

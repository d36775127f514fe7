"""Which of the project's modules a Python file runs, found by following its imports.

The wording of a message, the record of a run, how settings are checked, how a job is started and
which other models there are change no result: `errors`, `provenance`, `config`, `jobs` and
`models.registry` are left out of what is returned, and so is what only they import.
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
    """The file of a module of the project, ``hbvae.models.hybrid`` for example."""
    return PACKAGE.joinpath(*name.split(".")[1:]).with_suffix(".py")


@cache
def imported_modules(path: Path) -> frozenset[Path]:
    """The files of the project that a Python file imports by name, with their packages' own.

    Args:
        path: a script, or a module of the project. Imports inside of functions count too.
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
    """The files of the project that Python files import, directly or through others, sorted.

    Args:
        paths: scripts or modules. Modules of the project among them are in the result as well.
    """
    seen, new = set(), set(paths)
    while new:
        seen |= new
        new = set().union(*map(imported_modules, new)) - seen
    return sorted(file for file in seen if file.is_relative_to(PACKAGE))


def _is_left_out(file: Path) -> bool:
    return any(file.is_relative_to(path) for path in LEFT_OUT)

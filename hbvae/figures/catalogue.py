"""The figures of a run: their numbers, what they need, and what the report says below them.

This package holds one function a figure, which draws arrays on axes, and the style that they share.
Reading results and choosing what to draw belongs in the figure's script.

A figure enters the catalogue where it is drawn: `catalogued` above its function. The catalogue is
read from the source of this package, so that asking for it, which each start of the workflow does,
imports no Matplotlib.
"""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from hbvae.errors import ConfigError

Drawing = TypeVar("Drawing", bound=Callable)
CAPTION = "Description"  # key of a figure's caption in the metadata of its PNG


@dataclass(frozen=True)
class Figure:
    """One figure of a dataset.

    Args:
        name: of its files and, in the paper's figures, of its place there: "fig07_latent_map".
        title: what the report calls it.
        see: how to read it, in the report after the caption of what was drawn.
        experiment: the paper's, which the paper shows it for; None: it is not the paper's.
        needs_labels: a dataset without reference labels does not have it.
        needs_joint: a run without the joint model does not have it.
        role: of the representation whose generated slices it shows; None: it shows results.
    """

    name: str
    title: str
    see: str
    experiment: str | None = None
    needs_labels: bool = False
    needs_joint: bool = False
    role: str | None = None

    @property
    def number(self) -> int | None:
        """In the paper; None of the others."""
        prefix = re.match(r"fig(\d\d)_", self.name)
        return int(prefix[1]) if prefix else None

    @property
    def label(self) -> str:
        """What stands before its title: "The paper's Figure 7. ", or nothing."""
        return f"The paper's Figure {self.number}. " if self.number else ""


def catalogued(name: str, **entry) -> Callable[[Drawing], Drawing]:
    """Enter a drawing function in the catalogue; the arguments are those of `Figure`, as literals.

    A function that draws several figures is decorated once for each.
    """
    Figure(name, **entry)
    return lambda function: function


@cache
def all_figures() -> Mapping[str, Figure]:
    """Every figure by its name: those of the paper in its order, then the others of results, then
    those of generated slices.

    Raises:
        ConfigError: two figures have the same name, or an entry is not written in literals.
    """
    figures = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        for entry in _entries(path):
            if entry.name in figures:
                raise ConfigError(f"{path}: two figures are called {entry.name}; rename one")
            figures[entry.name] = entry
    return dict(sorted(figures.items(), key=lambda item: _order(item[1])))


def _order(figure: Figure) -> tuple:
    return figure.number or 100, figure.role is not None, figure.needs_labels


def _entries(path: Path) -> list[Figure]:
    """The entries above the functions of one module, from the top."""
    decorators = [
        decorator
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == catalogued.__name__
    ]
    try:
        return [
            Figure(
                *map(ast.literal_eval, call.args),
                **{word.arg: ast.literal_eval(word.value) for word in call.keywords},
            )
            for call in decorators
        ]
    except (ValueError, TypeError) as problem:
        raise ConfigError(
            f"{path}: expected a figure's entry to be name=literal of "
            f"{', '.join(Figure.__dataclass_fields__)}; {problem}"
        ) from None

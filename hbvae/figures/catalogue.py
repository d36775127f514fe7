"""The figures of a run: their numbers, requirements and captions in the report.

This package has a function for each figure, which draws arrays on axes, and the common style.
Scripts of the workflow read the results and choose what to draw.

The decorator `catalogued` adds a figure to the catalogue where its function is defined. The
catalogue is read from the source of this package, so that the workflow, which needs it at each
start, does not import Matplotlib.
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
    """A figure of a dataset.

    Args:
        name: name of its files; figures of the paper begin with their number: "fig07_latent_map".
        title: its title in the report.
        see: how to read it; follows the caption in the report.
        experiment: the experiment for which the paper shows it; None: it is not in the paper.
        needs_labels: whether it needs reference labels.
        needs_joint: whether it needs the joint model.
        role: role of the representation whose generated slices it shows; None: it shows results.
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
        """The figure's number in the paper; None for other figures."""
        prefix = re.match(r"fig(\d\d)_", self.name)
        return int(prefix[1]) if prefix else None

    @property
    def label(self) -> str:
        """Prefix of the title, such as "The paper's Figure 7. "; empty for other figures."""
        return f"The paper's Figure {self.number}. " if self.number else ""


def catalogued(name: str, **entry) -> Callable[[Drawing], Drawing]:
    """Add a figure to the catalogue; the arguments are those of `Figure`, written as literals.

    A function that draws several figures is decorated once for each of them.
    """
    Figure(name, **entry)
    return lambda function: function


@cache
def all_figures() -> Mapping[str, Figure]:
    """All figures by name: those of the paper, then other results, then generated slices.

    Raises:
        ConfigError: two figures have the same name, or an entry has arguments that are not
            literals.
    """
    figures = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        for entry in _entries(path):
            if entry.name in figures:
                raise ConfigError(
                    f"{path}: two figures are called {entry.name}; rename one of them"
                )
            figures[entry.name] = entry
    return dict(sorted(figures.items(), key=lambda item: _order(item[1])))


def _order(figure: Figure) -> tuple:
    return figure.number or 100, figure.role is not None, figure.needs_labels


def _entries(path: Path) -> list[Figure]:
    """The figures that the decorators in a module add, from the top."""
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
            f"{path}: expected the arguments of @catalogued to be literals for "
            f"{', '.join(Figure.__dataclass_fields__)}; {problem}"
        ) from None

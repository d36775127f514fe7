"""Base class of the config's sections.

Each section is a `Section` in the module that uses it. Its types, ranges, units, descriptions and
defaults are stated there and nowhere else: the schema, docs/config.md and the comments in
config/config.yaml are generated from it.
"""

import difflib
import inspect
from collections.abc import Callable, Iterable
from typing import Annotated, Any, ClassVar, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from hbvae.errors import ConfigError

PositiveInt = Annotated[int, Field(ge=1)]
Sizes = Annotated[tuple[PositiveInt, ...], Field(strict=False)]  # YAML has lists, not tuples


class Section(BaseModel):
    """Settings that belong together, validated when created and immutable afterwards.

    Attributes:
        section: name of the section in the config; error messages begin with it.

    Raises:
        ConfigError: a key is unknown, a value has the wrong type or is out of range, or two values
            contradict each other. The message names every problem.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    section: ClassVar[str] = ""

    def __init__(self, **values: Any):
        try:
            super().__init__(**values)
        except ValidationError as problem:
            raise SectionError(self.section, list(self._problems(problem))) from None

    @classmethod
    def _problems(cls, problem: ValidationError) -> Iterable[tuple[tuple, str]]:
        for error in problem.errors():
            parts = error["loc"]
            raised = error.get("ctx", {}).get("error")
            if isinstance(raised, SectionError):  # raised by a nested section
                yield from (((*parts, *inner), text) for inner, text in raised.problems)
            elif error["type"] == "extra_forbidden":
                yield parts, f"no such key{suggest(str(parts[-1]), cls.model_fields)}"
            elif error["type"] == "missing":
                yield parts, "expected a value, but the key is missing"
            elif error["type"] == "value_error":  # raised by a validator, with its own message
                yield parts, str(raised)
            elif error["type"] in ("dict_type", "mapping_type", "model_type"):
                yield parts, f"expected keys with values, got {error['input']!r}"
            else:
                expected = error["msg"].replace("Input should be", "expected")
                yield parts, f"{expected}, got {error['input']!r}"


def function_settings(function: Callable, section: str) -> type[Section]:
    """Make a `Section` from the keyword-only parameters of a function.

    This way a function states its settings once: type, range and description in the annotation
    (``Annotated[float, Field(gt=0, description=...)]``), the default in the signature.

    Args:
        function: the function that has the parameters.
        section: name of the section in the config.
    """
    hints = get_type_hints(function, include_extras=True)
    fields = {
        parameter.name: (hints[parameter.name], parameter.default)
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    settings = create_model(f"{function.__name__}_settings", __base__=Section, **fields)
    settings.__doc__ = inspect.getdoc(function)
    settings.section = section
    return settings


class SectionError(ConfigError):
    """The problems of a section: ``problems`` holds the parts of the key and the text of each."""

    def __init__(self, section: str, problems: list[tuple[tuple, str]]):
        self.problems = problems
        texts = []
        for parts, text in problems:
            key = ".".join(map(str, (*filter(None, [section]), *parts)))
            texts.append(f"{key}: {text}" if key else text)
        super().__init__("; ".join(texts))


def suggest(name: str, names: Iterable[str]) -> str:
    """The end of a message that suggests the most similar of the valid names, or nothing."""
    by_folded = {candidate.casefold(): candidate for candidate in names}
    near = difflib.get_close_matches(name.casefold(), by_folded, 1)
    return f"; did you mean {by_folded[near[0]]!r}?" if near else ""

"""Sections of the config name their problems."""

from typing import ClassVar

import pytest
from pydantic import Field, field_validator

from hbvae.config import Section, Sizes, suggest
from hbvae.errors import ConfigError


class Part(Section):
    k: int = Field(ge=2)
    name: str = "part"

    @field_validator("name")
    @classmethod
    def _check(cls, name):
        if name == "bad":
            raise ValueError("expected a good name, got 'bad'")
        return name


class Outer(Section):
    section: ClassVar[str] = "outer"
    parts: dict[str, Part] = Field({})
    first: Part | None = None
    sizes: Sizes = (1, 2)


@pytest.mark.parametrize(
    "values, message",
    [
        ({"sizs": 1}, "outer.sizs: no such key; did you mean 'sizes'?"),
        ({"sizes": [0]}, "outer.sizes.0: expected greater than or equal to 1, got 0"),
        ({"first": {}}, "outer.first.k: expected a value, but the key is missing"),
        ({"first": {"k": 2, "name": "bad"}}, "outer.first.name: expected a good name, got 'bad'"),
        ({"parts": {"a": {"k": True}}}, "outer.parts.a.k: expected a valid integer, got True"),
        ({"parts": {"a": {"k": 2, "nam": 1}}}, "outer.parts.a.nam: no such key; did you mean"),
        ({"parts": 3}, "outer.parts: expected keys with values, got 3"),
        ({"parts": {"a": 3}}, "outer.parts.a: expected keys with values, got 3"),
    ],
)
def test_a_problem_names_its_key(values, message):
    with pytest.raises(ConfigError) as raised:
        Outer(**values)
    assert str(raised.value).startswith(message)


def test_all_problems_are_reported_at_once():
    with pytest.raises(ConfigError, match=r"outer\.first\.k: .*; outer\.sizes: "):
        Outer(first={}, sizes="many")


def test_a_section_reads_lists_and_cannot_be_changed():
    outer = Outer(sizes=[4, 5], parts={"a": {"k": 2}})
    assert outer.sizes == (4, 5)
    assert outer.parts["a"] == Part(k=2)
    with pytest.raises(ValueError, match="frozen"):
        outer.sizes = (1,)


@pytest.mark.parametrize(
    "name, hint",
    [("licens", "; did you mean 'licence'?"), ("Root", "; did you mean 'root'?"), ("x", "")],
)
def test_suggestions(name, hint):
    assert suggest(name, ["licence", "root"]) == hint

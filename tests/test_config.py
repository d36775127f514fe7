"""Sections of the config name what is wrong with them."""

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


class Whole(Section):
    section: ClassVar[str] = "whole"
    parts: dict[str, Part] = Field({})
    first: Part | None = None
    sizes: Sizes = (1, 2)


@pytest.mark.parametrize(
    "values, message",
    [
        ({"sizs": 1}, "whole.sizs: no such key; did you mean 'sizes'?"),
        ({"sizes": [0]}, "whole.sizes.0: expected greater than or equal to 1, got 0"),
        ({"first": {}}, "whole.first.k: expected a value, but the key is missing"),
        ({"first": {"k": 2, "name": "bad"}}, "whole.first.name: expected a good name, got 'bad'"),
        ({"parts": {"a": {"k": True}}}, "whole.parts.a.k: expected a valid integer, got True"),
        ({"parts": {"a": {"k": 2, "nam": 1}}}, "whole.parts.a.nam: no such key; did you mean"),
        ({"parts": 3}, "whole.parts: expected keys with values, got 3"),
        ({"parts": {"a": 3}}, "whole.parts.a: expected keys with values, got 3"),
    ],
)
def test_what_is_wrong_is_named_by_its_key(values, message):
    with pytest.raises(ConfigError) as raised:
        Whole(**values)
    assert str(raised.value).startswith(message)


def test_all_that_is_wrong_is_named_at_once():
    with pytest.raises(ConfigError, match=r"whole\.first\.k: .*; whole\.sizes: "):
        Whole(first={}, sizes="many")


def test_a_section_reads_lists_and_cannot_be_changed():
    whole = Whole(sizes=[4, 5], parts={"a": {"k": 2}})
    assert whole.sizes == (4, 5)
    assert whole.parts["a"] == Part(k=2)
    with pytest.raises(ValueError, match="frozen"):
        whole.sizes = (1,)


@pytest.mark.parametrize(
    "name, hint",
    [("licens", "; did you mean 'licence'?"), ("Root", "; did you mean 'root'?"), ("x", "")],
)
def test_suggestions(name, hint):
    assert suggest(name, ["licence", "root"]) == hint

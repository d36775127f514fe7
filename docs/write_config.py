"""docs/config.md: every key of a run's config and of a dataset's description, from the schemas.

`make docs` writes it; a test holds it against the schemas.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from hbvae.models.registry import model_class

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/config.md"


def keys(schema: Mapping, whole: Mapping, default: object, path: str = "") -> Iterator[list[str]]:
    """A row a key: path, type, default, meaning."""
    for name, of_key in schema.get("properties", {}).items():
        given = default.get(name) if isinstance(default, Mapping) else None
        found = _resolved(of_key, whole)
        here = f"{path}{name}"
        shown = _value(given)
        if not shown and path.startswith("models.") and path.endswith(".training."):
            shown = f"as `training.{name}`"
        yield [f"`{here}`", _kind(found), shown, found.get("description", "")]
        yield from keys(found, whole, given, f"{here}.")
        inner = _resolved(found.get("additionalProperties") or {}, whole)
        yield from keys(inner, whole, None, f"{here}.NAME.")


def _resolved(schema: Mapping, whole: Mapping) -> dict:
    """With what it refers to; its own words come first."""
    if "$ref" not in schema:
        return dict(schema)
    target = whole["$defs"][schema["$ref"].split("/")[-1]]
    return target | {key: value for key, value in schema.items() if key != "$ref"}


def _kind(schema: Mapping) -> str:
    """What a value may be, in words."""
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if "oneOf" in schema:
        return " or ".join(map(_kind, schema["oneOf"]))
    kind = schema.get("type", "object")
    words = kind if isinstance(kind, str) else " or ".join(kind)
    if kind == "array":
        words = f"list of {_kind(schema.get('items', {}))}"
    bounds = [
        f"{word} {schema[key]}"
        for key, word in (
            ("minimum", "from"),
            ("exclusiveMinimum", "above"),
            ("maximum", "to"),
            ("exclusiveMaximum", "below"),
        )
        if key in schema
    ]
    return " ".join([words, *bounds])


def _value(value: object) -> str:
    if value is None or isinstance(value, Mapping):
        return ""
    return f"`{yaml.safe_dump(value, default_flow_style=True, width=1000).split(chr(10))[0]}`"


def table(schema_file: str, config_file: str | None = None) -> str:
    """The keys of one schema, in Markdown."""
    whole = yaml.safe_load((ROOT / schema_file).read_text(encoding="utf-8"))
    default = yaml.safe_load((ROOT / config_file).read_text()) if config_file else {}
    for name, settings in default.get("models", {}).items():
        default["models"][name] = model_class(name).Config().model_dump(mode="json") | settings
    rows = [["key", "type", "default", "what"], ["---"] * 4, *keys(whole, whole, default)]
    if not config_file:
        rows = [[*row[:2], row[3]] for row in rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', ' or ') for cell in row)} |" for row in rows)


def page() -> str:
    """The whole of docs/config.md."""
    return f"""# Every key

Written by `make docs` from `config/config.schema.yaml`, `config/config.yaml` and
`config/dataset.schema.yaml`; do not edit it.

## Of a run

In a file of your own, given by `--configfile mine.yaml`; what it does not say stays as it is in the
default run (`config/config.yaml`), whose values are in the third column. A list replaces a list.

{table("config/config.schema.yaml", "config/config.yaml")}

## Of a dataset

In `config/datasets/NAME.yaml`, or in a file of your own that `datasets` names. `root` and `layout`
are needed; what the others mean where they are absent stands beside them.

{table("config/dataset.schema.yaml")}
"""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

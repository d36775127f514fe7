"""Complete the config of a run with default values, and check its keys and values.

The defaults are in config/config.yaml. If all datasets of the run are folders of songs without a
description, those in config/quick.yaml take precedence.

Every run starts here, so nothing slow is imported. The config is checked against
config/config.schema.yaml, which `hbvae.workflow.schema` generates from the sections.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml

from hbvae.config import suggest
from hbvae.datasets.collections import is_bare_folder
from hbvae.errors import ConfigError

SCHEMA = "config/config.schema.yaml"
DEFAULTS = "config/config.yaml"
QUICK = "config/quick.yaml"  # overrides DEFAULTS for folders of songs
FULL = "config/full.yaml"  # everything
WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
    "object": "keys with values",
}
BOUNDS = {
    "minimum": "from",
    "exclusiveMinimum": "above",
    "maximum": "to",
    "exclusiveMaximum": "below",
}


def complete(config: Mapping, project: Path, arguments: Iterable[str] | None = None) -> dict:
    """Add the default value of every missing key to a config.

    Args:
        config: settings of the user, or of a workflow that uses this one as a module.
        project: the project's folder.
        arguments: those of ``--config``, KEY=VALUE each.
    """
    config = with_typed_names(config, arguments or ())
    defaults = read_config(project / DEFAULTS)
    if has_only_songs(config, project):
        defaults = filled(read_config(project / QUICK), defaults)
    return filled(config, defaults)


def with_typed_names(config: Mapping, arguments: Iterable[str]) -> dict:
    """Restore the names of datasets as they were typed on the command line.

    Snakemake parses ``--config dataset=Songs #1`` as YAML, which gives "Songs".

    Args:
        config: as Snakemake read it.
        arguments: those of ``--config``, KEY=VALUE each.
    """
    typed = dict(argument.split("=", 1) for argument in arguments if "=" in argument)
    names = {key: _unquoted(typed[key]) for key in ("dataset", "datasets") if typed.get(key)}
    if re.fullmatch(r"\[.*\]", names.get("datasets", ""), re.DOTALL):  # a list, in YAML
        del names["datasets"]
    return {**config, **{key: name for key, name in names.items() if key in config}}


def _unquoted(text: str) -> str:
    quote = text[0]
    is_quoted = len(text) > 2 and quote in "'\"" and text[-1] == quote
    return text[1:-1] if is_quoted and not os.path.lexists(text) else text


def has_only_songs(config: Mapping, project: Path) -> bool:
    """Whether every dataset of a config is a folder of songs without a description.

    Args:
        config: a config, which may contain errors; without datasets, it has the default ones.
        project: the project's folder.
    """
    named = config.get("dataset", config.get("datasets"))
    entries = [named] if isinstance(named, str) else named
    if not isinstance(entries, list) or not entries:
        return False
    return all(isinstance(entry, str) and is_bare_folder(entry, project) for entry in entries)


def filled(config: Mapping, defaults: Mapping) -> dict:
    """Add values of ``defaults`` for missing keys, recursively."""
    result = dict(config)
    for key, default in defaults.items():
        if isinstance(default, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = filled(result[key], default)
        else:
            result.setdefault(key, default)
    return result


def check_config(config: Mapping, project: Path) -> None:
    """Check all keys and values of a run's config.

    Raises:
        ConfigError: a line for each key that is unknown or whose value is wrong.
    """
    if problems := list(config_problems(config, read_config(project / SCHEMA))):
        raise ConfigError("\n".join(dict.fromkeys(problems)))


def config_problems(config: Mapping, schema: Mapping) -> Iterator[str]:
    """Describe each error in a line: the key, what was expected, and its value.

    Args:
        config: a config; missing keys have defaults.
        schema: a JSON schema without references.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    checker = Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer)
    validator = extend(Draft202012Validator, type_checker=checker)(schema)
    for error in validator.iter_errors(config):
        path = list(error.absolute_path)
        if error.validator == "additionalProperties":
            properties = error.schema["properties"]
            for key in [key for key in error.instance if key not in properties]:
                yield f"{_dotted([*path, key])}: no such key{suggest(str(key), properties)}"
        else:
            value = error.instance
            expected = in_words(error.schema)
            yield f"{_dotted(path)}: expected {expected}, got {value!r}{_hint(value, error.schema)}"


def in_words(schema: Mapping) -> str:
    """Describe the values that a schema allows, such as ``whole number from 1``."""
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if "anyOf" in schema:
        return " or ".join(in_words(choice) for choice in schema["anyOf"])
    kind = schema.get("type", "object")
    if kind == "array":
        each_once = ", each once" if schema.get("uniqueItems") else ""
        items = in_words(schema.get("items", {})).replace("number", "numbers", 1)
        return f"list of {items}{each_once}"
    bounds = [f"{word} {schema[key]:g}" for key, word in BOUNDS.items() if key in schema]
    return " ".join([WORDS[kind], *bounds])


def _hint(value: object, schema: Mapping) -> str:
    """Hint at the end of a message about a value of the wrong type."""
    kinds = {choice.get("type") for choice in (schema, *schema.get("anyOf", []))}
    if schema.get("type") == "array" and isinstance(value, str | int):
        return f"; did you mean [{value}]?"
    if "number" in kinds and (percent := re.fullmatch(r"([\d.]+) ?%", str(value))):
        return f"; did you mean {float(percent[1]) / 100:g}?"
    if "string" in kinds and isinstance(value, bool | int | float | Mapping | None):
        return "; put text that YAML reads as something else in quotes"
    if not isinstance(value, str) or not kinds & {"integer", "number", "boolean"}:
        return ""
    if isinstance(yaml.safe_load(value), bool | int | float):
        return (
            "; nested values in --config arrive as text; write them in a file and give it with "
            "--configfile"
        )
    return ""


def _dotted(path: list) -> str:
    return ".".join(map(str, path)) or "config"


def _is_integer(checker: object, value: object) -> bool:
    """Like the sections, reject 1.0 as an integer."""
    return isinstance(value, int) and not isinstance(value, bool)


def read_config(path: Path) -> dict:
    """Read a YAML file, with PyYAML's C parser if available because every run waits for it."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)

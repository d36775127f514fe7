"""The schemas, docs/config.md and the comments of config/config.yaml, from the config's sections.

`make docs` writes them; a test holds them together. The values in config/config.yaml are its own:
they are the default run's, and stay.
"""

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from hbvae.clustering.registry import all_clusterers
from hbvae.models.registry import MODELS, model_class
from hbvae.representations.registry import all_representations
from hbvae.workflow.run_config import in_words
from hbvae.workflow.schema import config_schema, dataset_schema

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "config/config.yaml"
GENERATED = "# Written by `make docs` from the sections in hbvae/; do not edit it.\n"
HEAD = """\
# The default run: everything that the paper has, and our joint model, on two synthetic corpora, in
# about seven minutes on two cores. config/full.yaml adds controls, generated slices, clusterers and
# seeds. The models train for fewer epochs than the paper's, which config/paper.yaml has. Change
# values here or, better, in a file of your own (`--configfile mine.yaml`). `make docs` writes these
# comments; docs/config.md has every key with its range.
"""
WIDTH = 100


def files() -> dict[Path, str]:
    """What `make docs` writes."""
    schemas = {"config.schema.yaml": config_schema(), "dataset.schema.yaml": dataset_schema()}
    texts = {
        ROOT / "config" / name: GENERATED + yaml.safe_dump(schema, sort_keys=False, width=WIDTH)
        for name, schema in schemas.items()
    }
    texts[CONFIG] = commented(_default_run(), config_schema())
    texts[ROOT / "docs/config.md"] = page()
    return texts


def commented(config: Mapping, schema: Mapping) -> str:
    """A config as YAML, the description of each key beside or above it."""
    sections = ("".join(_lines(key, config[key], schema, "")) for key in config)
    return HEAD + "\n" + "\n".join(sections)


def _lines(key: str, value: object, schema: Mapping, indent: str) -> Iterator[str]:
    """The lines of a key and of what is below it."""
    section = schema["properties"][key]
    if isinstance(value, Mapping):
        yield from _with_comment(f"{indent}{key}:", section.get("description", ""), indent)
        for inner in value:
            yield from _lines(inner, value[inner], section, f"{indent}  ")
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        yield from _with_comment(f"{indent}{key}:", section["description"], indent)
        for item in value:
            yield from _with_comment(f"{indent}  - {item}", _titles().get(item, ""), indent)
    else:
        yield from _with_comment(f"{indent}{key}: {_flow(value)}", section["description"], indent)


def _with_comment(line: str, comment: str, indent: str) -> Iterator[str]:
    if not comment:
        yield f"{line}\n"
    elif len(line) + len(comment) + 3 <= WIDTH:
        yield f"{line} # {comment}\n"
    else:
        start = f"{indent}# "
        yield textwrap.fill(comment, WIDTH, initial_indent=start, subsequent_indent=start) + "\n"
        yield f"{line}\n"


def _titles() -> dict[str, str]:
    """What people call the representations and the clusterers."""
    named = {**all_clusterers(), **all_representations()}
    return {name: item.title for name, item in named.items()}


def _flow(value: object) -> str:
    return yaml.safe_dump(value, default_flow_style=True, width=1000).splitlines()[0]


def keys(schema: Mapping, default: object, path: str = "") -> Iterator[list[str]]:
    """A row a key: path, type, default, meaning."""
    for name, key_schema in schema.get("properties", {}).items():
        value = default.get(name) if isinstance(default, Mapping) else key_schema.get("default")
        shown = "" if value is None or isinstance(value, Mapping) else f"`{_flow(value)}`"
        if not shown and path.startswith("models.") and path.endswith(".training."):
            shown = f"as `training.{name}`"
        meaning = key_schema.get("description", "").replace("*", r"\*")
        yield [f"`{path}{name}`", in_words(key_schema), shown, meaning]
        for choice in (key_schema, *key_schema.get("anyOf", [])):
            yield from keys(choice, value, f"{path}{name}.")
            for named in choice.get("patternProperties", {}).values():  # keys of any name
                yield from keys(named, None, f"{path}{name}.NAME.")


def table(rows: list[list[str]]) -> str:
    """Rows in Markdown, the first one the header."""
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', ' or ') for cell in row)} |" for row in lines
    )


def page() -> str:
    """The whole of docs/config.md."""
    run = [["key", "type", "default", "meaning"], *keys(config_schema(), _with_class_defaults())]
    dataset = [["key", "type", "default", "meaning"], *keys(dataset_schema(), None)]
    return f"""# Every key

Written by `make docs`; do not edit it.

## Of a run

Set these keys in a file that you pass with `--configfile mine.yaml`, or in `config/config.yaml` of
the folder that you run in. Keys that you omit keep the value of the default run
(`config/config.yaml` of the project), in the third column. If all datasets are folders of songs,
they keep the value in `config/quick.yaml`. A list replaces the default list.

{table(run)}

## Of a dataset

Set these keys in `config/datasets/NAME.yaml`, or in a file of your own that `datasets` names.
`root` and `layout` are required. The last column says what happens if you omit another key.

{table(dataset)}
"""


def _default_run() -> dict:
    return yaml.safe_load(CONFIG.read_text(encoding="utf-8"))


def _with_class_defaults() -> dict:
    """The default run, with the settings of models that it leaves to their classes."""
    config = _default_run()
    for name in MODELS:
        own = model_class(name).Config().model_dump(mode="json")
        config["models"][name] = own | config["models"].get(name, {})
    return config


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")

"""Join JavaScript modules into one program for an HTML page.

Browsers do not load modules from the file system, so the page contains them: each after the modules
that it imports from, without `import` and `export`.
"""

import re
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from os import PathLike
from pathlib import Path

IMPORT = re.compile(r'^import \{([\w\s,]+)\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async |const |let |function|class ))", re.MULTILINE)
DECLARED = re.compile(r"^(export )?(?:const|let|(?:async )?function\*?|class) (\w+)", re.MULTILINE)
UNREAD = re.compile(r"^(?:import|export)\b.*|^.*</script.*", re.MULTILINE | re.IGNORECASE)


def join_modules(paths: Iterable[str | PathLike]) -> str:
    """Join ES modules into the text of one module.

    Args:
        paths: files of the modules, in any order; they import only from each other.

    Raises:
        ValueError: an imported name is not exported, modules import each other or declare the same
            name, or a line cannot be joined.
    """
    sources = {Path(path).name: Path(path).read_text(encoding="utf-8") for path in paths}
    imports = {name: _imports(source) for name, source in sources.items()}
    _check_imports(sources, imports)
    _check_names(sources)
    try:
        order = [*TopologicalSorter(imports).static_order()]
    except CycleError as problem:
        raise ValueError(f"modules import in a circle: {' -> '.join(problem.args[1])}") from None
    return "\n".join(f"// {name}\n{_as_part(name, sources[name])}" for name in order)


def _imports(source: str) -> dict[str, set[str]]:
    """Imported names, by the module that they are imported from."""
    imports = {}
    for names, module in IMPORT.findall(source):
        imports.setdefault(module, set()).update(re.findall(r"\w+", names))
    return imports


def _check_imports(sources: Mapping[str, str], imports: Mapping[str, Mapping]) -> None:
    for name in sources:
        for module, wanted in imports[name].items():
            if module not in sources:
                raise ValueError(f"{name} imports from {module}, which is not among the modules")
            exported = {word for export, word in DECLARED.findall(sources[module]) if export}
            if missing := sorted(wanted - exported):
                raise ValueError(
                    f"{name} imports {', '.join(missing)}; {module} has no such export"
                )


def _check_names(sources: Mapping[str, str]) -> None:
    owner = {}
    for name, source in sources.items():
        for _, word in DECLARED.findall(source):
            if word in owner:
                raise ValueError(f"{owner[word]} and {name} both declare {word}; rename one")
            owner[word] = name


def _as_part(name: str, source: str) -> str:
    """Remove imports and the word `export` from a module."""
    part = EXPORT.sub("", IMPORT.sub("", source))
    if unread := UNREAD.search(part):
        raise ValueError(f"{name}: this line cannot be joined: {unread[0]}")
    return part

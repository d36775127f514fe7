"""`hbvae tag`: write the groups of a map to the tags of the user's files."""

import json as json_format
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hbvae.workflow.tagging import Outcome, Plan


class TagField(StrEnum):
    """Tag field for the group."""

    grouping = "grouping"
    genre = "genre"
    comment = "comment"


def tag(
    map: Annotated[
        Path | None,
        typer.Argument(
            metavar="MAP",
            envvar="HBVAE_MAP",
            help="Folder of a finished map (default: the map in the current folder).",
            show_default=False,
        ),
    ] = None,
    field: Annotated[
        TagField, typer.Option(help="Tag field for the number and name of the group.")
    ] = TagField.grouping,
    write: Annotated[
        bool,
        typer.Option("--write", help="Write the tags. Without this option, nothing is written."),
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Restore the tags that the files had before.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also replace your own text in the field.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Write groups to the songs' tags. Without --write, only show what would change."""
    from hbvae.errors import ConfigError
    from hbvae.storage.finished import find_results
    from hbvae.workflow import tagging

    if write and undo:
        raise ConfigError("--write and --undo exclude each other; give only one")
    results = find_results(map, "groups.tsv")
    tagging.refuse_at_work(results)
    if undo:
        outcome = tagging.undo_tags(results)
        text = _undone(outcome)
        _answer(_for_json([], outcome.left_out, outcome.n_done), text, outcome.left_out, json)
        return
    plan = tagging.plan_tags(results, field.value, replace)
    outcome = tagging.write_tags(results, field.value, plan) if write else None
    left_out = plan.left_out + (outcome.left_out if outcome else [])
    n_written = outcome.n_done if outcome else 0
    text = _written(results, outcome, plan) if outcome else _would_write(field.value, plan)
    _answer(_for_json(plan.changes, left_out, n_written), text, left_out, json)


def _would_write(field: str, plan: "Plan") -> str:
    from hbvae.reporting.numbers import counted

    lines = [
        f"{planned.path}: {field}: {planned.old.text or 'nothing'} -> {planned.text}"
        for planned in plan.changes
    ]
    same = f" {_up_to_date(plan)}" if plan.n_same else ""
    n = counted(len(plan.changes), "file")
    lines.append(f"{n} would change.{same} Nothing was written; add --write to write the tags.")
    return "\n".join(lines)


def _written(results: Path, outcome: "Outcome", plan: "Plan") -> str:
    from hbvae.reporting.numbers import counted
    from hbvae.workflow.tag_backup import backup_path

    same = f" {_up_to_date(plan)}" if plan.n_same else ""
    kept = f" The old tags are saved in {backup_path(results)}; restore them with hbvae tag --undo."
    return f"{counted(outcome.n_done, 'file')} written.{same}{kept if outcome.n_done else ''}"


def _up_to_date(plan: "Plan") -> str:
    from hbvae.reporting.numbers import counted

    return f"{counted(plan.n_same, 'file')} {'is' if plan.n_same == 1 else 'are'} up to date."


def _undone(outcome: "Outcome") -> str:
    from hbvae.reporting.numbers import counted

    if not (outcome.n_done or outcome.left_out):
        return "There is nothing to undo."
    return f"{counted(outcome.n_done, 'file')} restored."


def _for_json(changes: Iterable, left_out: Iterable[tuple[Path, str]], n_done: int) -> dict:
    return {
        "changes": [
            {"file": str(change.path), "old": change.old.text, "new": change.text}
            for change in changes
        ],
        "done": n_done,
        "left_out": [{"file": str(path), "reason": reason} for path, reason in left_out],
    }


def _answer(values: dict, text: str, left_out: list[tuple[Path, str]], json: bool) -> None:
    """Print the answer; the exit code is 1 if files are left out."""
    typer.echo(json_format.dumps(values, ensure_ascii=False, indent=2) if json else text)
    for path, reason in left_out:
        typer.echo(f"hbvae: {path} is left out: {reason}", err=True)
    if left_out:
        raise typer.Exit(1)

"""The `hbvae` command: make maps of music collections, use them, and use their models.

Exit codes: 0, success; 1, some songs cannot be read (the others were used), or a run failed;
2, nothing was done: wrong arguments, no model, an output that must not be overwritten, or no
readable song; 130, a run was interrupted.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from hbvae.release.commands import mix, path, similar
from hbvae.release.duplicates_command import duplicates
from hbvae.release.export_command import export
from hbvae.release.model_commands import assign, embed, find, generate, info
from hbvae.workflow.commands import demo, map_songs
from hbvae.workflow.tag_command import tag


class PlainHelp:
    """Help that shows no value type for flags."""

    def get_params(self, ctx):
        params = super().get_params(ctx)
        for param in params:
            if getattr(param, "is_flag", False):
                param.metavar = ""
        return params


class Command(PlainHelp, TyperCommand):
    """A command of hbvae."""


class Group(PlainHelp, TyperGroup):
    """All commands of hbvae."""


app = typer.Typer(
    cls=Group,
    help="Find groups in a music collection from sound and lyrics. Start with: hbvae map FOLDER",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _print_version(is_requested: bool) -> None:
    if is_requested:
        from importlib.metadata import version

        typer.echo(f"hbvae {version('hbvae')}")
        raise typer.Exit


def _print_snakefile(is_requested: bool) -> None:
    if is_requested:
        from hbvae.workflow.place import project_folder

        typer.echo(project_folder() / "Snakefile")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
    snakefile: Annotated[
        bool,
        typer.Option(
            "--snakefile",
            callback=_print_snakefile,
            is_eager=True,
            help="Print the path of the workflow, for snakemake --snakefile.",
        ),
    ] = False,
) -> None:
    """Options that need no command."""
    from hbvae.jobs.encoding import use_utf8

    use_utf8()


@contextmanager
def _errors_as_messages() -> Iterator[None]:
    """Replace the traceback by the message of an error that the user can fix."""
    import logging
    import os

    from hbvae.errors import HbvaeError
    from hbvae.jobs.disk import no_room

    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        yield
    except HbvaeError as problem:
        typer.echo(f"hbvae: {problem}", err=True)
        raise typer.Exit(2) from None
    except (OSError, RuntimeError) as problem:
        if not (message := no_room(problem)):
            raise
        typer.echo(f"hbvae: {message}", err=True)
        raise typer.Exit(2) from None


PANELS = {  # panels of --help, in order
    "Make a map of your music": {"map": map_songs, "demo": demo},
    "Use a map": {
        "similar": similar,
        "path": path,
        "mix": mix,
        "export": export,
        "tag": tag,
        "duplicates": duplicates,
    },
    "Use a trained model": {
        "assign": assign,
        "find": find,
        "embed": embed,
        "generate": generate,
        "info": info,
    },
}
for panel, commands in PANELS.items():
    for name, command in commands.items():
        app.command(name, rich_help_panel=panel, cls=Command)(_errors_as_messages()(command))

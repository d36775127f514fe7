"""Locate the project's files, and check the folder of a run.

This package defines what a run consists of and where it takes place. It does not import Snakemake;
the Snakefile and its rules call it.
"""

import os
import shlex
import sys
from pathlib import Path

from hbvae.errors import ConfigError

PACKAGE = Path(__file__).resolve().parents[1]


def project_folder() -> Path:
    """Folder of Snakefile, rules, scripts, config and resources.

    This is the checkout that contains the package, or the copy in the installed package.
    """
    checkout = PACKAGE.parent
    return checkout if (checkout / "Snakefile").is_file() else PACKAGE / "project"


def project_file(name: str) -> str:
    """Path of a project file for a rule, relative if the run's folder is the project's.

    Args:
        name: path relative to the project's folder, which may contain wildcards.
    """
    folder = project_folder()
    if folder == Path.cwd():
        return name
    return f"{str(folder).replace('{', '{{').replace('}', '}}')}/{name}"


def project_files(pattern: str) -> list[str]:
    """List project files that match a pattern, sorted, as `project_file` does."""
    folder = project_folder()
    return [project_file(str(path.relative_to(folder))) for path in sorted(folder.glob(pattern))]


def own_config(is_main: bool) -> bool:
    """Whether the run's folder is not the project's and has its own config/config.yaml.

    Args:
        is_main: whether this is the main workflow; if not, that file belongs to the main one.
    """
    is_elsewhere = project_folder() != Path.cwd()
    return is_main and is_elsewhere and Path("config/config.yaml").is_file()


def check_writable(folder: str | os.PathLike = ".") -> None:
    """Check that a run can write into its folder, before any work.

    Args:
        folder: the run's working directory. Its ``results``, ``logs`` and ``.snakemake`` are
            checked too where they exist: each may be a link to another disk.

    Raises:
        ConfigError: a folder is on a read-only disk, or the user lacks permission.
    """
    for path in (Path(folder, name) for name in (".", "results", "logs", ".snakemake")):
        if path.exists() and not os.access(path, os.W_OK):
            raise ConfigError(
                f"{path.resolve()}: this folder is not writable: the disk is read-only, or you "
                "lack permission; write the results elsewhere: snakemake --directory FOLDER"
            )


class ShellSafePath(str):
    """A path that format strings quote for a shell, and that is otherwise the plain path."""

    def __format__(self, spec: str) -> str:
        return shlex.quote(super().__format__(spec))


def quote_interpreter() -> None:
    """Let jobs start if the environment's path contains a space.

    Snakemake 9.27 formats ``sys.executable`` into the command of each script without quoting it.
    """
    if shlex.quote(sys.executable) != sys.executable:
        sys.executable = ShellSafePath(sys.executable)


def check_cluster() -> None:
    """Check that cluster jobs can start in this environment.

    Raises:
        ConfigError: the environment's path needs quoting, which job submission does not support.
    """
    if isinstance(sys.executable, ShellSafePath):
        raise ConfigError(
            f"the path of the environment, {str(sys.executable)!r}, has a space or another "
            "character that commands of cluster jobs cannot contain; install hbvae into an "
            "environment elsewhere"
        )

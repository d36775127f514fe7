"""Run Snakemake as a process of `hbvae map`, and open the finished map."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from hbvae.errors import ConfigError
from hbvae.workflow.place import project_folder
from hbvae.workflow.run_config import read_config

LOCAL = "profiles/default/config.yaml"  # options that plain `snakemake` adds
SLURM = "config/slurm"
INTERRUPTED = 128 + signal.SIGINT  # exit code


def run_workflow(folder: Path, cores: int | None, on_slurm: bool = False) -> int:
    """Run the workflow in a folder; Snakemake writes to the terminal.

    Ctrl-C also reaches Snakemake, which then ends its jobs; SIGTERM is forwarded.

    Args:
        folder: folder of the run.
        cores: number of CPU cores for its jobs; None for all.
        on_slurm: whether SLURM runs the jobs, with the profile ``config/slurm`` in the run's
            folder, which is copied from the project if missing.

    Returns:
        Snakemake's exit code.

    Raises:
        ConfigError: SLURM is not installed.
    """
    if on_slurm and not shutil.which("sbatch"):
        raise ConfigError(
            "--slurm: this machine has no SLURM commands such as sbatch; start on a login node of "
            "your cluster, or omit --slurm"
        )
    project = project_folder()
    command = [sys.executable, "-P", "-m", "snakemake", "--snakefile", str(project / "Snakefile")]
    command += ["--directory", str(folder)]
    if on_slurm:
        own = folder / SLURM
        if not own.exists():
            shutil.copytree(project / SLURM, own)
        command += ["--workflow-profile", str(own)]
    else:
        command += ["--cores", str(cores or "all"), "--resources", "gpu=1"]
        # With a profile, Snakemake would print its name.
        command += ["--workflow-profile", "none", *_arguments(project / LOCAL)]
    process = subprocess.Popen(command)
    was_interrupted = False
    before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while process.returncode is None:
        try:
            process.wait()
        except KeyboardInterrupt:
            was_interrupted = True
    signal.signal(signal.SIGTERM, before)
    if was_interrupted and process.returncode:
        return INTERRUPTED
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


def _arguments(profile: Path) -> Iterator[str]:
    """Convert a profile to command-line options."""
    for name, value in read_config(profile).items():
        yield f"--{name}"
        if value is not True:
            yield from map(str, value if isinstance(value, list) else [value])


def open_in_browser(page: Path) -> bool:
    """Open a page in the browser; return False if there is none."""
    import typer

    if sys.platform.startswith("linux"):
        has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        if not (has_display and shutil.which("xdg-open")):
            return False
    return typer.launch(str(page)) == 0

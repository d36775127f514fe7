"""One finished run of two small collections, which every test that only looks at one shares."""

import fcntl
from pathlib import Path

from support.project import copy_project, snakemake
from support.settings import write_run, write_yaml
from support.songs import write_clips, write_songs

FACTORS = {"language": {"k": 2}, "genre": {"k": 2}}
SONGS = {"root": "my songs", "audio_dir": "audio", "layout": "table", "factors": FACTORS}
CLIPS = {"root": "clips", "layout": "folders", "factors": {"genre": {"k": 2}}}


def write_project(folder: Path) -> Path:
    """A project with two small collections, one of each layout, and the config of a run of them."""
    copy_project(folder)
    write_songs(folder / "my songs")
    write_clips(folder / "clips")
    write_yaml(folder / "songs.yaml", SONGS | {"experiment": "HBLM-100"})
    write_yaml(folder / "clips.yaml", CLIPS | {"experiment": "GTZAN"})
    write_run(folder, datasets=["songs.yaml", "clips.yaml"])
    return folder


def finished_run(top: Path) -> Path:
    """A project with a finished run of everything; ``run.log`` is what it printed.

    Args:
        top: a folder that all processes of a test session share. The first of them runs the
            workflow, the others wait for it.
    """
    folder = top / "finished"
    with open(top / "finished.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            write_project(folder)
            printed = snakemake(folder, "--cores", "2", "--resources", "gpu=1", "--verbose")
            (folder / "run.log").write_text(printed, encoding="utf-8")
    assert (folder / "run.log").exists(), "the run that is to be looked at failed, see above"
    return folder

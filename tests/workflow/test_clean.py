"""`make clean` deletes what runs wrote, and nothing else."""

import json
import os
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from support.project import ROOT

from hbvae.errors import ConfigError
from hbvae.storage.settled import Settled
from hbvae.workflow.clean import LISTING, clean, main, report
from hbvae.workflow.listing import LISTS
from hbvae.workflow.locks import begin_run

LONG = "results/songs/" + "/".join("a long folder" for _ in range(20)) + "/table.tsv"
OUTPUTS = ("results/metrics.tsv", "results/songs/joint_vae/seed0/weights.safetensors", LONG)
FOLDERS = ("results/songs/release", "results/songs/dataset/audio/rock")
LISTED = ("tracks.tsv", "labels.tsv", "files.tsv", "dataset.json", "batches/00000.tsv")


def record(folder, output, kind="metadata"):
    """What Snakemake keeps of an output: a file whose name, and folders, are its path in base64."""
    encoded = urlsafe_b64encode(output.encode()).decode()
    parts = [encoded[i : i + 254] for i in range(0, len(encoded), 254)]
    path = Path(folder, ".snakemake", kind, *("@" + part for part in parts[:-1]), parts[-1])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"rule": "some"}))


def write(folder, *paths):
    for path in paths:
        Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
        Path(folder, path).write_text("text")


def files(folder):
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if not path.is_dir() and ".snakemake" not in path.parts
    }


@pytest.fixture
def run(tmp_path):
    """A folder with the files of a run, and nothing else."""
    folder = tmp_path / "run"
    write(folder, *OUTPUTS, *(f"{folder}/a.txt" for folder in FOLDERS))
    for output in (*OUTPUTS, *FOLDERS):
        record(folder, output)
    record(folder, "results/songs/features.h5", "incomplete")
    write(folder, "results/songs/features.h5", "results/songs/features.h5.partial")
    write(folder, *(f"results/songs/{name}" for name in LISTED))
    write(folder, "results/songs/pca/seed0/checkpoint.pt", "results/README.md")
    write(folder, "logs/train_model/songs.log", "logs/write_report.log")
    (folder / "results/songs/empty/folders").mkdir(parents=True)
    return folder


def test_everything_of_a_run_is_deleted(run):
    n_files, left = clean(run)
    assert files(run) == {"results/README.md"}
    assert (n_files, left) == (len(OUTPUTS) + len(FOLDERS) + len(LISTED) + 5, [])
    assert os.listdir(run / "results") == ["README.md"]
    assert not (run / "logs").exists()
    assert clean(run) == (0, [])


def test_files_of_the_user_stay_and_are_named(run):
    own_files = {
        "results/songs/notes.txt",
        "results/songs/joint_vae/seed0/my.h5",
        "results/my songs/a.wav",
        "results/my songs/tracks.tsv",  # as the listing calls one of its own
        "results/plan.md",
        "logs/diary.txt",
        "config/mine.yaml",
        "clips/metrics.tsv",
    }
    write(run, *own_files)
    _, left = clean(run)
    assert files(run) == own_files | {"results/README.md"}
    assert [path.relative_to(run / "results").as_posix() for path in left] == [
        *("my songs", "plan.md", "songs"),
    ]


def test_a_file_of_the_user_is_safe_where_an_output_once_was(run):
    clean(run)
    write(run, "results/metrics.tsv")
    assert clean(run) == (0, [run / "results/metrics.tsv"])


def test_the_listing_of_a_dry_run_is_deleted_though_no_job_ran(tmp_path):
    write(tmp_path, *(f"results/{name}/tracks.tsv" for name in ("songs", "other", "plain")))
    Settled({}, "songs", "songs", {}, {}).write(tmp_path / "results/songs")
    (tmp_path / "results/other/dataset.json").write_text('{"made_by": "me"}')
    n_files, left = clean(tmp_path)
    assert (n_files, left) == (2, [tmp_path / "results/other", tmp_path / "results/plain"])


def test_every_list_of_the_listing_is_deleted():
    assert set(LISTS) < set(LISTING)


def test_results_on_another_disk_are_deleted_there_and_the_link_stays(run, tmp_path):
    disk = tmp_path / "disk"
    (run / "results").rename(disk)
    (run / "results").symlink_to(disk)
    clean(run)
    assert (run / "results").is_symlink()
    assert files(disk) == {"README.md"}


def test_a_linked_output_is_deleted_and_what_it_names_stays(run, tmp_path):
    release = tmp_path / "kept"
    (run / "results/songs/release").rename(release)
    (run / "results/songs/release").symlink_to(release)
    clean(run)
    assert files(release) == {"a.txt"}
    assert files(run) == {"results/README.md"}


@pytest.mark.parametrize(
    "output",
    ["/etc/passwd", "results", "results/../config/config.yaml", "config/config.yaml", "../x"],
)
def test_nothing_outside_of_results_is_deleted_whatever_is_recorded(run, output):
    write(run, "config/config.yaml")
    record(run, output)
    clean(run)
    assert {"config/config.yaml", "results/README.md"} <= files(run)


def test_a_folder_at_work_is_not_cleaned(run):
    before = files(run)
    live, _ = begin_run(run)
    with pytest.raises(ConfigError, match=r"a run is in progress \("):
        clean(run)
    assert files(run) == before
    live.end()
    clean(run)


def test_cleaning_is_reported(tmp_path, monkeypatch, capsys):
    write(tmp_path, *(f"results/{number:02d}.txt" for number in range(22)))
    monkeypatch.chdir(tmp_path)
    assert main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Deleted 0 files written by runs."
    assert lines[2] == "  results/00.txt"
    assert lines[-1] == "  and 2 more"
    assert report(1234, []) == "Deleted 1,234 files written by runs."


def test_it_needs_nothing_but_python(run):
    """`make clean` works before anything is installed."""
    command = [sys.executable, "-I", "-S", "-c"]
    code = (
        f"import sys; sys.path[:0] = [{str(ROOT)!r}]; from hbvae.workflow.clean import main; main()"
    )
    done = subprocess.run([*command, code], cwd=run, capture_output=True, text=True, check=True)
    assert "files written by runs" in done.stdout
    assert files(run) == {"results/README.md"}

"""Where and how a run is started: each of these with the real Snakemake."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from support.project import ROOT
from support.songs import write_song

from hbvae.errors import ConfigError
from hbvae.workflow.place import ShellSafePath, check_cluster, check_writable, project_folder

SNAKEFILE = str(ROOT / "Snakefile")
SNAKEMAKE = (sys.executable, "-m", "snakemake")
TABLE = "results/demo_bilingual/dataset/metadata.csv"  # one job, without rendering


def run(folder, *command, succeeds=True, **variables):
    """Run a command in a folder; what it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=folder, env=environment | variables, capture_output=True, text=True
    )
    assert (done.returncode == 0) is succeeds, done.stdout + done.stderr
    return done.stdout + done.stderr


def snakemake(folder, *arguments, **options):
    return run(folder, *SNAKEMAKE, "--cores", "1", *arguments, **options)


# Folders


def test_results_are_put_into_another_folder(tmp_path):
    elsewhere = tmp_path / "my maps/one"  # Snakemake makes it
    snakemake(tmp_path, TABLE, "-s", SNAKEFILE, "--directory", elsewhere)
    assert (elsewhere / TABLE).is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["my maps"]
    output = snakemake(tmp_path, "-n", "-s", SNAKEFILE, "--directory", elsewhere)
    assert "rule train_model:" in output


@pytest.mark.parametrize(
    "config", ["", "config: config", 'config: {"dataset": "demo_bilingual", "seeds": [3]}']
)
def test_another_workflow_uses_this_as_a_module(tmp_path, config):
    module = f'module music:\n    snakefile: "{SNAKEFILE}"\n'
    module += f"    {config}\n" if config else ""
    (tmp_path / "Snakefile").write_text(f"{module}\nuse rule * from music as music_*\n")
    output = snakemake(tmp_path, "-n", "music_all")
    assert "rule music_train_model:" in output
    assert ("demo_genres" in output) is ("seeds" not in config)
    assert ("seed3" in output) is ("seeds" in config)
    if "seeds" in config:
        snakemake(tmp_path, TABLE)
        assert (tmp_path / TABLE).is_file()


def test_a_checkout_on_a_read_only_disk_puts_results_elsewhere(tmp_path):
    inner = 'mount -o bind,ro "$0" "$0" && ! touch "$0/touched" 2> /dev/null && cd "$1" && shift'
    inner += ' && exec "$@"'
    read_only = ("unshare", "--mount", "--propagation", "private", "sh", "-c", inner, ROOT)
    if subprocess.run([*read_only, "/", "true"], capture_output=True).returncode:
        pytest.skip("no read-only disk can be made here: needs root and mount namespaces")
    command = (*SNAKEMAKE, "--cores", "1", TABLE, "-s", SNAKEFILE)
    run(tmp_path, *read_only, tmp_path, *command)
    assert (tmp_path / TABLE).is_file()
    output = run(tmp_path, *read_only, ROOT, *command, succeeds=False)
    assert "snakemake --directory FOLDER" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("name", ["results", "logs", ".snakemake"])
def test_a_folder_that_cannot_be_written_is_named_before_any_work(tmp_path, name):
    check_writable(tmp_path)
    (tmp_path / name).symlink_to("/proc/self")
    with pytest.raises(ConfigError, match="this folder is not writable"):
        check_writable(tmp_path)


def test_the_project_is_the_checkout_of_the_package():
    assert project_folder() == ROOT


# The environment


@pytest.fixture
def with_a_blank(tmp_path):
    """The interpreter of an environment whose path has a blank and a quotation mark."""
    environment = tmp_path / "Bob's music"
    environment.symlink_to(sys.prefix)
    return environment / "bin/python"


def test_the_path_of_the_environment_may_have_a_blank(with_a_blank, tmp_path):
    command = (with_a_blank, "-m", "snakemake", "--cores", "1", TABLE, "-s", SNAKEFILE)
    run(tmp_path, *command)
    assert (tmp_path / TABLE).is_file()


def test_a_cluster_needs_an_environment_whose_path_has_no_blank(monkeypatch):
    check_cluster()
    monkeypatch.setattr(sys, "executable", ShellSafePath("/Bob's music/bin/python"))
    with pytest.raises(ConfigError, match="install hbvae into an environment elsewhere"):
        check_cluster()


def test_a_path_is_quoted_for_a_shell_and_nowhere_else():
    path = ShellSafePath("/a b/python")
    assert f"{path} -m snakemake" == "'/a b/python' -m snakemake"
    assert path == "/a b/python" == os.fspath(path)


def test_no_home_folder_is_needed(tmp_path):
    cache = str(tmp_path / "cache")
    snakemake(tmp_path, TABLE, "-s", SNAKEFILE, HOME="/proc/none", XDG_CACHE_HOME=cache)
    assert (tmp_path / TABLE).is_file()


@pytest.mark.parametrize("home", ["/proc/none", "", None])
def test_make_keeps_a_cache_of_its_own_where_the_home_folder_cannot_be_written(home):
    environment = {k: v for k, v in os.environ.items() if k not in ("HOME", "XDG_CACHE_HOME")}
    environment |= {} if home is None else {"HOME": home}
    command = ["make", "-s", "--eval", "show: ; @echo $$XDG_CACHE_HOME", "show"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout == f"{ROOT}/.snakemake/cache\n"


def test_make_leaves_a_cache_that_can_be_written_alone(tmp_path):
    command = ["make", "-s", "--eval", "show: ; @echo $$XDG_CACHE_HOME", "show"]
    assert run(ROOT, *command, XDG_CACHE_HOME=str(tmp_path)) == f"{tmp_path}\n"
    environment = {"HOME": str(tmp_path), "XDG_CACHE_HOME": ""}
    assert run(ROOT, *command, **environment) == "\n"


# Names


def make_song(folder, name):
    (folder / "songs").mkdir(parents=True)
    write_song(folder / "songs" / f"{name}.wav", 300, seconds=4.0)
    write_song(folder / "songs" / "other.wav", 400, seconds=4.0)
    return folder / "songs"


@pytest.mark.parametrize("locale", ["ASCII", "de_DE.ISO-8859-1"])
def test_names_of_files_are_utf_8_whatever_the_locale(tmp_path, locale):
    """PYTHONUTF8=0 keeps Python from using UTF-8 where the locale is C."""
    variables = {"LC_ALL": "C", "PYTHONUTF8": "0"}
    if locale != "ASCII":
        if not shutil.which("localedef"):
            pytest.skip("localedef is not installed")
        charmap = locale.split(".")[1]
        subprocess.run(["localedef", "-f", charmap, "-i", "de_DE", tmp_path / locale], check=True)
        variables |= {"LC_ALL": locale, "LOCPATH": str(tmp_path)}
    songs = make_song(tmp_path, "Björk, Jóga")
    listed = "results/songs/tracks.tsv"
    snakemake(tmp_path, listed, "-s", SNAKEFILE, "--config", f"dataset={songs}", **variables)
    assert "Björk, Jóga.wav" in (tmp_path / listed).read_text(encoding="utf-8")


def test_a_list_of_the_songs_is_a_target(tmp_path):
    """The lists are made before the run is planned: even a forced run makes them no second time."""
    songs = make_song(tmp_path / "Rock & Roll {best}", "song")
    arguments = ("-s", SNAKEFILE, "--config", f"dataset={songs}")
    listed = tmp_path / "results/songs/lyrics.tsv"
    snakemake(tmp_path, "results/songs/lyrics.tsv", *arguments)
    text = listed.read_text(encoding="utf-8")
    snakemake(tmp_path, "results/songs/lyrics.tsv", "--force", *arguments)
    assert listed.read_text(encoding="utf-8") == text == "track_id\tlyrics\n"
    assert "rule write_report:" in snakemake(tmp_path, "-n", *arguments)


# Killed runs


SLOW = """
import os, sys, time
from hbvae.jobs.processes import end_with_parent

end_with_parent(0.05)
with open(sys.argv[1], "w") as file:
    file.write("half")
    file.flush()
    while not os.path.exists("go on"):
        time.sleep(0.05)
    file.write(" and half")
"""
WITH_SLOW_RULE = f"""
module music:
    snakefile: "{SNAKEFILE}"

use rule * from music

rule slow:
    output: "results/slow.txt"
    shell: "{sys.executable} slow.py {{output}}"
"""


@pytest.fixture
def slow(tmp_path):
    """A folder whose job `slow` waits, its output half written, for a file called 'go on'."""
    (tmp_path / "slow.py").write_text(SLOW)
    (tmp_path / "Snakefile").write_text(WITH_SLOW_RULE)
    return tmp_path


def start(folder):
    """A run in the background whose job has begun to write."""
    with open(folder / "output.txt", "w") as output:
        started = subprocess.Popen(
            (*SNAKEMAKE, "--cores", "1", "slow"),
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=output,
            stderr=output,
        )
    while not (folder / "results/slow.txt").exists():
        assert started.poll() is None, (folder / "output.txt").read_text()
        time.sleep(0.05)
    return started


@pytest.mark.slow
@pytest.mark.xdist_group("killed runs")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP])
def test_the_same_command_takes_up_a_killed_run(slow, how):
    started = start(slow)
    started.send_signal(how)
    assert started.wait() != 0
    assert any((slow / ".snakemake/locks").iterdir())
    (slow / "go on").touch()
    output = snakemake(slow, "slow", PYTHONPATH=str(ROOT))
    assert "The last run in this folder was killed. Its lock is removed" in output
    assert (slow / "results/slow.txt").read_text() == "half and half"
    assert [path.name for path in (slow / ".snakemake/runs").iterdir()] == ["begin"]


@pytest.mark.xdist_group("killed runs")
def test_a_terminated_run_finishes_its_job_and_leaves_no_lock(slow):
    started = start(slow)
    started.terminate()
    (slow / "go on").touch()
    started.wait()
    assert (slow / "results/slow.txt").read_text() == "half and half"
    assert "was killed" not in snakemake(slow, "slow", "-n")


@pytest.mark.xdist_group("killed runs")
def test_a_live_run_is_not_disturbed_by_a_second_run(slow):
    started = start(slow)
    output = snakemake(slow, "slow", "--rerun-incomplete", succeeds=False)
    assert "LockException" in output and "was killed" not in output
    (slow / "go on").touch()
    assert started.wait() == 0
    assert (slow / "results/slow.txt").read_text() == "half and half"

"""What a run prints: one line that lives, where its results are, or what went wrong."""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path

import pytest
from support.finished import SONGS
from support.project import ROOT, SNAKEMAKE, copy_project, snakemake
from support.settings import write_run, write_yaml
from support.songs import write_songs
from tqdm.utils import disp_len

from hbvae.workflow.ending import readable, results_lines
from hbvae.workflow.line import fitted

FEATURES = "results/songs/features.h5"
COPIES = "results/songs/duplicates.tsv"
PICTURE = "results/songs/figures/fig02_spectrogram.png"


@pytest.fixture
def songs(tmp_path):
    """A project with eight songs, four a job."""
    project = copy_project(tmp_path / "project")
    write_songs(project / "my songs")
    write_yaml(project / "songs.yaml", SONGS | {"experiment": "HBLM-100"})
    write_run(project, dataset="songs.yaml")
    return project


def command(*arguments):
    return [SNAKEMAKE, *arguments, "--cores", "2", "--configfile", "run.yaml"]


def on_a_terminal(project, columns, *arguments):
    """What a run draws on a terminal, and its exit code."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = os.environ | {"PYTHONPATH": str(project), "PWD": str(project), "TERM": "xterm"}
    run = subprocess.Popen(
        command(*arguments), cwd=project, env=environment, stdout=subprocess.DEVNULL, stderr=theirs
    )
    os.close(theirs)
    drawn = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # so a terminal ends
            break
        drawn += part
    os.close(ours)
    return drawn.decode(), run.wait()


def break_script(project, name, code):
    """Put code before a script's work."""
    script = project / "workflow_scripts" / name
    text = script.read_text(encoding="utf-8")
    script.write_text(re.sub(r"(def main\((?:.|\n)*?\):\n)", rf"\1    {code}\n", text, count=1))


@pytest.mark.slow
def test_a_pipe_gets_a_few_plain_lines_and_where_the_results_are(songs):
    printed = snakemake(songs, "fig02", "--cores", "2")
    lines = printed.splitlines()
    assert len(lines) < 20
    assert not re.search(r"[\r\x1b]|rule |jobid|Building DAG|SNAKEMAKE", printed)
    assert re.search(r"^ +0:\d\d  Extracting features of songs .*0 of 8 songs", printed, re.M)
    assert re.search(r"Drawing a spectrogram of songs · 8 songs", printed)
    (last, picture, pdf, opening) = lines[-4:]
    assert re.fullmatch(r"Done in .*\d s: 5 jobs, 8 songs\.", last)
    assert (picture.strip(), pdf.strip()) == (PICTURE, PICTURE.replace(".png", ".pdf"))
    assert opening.endswith(PICTURE)
    (log,) = (songs / ".snakemake/log").iterdir()
    assert "rule extract_features:" in log.read_text(encoding="utf-8")

    again = snakemake(songs, "fig02", "--cores", "2").splitlines()
    assert again[-4:-1] == ["Nothing to be done: everything is up to date.", picture, pdf]
    (songs / PICTURE).unlink()
    assert snakemake(songs, "fig02", "--cores", "1").count(" about ") == 1  # known from last time

    printed = snakemake(songs, COPIES, "--cores", "1")
    # A job's warning reaches the reader once.
    assert printed.count("6 duplicate songs (") == 1
    assert f"(exact copy)); see {COPIES}" in printed.replace("\n", " ")


@pytest.mark.slow
def test_a_job_that_ctrl_c_ends_is_no_failure(songs):
    break_script(songs, "merge_features.py", "open('begun', 'w'); __import__('time').sleep(60)")
    environment = os.environ | {"PYTHONPATH": str(songs), "PWD": str(songs)}
    run = subprocess.Popen(
        command(FEATURES), cwd=songs, env=environment, start_new_session=True, text=True,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    while not (songs / "begun").exists():
        assert run.poll() is None
        time.sleep(0.1)
    os.killpg(run.pid, signal.SIGINT)
    printed = run.communicate()[1]
    assert re.search(r"^Stopped after .* jobs are done and kept\.$", printed, re.M), printed
    assert not re.search(r"failed|Exception|exit status", printed), printed


@pytest.mark.slow
@pytest.mark.parametrize("columns", [80, 40])
def test_a_terminal_gets_a_line_that_fits(songs, columns):
    drawn, code = on_a_terminal(songs, columns, FEATURES)
    assert code == 0
    head, line, end = re.search(r"^(.*?)(\r.*\r)(.*)$", drawn.replace("\r\n", "\n"), re.S).groups()
    parts = [part.strip() for part in line.split("\r")]
    assert "Planning the run" in parts
    assert any("of 8 songs" in part for part in parts)
    assert max(map(disp_len, parts)) < columns
    done, place = end.splitlines()[-2:]
    assert (done[:8], place) == ("Done in ", f"  {FEATURES}")
    assert "rule" not in head + end


@pytest.mark.slow
def test_a_failed_job_has_the_last_word(songs):
    for name in ("1", "3"):
        (songs / f"my songs/audio/english/song {name}.wav").write_text("not a sound")
    printed = snakemake(songs, FEATURES, "--cores", "2", succeeds=False)
    lines = printed.splitlines()
    assert len(lines) < 20
    assert re.search(r"Stopped after \d+ s: 2 of 4 jobs are done and kept\.", printed)
    log = "logs/gather_rejected/songs.log"
    (place,) = [n for n, line in enumerate(lines) if line.endswith(f"failed ({log})")]
    assert lines[place + 1].startswith("2 of 8 tracks cannot be used")
    assert printed.count("2 of 8 tracks cannot be used") == 1
    assert not re.search("Traceback|Exception|Error|At least one job", printed)


@pytest.mark.slow
@pytest.mark.parametrize(
    "code, place, words",
    [
        ('{}["x"]', r"\(a bug in the program: the traceback is in (.*)\)", "KeyError: 'x'"),
        (
            "import os; os.kill(os.getpid(), 9)",
            r"\((.*)\)",
            "it was killed (SIGKILL), by a person or because memory ran out",
        ),
    ],
)
def test_an_error_is_a_line_and_its_traceback_is_in_the_log(songs, code, place, words):
    break_script(songs, "merge_features.py", code)
    drawn, exit_code = on_a_terminal(songs, 80, FEATURES)
    assert exit_code == 1
    *_, head, last = drawn.splitlines()
    assert last == words
    match = re.fullmatch(f"Joining the features of songs failed {place}", head)
    assert match[1] == "logs/merge_features/songs.log"
    assert "Traceback" not in drawn
    if "KeyError" in words:
        assert "Traceback" in (songs / match[1]).read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    "target, words",
    [
        ("fig10", "no dataset of this run repeats the paper's experiment GTZAN"),
        ("fig99", "No rule to produce fig99"),
        ("results/songs/nothing.h5", "No rule to produce results/songs/nothing.h5"),
    ],
)
def test_planning_errors_have_no_traceback(songs, target, words):
    for option in ((), ("--dry-run",)):
        printed = snakemake(songs, target, "--cores", "2", *option, succeeds=False)
        assert words in printed and (option or words in printed.splitlines()[-1])
        assert "Traceback" not in printed and "File " not in printed
        assert option or len(printed.splitlines()) < 6


@pytest.mark.slow
def test_snakemakes_own_output_is_optional(songs):
    dry = snakemake(songs, FEATURES, "--cores", "2", "--dry-run")
    for words in ("Building DAG of jobs...", "rule merge_features:", "This was a dry-run"):
        assert words in dry
    summary = subprocess.run(
        command(FEATURES, "--summary"), cwd=songs, env=os.environ | {"PYTHONPATH": str(songs)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert summary.stdout.startswith("output_file\tdate") and "Building DAG" in summary.stderr
    quiet = snakemake(songs, "results/songs/lyrics.h5", "--cores", "1", "--quiet", "all")
    assert "Embedding" not in quiet and "Done" not in quiet
    loud = snakemake(songs, COPIES, "--cores", "2", "--printshellcmds")
    assert "rule merge_features:" in loud and "5 of 5 steps (100%) done" in loud
    assert "6 duplicate songs (" in loud
    assert "Done in" not in loud


def test_every_rule_has_a_progress_line():
    for file in (ROOT / "rules").glob("*.smk"):
        for rule in re.split(r"^(?=rule )", file.read_text(encoding="utf-8"), flags=re.M)[1:]:
            name, words = re.match(r'rule (\w+):\n(?:    """(.+)""")?', rule).groups()
            assert words and words[0].isupper() and len(words) < 70, name
            wildcards = set(re.findall(r"{(\w+)}", rule.partition("params:")[0]))
            assert set(re.findall(r"{(\w+)}", words)) <= wildcards, name


@pytest.mark.parametrize("width", [30, 39, 79])
def test_a_long_line_is_cut_and_its_end_stays(width):
    text = fitted(
        "Training on demo_genres: Joint model, শেষ স্টেশন, 長い名前 " * 3, "3 min left", width
    )
    assert disp_len(text) <= width
    assert text.endswith("… · 3 min left")
    assert fitted("short", "3 min left", 79) == "short · 3 min left"
    assert fitted("Training", "about 3 min left", 10) == "about 3 mi"


def test_many_pictures_are_a_folder_and_pages_come_first(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PWD", os.getcwd())
    monkeypatch.setenv("PATH", "")
    figures = [f"results/songs/figures/fig{number:02}.png" for number in range(1, 9)]
    tables = [
        "results/table1.md",
        "results/table1.tex",
        "results/table1.tsv",
        "results/metrics.tsv",
    ]
    pages = ["results/songs/explorer.html", "results/report.html"]
    *places, opening = results_lines([Path(file) for file in (*figures, *tables, *pages)])
    assert [place.strip() for place in places] == [
        *reversed(pages), "results/table1.md", "results/metrics.tsv", "results/songs/figures",
    ]  # fmt: skip
    assert opening == f"Open it: {(tmp_path / 'results/report.html').as_uri()}"


def test_an_error_of_snakemake_loses_its_frames():
    frame = '  File "/a/Snakefile", line 3, in <module>'
    message = "KeyError in file \"/a/Snakefile\", line 3:\n'x'"
    assert readable(f"{message}\n{frame}") == message
    raw = f"Traceback (most recent call last):\n{frame}\n    g()\nOSError: no"
    assert readable(raw) == "OSError: no (a bug in the program; --verbose shows where)"

"""A run that transcribes lyrics, with a tiny Whisper model; and what a run without is spared."""

import gzip
import json
import re
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import h5py
import pytest
from support.finished import CLIPS, SONGS
from support.project import copy_project, copy_run, planned, snakemake
from support.settings import write_run, write_yaml
from support.songs import LYRICS, write_clips, write_song, write_songs
from support.tiny_whisper import TEXT, write_whisper

from hbvae.features.whisper import model_snapshot
from hbvae.storage.settled import Settled
from hbvae.storage.tracks import Track, read_lyrics, write_batch
from hbvae.storage.transcripts import (
    KEPT,
    Transcript,
    read_transcribed,
    read_transcripts,
    read_verdicts,
    write_transcripts,
)

sys.path.insert(0, str(Path(__file__).parents[2] / "workflow_scripts"))
from transcribe_lyrics import main as transcribe_lyrics

ROOT = Path(__file__).parents[2]
TRANSCRIPT = TEXT.strip()


def write_settings(project, file="run.yaml", datasets=("clips.yaml", "songs.yaml"), **lyrics):
    write_run(
        project,
        file,
        datasets=list(datasets),
        representations=["mfcc", "lyrics", "joint_audio", "joint_lyrics"],
        lyrics=lyrics,
        explorer={"maps": ["joint_audio", "joint_lyrics"]},
        figures={"shown": ["groups"]},
        generate=False,
        max_rejected=0.2,
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A finished run of clips without lyrics, one of them damaged, and of songs of which one has
    none."""
    project = copy_project(tmp_path_factory.mktemp("transcription"))
    write_clips(project / "clips")
    (project / "clips/metal/metal.00009.wav").write_bytes(b"RIFF\0\0\0\0WAVE damaged")
    write_songs(project / "my songs")
    write_yaml(project / "clips.yaml", CLIPS)
    write_yaml(project / "songs.yaml", SONGS)
    write_whisper(project / "whisper")
    write_settings(project, transcribe="whisper")
    write_settings(project, "without.yaml", transcribe=None)
    snakemake(project, "--cores", "2")
    return project


@pytest.mark.slow
def test_tracks_without_lyrics_get_what_the_model_hears(project):
    verdicts = read_verdicts(str(project / "results/clips/transcripts.tsv"))
    kept = [row for row in verdicts if row.verdict == KEPT]
    assert len(kept) == 6 and {row.text for row in kept} == {TRANSCRIPT}
    (damaged,) = [row for row in verdicts if row.verdict != KEPT]
    assert damaged.track_id == "metal/metal.00009" and damaged.text == ""
    assert {row.language for row in kept} == {"bn"}
    with h5py.File(project / "results/clips/lyrics.h5") as store:
        assert store["embedding"].shape[0] == 6
        assert store.attrs["transcribed_by"].startswith("whisper ")


@pytest.mark.slow
def test_lyrics_that_the_user_gives_win(project):
    path = str(project / "results/songs/all_lyrics.tsv")
    lyrics, transcribed = read_lyrics(path), read_transcribed(path)
    assert list(transcribed) == ["bangla/song 0"]  # the one that has none
    assert lyrics.pop("bangla/song 0") == TRANSCRIPT
    assert len(lyrics) == 7 and set(lyrics.values()) == set(LYRICS.values())
    transcripts = [
        read_transcripts(str(path)) for path in project.glob("results/songs/transcripts/*")
    ]
    assert [row.track_id for rows in transcripts for row in rows] == ["bangla/song 0"]


@pytest.mark.slow
def test_what_was_transcribed_is_marked_wherever_it_is_shown(project):
    model = model_snapshot(str(project / "whisper")).revision[:12]
    report = (project / "results/report.html").read_text(encoding="utf-8")
    assert "8 (1 transcribed)" in report
    assert f"clips: whisper {model} (mit licence), 90 s of each, transcribed the 7 songs" in report
    page = (project / "results/songs/explorer.html").read_text(encoding="utf-8")
    packed = re.search(r'<script id="data"[^>]*>([^<]+)', page)[1]
    tracks = json.loads(gzip.decompress(b64decode(packed)))["tracks"]
    shown = dict(zip(tracks["id"], tracks["transcribed"], strict=True))
    assert [name for name, is_transcribed in shown.items() if is_transcribed] == ["bangla/song 0"]
    card = (project / "results/clips/release/README.md").read_text(encoding="utf-8")
    assert "The lyrics of 6 of\nits tracks were transcribed by whisper" in card
    about = json.loads((project / "results/songs/release/config.json").read_text())
    assert about["transcribed"]["tracks"] == ["bangla/song 0"]
    assert "transcribe" not in about["lyrics"]
    assert model in about["provenance"]["packages"]["lyrics transcribed by"]


@pytest.mark.slow
def test_only_what_depends_on_a_change_runs_again(project, tmp_path):
    project = copy_run(project, tmp_path / "project")
    assert planned(project) == {}
    write_settings(project, transcribe="whisper", gates={"words": 4})
    jobs = planned(project, "results/clips/lyrics.h5")
    assert jobs.keys() == {"gather_transcripts", "embed_lyrics"}

    # The user gives lyrics: the batch of that song alone is transcribed again.
    write_settings(project, transcribe="whisper")
    name = "my songs/metadata.csv"
    table = (project / name).read_text(encoding="utf-8-sig")
    (project / name).write_text(re.sub("(song 0.wav,.*),\n", r"\1,At last\n", table), "utf-8")
    jobs = planned(project, "results/songs/lyrics.h5")
    assert jobs == {"gather_transcripts": 1, "embed_lyrics": 1}  # no song of a batch is left
    write_whisper(project / "whisper", " Another model says another thing")
    assert planned(project, "results/clips/lyrics.h5")["transcribe_lyrics"] == 2


@pytest.mark.slow
def test_a_run_in_which_no_text_passes_ends_and_says_so(project, tmp_path):
    project = copy_run(project, tmp_path / "project")
    write_whisper(project / "whisper", text=None)
    write_settings(project, datasets=["clips.yaml"], transcribe="whisper")
    printed = snakemake(project, "--cores", "2")
    assert "no song has lyrics: none are given, and no transcribed text passed" in printed
    report = (project / "results/report.html").read_text(encoding="utf-8")
    assert "No song has lyrics" in report and "the model is uncertain (6)" in report


@pytest.mark.slow
def test_a_run_without_transcription_has_none_of_it(project, tmp_path):
    project = copy_run(project, tmp_path / "project")
    jobs = planned(project, configfile="without.yaml")
    assert not {"transcribe_lyrics", "gather_transcripts"} & jobs.keys()
    target = "results/clips/lyrics/seed0/latents.h5"  # of a dataset that has lyrics again
    printed = snakemake(project, "--dry-run", "--cores", "2", configfile="without.yaml")
    assert target not in printed


def test_a_run_that_transcribes_nothing_imports_no_model():
    code = "import sys, hbvae.workflow.plan, gather_transcripts, embed_lyrics\n"
    code += "print({'torch', 'transformers', 'huggingface_hub'} & set(sys.modules))"
    path = {"PYTHONPATH": f"{ROOT}:{ROOT}/workflow_scripts"}
    done = subprocess.run([sys.executable, "-c", code], env=path, capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stderr


def test_a_killed_job_resumes(tmp_path):
    """Rows of this model and of files as they are now are kept, others are written anew."""
    model = write_whisper(tmp_path / "whisper")
    for name in ("a", "b", "c"):
        write_song(tmp_path / f"{name}.wav", 300, 3)
    Settled({}, str(tmp_path), str(tmp_path), {}, {}).write(tmp_path)
    tracks, so_far, out = (str(tmp_path / f"{name}.tsv") for name in ("batch", "so_far", "out"))
    write_batch(tracks, [Track(name, f"{name}.wav", 7, 1) for name in ("a", "b", "c", "given")])
    before = Transcript("a", 7, 1, "tiny, 90 s of each", text="before")
    stale = Transcript("b", 6, 1, "tiny, 90 s of each", text="of another file")
    other = Transcript("c", 7, 1, "another model, 90 s of each", text="of another model")
    write_transcripts(so_far, [before, stale, other])

    revision = model_snapshot(model).revision
    settings = ["a", "b", "c"], model, revision, "tiny", 90, so_far
    transcribe_lyrics(tracks, str(tmp_path / "dataset.json"), [], [], out, *settings)
    rows = {row.track_id: row.text for row in read_transcripts(out)}
    assert rows == {"a": "before", "b": TRANSCRIPT, "c": TRANSCRIPT}
    assert not Path(so_far).exists()

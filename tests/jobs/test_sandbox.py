"""Files that crash their reader, hang it or fill its memory do not harm the others."""

import os
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import psutil
import pytest
import soundfile

from hbvae.datasets.tags import all_lyrics, all_metadata
from hbvae.errors import AudioError
from hbvae.jobs.sandbox import guarded

ROOT = Path(__file__).parents[2]


def read(name):
    if name == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "hang":
        time.sleep(60)
    if name == "memory":
        return len(bytearray(8 << 30))  # more than any process has freed
    if name == "bad":
        raise AudioError("no sound")
    if name == "fault":
        raise KeyError(name)
    return name.upper()


def test_only_harmful_files_are_lost():
    names = ["a", "crash", "b", "hang", "memory", "bad", *"cdefg", "crash", "crash", *("h" * 60)]
    results = list(guarded(read, names, seconds=5, memory=200 << 20))
    pairs = list(zip(names, results, strict=True))
    reasons = {name: str(result) for name, result in pairs if isinstance(result, AudioError)}
    assert [result for result in results if isinstance(result, str)] == [
        "A",
        "B",
        *"CDEFG",
        *("H" * 60),
    ]
    assert "its reader crashes (exit code -9)" in reasons["crash"]
    assert "more than 5 s" in reasons["hang"]
    assert "more than 200 MiB of memory" in reasons["memory"]
    assert reasons["bad"] == "no sound"


def test_a_file_whose_reader_was_killed_once_is_read(tmp_path):
    def once(name):
        if name == "b" and not (tmp_path / "killed").exists():
            (tmp_path / "killed").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return name.upper()

    assert list(guarded(once, "abc")) == ["A", "B", "C"]


def test_a_program_fault_is_raised():
    with pytest.raises(KeyError):
        list(guarded(read, ["a", "fault", "b"]))


def test_a_reader_ends_with_its_parent(tmp_path):
    script = (
        "import os, time; from pathlib import Path; from hbvae.jobs.sandbox import guarded\n"
        "def read(path):\n    Path(path).write_text(str(os.getpid()))\n    time.sleep(60)\n"
        "list(guarded(read, ['pid']))\n"
    )
    (tmp_path / "job.py").write_text(script)
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    job = subprocess.Popen([sys.executable, "job.py"], cwd=tmp_path, env=env)
    wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    reader = psutil.Process(int((tmp_path / "pid").read_text()))
    job.kill()
    job.wait()
    wait_for(lambda: not reader.is_running() or reader.status() == psutil.STATUS_ZOMBIE)


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_decompression_bomb_is_ignored(tmp_path):
    """An ID3 frame of some MB, compressed, that holds 0.4 GB."""
    soundfile.write(tmp_path / "plain.mp3", [0.1, -0.1] * 30_000, 22050)
    packer, packed = zlib.compressobj(1), []
    for _ in range(400):
        packed.append(packer.compress(b"la" * (1 << 19)))
    frame = bytes(4) + b"".join(packed) + packer.flush()
    size = lambda n: bytes(n >> shift & 127 for shift in (21, 14, 7, 0))  # noqa: E731
    header = b"TIT2" + size(len(frame)) + bytes([0, 0b1001])  # compressed, length stated
    tag = b"ID3\x04\0\0" + size(len(header) + len(frame)) + header + frame
    (tmp_path / "bomb.mp3").write_bytes(tag + (tmp_path / "plain.mp3").read_bytes())
    paths = [tmp_path / "bomb.mp3", tmp_path / "plain.mp3"]
    before = psutil.Process().memory_info().rss
    assert [metadata.title for metadata in all_metadata(paths)] == ["bomb", "plain"]
    assert all_lyrics(paths) == [None, None]
    assert psutil.Process().memory_info().rss - before < 100 << 20

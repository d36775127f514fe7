"""The processes of a run end with the process that started them."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest


@pytest.mark.parametrize("killed", ["parent", "run"])
def test_a_process_ends_with_its_parent_and_with_its_run(tmp_path, killed):
    """A run starts a parent, which starts a job; each writes its process id."""
    job = "import os, time; from hbvae.jobs.processes import end_with_parent; end_with_parent()\n"
    job += "open('job', 'w').write(str(os.getpid())); time.sleep(60)\n"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {job!r}])"
    run = "import os, subprocess, sys, time\n"
    run += "os.environ['HBVAE_RUN_BY'] = str(os.getpid())\n"
    run += f"parent = subprocess.Popen([sys.executable, '-c', {parent!r}])\n"
    run += "open('parent', 'w').write(str(parent.pid)); time.sleep(60)\n"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    started = subprocess.Popen([sys.executable, "-c", run], cwd=tmp_path, env=environment)
    while not ((tmp_path / "job").exists() and (tmp_path / "job").read_text()):
        time.sleep(0.05)
    the_job = psutil.Process(int((tmp_path / "job").read_text()))
    the_parent = psutil.Process(int((tmp_path / "parent").read_text()))
    if killed == "run":
        started.kill()
    else:
        the_parent.kill()
    try:
        the_job.wait(20)
    finally:
        started.kill()
        started.wait()
        with suppress(psutil.NoSuchProcess):
            the_parent.kill()

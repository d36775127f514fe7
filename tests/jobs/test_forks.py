"""A forked job is as isolated as a separate Python process, and ends like one."""

import os
import select
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from snakemake.script import PythonScript

from hbvae.jobs.forks import FEWEST_JOBS, LIBRARIES, ForkServer, fork_jobs, job_environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="jobs are forked on Linux only")
ROOT = Path(__file__).parents[2]
READY_WITHIN = 120  # s
SERVER = ROOT / "hbvae/jobs/fork_server.py"


@pytest.fixture
def start():
    """A function that starts a fork server with some modules and waits until it is ready."""
    servers = []

    def start(*modules) -> ForkServer:
        servers.append(ForkServer(modules))
        assert servers[-1].is_ready(READY_WITHIN)
        return servers[-1]

    yield start
    for server in servers:
        server.end()


def script(folder: Path, text: str) -> str:
    path = folder / "job.py"
    path.write_text(text, encoding="utf-8")
    return str(path)


def fork_servers() -> list[psutil.Process]:
    """The fork servers that this process has started."""
    return [child for child in psutil.Process().children() if "fork_server" in str(child.cmdline())]


@pytest.mark.parametrize(
    "text",
    [
        "import sys; print(__name__, __file__, sys.argv, sys.path, sys.modules['__main__'])",
        "import os; print(os.getcwd(), dict(os.environ))",
        "import multiprocessing, threading; print(multiprocessing.parent_process(),"
        " threading.active_count(), threading.current_thread() is threading.main_thread())",
        "import signal; print(*map(signal.getsignal, (signal.SIGINT, signal.SIGCHLD)),"
        " signal.pthread_sigmask(signal.SIG_BLOCK, []))",
        "import atexit; atexit.register(print, 'at exit'); print('first')",
        "import threading; threading.Timer(0.2, print, ['from a thread']).start()",
        "import sys; sys.exit()",
        "import sys; sys.exit(3)",
        "import sys; sys.exit(256 + 5)",
        "import sys; sys.exit('a message')",
        "import os; os._exit(7)",
        "import os; os.abort()",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "def fail():\n    raise ValueError('in a job')\nfail()",
        "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError from error",
        "import not_a_module",
        "x = (",
        "import subprocess, sys; sys.exit(subprocess.call(['false']))",
        "import concurrent.futures as f, sys\nwith f.ProcessPoolExecutor(1) as pool:\n"
        "    print(pool.submit(abs, -4).result())",
    ],
)
def test_a_forked_script_behaves_as_in_its_own_process(tmp_path, monkeypatch, capfd, start, text):
    monkeypatch.chdir(tmp_path)
    path = script(tmp_path, text)
    environment = job_environment(1, {}) | {"TEXT": "\udcff é"}
    alone = subprocess.run([sys.executable, path], env=environment).returncode
    expected = capfd.readouterr()
    assert start().run(path, environment) == alone
    assert capfd.readouterr() == expected


def test_a_job_does_not_see_the_changes_of_an_earlier_job(tmp_path, capfd, start):
    server = start("numpy")
    path = script(
        tmp_path,
        "import os, sys, numpy\n"
        "print('mark' in os.environ, hasattr(sys, 'mark'), numpy.random.rand())\n"
        "os.environ['mark'] = sys.mark = 'set'\n",
    )
    for _ in range(2):
        assert server.run(path, job_environment(1, {})) == 0
    first, second = capfd.readouterr().out.splitlines()
    assert first.startswith("False False ") and second.startswith("False False ")
    assert first != second  # random numbers that no seed fixes


def test_preloaded_libraries_use_the_thread_count_of_the_job(tmp_path, capfd, start):
    path = script(
        tmp_path,
        "import numpy, torch\n"
        "from threadpoolctl import threadpool_info\n"
        "print(sorted((pool['internal_api'], pool['num_threads']) for pool in threadpool_info()))\n"
        "print(torch.get_num_threads())\n",
    )
    server = start("numpy", "torch")
    for threads in (1, 3):
        environment = job_environment(threads, {})
        subprocess.run([sys.executable, path], env=environment, check=True)
        expected = capfd.readouterr().out
        assert (expected.count("1") == 3) == (threads == 1)
        server.run(path, environment)
        assert capfd.readouterr().out == expected


def test_jobs_that_end_at_once_keep_their_exit_codes(tmp_path, start):
    server = start()
    text = "import os; os._exit(int(os.environ['JOB']) % 7)"
    path = script(tmp_path, text)
    environments = [os.environ | {"JOB": str(n), "OMP_NUM_THREADS": "1"} for n in range(400)]
    with ThreadPoolExecutor(16) as waiting:
        codes = list(waiting.map(lambda environment: server.run(path, environment), environments))
    assert codes == [n % 7 for n in range(400)]


def test_a_job_can_be_interrupted(tmp_path, capfd, start):
    text = "import os, signal; os.kill(os.getpid(), signal.SIGINT)"
    assert start().run(script(tmp_path, text), os.environ) == 128 + signal.SIGINT
    assert capfd.readouterr().err.endswith("KeyboardInterrupt\n")


def test_the_environment_is_that_of_snakemakes_shell(tmp_path, capfd):
    from snakemake.shell import shell

    path = script(tmp_path, "import os; print(*sorted(map(str, os.environ.items())), sep='\\n')")
    resources = {"tmpdir": "/somewhere"}
    expected = shell(f"{sys.executable} {path}", threads=3, resources=resources, read=True)
    subprocess.run([sys.executable, path], env=job_environment(3, resources), check=True)
    added_by_bash = ("('_', ", "('SHLVL', ", "('PWD', ", "('OLDPWD', ")
    shown = (expected, capfd.readouterr().out)
    first, second = (
        [line for line in text.splitlines() if not line.startswith(added_by_bash)] for text in shown
    )
    assert first == second and "('OMP_NUM_THREADS', '3')" in first


def test_libraries_start_no_thread_and_open_no_file(tmp_path, capfd, start):
    server = start(*LIBRARIES)
    (process,) = fork_servers()
    assert process.num_threads() == 1
    opened = [os.readlink(path) for path in Path(f"/proc/{process.pid}/fd").iterdir()]
    # The connection to Snakemake, and the pair through which an ended job wakes the server.
    assert len([path for path in opened if path.startswith("socket:")]) == 3
    assert len(opened) == 6  # and the three standard streams
    path = script(
        tmp_path,
        "import sys\n"
        f"print([name for name in {LIBRARIES} if name not in sys.modules])\n"
        "print([name for name in sys.modules if name.startswith('hbvae')])\n"
        "print(sys.modules['torch'].cuda.is_initialized())\n",
    )
    assert server.run(path, job_environment(1, {})) == 0
    assert capfd.readouterr().out == "[]\n[]\nFalse\n"


def test_a_missing_library_is_skipped(tmp_path, start):
    server = start("not_a_module", "h5py")
    assert server.run(script(tmp_path, "import h5py"), job_environment(1, {})) == 0


def test_jobs_run_side_by_side(tmp_path, start):
    server, pipe = start(), str(tmp_path / "pipe")
    os.mkfifo(pipe)  # each job waits until the other opens it
    reader, writer = tmp_path / "reader.py", tmp_path / "writer.py"
    reader.write_text(f"assert open({pipe!r}).read() == 'text'")
    writer.write_text(f"open({pipe!r}, 'w').write('text')")
    with ThreadPoolExecutor(2) as pool:
        codes = pool.map(lambda path: server.run(str(path), os.environ), (reader, writer))
        assert list(codes) == [0, 0]


def test_a_job_fails_if_the_fork_server_is_killed(tmp_path, start):
    server, end = start(), tmp_path / "end"
    (process,) = fork_servers()
    text = "import os, signal, time; os.kill(os.getppid(), signal.SIGKILL); time.sleep(1)\n"
    path = script(tmp_path, f"{text}open({str(end)!r}, 'w')")
    assert server.run(path, os.environ) == -signal.SIGKILL
    assert end.exists()  # the job finished before Snakemake continues
    process.wait(20)
    assert not server.is_ready()
    with pytest.raises(OSError, match="Broken pipe"):
        server.run(path, os.environ)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("modules", [(), LIBRARIES])
def test_server_and_jobs_end_with_their_parent(tmp_path, modules, end):
    """A job that does not watch its parent, and a server that is still importing."""
    job = script(tmp_path, "import time; print('runs', flush=True); time.sleep(600)")
    run = "import os, time\nfrom hbvae.jobs.forks import ForkServer\n"
    run += f"server = ForkServer({modules})\n"
    if modules:
        run += "print('runs', flush=True); time.sleep(600)\n"
    else:
        run += f"server.is_ready({READY_WITHIN}), server.run({job!r}, os.environ)\n"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", run], env=environment, stdout=subprocess.PIPE, text=True
    ) as started:
        assert started.stdout.readline() == "runs\n"
        family = psutil.Process(started.pid).children(recursive=True)
        assert len(family) == (1 if modules else 2)
        started.send_signal(end)
        started.wait()
        left = psutil.wait_procs(family, timeout=60)[1]
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    assert not left


class OtherScript:
    """A script class as a future Snakemake might have."""

    def __init__(self, path, job):
        self.path, self.job = path, job

    def execute_script(self, fname, edit=False):
        """Never called; only its signature is inspected."""


@pytest.mark.parametrize(
    "script_class, n_jobs", [(PythonScript, FEWEST_JOBS - 1), (OtherScript, 100)]
)
def test_few_jobs_or_another_snakemake_are_not_forked(script_class, n_jobs):
    before = script_class.execute_script
    assert fork_jobs(script_class, n_jobs) is None
    assert script_class.execute_script is before


SNAKEFILE = """
from snakemake.script import PythonScript
from hbvae.jobs.forks import fork_jobs

from hbvae.jobs import forks

forks.GPUS = ["Snakefile"]  # as if there were a GPU

onstart:
    assert fork_jobs(PythonScript, 4).is_ready({seconds})

rule all:
    input: expand("{{name}}.txt", name=["finishes", "fails", "killed", "on_gpu"])

rule write:
    output: "{{name}}.txt"
    log: "{{name}}.log"
    threads: 2
    resources: gpu=lambda wildcards: int(wildcards.name == "on_gpu")
    script: "write.py"
"""
WRITE = """
import os, signal, sys
with open(snakemake.output[0], "w") as file:
    file.write(open(f"/proc/{os.getppid()}/cmdline").read().replace(chr(0), " "))
if snakemake.wildcards.name == "fails":
    sys.exit(3)
if snakemake.wildcards.name == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_snakemake_reports_forked_jobs(tmp_path):
    (tmp_path / "Snakefile").write_text(SNAKEFILE.format(seconds=READY_WITHIN))
    (tmp_path / "write.py").write_text(WRITE)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "--keep-going"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "fork_server.py" in (tmp_path / "finishes.txt").read_text()
    assert "fork_server.py" not in (tmp_path / "on_gpu.txt").read_text()
    assert not (tmp_path / "fails.txt").exists() and not (tmp_path / "killed.txt").exists()
    assert "returned non-zero exit status 3" in done.stderr
    assert "died with <Signals.SIGKILL: 9>" in done.stderr
    assert "write.py" in done.stderr


def test_the_server_ends_quietly_if_the_client_closes_before_it_is_ready():
    ours, theirs = socket.socketpair()
    command = [sys.executable, str(SERVER), str(theirs.fileno())]
    process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stderr=subprocess.PIPE)
    theirs.close()
    assert select.select([ours], [], [], READY_WITHIN)[0]  # the byte has come, and is not read
    ours.close()
    assert process.communicate(timeout=READY_WITHIN)[1] == b""
    assert process.returncode == 0

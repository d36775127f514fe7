"""Local jobs as children of one process that has imported the libraries, see `fork_server`.

A Python that imports scikit-learn and torch takes 1 to 3 s of CPU before its work begins; a child
of a process that has them begins at once. It is else as alone as a process of its own: what a job
sets, loads or breaks is not seen by the next.
"""

import atexit
import functools
import inspect
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

FEWEST_JOBS = 4  # for which the process is started
LIBRARIES = (  # imported by several of the scripts; in none does an import start a thread
    "snakemake.iocontainers",
    "snakemake.logging",
    "numpy",
    "h5py",
    "soundfile",
    "psutil",
    "pydantic.main",
    "pydantic.fields",
    "pydantic.types",
    "pydantic.functional_validators",
    "yaml",
    "tqdm",
    "pebble",
    "tabulate",
    "scipy.cluster.hierarchy",
    "scipy.fft",
    "scipy.optimize",
    "scipy.spatial.distance",
    "scipy.stats",
    "sklearn.cluster",
    "sklearn.decomposition",
    "sklearn.ensemble",
    "sklearn.linear_model",
    "sklearn.manifold",
    "sklearn.metrics",
    "sklearn.mixture",
    "sklearn.model_selection",
    "sklearn.neighbors",
    "sklearn.pipeline",
    "sklearn.preprocessing",
    "torch",
    "torch._dynamo",  # which optimizers import
    "lightning_fabric",
    "safetensors.torch",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_pdf",
    "seaborn",
)
# What Snakemake sets for the shell of a job.
THREADS = (
    "OMP_NUM_THREADS",
    "GOTO_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
FOLDERS = ("TMPDIR", "TMP", "TEMPDIR", "TEMP")
NO_POOLS = dict.fromkeys(THREADS, "1") | {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # of pyarrow, which pandas imports
}
# There where a machine has a GPU: of NVIDIA, of AMD, of Linux in Windows.
GPUS = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
# What Snakemake knows of a script's job, as far as it is used here.
ATTRIBUTES = {
    "threads",
    "resources",
    "conda_env",
    "container_img",
    "env_modules",
    "bench_record",
}


class ForkServer:
    """The process that forks. It ends with this one, however that ends, and with it its jobs."""

    def __init__(self, modules=LIBRARIES):
        self._control, theirs = socket.socketpair()
        program = str(Path(__file__).with_name("fork_server.py"))
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, program, str(theirs.fileno()), *modules],
                env=os.environ | NO_POOLS,
                pass_fds=[theirs.fileno()],
            )
        self._lock = Lock()
        self._has_imported = False
        atexit.register(self.end)

    def is_ready(self, seconds: float = 0) -> bool:
        """Whether it has imported its modules, and is alive.

        Args:
            seconds: to wait for that.
        """
        with self._lock:
            if not self._has_imported and select.select([self._control], [], [], seconds)[0]:
                self._has_imported = self._control.recv(1) == b"r"
            return self._has_imported and self._process.poll() is None

    def run(self, script: str, environment: Mapping[str, str]) -> int:
        """Run a script as ``python SCRIPT`` would, in this process's working directory.

        Args:
            script: path of a Python file.
            environment: variables, all of them.

        Returns:
            the exit code; of a job that a signal has killed, minus that signal's number.

        Raises:
            OSError: the fork server has ended, and the script did not start.
        """
        ours, theirs = socket.socketpair()
        with ours:
            with theirs, self._lock:
                socket.send_fds(self._control, [b"j"], [theirs.fileno()])
            try:
                ours.sendall(json.dumps([script, os.getcwd(), dict(environment)]).encode())
                ours.shutdown(socket.SHUT_WR)
                answer = ours.recv(16)
            except OSError:
                answer = b""
        # Without an answer, the process that forks was killed, and the job has ended after it.
        return int(answer or -signal.SIGKILL)

    def end(self) -> None:
        """End it, and the jobs that it still has."""
        atexit.unregister(self.end)
        self._control.close()
        try:
            self._process.wait(0.5)
        except subprocess.TimeoutExpired:  # it is importing, and has no jobs
            self._process.kill()
            self._process.wait()


def fork_jobs(script_class: type, n_jobs: int) -> ForkServer | None:
    """Have the scripts of Snakemake's local jobs run in forked children from now on.

    A job has a Python of its own, as before, while the libraries are still being imported, where
    it asks for an environment or a container, and on a GPU, which no library may have touched
    before a job is forked. So have all jobs where the system is not Linux, where there are few of
    them, and where Snakemake's class is not the one that is known here.

    Args:
        script_class: Snakemake's PythonScript.
        n_jobs: how many jobs there are to run.

    Returns:
        the process that forks, None where every job has a Python of its own.
    """
    start_python = inspect.unwrap(script_class.execute_script)
    known = inspect.signature(script_class.__init__).parameters.keys() >= ATTRIBUTES
    known &= list(inspect.signature(start_python).parameters) == ["self", "fname", "edit"]
    if sys.platform != "linux" or n_jobs < FEWEST_JOBS or not known:
        return None
    server = ForkServer()

    @functools.wraps(start_python)
    def execute_script(self, fname, edit=False):
        elsewhere = self.conda_env or self.container_img or self.env_modules or self.bench_record
        on_gpu = self.resources.get("gpu") and any(map(os.path.exists, GPUS))
        if elsewhere or on_gpu or not server.is_ready():
            return start_python(self, fname, edit)
        try:
            code = server.run(fname, job_environment(self.threads, self.resources))
        except OSError:
            return start_python(self, fname, edit)
        if code:
            raise subprocess.CalledProcessError(code, f"{sys.executable} {fname}")

    script_class.execute_script = execute_script
    return server


def job_environment(threads: int, resources: Mapping) -> dict[str, str]:
    """The variables of a job, as Snakemake sets them for its shell."""
    folder = resources.get("tmpdir")
    folders = dict.fromkeys(FOLDERS, folder) if folder else {}
    return os.environ | dict.fromkeys(THREADS, str(threads)) | folders

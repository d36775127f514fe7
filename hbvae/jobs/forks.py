"""Local jobs as children of a process that has imported the libraries, see `fork_server`.

A Python that imports scikit-learn and torch takes 1 to 3 s of CPU before its work begins; a child
of a process that has imported them begins at once. It is as isolated as a separate process: what a
job sets, loads or breaks does not affect the next.
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

FEWEST_JOBS = 4  # a server is not started for fewer
LIBRARIES = (  # imported by several scripts; none of these imports starts a thread
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
# Variables that Snakemake sets for the shell of a job.
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
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # for pyarrow, which pandas imports
}
# Present on a machine with a GPU: NVIDIA, AMD, and Linux in Windows (WSL).
GPUS = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
# Attributes of a script's job in Snakemake that are used here.
ATTRIBUTES = {
    "threads",
    "resources",
    "conda_env",
    "container_img",
    "env_modules",
    "bench_record",
}


class ForkServer:
    """Handle of a fork server, which ends with its jobs whenever this process ends."""

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
        """Whether the server is alive and has imported its modules.

        Args:
            seconds: how long to wait for this.
        """
        with self._lock:
            if not self._has_imported and select.select([self._control], [], [], seconds)[0]:
                self._has_imported = self._control.recv(1) == b"r"
            return self._has_imported and self._process.poll() is None

    def run(self, script: str, environment: Mapping[str, str]) -> int:
        """Run a script as ``python SCRIPT`` would, in this process's working directory.

        Args:
            script: path of a Python file.
            environment: all environment variables of the job.

        Returns:
            the exit code, or minus the number of the signal that killed the job.

        Raises:
            OSError: the fork server has ended and the script did not start.
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
        # Without an answer, the fork server was killed and the job has ended.
        return int(answer or -signal.SIGKILL)

    def end(self) -> None:
        """End the server and its remaining jobs."""
        atexit.unregister(self.end)
        self._control.close()
        try:
            self._process.wait(0.5)
        except subprocess.TimeoutExpired:  # it is still importing and has no jobs
            self._process.kill()
            self._process.wait()


def fork_jobs(script_class: type, n_jobs: int) -> ForkServer | None:
    """Run the scripts of Snakemake's local jobs in forked children from now on.

    A job still gets its own Python process while the libraries are being imported, if it
    requests an environment or a container, and if it uses a GPU, which no library may have touched
    before a fork. All jobs do if the system is not Linux, if there are few jobs, or if Snakemake's
    class is not the expected one.

    Args:
        script_class: Snakemake's PythonScript.
        n_jobs: number of jobs to run.

    Returns:
        the fork server; None if every job gets its own Python process.
    """
    start_python = inspect.unwrap(script_class.execute_script)
    is_supported = inspect.signature(script_class.__init__).parameters.keys() >= ATTRIBUTES
    is_supported &= list(inspect.signature(start_python).parameters) == ["self", "fname", "edit"]
    if sys.platform != "linux" or n_jobs < FEWEST_JOBS or not is_supported:
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
    """Environment variables of a job, as Snakemake sets them for its shell."""
    folder = resources.get("tmpdir")
    folders = dict.fromkeys(FOLDERS, folder) if folder else {}
    return os.environ | dict.fromkeys(THREADS, str(threads)) | folders

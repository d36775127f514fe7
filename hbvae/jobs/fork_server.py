"""A process that imports libraries once and forks a child for each job. `forks` starts it.

    python fork_server.py DESCRIPTOR MODULE ...

DESCRIPTOR is that of a socket. After the imports, the server sends a byte through it. Each byte
that it receives comes with the socket of a job: the server reads the request from it, and writes
the exit code to it when the job has ended. When the other end of the first socket closes, the
server ends with all its jobs.

This file is run, not imported, and imports nothing from hbvae, so each job reads the current code.
"""

import atexit
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import threading
import types
import weakref
from contextlib import suppress
from pathlib import Path

HELD_BACK = {signal.SIGINT}  # blocked while a job is forked
HERE = str(Path(__file__).resolve().parent)


def main() -> None:
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the jobs
    sys.path = [path for path in sys.path if path != HERE]  # added by Python
    control = socket.socket(fileno=int(sys.argv[1]))
    for name in sys.argv[2:]:
        if select.select([control], [], [], 0)[0]:  # closed: no job comes before the first byte
            os._exit(0)
        with suppress(ImportError):
            importlib.import_module(name)
    limit_threads = find_thread_pools()
    for finalizer in list(weakref.finalize._registry):
        finalizer.atexit = False  # a job need not release the resources of libraries
    gc.collect()
    gc.freeze()  # a garbage collection in a job would copy the memory pages that jobs share
    job = serve(control)
    signal.signal(signal.SIGINT, interrupt)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_BACK)
    os._exit(run(job, limit_threads))


def serve(control: socket.socket) -> socket.socket:
    """Fork a child for each job until the process at the other end ends.

    Returns:
        the socket of the job, in each child.
    """
    jobs: dict[int, socket.socket] = {}
    woken, wakes = socket.socketpair()
    wakes.setblocking(False)
    signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)  # without a handler, nothing wakes `select`
    with suppress(ConnectionError):  # the other end is closed, which is handled below
        control.sendall(b"r")
    while True:
        ready = select.select([control, woken], [], [])[0]
        if woken in ready:
            woken.recv(4096)
            send_exit_codes(jobs)
        if control not in ready:
            continue
        descriptors = []
        with suppress(ConnectionError):  # the other end closed before it read the byte
            descriptors = socket.recv_fds(control, 1, 1)[1]
        if not descriptors:
            break
        job = socket.socket(fileno=descriptors[0])
        signal.pthread_sigmask(signal.SIG_BLOCK, HELD_BACK)
        pid = os.fork()
        if not pid:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for other in (control, woken, wakes, *jobs.values()):
                other.close()
            return job
        jobs[pid] = job
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_BACK)
    for pid in list(jobs):
        os.kill(pid, signal.SIGKILL)
    os._exit(0)


def send_exit_codes(jobs: dict[int, socket.socket]) -> None:
    """Send the exit code of each job that has ended, and remove the job."""
    for pid in list(jobs):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with jobs.pop(pid) as job, suppress(OSError):
                job.sendall(b"%d" % os.waitstatus_to_exitcode(status))


def find_thread_pools():
    """Return a function that sets the number of threads of all loaded libraries.

    Libraries read this number from the environment when they are loaded, which was before the job
    began. Like them, the function sets no more threads than there are cores.
    """
    with suppress(ImportError):
        from threadpoolctl import ThreadpoolController

        pools = ThreadpoolController()
        torch = sys.modules.get("torch")

        def limit_threads(number: int) -> None:
            number = min(number, len(os.sched_getaffinity(0)))
            pools.limit(limits=number)
            if torch:
                torch.set_num_threads(number)

        return limit_threads
    return lambda number: None


def run(job: socket.socket, limit_threads) -> int:
    """Run the script of a job as ``python SCRIPT`` does, and return its exit code."""
    with job.makefile("rb") as request:  # the socket stays open while the job is alive
        script, folder, environment = json.load(request)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    with suppress(OSError):  # the name that `top` shows
        Path("/proc/self/comm").write_text(Path(script).name.split(".", 1)[-1])
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # from the system, as in a new process; `random` reseeds itself
    limit_threads(int(environment["OMP_NUM_THREADS"]))
    sys.argv = [script]
    sys.path.insert(0, os.path.dirname(script))
    module = types.ModuleType("__main__")
    module.__file__ = script
    sys.modules["__main__"] = module
    code = 0
    try:
        exec(compile(Path(script).read_bytes(), script, "exec"), module.__dict__)
    except SystemExit as end:
        code = end.code
    except BaseException as problem:
        problem = problem.with_traceback(problem.__traceback__.tb_next)  # without this function
        sys.excepthook(type(problem), problem, problem.__traceback__)
        code = 128 + signal.SIGINT if isinstance(problem, KeyboardInterrupt) else 1
    return end_as_python(code)


def end_as_python(code: int | str | None) -> int:
    """Do what Python does at exit, except freeing memory, which takes a second here."""
    if not isinstance(code, int | None):
        print(code, file=sys.stderr)
        code = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    return (code or 0) & 0xFF


if __name__ == "__main__":
    main()

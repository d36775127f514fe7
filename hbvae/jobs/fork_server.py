"""A process that imports libraries once; each job is a child that it forks. Started by `forks`.

    python fork_server.py DESCRIPTOR MODULE ...

The descriptor is a socket's. After the imports a byte is sent through it. Each byte received comes
with the socket of a job: its request is read from there, and its exit code is written there when it
has ended. Where the other end of the first socket is closed, this process ends, and so do its jobs.

This file is run, not imported, and imports nothing of hbvae: a job reads the code as it is then.
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

HELD_BACK = {signal.SIGINT}  # while a job is forked
HERE = str(Path(__file__).resolve().parent)


def main() -> None:
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the jobs
    sys.path = [path for path in sys.path if path != HERE]  # Python has put it there
    control = socket.socket(fileno=int(sys.argv[1]))
    for name in sys.argv[2:]:
        if select.select([control], [], [], 0)[0]:  # no job comes before the byte: it is closed
            os._exit(0)
        with suppress(ImportError):
            importlib.import_module(name)
    limit_threads = find_thread_pools()
    for finalizer in list(weakref.finalize._registry):
        finalizer.atexit = False  # a job need not tidy up what libraries hold
    gc.collect()
    gc.freeze()  # a collection in a job would write to the pages that it shares with the others
    job = serve(control)
    signal.signal(signal.SIGINT, interrupt)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_BACK)
    os._exit(run(job, limit_threads))


def serve(control: socket.socket) -> socket.socket:
    """Fork a child for each job; end with the process at the other end.

    Returns:
        in each child: the socket of its job.
    """
    jobs: dict[int, socket.socket] = {}
    woken, wakes = socket.socketpair()
    wakes.setblocking(False)
    signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)  # without a handler nothing wakes
    with suppress(ConnectionError):  # the other end is closed, which is seen below
        control.sendall(b"r")
    while True:
        ready = select.select([control, woken], [], [])[0]
        if woken in ready:
            woken.recv(4096)
            send_exit_codes(jobs)
        if control not in ready:
            continue
        descriptors = []
        with suppress(ConnectionError):  # closed before the byte was read there
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
    """Tell of each job that has ended how it did, and forget it."""
    for pid in list(jobs):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with jobs.pop(pid) as job, suppress(OSError):
                job.sendall(b"%d" % os.waitstatus_to_exitcode(status))


def find_thread_pools():
    """A function that sets the threads of every library that has been loaded.

    Libraries read the environment when they are loaded, which was before the job began. As they do
    then, it sets no more threads than there are cores.
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
    """Run the script of a job as ``python SCRIPT`` does; its exit code."""
    with job.makefile("rb") as request:  # the socket stays open: it shows that the job is alive
        script, folder, environment = json.load(request)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    with suppress(OSError):  # the name that `top` shows
        Path("/proc/self/comm").write_text(Path(script).name.split(".", 1)[-1])
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # from the system, as in a new process; `random` does so itself
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
    """What Python does at its end, but for freeing its memory, which takes a second here."""
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

"""How a Snakemake script becomes a call of its plain function ``main``."""

import errno
import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from threading import Thread
from time import perf_counter, sleep

import psutil

from hbvae.errors import HbvaeError

logger = logging.getLogger("hbvae")
# Set for those processes of a job that another one of them started, see `hbvae.training.devices`.
BESIDE_ANOTHER = "HBVAE_BESIDE_ANOTHER"
RUN_BY = "HBVAE_RUN_BY"  # set for jobs: the process id of the Snakemake that starts them
NO_ROOM = {  # errors of the disk, by number: what to do
    errno.ENOSPC: "the disk is full: free some space",
    errno.EDQUOT: "your disk quota is used up: free some space",
    errno.EROFS: "the disk is read-only: make it writable, or copy the project elsewhere",
    errno.EACCES: "that is not permitted: change who may write there",
}


def run_task(main: Callable[..., None], snakemake) -> None:
    """Call ``main`` with a job's named inputs, outputs and params; log to the rule's log file.

    ``code`` among the inputs only tells Snakemake which modules the job runs; it is no argument.
    A problem a person can mend (`HbvaeError`, a full disk) ends the job with its message alone;
    anything else is a fault of the program and shows its traceback. Both stand in the log too.
    """
    if multiprocessing.parent_process():  # a process of a job, which imports the job's script
        return
    end_with_parent()
    arguments = dict(snakemake.input.items())
    arguments.update(snakemake.output.items())
    arguments.update(snakemake.params.items())
    arguments.pop("code", None)

    mode = "a" if BESIDE_ANOTHER in os.environ else "w"
    log_file = logging.FileHandler(snakemake.log[0], mode, encoding="utf-8")
    log_file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(logging.Formatter(f"{snakemake.rule}: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[log_file, terminal], force=True)
    logging.captureWarnings(True)

    start = perf_counter()
    try:
        main(**arguments)
    except HbvaeError as problem:
        logger.error("%s", problem)
        sys.exit(1)
    except Exception as problem:
        if told := no_room(problem):
            logger.error("%s", told)
            logging.shutdown()
            os._exit(1)  # HDF5, with a file that it could not write, would crash at the end
        logger.exception("%s failed", snakemake.rule)
        sys.exit(1)
    logger.info("done in %.1f s", perf_counter() - start)


def no_room(problem: BaseException) -> str | None:
    """What a person can do about a disk that does not take a file; None of any other problem."""
    found = getattr(problem, "errno", None)
    if found is None:  # HDF5 names the number in its text alone
        found = next((one for one in NO_ROOM if f"errno = {one}," in str(problem)), None)
    if found not in NO_ROOM:
        return None
    name = getattr(problem, "filename", None)
    where = f"{name}: " if name else ""
    return f"{where}{NO_ROOM[found]}, then run again; what was finished is kept"


def end_with_parent(every: float = 0.5) -> None:
    """Have this process killed when the one that started it is no more, or its Snakemake.

    By itself it would go on, and write into the results of the run that comes after.

    Args:
        every: s, how often to look.
    """
    parent = os.getppid()

    def watch() -> None:
        try:
            run = psutil.Process(int(os.environ.get(RUN_BY, parent)))
            while os.getppid() == parent and run.status() != psutil.STATUS_ZOMBIE:
                sleep(every)
                if not run.is_running():  # its number may be another's by now
                    break
        except psutil.NoSuchProcess:
            pass
        os.kill(os.getpid(), signal.SIGKILL)

    Thread(target=watch, daemon=True).start()

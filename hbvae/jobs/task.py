"""Running a Snakemake script as a call of its plain function ``main``.

This package starts, limits and ends the processes of a run. It computes no results, so an edit here
re-runs no job.
"""

import logging
import multiprocessing
import os
import sys
from collections.abc import Callable
from time import perf_counter

from hbvae.errors import HbvaeError
from hbvae.jobs.disk import no_room
from hbvae.jobs.messages import FORMAT, failure
from hbvae.jobs.processes import BESIDE_ANOTHER, SHOWN_BY_RUN, end_with_parent

logger = logging.getLogger("hbvae")


def run_task(main: Callable[..., None], snakemake) -> None:
    """Call ``main`` with a job's named inputs, outputs and params; log to the rule's log file.

    ``code`` among the inputs or params only tells Snakemake which modules the job runs; it is not
    passed on. An error that the user can fix (`HbvaeError`, a full disk) ends the job with only
    its message; any other exception is a bug and shows its traceback. Both are logged, and go only
    to the log if the run displays its jobs' logs.

    Args:
        main: the script's function; its parameters have the names in the rule.
        snakemake: the object that Snakemake adds to a script's globals.
    """
    if multiprocessing.parent_process():  # a worker process that imports the job's script
        return
    end_with_parent()
    arguments = dict(snakemake.input.items())
    arguments.update(snakemake.output.items())
    arguments.update(snakemake.params.items())
    arguments.pop("code", None)
    _begin_log(snakemake.log[0], snakemake.rule)

    start = perf_counter()
    try:
        main(**arguments)
    except HbvaeError as problem:
        logger.error("%s", problem)
        sys.exit(1)
    except Exception as problem:
        if message := no_room(problem):
            logger.error("%s", message)
            if not failure(snakemake.log[0]):  # the disk of the log is full too
                print(f"{snakemake.rule}: {message}", file=sys.__stderr__, flush=True)
            logging.shutdown()
            os._exit(1)  # HDF5 would crash at exit because of the file that it could not write
        logger.exception("%s failed", snakemake.rule)
        sys.exit(1)
    cpu = sum(os.times()[:4])  # including child processes
    logger.info("done in %.1f s; %.2f s of CPU", perf_counter() - start, cpu)


def _begin_log(path: str, rule: str) -> None:
    """Log everything to a file, and warnings to the terminal unless the run displays them."""
    mode = "a" if BESIDE_ANOTHER in os.environ else "w"
    log_file = logging.FileHandler(path, mode, encoding="utf-8")
    log_file.setFormatter(logging.Formatter(FORMAT))
    handlers = [log_file]
    if SHOWN_BY_RUN in os.environ:
        sys.stderr = log_file.stream  # keeps progress bars off the run's progress line
    else:
        terminal = logging.StreamHandler(sys.stderr)
        terminal.setLevel(logging.WARNING)
        terminal.setFormatter(logging.Formatter(f"{rule}: %(message)s"))
        handlers.append(terminal)
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    logging.captureWarnings(True)

"""How a Snakemake script becomes a call of its plain function ``main``.

This package starts, limits and ends the processes of a run. What a job computes is elsewhere, so
that nothing here changes a result: an edit re-runs no job.
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
    an argument. A problem that a person can fix (`HbvaeError`, a full disk) ends the job with its
    message alone; anything else is a fault of the program and shows its traceback. Both go into the
    log too, and only there if the run shows what its jobs' logs say.

    Args:
        main: the script's function; its parameters are the names that the rule gives.
        snakemake: the object that Snakemake puts into a script's globals.
    """
    if multiprocessing.parent_process():  # a process of a job, which imports the job's script
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
            if not failure(snakemake.log[0]):  # the log has no room either
                print(f"{snakemake.rule}: {message}", file=sys.__stderr__, flush=True)
            logging.shutdown()
            os._exit(1)  # HDF5, with a file that it could not write, would crash at the end
        logger.exception("%s failed", snakemake.rule)
        sys.exit(1)
    cpu = sum(os.times()[:4])  # of the processes that it started too
    logger.info("done in %.1f s; %.2f s of CPU", perf_counter() - start, cpu)


def _begin_log(path: str, rule: str) -> None:
    """Log everything to a file; warnings to the terminal too, unless the run shows them itself."""
    mode = "a" if BESIDE_ANOTHER in os.environ else "w"
    log_file = logging.FileHandler(path, mode, encoding="utf-8")
    log_file.setFormatter(logging.Formatter(FORMAT))
    handlers = [log_file]
    if SHOWN_BY_RUN in os.environ:
        sys.stderr = log_file.stream  # no bar of a job beside the line of the run
    else:
        terminal = logging.StreamHandler(sys.stderr)
        terminal.setLevel(logging.WARNING)
        terminal.setFormatter(logging.Formatter(f"{rule}: %(message)s"))
        handlers.append(terminal)
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    logging.captureWarnings(True)

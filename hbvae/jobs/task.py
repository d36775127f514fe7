"""How a Snakemake script becomes a call of its plain function ``main``."""

import logging
import multiprocessing
import os
import sys
from collections.abc import Callable
from time import perf_counter

from hbvae.errors import HbvaeError
from hbvae.jobs.disk import no_room
from hbvae.jobs.processes import BESIDE_ANOTHER, end_with_parent

logger = logging.getLogger("hbvae")


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

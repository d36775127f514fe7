"""How a Snakemake script becomes a call of its plain function ``main``."""

import logging
import os
import sys
from collections.abc import Callable
from time import perf_counter

from hbvae.errors import HbvaeError

logger = logging.getLogger("hbvae")
# Set for those processes of a job that another one of them started, see `hbvae.devices`.
BESIDE_ANOTHER = "HBVAE_BESIDE_ANOTHER"


def run_task(main: Callable[..., None], snakemake) -> None:
    """Call ``main`` with a job's named inputs, outputs and params; log to the rule's log file.

    ``code`` among the inputs only tells Snakemake which modules the job runs; it is no argument.
    A problem a person can mend (`HbvaeError`) ends the job with its message alone; anything else
    is a fault of the program and shows its traceback. Both stand in the log too.
    """
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
    except Exception:
        logger.exception("%s failed", snakemake.rule)
        sys.exit(1)
    logger.info("done in %.1f s", perf_counter() - start)

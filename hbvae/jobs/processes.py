"""Ending the processes of a run together with the process that started them."""

import os
import signal
from threading import Thread
from time import sleep

import psutil

# Set for a job's processes that another process of the job started, see `hbvae.training.devices`.
BESIDE_ANOTHER = "HBVAE_BESIDE_ANOTHER"
RUN_BY = "HBVAE_RUN_BY"  # set for jobs: the process id of the Snakemake that starts them
SHOWN_BY_RUN = "HBVAE_SHOWN_BY_RUN"  # set for jobs whose logs the run reads and shows


def end_with_parent(every: float = 0.5) -> None:
    """Kill this process when its parent, or the Snakemake that runs it, has ended.

    Otherwise it would continue and write into the results of the next run.

    Args:
        every: interval between checks, s.
    """
    parent = os.getppid()

    def watch() -> None:
        try:
            run = psutil.Process(int(os.environ.get(RUN_BY, parent)))
            while os.getppid() == parent and run.status() != psutil.STATUS_ZOMBIE:
                sleep(every)
                if not run.is_running():  # another process may have its number by now
                    break
        except psutil.NoSuchProcess:
            pass
        os.kill(os.getpid(), signal.SIGKILL)

    Thread(target=watch, daemon=True).start()

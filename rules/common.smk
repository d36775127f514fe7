"""What all rules use: the plan of the run, its datasets, and digests of jobs' code."""

import os
import sys
from contextlib import contextmanager

# Waiting threads give up their core. If they spun, training would be 3 to 5 times slower whenever
# anything else runs on the machine.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from snakemake.script import PythonScript

from hbvae.clustering.projections import PROJECTIONS
from hbvae.datasets.collections import Datasets
from hbvae.errors import HbvaeError
from hbvae.features.decoders.registry import decoder_modules
from hbvae.figures.catalogue import all_figures
from hbvae.jobs.forks import fork_jobs
from hbvae.jobs.processes import RUN_BY
from hbvae.provenance import begin_record
from hbvae.workflow.corpora import lyrics_files, recipe_files, rendered_folders, rendered_table
from hbvae.workflow.left_out import full_command, left_out
from hbvae.workflow.listing import batch_names, list_datasets
from hbvae.workflow.locks import begin_run
from hbvae.workflow.place import (
    check_cluster,
    check_writable,
    project_file,
    project_files,
    project_folder,
    quote_interpreter,
)
from hbvae.workflow.plan import Plan
from hbvae.workflow.run_config import FULL, check_config, complete
from hbvae.workflow.shown import TABLES, Shown, table_files, the
from hbvae.workflow.sources import code_digest


@contextmanager
def errors_for_people():
    """Print only the message of an error that the user can fix, and exit."""
    try:
        yield
    except HbvaeError as problem:
        logger.error(str(problem))
        sys.exit(1)


# To limit the rate of jobs, Snakemake 9.27 checks all waiting jobs a second after each job ends, and
# every second from then on: after 200 jobs this takes a quarter of a core. Local jobs need no limit.
onstart:
    if workflow.local_exec:
        workflow.scheduler.job_rate_limiter = None
        if workflow.is_main_process:
            fork_jobs(PythonScript, len(workflow.dag))
    else:
        with errors_for_people():
            check_cluster()
        if RUN_IN_FOLDER:
            RUN_IN_FOLDER.submits_jobs()


with errors_for_people():
    check_writable()
    CONFIG = complete(config, project_folder(), workflow.config_settings.config_args)
    if workflow.is_main_process and not workflow.modifier.skip_validation:
        check_config(CONFIG, project_folder())
quote_interpreter()
RUN_IN_FOLDER = None
if workflow.is_main_process:
    RUN_IN_FOLDER, notes = begin_run()
os.environ.update({RUN_BY: str(os.getpid())})  # jobs end with this process


ENTRIES = CONFIG.get("dataset", CONFIG["datasets"])
with errors_for_people():
    # All datasets that a target may name, by name; `DATASETS.run` are those of the config.
    DATASETS = Datasets([ENTRIES] if isinstance(ENTRIES, str) else ENTRIES, project_folder())
    plan = Plan(CONFIG, DATASETS, DATASETS.run)
    begin_record(str(project_folder()), CONFIG, plan.encoder_record() | plan.lyrics.record())
    if workflow.is_main_process:
        list_datasets(
            DATASETS,
            CONFIG["audio"]["tracks_per_job"],
            CONFIG["max_rejected"],
            sys.argv[1:],
            logger.warning,
        )
        for note in [*notes, *plan.notes, *plan.earlier.notes(plan.run)]:
            logger.warning(note)
shown = Shown(plan)


wildcard_constraints:
    map="|".join(PROJECTIONS),
    grid="|".join(figure.name for figure in all_figures().values() if figure.role),
    dataset="|".join(DATASETS),
    representation="|".join(plan.kinds),
    model="|".join(plan.trained()),
    baseline="|".join(plan.baselines()),
    clusterer="|".join(plan.clusterer_names()),
    batch=r"\d+",
    seed=r"\d+",


def code(script, modules=lambda w: []):
    """Param: digest of a job's code, so that edits run the job again.

    Args:
        script: name of a file in workflow_scripts.
        modules: function of wildcards that names modules which the job imports at run time.
    """
    path = project_folder() / "workflow_scripts" / script
    return lambda w: code_digest(path, *modules(w))


def main_model_file(name):
    """Input: a file of the paper's model for a dataset."""
    return lambda w: plan.main_file(w.dataset, name)


def main_model(wildcards):
    return plan.main_model(wildcards.dataset)


def main_model_modules(wildcards):
    return plan.modules(plan.main_model(wildcards.dataset))


def dataset_title(wildcards):
    return plan.title(wildcards.dataset)


def factors(wildcards):
    return plan.factors(wildcards.dataset)


def genre_factor_if_any(wildcards):
    return plan.genre_factor(wildcards.dataset)


def genre_factor(wildcards):
    return shown.figure_factor(wildcards.dataset)


def batches(pattern):
    """Input: ``pattern`` for each batch of a dataset's tracks."""
    return lambda w: expand(pattern, dataset=w.dataset, batch=batch_names(w.dataset, DATASETS))

"""List what `config/full.yaml` would add to a run, for its report."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

import yaml

from hbvae.clustering.base import Clusterer
from hbvae.clustering.registry import all_clusterers
from hbvae.figures.catalogue import all_figures
from hbvae.representations.base import Representation
from hbvae.representations.registry import with_role
from hbvae.workflow.map_folder import read_mark
from hbvae.workflow.plan import Plan


def left_out(plan: Plan, full: Path) -> dict[str, list[str]]:
    """List what a full run would add, without what no dataset of this run can have.

    Args:
        plan: plan of the run.
        full: path of config/full.yaml.

    Returns:
        Titles with names, by kind.
    """
    wanted = yaml.safe_load(full.read_text(encoding="utf-8"))
    kinds = [plan.kinds[name] for name in wanted["representations"] if _is_missing(plan, name)]
    names = [name for name in wanted["clusterers"] if name not in plan.clusterers]
    lines = {
        "Controls": [_named(kind) for kind in kinds if kind.is_control],
        "Other representations": [_named(kind) for kind in kinds if not kind.is_control],
        "Clusterers": [_named(all_clusterers()[name]) for name in names],
        "Slices of chosen labels": [*_generators(plan)] if wanted["generate"] else [],
        "Figures": [*_figures(plan)],
        "Seeds": [*_seeds(plan, len(wanted["seeds"]))],
        "Measures": [*_measures(plan, wanted["disentanglement"]["dci"])],
    }
    return {what: titles for what, titles in lines.items() if titles}


def full_command(plan: Plan, full: str) -> str:
    """Compose the command for a full run on a run's datasets, in the current folder.

    Args:
        plan: plan of the run.
        full: path of config/full.yaml.
    """
    if mark := read_mark(Path()):
        command = f"hbvae map {shlex.quote(mark.songs)}" if mark.songs else "hbvae demo"
        return f"{command} --output {shlex.quote(os.getcwd())} --preset full"
    named = plan.config.get("dataset", plan.config["datasets"])
    entries = [named] if isinstance(named, str) else named
    command = f"snakemake --cores 2 --configfile {shlex.quote(full)}"
    return f"{command} --config dataset={shlex.quote(entries[0])}" if len(entries) == 1 else command


def _is_missing(plan: Plan, name: str) -> bool:
    is_listed = name in plan.config["representations"]
    return not is_listed and any(plan.can_have(dataset, name) for dataset in plan.run)


def _named(entry: Representation | Clusterer) -> str:
    return f"{entry.title} ({entry.name})"


def _generators(plan: Plan) -> Iterator[str]:
    if not plan.generates and any(plan.factors(dataset) for dataset in plan.run):
        for kind in with_role("generator"):
            yield f"{_named(kind)}, with its figure, its sounds and hbvae generate"


def _figures(plan: Plan) -> Iterator[str]:
    shown = plan.config["figures"].get("shown")
    has_labels = any(plan.factors(dataset) for dataset in plan.run)
    for figure in all_figures().values():
        can_have = (has_labels or not figure.needs_labels) and not figure.role
        if shown is not None and figure.name not in shown and can_have:
            yield f"{figure.title} ({figure.name})"


def _seeds(plan: Plan, n: int) -> Iterator[str]:
    if len(plan.seeds) < n:
        yield f"{n} instead of {len(plan.seeds)}"


def _measures(plan: Plan, dci: str) -> Iterator[str]:
    has_factors = any(plan.factors(dataset) for dataset in plan.run)
    if has_factors and plan.config["disentanglement"]["dci"] != dci:
        yield f"DCI of each {dci}"

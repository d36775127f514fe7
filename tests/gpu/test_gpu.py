"""What is said of a GPU is run on one where there is one, and on the CPU where there is none."""

import subprocess
import sys
from pathlib import Path

import pytest
from agreement import TOLERANCE, Comparison
from setting import CPU, device

from hbvae.models.registry import MODELS

HERE = Path(__file__).parent
# Runs the folder where no package can be imported but those that a machine with a GPU is to have.
BARE = """
import runpy, sys
from importlib.machinery import PathFinder
from importlib.metadata import packages_distributions
folder = sys.argv.pop(1)
sys.path.insert(0, folder)
from packages import LIGHT, THERE, with_requirements

there = set(with_requirements((*THERE, *LIGHT)))
owned = packages_distributions()

class Bare:
    def find_spec(self, module, path=None, target=None):
        owners = {name.lower().replace("_", "-") for name in owned.get(module, there)}
        return PathFinder.find_spec(module, path, target) if owners & there else None

sys.meta_path[sys.meta_path.index(PathFinder)] = Bare()
runpy.run_path(folder, run_name="__main__")
"""


@pytest.mark.parametrize("name", MODELS)
def test_cpu_and_gpu_fit_alike_and_resume_each_others_checkpoints(name):
    compared = Comparison(name, (CPU, device()), small=True)
    assert compared.difference().max() <= TOLERANCE
    assert compared.latent_difference() <= TOLERANCE
    assert compared.history[0][-1, 0] < compared.history[0][0, 0]
    for before in (0, 1):
        assert compared.resumed_difference(before) <= TOLERANCE


def test_every_model_stays_on_its_device_and_no_step_waits_for_it():
    run = subprocess.run(
        [sys.executable, HERE / "placement.py"], capture_output=True, text=True, timeout=300
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert run.stdout.split() == list(MODELS)


@pytest.mark.slow
def test_all_parts_run_with_few_packages_and_leave_tables(tmp_path):
    command = [sys.executable, "-c", BARE, str(HERE), "--small", "--out", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr[-3000:]
    assert "no plots" in run.stdout
    page = (tmp_path / "gpu.md").read_text(encoding="utf-8")
    assert page.count("\n## ") == 7
    assert "Failed" not in page and "Cut off" not in page
    for name in MODELS:
        assert f"| {name} | 16 | bf16-mixed |" in page
        assert f"| {name}, slices |" in page


@pytest.mark.slow
def test_a_run_that_is_cut_off_leaves_what_it_has(tmp_path):
    command = [sys.executable, str(HERE), "--small", "--out", str(tmp_path)]
    command += ["--parts", "speed", "--minutes", "0.05"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert "failed or cut off: speed" in run.stderr
    page = (tmp_path / "gpu.md").read_text(encoding="utf-8")
    assert "## Machine" in page and "Cut off after" in page

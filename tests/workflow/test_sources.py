"""The code of a job: which modules a script reaches, and when its digest changes."""

from pathlib import Path

import pytest

from hbvae.jobs import imports
from hbvae.jobs.imports import PACKAGE, module_file, reached
from hbvae.workflow import sources
from hbvae.workflow.sources import code_digest

SCRIPTS = PACKAGE.parent / "workflow_scripts"
FILES = {
    "__init__.py": "",
    "errors.py": "MESSAGE = 'no'",
    "provenance.py": "",
    "jobs/__init__.py": "",
    "jobs/task.py": "import hbvae.only_for_jobs",
    "only_for_jobs.py": "",
    "storage/__init__.py": "",
    "storage/latents.py": "from hbvae.errors import MESSAGE\nimport numpy",
    "models/__init__.py": "",
    "models/base.py": "from hbvae.storage import latents",
    "models/hybrid.py": "def build():\n    from hbvae.models.base import Model",
    "models/joint.py": "from hbvae.models.base import Model",
}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A small package in the place of the project's, and a script that uses it."""
    folder = tmp_path / "hbvae"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (tmp_path / "script.py").write_text("from hbvae.jobs.task import run\nimport hbvae.models.base")
    left_out = [folder / "errors.py", folder / "provenance.py", folder / "jobs"]
    monkeypatch.setattr(imports, "PACKAGE", folder)
    monkeypatch.setattr(imports, "LEFT_OUT", left_out)
    monkeypatch.setattr(sources, "PACKAGE", folder)
    yield folder
    imports.imported_modules.cache_clear()
    code_digest.cache_clear()


def names(files, folder):
    return [file.relative_to(folder).as_posix() for file in files]


def test_imports_are_followed_but_not_into_errors_and_jobs(package):
    modules = names(reached([package.parent / "script.py"]), package)
    assert modules == [
        *("__init__.py", "models/__init__.py", "models/base.py"),
        *("storage/__init__.py", "storage/latents.py"),
    ]


def test_an_import_inside_of_a_function_counts(package):
    modules = names(reached([package / "models/hybrid.py"]), package)
    assert {"models/hybrid.py", "models/base.py", "storage/latents.py"} <= set(modules)


def digest_after(package, edited, *modules):
    """The digest of the script after an edit, and the one before."""
    script = package.parent / "script.py"
    imports.imported_modules.cache_clear()
    code_digest.cache_clear()
    before = code_digest(script, *modules)
    with open(edited, "a") as file:
        file.write("\n# edited\n")
    imports.imported_modules.cache_clear()
    code_digest.cache_clear()
    return code_digest(script, *modules), before


@pytest.mark.parametrize(
    ("edited", "changes"),
    [
        ("../script.py", True),
        ("storage/latents.py", True),
        ("models/hybrid.py", True),
        ("models/joint.py", False),
        ("errors.py", False),
        ("provenance.py", False),
        ("jobs/task.py", False),
        ("only_for_jobs.py", False),
    ],
)
def test_the_digest_changes_with_the_code_of_the_job_alone(package, edited, changes):
    after, before = digest_after(package, package / edited, "hbvae.models.hybrid")
    assert (after != before) == changes


def test_the_digest_does_not_depend_on_the_place(package, monkeypatch, tmp_path):
    before = code_digest(package.parent / "script.py")
    (tmp_path / "elsewhere").mkdir()
    moved = package.rename(tmp_path / "elsewhere/hbvae")
    script = (tmp_path / "script.py").rename(tmp_path / "elsewhere/script.py")
    monkeypatch.setattr(imports, "PACKAGE", moved)
    monkeypatch.setattr(imports, "LEFT_OUT", [moved / "errors.py", moved / "jobs"])
    monkeypatch.setattr(sources, "PACKAGE", moved)
    imports.imported_modules.cache_clear()
    assert code_digest(script) == before


def test_every_script_imports_modules_that_exist():
    for script in SCRIPTS.glob("*.py"):
        assert reached([script]), script
        assert len(code_digest(script)) == 16


def test_a_plot_does_not_reach_training_nor_training_a_plot():
    plot = names(reached([SCRIPTS / "plot_confusion.py"]), PACKAGE)
    assert "figures/confusion.py" in plot
    assert not any(file.startswith(("training/", "models/")) for file in plot)
    training = names(reached([SCRIPTS / "train_model.py"]), PACKAGE)
    assert "training/fitting.py" in training
    assert not any(file.startswith(("figures/", "reporting/")) for file in training)
    assert not {"errors.py", "provenance.py", "config.py", "jobs/task.py"} & {*training, *plot}


def test_the_file_of_a_module():
    assert module_file("hbvae.models.hybrid") == Path(PACKAGE, "models/hybrid.py")

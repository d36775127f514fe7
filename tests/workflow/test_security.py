"""Promises of docs/security.md that hold for all of the code, and for files that run nothing."""

import ast
import re

import pytest
import yaml
from support.project import ROOT

from hbvae.datasets.collections import read_description
from hbvae.errors import DatasetError
from hbvae.workflow.run_config import read_config

PROGRAMS = [
    *sorted((ROOT / "hbvae").rglob("*.py")),
    *sorted((ROOT / "workflow_scripts").glob("*.py")),
]
RUNS_CODE = "!!python/object/apply:os.system ['touch {}']\n"


def calls(path):
    """Every call of a program: its dotted name and its keywords."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), {word.arg: word.value for word in node.keywords}


def is_true(value):
    return isinstance(value, ast.Constant) and value.value is True


@pytest.mark.parametrize("read", [read_config, read_description])
def test_yaml_runs_no_code(read, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(f"root: {RUNS_CODE.format(tmp_path / 'owned')}")
    with pytest.raises((yaml.constructor.ConstructorError, DatasetError), match="python/object"):
        read(path)
    assert not (tmp_path / "owned").exists()


def test_no_program_reads_a_pickle():
    modules = {"pickle", "marshal", "shelve", "dill", "joblib"}
    for path in PROGRAMS:
        for name, keywords in calls(path):
            place = f"{path.relative_to(ROOT)}: {name}"
            module, _, function = name.rpartition(".")
            assert not (module in modules and function.startswith(("load", "open"))), place
            assert not is_true(keywords.get("allow_pickle")), place
            if name == "torch.load":
                assert is_true(keywords.get("weights_only")), place
            if name == "yaml.load":  # the one whose safety is tested above
                assert path.name == "run_config.py", place
            assert name not in ("yaml.unsafe_load", "yaml.full_load"), place


def test_no_program_hands_text_to_a_shell():
    for path in PROGRAMS:
        for name, keywords in calls(path):
            place = f"{path.relative_to(ROOT)}: {name}"
            assert not is_true(keywords.get("shell")), place
            assert name not in ("os.system", "os.popen", "eval"), place


def test_no_rule_runs_a_command():
    """Jobs are handed values; the one command there is does nothing."""
    for path in [ROOT / "Snakefile", *(ROOT / "rules").glob("*.smk")]:
        commands = re.findall(r"^ +shell:\s*(.+)$", path.read_text("utf-8"), re.MULTILINE)
        assert set(commands) <= {'"true"'}, path.name


def test_the_pages_programs_set_text_and_no_html():
    writes = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    for path in (ROOT / "resources").rglob("*.js"):
        assert not re.search(writes, path.read_text(encoding="utf-8")), path.name

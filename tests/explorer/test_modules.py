"""The explorer's modules without a browser: the tests beside this file, run by Node.

Playwright's wheel carries Node; each `*.test.mjs` imports the modules it tests from resources.
"""

import subprocess
from pathlib import Path

import pytest

from hbvae.reporting.javascript import join_modules

HERE = Path(__file__).parent
MODULES = Path(__file__).parents[2] / "resources/explorer"


@pytest.fixture(scope="module")
def node():
    driver = pytest.importorskip(
        "playwright._impl._driver", reason="playwright is not installed: no Node to run modules"
    )
    executable, _ = driver.compute_driver_executable()
    if not Path(executable).is_file():
        pytest.skip(f"playwright has no Node at {executable}")

    def node(*arguments, **options):
        quiet = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"
        command = [executable, quiet, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)

    return node


@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.mjs")), ids=lambda file: file.name)
def test_modules(node, file):
    done = node("--test", "--test-reporter=tap", file)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# fail 0" in done.stdout and "# tests 0" not in done.stdout


def test_the_joined_program_is_a_valid_module(node):
    program = join_modules(MODULES.glob("*.js"))
    done = node("--input-type=module", "--check", input=program)
    assert done.returncode == 0, done.stderr
    broken = node("--input-type=module", "--check", input=program + "const view = 1;\n")
    assert "'view' has already been declared" in broken.stderr


@pytest.mark.parametrize("file", sorted(MODULES.glob("*.js")), ids=lambda file: file.name)
def test_a_module_is_short(file):
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("// "), "the first line says what the module is for"
    assert len(lines) < 150

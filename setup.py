"""The wheel carries the project's files, and the commit that they are of, in hbvae/project."""

import shutil
import subprocess
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
FILES = ("Snakefile", "environment.yml", "CITATION.cff", "resources/datasets/README.md")
FOLDERS = ("rules", "workflow_scripts", "config", "profiles", "resources")
NOT_OURS = ("resources/datasets", "__pycache__")  # the user's recordings, and what Python compiles


class BuildWithProject(build_py):
    def run(self):
        super().run()
        project = Path(self.build_lib, "hbvae/project")
        if self.editable_mode:
            return
        shutil.rmtree(project, ignore_errors=True)  # of an earlier build
        for path in self.project_files():
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, project / path)
        describe = "git describe --always --dirty --abbrev=12"  # by a shell: git may be absent
        done = subprocess.run(describe, shell=True, cwd=ROOT, capture_output=True, text=True)
        (project / "COMMIT").write_text(done.stdout or "unknown: not built from a git repository")

    def project_files(self):
        paths = (path for name in FOLDERS for path in (ROOT / name).rglob("*") if path.is_file())
        names = sorted(path.relative_to(ROOT).as_posix() for path in paths)
        return [*FILES, *(name for name in names if not any(left in name for left in NOT_OURS))]

    def get_source_files(self):
        return [*super().get_source_files(), *self.project_files()]


setup(cmdclass={"build_py": BuildWithProject})

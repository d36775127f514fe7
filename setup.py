"""The wheel carries the project's files in hbvae/project, with the commit that they are of.

pyproject.toml has all the rest. A checkout and an editable install use the files where they are.
"""

import os
import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from hbvae.provenance import commit  # noqa: E402

FILES = ("Snakefile", "environment.yml", "CITATION.cff")
FOLDERS = ("rules", "workflow_scripts", "config", "profiles", "resources")
OF_THE_USER = ROOT / "resources/datasets"  # recordings, but for its README.md


def project_files():
    """Paths of the project's files, relative to the checkout."""
    for name in FILES:
        yield Path(name)
    for name in FOLDERS:
        for folder, folders, files in os.walk(ROOT / name):
            folders[:] = sorted(set(folders) - {"__pycache__"})
            if Path(folder) == OF_THE_USER:
                folders[:], files = [], ["README.md"]
            for file in sorted(files):
                yield (Path(folder) / file).relative_to(ROOT)


class BuildWithProject(build_py):
    """Copies the project's files beside the modules."""

    def run(self):
        super().run()
        if self.editable_mode:
            return
        project = Path(self.build_lib, "hbvae/project")
        shutil.rmtree(project, ignore_errors=True)  # of a build before
        for path in project_files():
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, project / path)
        (project / "COMMIT").write_text(commit(str(ROOT)), encoding="utf-8")

    def get_source_files(self):
        """Those of a source distribution: the project's are among them."""
        return [*super().get_source_files(), *map(str, project_files())]


setup(cmdclass={"build_py": BuildWithProject})

"""The site of the documentation: every page, no dead link, and a search without a network."""

import subprocess
import sys

import pytest
from support.docs import PAGES
from support.project import ROOT


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Sphinx takes a link that leads nowhere, and a page that no other lists, for an error (-W)."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", ROOT / "docs", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_in_the_site(site):
    pages = {page.stem for page in PAGES if page.parent == ROOT / "docs"}
    assert pages <= {page.stem for page in site.glob("*.html")}


def test_what_programs_import_is_described(site):
    text = (site / "api.html").read_text(encoding="utf-8")
    for name in ("release.inference.assign", "training.fitting.fit", "clustering.registry"):
        assert f'id="hbvae.{name}' in text or f'id="module-hbvae.{name}' in text


def test_the_site_can_be_searched(site, opened):
    opened.page.goto(f"{(site / 'search.html').as_uri()}?q=Hennig")
    opened.page.click("ul.search a")
    assert opened.page.title().startswith("How far to trust a group")
